#include "tests/support/newsroom_model.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/newsroom_markup.h"
#include "tests/support/newsroom_pages.h"

namespace ainews::newsroom {
namespace {

using nlohmann::ordered_json;  // answers keep the order in which they were written

constexpr std::size_t kKeyBytesMin = 2;

/// The marks ⟦…⟧ of an asked block: numbers of links and codes in the order of their appearance.
struct Marks {
    std::vector<std::string> links;
    std::vector<std::string> codes;
};

Marks marks_of(std::string_view text) {
    constexpr std::string_view kOpen = "⟦";
    constexpr std::string_view kClose = "⟧";
    Marks marks;
    for (auto at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at + 1)) {
        const auto start = at + kOpen.size();
        const auto end = text.find(kClose, start);
        if (end == std::string_view::npos) break;
        const auto name = text.substr(start, end - start);
        if (name.starts_with('c'))
            marks.codes.emplace_back(name);
        else if (!name.starts_with('/'))
            marks.links.emplace_back(name);
    }
    return marks;
}

std::string without_code(std::string_view markup) {
    std::string text;
    for (const auto& piece : pieces_of(markup))
        if (piece.kind != Piece::Kind::Code) text += piece.text;
    return text;
}

}  // namespace

struct RecordedModel::Unit {
    std::string key;
    std::string key_without_code;
    std::size_t block = 0;  ///< index into the article's blocks
    std::string source;
    std::string japanese;
    std::size_t links_before = 0;  ///< links of the block that stand in earlier lines
};

struct RecordedModel::ArticleIndex {
    const SampleArticle* article = nullptr;
    std::vector<Unit> units;

    void add(std::size_t block, std::string_view source, std::string_view japanese,
             std::size_t links_before) {
        const bool code = article->blocks[block].kind == BlockKind::Code;
        units.push_back({match_key(code ? std::string{source} : plain_text(source)),
                         match_key(code ? std::string{source} : without_code(source)), block,
                         std::string{source}, std::string{japanese}, links_before});
    }
};

struct RecordedModel::Found {
    std::vector<const Unit*>
        units;  ///< in the order of the asked text; more than one where blocks were joined
    std::size_t unknown_bytes = 0;  ///< of the key: text that is not the article's
};

RecordedModel::RecordedModel(const Library& library) {
    for (const auto& article : library.articles()) {
        ArticleIndex index{&article, {}};
        for (std::size_t i = 0; i < article.blocks.size(); ++i) {
            const auto& block = article.blocks[i];
            index.add(i, block.source, block.japanese, 0);
            if (block.kind != BlockKind::List && block.kind != BlockKind::Table) continue;
            const auto source = lines_of(block.source);
            const auto japanese = lines_of(block.japanese);
            std::size_t links = 0;
            for (std::size_t line = 0; line < source.size(); ++line) {
                index.add(i, source[line], line < japanese.size() ? japanese[line] : "", links);
                for (const auto& piece : pieces_of(source[line]))
                    links += piece.kind == Piece::Kind::Link;
            }
        }
        articles_.push_back(std::move(index));
    }
    for (const auto& digest : library.digests()) {
        const auto& summary = library.article(digest.article)->answers.summarize;
        digests_.emplace(ordered_json::parse(summary).value("title", ""), digest);
        digests_.emplace(digest.heading, digest);
    }
    for (const auto& outlet : library.outlets())
        for (const auto& sentence : newsroom::furniture(outlet))
            furniture_.push_back(match_key(sentence));
}

RecordedModel::~RecordedModel() = default;

bool RecordedModel::is_furniture(std::string_view key) const {
    return key.empty() || std::ranges::any_of(furniture_, [&](const std::string& known) {
               return !known.empty() && key.starts_with(known);
           });
}

