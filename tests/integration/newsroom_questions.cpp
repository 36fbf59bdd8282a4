#include "tests/integration/newsroom_questions.h"

#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "pipeline/answers.h"
#include "pipeline/digest.h"
#include "pipeline/marked_text.h"
#include "tests/support/newsroom_markup.h"
#include "tests/support/source_tree.h"
#include "text/unicode.h"

namespace ainews::newsroom {
namespace {

std::string_view schema_of(AskedStage stage) {
    switch (stage) {
        case AskedStage::Summarize:
            return pipeline::summary_schema();
        case AskedStage::Score:
            return pipeline::score_schema();
        case AskedStage::Impact:
            return pipeline::analysis_schema();
        case AskedStage::Digest:
            return pipeline::digest_schema();
        case AskedStage::Translate:
            break;
    }
    return {};
}

Block extracted(const SampleBlock& sample, std::int64_t n) {
    Block block{.n = n, .kind = sample.kind, .level = sample.level};
    if (sample.kind == BlockKind::Code) {
        block.text = sample.source;
        return block;
    }
    for (const auto& piece : pieces_of(sample.source)) {
        const auto start = static_cast<std::int64_t>(text::length(block.text));
        block.text += piece.text;
        if (piece.kind != Piece::Kind::Link) continue;
        const auto end = static_cast<std::int64_t>(text::length(block.text));
        block.spans.push_back({start, end, "http://127.0.0.9/" + piece.target});
    }
    return block;
}

}  // namespace

const Library& sample_library() {
    static const Library library = [] {
        auto loaded = Library::load(default_data_directory());
        if (!loaded) throw std::runtime_error{loaded.error().message};
        return *std::move(loaded);
    }();
    return library;
}

std::vector<Block> extracted(const SampleArticle& article) {
    std::vector<Block> blocks;
    for (const auto& block : article.blocks)
        blocks.push_back(extracted(block, static_cast<std::int64_t>(blocks.size()) + 1));
    return blocks;
}

pipeline::SourceText source_of(const SampleArticle& article) {
    pipeline::SourceText source{.title = article.title, .language = article.language};
    source.blocks = extracted(article);
    for (const auto& block : source.blocks) source.all += block.text + "\n";
    // As the pipeline has it from the item and its page: outlet and authors.
    source.origin = sample_library().outlet(article.outlet)->name + "\n";
    for (const std::string& author : article.authors) source.origin += author + "\n";
    return source;
}

std::string prompt_text(std::string_view name) {
    std::ifstream in{testing::source_tree() / fmt::format("config/default/prompts/{}.md", name)};
    std::ostringstream out;
    out << in.rdbuf();
    if (out.str().empty()) throw std::runtime_error{"no prompt " + std::string{name}};
    return out.str();
}

std::string request_body(AskedStage stage, const std::vector<Block>& blocks) {
    std::string material;
    for (const auto& block : blocks)
        material += fmt::format("[[p{}]] {}\n", block.n, pipeline::mark_block(block).text);
    const auto user = fmt::format("資料[{0}]\n{1}資料終わり[{0}]", kTestMark, material);
    nlohmann::json request{
        {"model", "newsroom-1"},
        {"messages",
         {{{"role", "system"}, {"content", prompt_text("common") + prompt_text(to_string(stage))}},
          {{"role", "user"}, {"content", user}}}}};
    if (const auto schema = schema_of(stage); !schema.empty())
        request["response_format"] = {{"type", "json_schema"},
                                      {"json_schema",
                                       {{"name", to_string(stage)},
                                        {"strict", true},
                                        {"schema", nlohmann::json::parse(schema)}}}};
    return request.dump();
}

Question question(AskedStage stage, const std::vector<Block>& blocks) {
    auto read = read_question(request_body(stage, blocks), kTestKey);
    if (!read) throw std::runtime_error{read.error().message};
    return *std::move(read);
}

}  // namespace ainews::newsroom
