#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/results_json.h"
#include "pipeline/analyze_stage.h"
#include "pipeline/extract_stage.h"
#include "pipeline/score_stage.h"
#include "pipeline/summarize_stage.h"
#include "pipeline/translate_stage.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http.h"
#include "tests/support/newsroom_feeds.h"
#include "tests/support/newsroom_library.h"
#include "tests/support/newsroom_model.h"
#include "tests/support/newsroom_pages.h"
#include "tests/support/source_tree.h"

/// The sample newsroom's pages through the real stages, answered by its recorded model: answers
/// written by a careful editor must pass every check the first time.
namespace ainews::pipeline {
namespace {

constexpr int kPort = 8099;
constexpr const char* kMark = "5f3a9c1e7b2d";

/// Puts a question to the recorded model as an endpoint would get it.
class RecordedClient final : public LlmClient {
public:
    explicit RecordedClient(const newsroom::Library& library) : model_{library} {}

    [[nodiscard]] Expected<Answer> ask(const Question& question, int, std::stop_token) override {
        ++asked;
        std::string user = question.user;
        for (auto at = user.find(kFenceMark); at != std::string::npos; at = user.find(kFenceMark))
            user.replace(at, kFenceMark.size(), kMark);
        nlohmann::json body{{"model", "recorded"},
                            {"messages",
                             {{{"role", "system"}, {"content", question.system}},
                              {{"role", "user"}, {"content", user}}}}};
        if (!question.schema_json.empty())
            body["response_format"] = {
                {"type", "json_schema"},
                {"json_schema", {{"schema", nlohmann::json::parse(question.schema_json)}}}};
        const auto read = newsroom::read_question(body.dump(), "");
        if (!read) return tl::unexpected{read.error()};
        for (const std::string& violation : read->violations) ADD_FAILURE() << violation;
        const newsroom::ModelAnswer said = model_.answer(*read);
        for (const std::string& violation : said.violations) ADD_FAILURE() << violation;
        EXPECT_FALSE(said.article.empty()) << user.substr(0, 400);
        Answer answer;
        answer.call = asked;
        answer.text = said.content;
        answer.mark = kMark;
        answer.model = "recorded";
        return answer;
    }
    Expected<void> judge(const Answer&, bool, std::string_view) override { return {}; }

    CallId asked = 0;

private:
    newsroom::RecordedModel model_;
};

std::string joined(const std::vector<std::string>& lines) {
    std::ostringstream out;
    for (const std::string& line : lines) out << "\n  " << line;
    return out.str();
}

class NewsroomAnswersTest : public ::testing::Test {
protected:
    NewsroomAnswersTest() {
        auto library = newsroom::Library::load(newsroom::default_data_directory());
        EXPECT_TRUE(library) << (library ? "" : library.error().message);
        library_ = std::make_unique<newsroom::Library>(*std::move(library));
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        prompts_ =
            std::make_shared<const PromptSet>(PromptSet::load(std::span{&folder, 1}).value());
        client_ = std::make_unique<RecordedClient>(*library_);
    }

    /// The article's page as `extract` gets it.
    StageInput extracted(const newsroom::SampleArticle& article) {
        const newsroom::Outlet& outlet = *library_->outlet(article.outlet);
        StageInput input;
        input.item.url = newsroom::article_url(outlet, article, kPort);
        input.item.source = outlet.slug;
        input.item.title = article.title;
        input.item.published = clock_.now() - article.age;
        input.item.first_seen = clock_.now();
        const newsroom::Document page =
            newsroom::render_page({library_.get(), kPort, clock_.now()}, outlet, article);
        http_.answer(input.item.url, 200, page.body, {{"content-type", page.content_type}});
        Source source;
        source.slug = outlet.slug;
        source.text = TextMode::Page;
        const auto out = make_extract(http_, clock_, {source})->run(input, {});
        EXPECT_TRUE(out) << article.slug;
        if (out) {
            input.item.results["extract"] = out->result_json;
            input.extraction = *extraction_from_json(out->result_json);
            EXPECT_EQ(input.extraction->language, article.language) << article.slug;
        }
        return input;
    }

    StageOutput run(const std::unique_ptr<Stage>& stage, const StageInput& input,
                    const std::string& slug) {
        auto out = stage->run(input, {});
        EXPECT_TRUE(out) << slug << " " << stage->name() << ": "
                         << (out ? "" : out.error().message);
        if (!out) return {};
        EXPECT_TRUE(out->findings.empty()) << slug << " " << stage->name() << joined(out->findings);
        EXPECT_EQ(out->gave_up, "") << slug;
        return *std::move(out);
    }

    testing::FakeClock clock_;
    testing::FakeHttp http_;
    std::unique_ptr<newsroom::Library> library_;
    std::shared_ptr<const PromptSet> prompts_;
    std::unique_ptr<RecordedClient> client_;
};

TEST_F(NewsroomAnswersTest, PassEveryCheckTheFirstTime) {
    const LlmStageParts parts{client_.get(), prompts_, {}, &clock_};
    TranslateRules rules;
    rules.always = true;
    ASSERT_GE(library_->articles().size(), 16U);
    for (const newsroom::SampleArticle& article : library_->articles()) {
        StageInput input = extracted(article);
        if (!input.extraction) continue;
        const StageOutput summary = run(make_llm_summarize(parts), input, article.slug);
        if (const auto parsed = summary_from_json(summary.result_json)) {
            EXPECT_FALSE(parsed->extractive) << article.slug;
            input.summary = *parsed;
        }
        run(make_llm_score(parts), input, article.slug);
        run(make_llm_analyze(parts), input, article.slug);
        const StageOutput translated = run(make_llm_translate(parts, rules), input, article.slug);
        const auto translation = translation_from_json(translated.result_json);
        ASSERT_TRUE(translation) << article.slug;
        EXPECT_EQ(translation->blocks.size(), input.extraction->blocks.size());
        for (const Block& block : translation->blocks)
            EXPECT_FALSE(block.original) << article.slug << " " << block.text;
    }
    EXPECT_GE(client_->asked, static_cast<CallId>(library_->articles().size() * 3));
}

}  // namespace
}  // namespace ainews::pipeline