RecordedModel::Found RecordedModel::find(const ArticleIndex& index, std::string_view text) const {
    Found found;
    const std::string key = match_key(text);
    std::string_view rest = key;
    while (!rest.empty()) {
        const Unit* best = nullptr;
        std::size_t best_size = 0;
        for (const auto& unit : index.units)
            for (const auto* candidate : {&unit.key, &unit.key_without_code})
                if (candidate->size() >= kKeyBytesMin && candidate->size() > best_size &&
                    rest.starts_with(*candidate)) {
                    best = &unit;
                    best_size = candidate->size();
                }
        if (best == nullptr) {
            found.unknown_bytes += rest.size();
            break;
        }
        found.units.push_back(best);
        rest.remove_prefix(best_size);
    }
    return found;
}

/// The article with most of the material's blocks. Text of two articles in one question is a
/// violation; near-duplicates share their blocks and count as one.
const RecordedModel::ArticleIndex* RecordedModel::identify(const Question& question,
                                                           ModelAnswer& answer) const {
    const ArticleIndex* best = nullptr;
    std::size_t best_bytes = 0;
    for (const auto& index : articles_) {
        std::size_t bytes = 0;
        for (const auto& block : question.blocks)
            for (const auto* unit : find(index, block.text).units) bytes += unit->key.size();
        if (bytes > best_bytes) {
            best = &index;
            best_bytes = bytes;
        }
    }
    if (best == nullptr) {
        if (!std::ranges::all_of(question.blocks, [this](const AskedBlock& block) {
                return is_furniture(match_key(block.text));
            }))
            answer.violations.emplace_back("the material is nobody's article");
        return nullptr;
    }
    for (const auto& block : question.blocks) {
        constexpr std::size_t kLongKey =
            120;  // shorter ones may stand in several articles by chance
        if (find(*best, block.text).unknown_bytes < kLongKey) continue;
        for (const auto& index : articles_)
            if (&index != best && !find(index, block.text).units.empty())
                answer.violations.push_back("mixes " + best->article->slug + " and " +
                                            index.article->slug);
    }
    return best;
}

namespace {

/// The recorded translation with the marks of the asked block put in its links' and codes' places.
std::string with_marks(std::string_view source, std::string_view japanese, std::size_t links_before,
                       const Marks& marks, std::size_t& links_used, std::size_t& codes_used) {
    std::vector<std::string> source_codes;
    for (const auto& piece : pieces_of(source))
        if (piece.kind == Piece::Kind::Code) source_codes.push_back(piece.text);
    std::size_t links = 0;
    std::string text;
    for (const auto& piece : pieces_of(japanese)) {
        if (piece.kind == Piece::Kind::Text) {
            text += piece.text;
        } else if (piece.kind == Piece::Kind::Link) {
            ++links;
            const auto ordinal = links_used + std::stoul(piece.target) - links_before - 1;
            text += ordinal < marks.links.size()
                        ? fmt::format("⟦{0}⟧{1}⟦/{0}⟧", marks.links[ordinal], piece.text)
                        : piece.text;
        } else {
            const auto at = std::ranges::find(source_codes, piece.text) - source_codes.begin();
            const auto ordinal = codes_used + static_cast<std::size_t>(at);
            text += ordinal < marks.codes.size() ? "⟦" + marks.codes[ordinal] + "⟧" : piece.text;
        }
    }
    links_used += links;
    codes_used += source_codes.size();
    return text;
}

}  // namespace

std::string RecordedModel::translate(const ArticleIndex& index, const Question& question,
                                     ModelAnswer& answer) const {
    std::string content;
    for (const auto& block : question.blocks) {
        const auto marks = marks_of(block.text);
        const auto key = match_key(block.text);
        const auto found = find(index, block.text);
        std::string text;
        std::size_t links = 0;
        std::size_t codes = 0;
        for (const auto* unit : found.units) {
            if (!text.empty()) text += "\n";
            text += index.article->blocks[unit->block].kind == BlockKind::Code
                        ? unit->source
                        : with_marks(unit->source, unit->japanese, unit->links_before, marks, links,
                                     codes);
        }
        if (key.empty()) {
            text = block.text;  // nothing but marks: a code block
        } else if (found.units.empty() && match_key(index.article->title) == key) {
            text = ordered_json::parse(index.article->answers.summarize).value("title", "");
        } else if (found.units.empty()) {
            text = "⟦除外⟧";
            is_furniture(key) ? ++answer.furniture_blocks : ++answer.unknown_blocks;
        }
        content += fmt::format("[[p{}]] {}\n", block.n, text);
    }
    return content + "[[end]]";
}

