#include "tests/support/newsroom_article.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>

namespace ainews::newsroom {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
    return text;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        if (const auto part = trim(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

class LineReader {
public:
    explicit LineReader(std::string_view text) : rest_{text} {}
    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const auto end = std::min(rest_.find('\n'), rest_.size());
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        return line;
    }
    [[nodiscard]] int number() const { return number_; }

private:
    std::string_view rest_;
    int number_ = 0;
};

/// Sets the field `key` of the article; false if there is no such field or the value is wrong.
bool set_field(SampleArticle& article, std::string_view key, std::string_view value) {
    if (key == "edit") return true;  // see edits_of
    if (key == "slug")
        article.slug = value;
    else if (key == "outlet")
        article.outlet = value;
    else if (key == "title")
        article.title = value;
    else if (key == "summary")
        article.summary = value;
    else if (key == "language")
        article.language = value;
    else if (key == "authors")
        article.authors = split_list(value);
    else if (key == "categories")
        article.categories = split_list(value);
    else if (key == "video")
        article.video = std::string{value};
    else if (key == "copy_of")
        article.copy_of = std::string{value};
    else {
        const auto count = number(value);
        if (!count) return false;
        if (key == "age_minutes")
            article.age = std::chrono::minutes{*count};
        else if (key == "points")
            article.points = count;
        else if (key == "comments")
            article.comments = count;
        else
            return false;
    }
    return true;
}

std::optional<SampleBlock> block_of_marker(std::string_view marker) {
    SampleBlock block;
    const auto space = marker.find(' ');
    const auto name = marker.substr(0, space);
    if (name == "p")
        block.kind = BlockKind::Paragraph;
    else if (name == "list")
        block.kind = BlockKind::List;
    else if (name == "quote")
        block.kind = BlockKind::Quote;
    else if (name == "code")
        block.kind = BlockKind::Code;
    else if (name == "table")
        block.kind = BlockKind::Table;
    else if (name == "h2" || name == "h3") {
        block.kind = BlockKind::Heading;
        block.level = name.back() - '0';
    } else if (name == "image" && space != std::string_view::npos) {
        block.kind = BlockKind::Image;
        block.href = trim(marker.substr(space));
    } else {
        return std::nullopt;
    }
    return block;
}

/// Where the text of the current section goes to, line by line.
struct Section {
    std::string* text = nullptr;
    SampleBlock* block = nullptr;  ///< null inside an answer

    void add(std::string_view line) const {
        if (text == nullptr) return;
        if (!text->empty()) *text += '\n';
        *text += line;
    }
};

std::string* answer_of(SampleAnswers& answers, std::string_view stage) {
    if (stage == "summarize") return &answers.summarize;
    if (stage == "score") return &answers.score;
    if (stage == "impact") return &answers.impact;
    return nullptr;
}

void trim_texts(SampleArticle& article) {
    for (auto& block : article.blocks) {
        block.source = trim(block.source);
        block.japanese = trim(block.japanese);
    }
}

}  // namespace

Expected<SampleArticle> parse_article(std::string_view text) {
    SampleArticle article;
    article.blocks.reserve(256);  // sections point into it
    LineReader lines{text};
    const auto wrong = [&](std::string_view what) {
        return fail(ErrorKind::BadInput, fmt::format("line {}: {}", lines.number(), what));
    };
    while (const auto line = lines.next()) {
        if (line->empty()) break;
        const auto colon = line->find(": ");
        if (colon == std::string_view::npos) return wrong("expected \"key: value\"");
        if (!set_field(article, line->substr(0, colon), trim(line->substr(colon + 2))))
            return wrong("unknown key or bad value");
    }
    Section section;
    while (const auto line = lines.next()) {
        if (line->starts_with("@@")) {
            section = {answer_of(article.answers, line->substr(2)), nullptr};
            if (section.text == nullptr) return wrong("unknown answer");
        } else if (line->starts_with('@')) {
            auto block = block_of_marker(line->substr(1));
            if (!block) return wrong("unknown block kind");
            if (article.blocks.size() == article.blocks.capacity()) return wrong("too many blocks");
            article.blocks.push_back(*std::move(block));
            section = {&article.blocks.back().source, &article.blocks.back()};
        } else if (*line == "---" && section.block != nullptr) {
            section.text = &section.block->japanese;
        } else {
            section.add(*line);
        }
    }
    trim_texts(article);
    if (article.slug.empty() || article.outlet.empty() || article.title.empty())
        return fail(ErrorKind::BadInput, "slug, outlet and title are needed");
    return article;
}

Expected<std::vector<SampleBlock>> apply_edits(std::vector<SampleBlock> blocks,
                                               const std::vector<std::string>& edits) {
    for (const auto& edit : edits) {
        const auto arrow = edit.find(" => ");
        if (arrow == std::string::npos) return fail(ErrorKind::BadInput, "not an edit: " + edit);
        const auto before = edit.substr(0, arrow);
        int found = 0;
        for (auto& block : blocks) {
            const auto at = block.source.find(before);
            if (at == std::string::npos) continue;
            block.source.replace(at, before.size(), edit.substr(arrow + 4));
            ++found;
        }
        if (found != 1) return fail(ErrorKind::BadInput, "occurs not exactly once: " + before);
    }
    return blocks;
}

std::vector<std::string> edits_of(std::string_view text) {
    std::vector<std::string> edits;
    LineReader lines{text};
    while (const auto line = lines.next()) {
        if (line->empty()) break;
        if (line->starts_with("edit: ")) edits.emplace_back(line->substr(6));
    }
    return edits;
}

}  // namespace ainews::newsroom
