#include <gmock/gmock.h>

#include "site/page.h"
#include "site/search_form.h"
#include "site/search_words.h"
#include "tests/site/reader_fixture.h"

namespace ainews::site {
namespace {

using ::testing::ElementsAre;
using testing::finished_item;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SearchWordsTest, MarksWordsWhateverTheirWidthAndCase) {
    struct Case {
        const char* typed;
        const char* text;
        const char* html;
    };
    const Case cases[] = {{"蒸留", "知識の蒸留とは", "知識の<mark>蒸留</mark>とは"},
                          {"規", "規約と規模", "<mark>規</mark>約と<mark>規</mark>模"},
                          {"gpt", "ＧＰＴ-4とGPT", "<mark>ＧＰＴ</mark>-4と<mark>GPT</mark>"},
                          {"ﾓﾃﾞﾙ", "モデル", "<mark>モデル</mark>"},
                          {"a&b", "x A&B <y>", "x <mark>A&amp;B</mark> &lt;y&gt;"},
                          {"量子 子化", "量子化", "<mark>量子化</mark>"},
                          {"kg", "5㎏の", "5<mark>㎏</mark>の"},
                          {"\"二つの語\"", "二つの語", "<mark>二つの語</mark>"},
                          {"無い", "ここには<b>", "ここには&lt;b&gt;"},
                          {"", "何も", "何も"}};
    for (const Case& one : cases)
        EXPECT_EQ(SearchWords{one.typed}.marked_html(one.text), one.html) << one.typed;
}

TEST(SearchWordsTest, CutsALongSentenceAroundTheWord) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "前置き";
    text += "要点。";
    const std::string found = SearchWords{"要点"}.excerpt({"別の文。", text});
    EXPECT_TRUE(found.starts_with("…")) << found;
    EXPECT_THAT(found, HasSubstr("要点。"));
    EXPECT_EQ(SearchWords{"無い"}.excerpt({text}), "");
}

ServerRequest asked(std::vector<std::pair<std::string, std::string>> query) {
    ServerRequest request;
    request.path = "/search";
    request.query = std::move(query);
    return request;
}

TEST(SearchFormTest, ReadsFiltersAndWritesThemBack) {
    SiteOptions options;
    options.source_names.emplace("full", "Full");
    const SearchForm form = read_search_form(asked({{"q", " 量子化  Halo "},
                                                    {"rating", "4"},
                                                    {"kind", "research"},
                                                    {"lang", "en"},
                                                    {"source", "full"},
                                                    {"from", "2026-05-01"},
                                                    {"until", "2026-05-02"},
                                                    {"page", "3"}}),
                                             options);
    EXPECT_EQ(form.problem, "");
    const SiteQuery query = site_query(form, options);
    EXPECT_EQ(query.text, "量子化 Halo");
    EXPECT_THAT(query.lists, ElementsAre("rating/4", "kind/research", "lang/en", "source/full"));
    EXPECT_EQ(query.since, from_rfc3339("2026-05-01T00:00:00+09:00"));
    EXPECT_EQ(query.until, from_rfc3339("2026-05-03T00:00:00+09:00"));
    EXPECT_EQ(query.skip, 40);
    EXPECT_EQ(query_string(form, 1),
              "?q=%E9%87%8F%E5%AD%90%E5%8C%96%20Halo&rating=4&kind=research&lang=en&source=full&"
              "from=2026-05-01&until=2026-05-02");
}

TEST(SearchFormTest, NamesWhatCannotBeAsked) {
    const SiteOptions options;
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"rating", "9"},
                                      {"rating", "4x"},
                                      {"kind", "news'"},
                                      {"lang", "../en"},
                                      {"source", "nobody"},
                                      {"from", "2026-02-31"},
                                      {"until", "tomorrow"},
                                      {"page", "0"},
                                      {"page", "51"},
                                      {"q", std::string(601, 'a')}})
        EXPECT_NE(read_search_form(asked({{name, value}}), options).problem, "") << name << value;
}

class SearchPage : public testing::ReaderFixture {};

TEST_F(SearchPage, MarksTheWordInTitleAndSummary) {
    items_.change(finished_item(1, "full"));
    serve();
    const std::string html = body("/search?q=%E8%A6%81%E6%97%A8");  // 要旨
    EXPECT_THAT(html, HasSubstr("<mark>要旨</mark>の文。"));
    EXPECT_THAT(html, HasSubstr("「要旨」を含む記事：1件"));
    EXPECT_THAT(html, HasSubstr("href=\"./articles/1/\""));
    EXPECT_THAT(body("/search?q=%E6%97%A8"), HasSubstr("要<mark>旨</mark>の文。"));
}