std::string RecordedModel::structured(const ArticleIndex& index, const Question& question) const {
    // The recorded numbers count the article's blocks; the question may number them otherwise.
    std::map<int, int> asked_number;
    for (const auto& block : question.blocks)
        for (const auto* unit : find(index, block.text).units)
            asked_number.try_emplace(static_cast<int>(unit->block) + 1, block.n);
    const auto renumber = [&](ordered_json& numbers) {
        ordered_json out = ordered_json::array();
        for (const auto& n : numbers)
            if (const auto at = asked_number.find(n.get<int>()); at != asked_number.end())
                out.push_back(at->second);
        numbers = std::move(out);
    };
    const auto& answers = index.article->answers;
    ordered_json value =
        ordered_json::parse(question.stage == AskedStage::Summarize ? answers.summarize
                            : question.stage == AskedStage::Score   ? answers.score
                                                                    : answers.impact);
    if (value.contains("key_points"))
        for (auto& point : value["key_points"]) renumber(point["paras"]);
    if (value.contains("facts_used")) renumber(value["facts_used"]);
    for (const auto* axis : {"depth", "relevance", "practicality", "novelty"})
        if (value.contains(axis)) renumber(value[axis]["paras"]);
    return value.dump();
}

/// A section for each of the first entries that has one recorded, in the order of the list.
std::string RecordedModel::digest(const Question& question, ModelAnswer& answer) const {
    constexpr std::string_view kTitle = "題: ";
    constexpr std::size_t kSections = 5;
    constexpr std::size_t kInLead = 2;
    ordered_json value{{"sections", ordered_json::array()},
                       {"lead", {{"refs", ordered_json::array()}, {"text", ""}}},
                       {"headline", ""}};
    std::string lead;
    std::string ref;
    int entries = 0;
    for (const auto& line : lines_of(question.material)) {
        if (line.size() > 1 && line[0] == 'S' &&
            line.find_first_not_of("0123456789", 1) == std::string::npos)
            ref = line;
        if (!line.starts_with(kTitle)) continue;
        ++entries;
        const auto known = digests_.find(line.substr(kTitle.size()));
        if (known == digests_.end() || value["sections"].size() == kSections) continue;
        const RecordedDigest& said = known->second;
        value["sections"].push_back(
            {{"refs", {ref}}, {"heading", said.heading}, {"body", said.body}});
        if (value["lead"]["refs"].size() == kInLead) continue;
        value["lead"]["refs"].push_back(ref);
        lead += said.lead;
        if (value["headline"] == "") value["headline"] = said.headline;
    }
    value["lead"]["text"] = lead;
    if (entries == 0) answer.violations.emplace_back("the list of an edition has no entries");
    return value.dump();
}

ModelAnswer RecordedModel::answer(const Question& question) const {
    ModelAnswer answer;
    if (question.stage == AskedStage::Digest) {
        answer.content = digest(question, answer);
        return answer;
    }
    if (question.blocks.empty()) {
        answer.violations.emplace_back("the material has no numbered blocks");
        return answer;
    }
    const auto* index = identify(question, answer);
    if (index == nullptr) {
        // Nothing but furniture, as in a re-asked chunk: a model leaves it out.
        for (const auto& block : question.blocks) {
            answer.content += fmt::format("[[p{}]] ⟦除外⟧\n", block.n);
            ++answer.furniture_blocks;
        }
        answer.content += "[[end]]";
        return answer;
    }
    answer.article = index->article->slug;
    answer.content = question.stage == AskedStage::Translate ? translate(*index, question, answer)
                                                             : structured(*index, question);
    return answer;
}

}  // namespace ainews::newsroom