TEST_F(SearchPage, ShowsTheSentenceThatHasTheWordWhereRightsLetIt) {
    items_.change(finished_item(1, "full"));
    items_.change(finished_item(2, "summary"));
    items_.change(finished_item(3, "link"));
    serve();
    const std::string html = body("/search?q=%E8%A8%B3%E6%96%87");  // 訳文, of all three
    EXPECT_THAT(html, HasSubstr("を含む記事：3件"));
    std::size_t excerpts = 0;
    for (std::size_t at = html.find("<mark>訳文</mark>の段落。"); at != std::string::npos;
         at = html.find("<mark>訳文</mark>の段落。", at + 1))
        ++excerpts;
    EXPECT_EQ(excerpts, 1U);
}

TEST_F(SearchPage, NeverShowsWhatRightsForbid) {
    for (const std::string source : {"summary", "link"}) {
        SCOPED_TRACE(source);
        stop();
        items_ = {};
        index_.clear();
        std::filesystem::remove_all(options().dir);
        items_.change(finished_item(1, source));
        serve();
        for (const auto& [name, word] : testing::guarded_texts()) {
            const std::string html = body("/search?q=" + percent_encoded(word));
            // What was typed stands in the form, in the status line and in the page's title.
            std::string results =
                html.substr(std::min(html.size(), html.find("<ol class=\"river\"")));
            results = results.substr(0, results.find("</ol>"));
            ASSERT_FALSE(results.empty()) << name;
            for (const auto& [what, text] : testing::guarded_texts()) {
                const bool allowed =
                    source == "summary" && testing::texts_of_summary().contains(what);
                std::string plain = results;
                for (const char* tag : {"<mark>", "</mark>"})
                    for (std::size_t at = plain.find(tag); at != std::string::npos;
                         at = plain.find(tag))
                        plain.erase(at, std::string_view{tag}.size());
                EXPECT_TRUE(allowed || plain.find(text) == std::string::npos) << name << what;
            }
        }
    }
}

TEST_F(SearchPage, LeavesOutWhatReadersMayNotSeeAtOnce) {
    for (const PublishState state :
         {PublishState::Held, PublishState::Hidden, PublishState::Withdrawn}) {
        stop();
        Item item = finished_item(1, "full");
        items_.change(item);
        serve();
        ASSERT_THAT(body("/search?q=LLM"), HasSubstr("articles/1/"));
        stop();
        item.publish = state;
        items_.change(item);
        start();  // nothing was published since
        EXPECT_THAT(body("/search?q=LLM"), Not(HasSubstr("articles/1/"))) << to_string(state);
    }
}

TEST_F(SearchPage, HasOneAddress) {
    items_.change(finished_item(1, "full"));
    serve();
    const auto answer = get("/search/?q=AI&page=2");
    EXPECT_EQ(answer->status, 301);
    EXPECT_EQ(answer->get_header_value("Location"), "../search?q=AI&page=2");
}

TEST_F(SearchPage, EachStateSaysWhatToDo) {
    items_.change(finished_item(1, "full"));
    serve();
    EXPECT_THAT(body("/search"), HasSubstr("1文字からでも"));
    EXPECT_THAT(body("/search?q=%E7%84%A1%E3%81%84"), HasSubstr("を含む記事はありません"));
    EXPECT_THAT(body("/search?q=LLM&page=2"), HasSubstr("これより先の結果はありません。"));
    EXPECT_THAT(body("/search?q=LLM&page=2"), Not(HasSubstr("語を短くする")));
    EXPECT_THAT(body("/search?lang=en"), HasSubstr("新しい順に並べています"));
    EXPECT_THAT(body("/search?lang=en"), HasSubstr("selected>英語"));
    EXPECT_EQ(get("/search?rating=8")->status, 400);
    EXPECT_THAT(body("/search?q=%ff%fe"), HasSubstr("読み取れませんでした"));
    EXPECT_EQ(get("/search?q=" + std::string(300, 'a'))->status, 400);
}

TEST_F(SearchPage, PagesThroughManyResults) {
    for (ItemId id = 1; id <= 45; ++id) items_.change(finished_item(id, "full"));
    serve();
    EXPECT_THAT(body("/search?q=LLM"), HasSubstr("href=\"./search?q=LLM&amp;page=2\""));
    const std::string last = body("/search?q=LLM&page=3");
    EXPECT_THAT(last, HasSubstr("href=\"./articles/1/\""));
    EXPECT_THAT(last, Not(HasSubstr("page=4")));
}

TEST_F(SearchPage, HostileTextStaysText) {
    const std::string hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>";
    Item item = finished_item(1, "full");
    item.title = hostile;
    item.url = "javascript:alert(3)";
    item.stages["summarize"] = testing::done(
        to_json(Summary{hostile, hostile, {{hostile, hostile, {1}}}, {hostile}, {}, false}));
    items_.change(item);
    serve();
    for (const std::string& query : {std::string{"script"}, hostile}) {
        const std::string html = body("/search?q=" + percent_encoded(query) + "&lang=en");
        ASSERT_THAT(html, HasSubstr("articles/1/")) << query;
        for (const char* shape : {"<img src=x", "<script>alert", "href=\"javascript:"})
            EXPECT_EQ(html.find(shape), std::string::npos) << shape;
    }
}

}  // namespace
}  // namespace ainews::site
