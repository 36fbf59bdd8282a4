#include "pipeline/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "pipeline/japanese_style.h"
#include "pipeline/llm_json.h"
#include "pipeline/source_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::int64_t kDigestTokensMax = 3000;
constexpr std::size_t kSectionsMax = 12;

std::string make_schema() {
    nlohmann::ordered_json refs = nlohmann::ordered_json::array();
    for (std::size_t i = 1; i <= kDigestRefsMax; ++i) refs.push_back(fmt::format("S{}", i));
    const nlohmann::ordered_json ref_list{{"type", "array"},
                                          {"items", {{"type", "string"}, {"enum", refs}}}};
    const nlohmann::ordered_json text{{"type", "string"}};
    // Keys in the order in which they are to be written: the evidence before what rests on it.
    nlohmann::ordered_json section{{"type", "object"}};
    section["properties"]["refs"] = ref_list;
    section["properties"]["heading"] = text;
    section["properties"]["body"] = text;
    section["required"] = nlohmann::ordered_json::array({"refs", "heading", "body"});
    section["additionalProperties"] = false;
    nlohmann::ordered_json lead{{"type", "object"}};
    lead["properties"]["refs"] = ref_list;
    lead["properties"]["text"] = text;
    lead["required"] = nlohmann::ordered_json::array({"refs", "text"});
    lead["additionalProperties"] = false;
    nlohmann::ordered_json schema{{"type", "object"}};
    schema["properties"]["sections"] = {{"type", "array"}, {"items", section}};
    schema["properties"]["lead"] = lead;
    schema["properties"]["headline"] = text;
    schema["required"] = nlohmann::ordered_json::array({"sections", "lead", "headline"});
    schema["additionalProperties"] = false;
    return schema.dump();
}

/// Thrown inside this file only, so that reading stays flat.
struct ShapeError {
    std::string what;
};

const json& field(const json& object, const char* name) {
    if (!object.is_object()) throw ShapeError{"オブジェクトでないものがある"};
    const auto found = object.find(name);
    if (found == object.end()) throw ShapeError{fmt::format("{} がない", name)};
    return *found;
}

std::string line(const json& object, const char* name) {
    const json& value = field(object, name);
    if (!value.is_string()) throw ShapeError{fmt::format("{} が文字列でない", name)};
    return tidy_japanese(text::collapse_space(
        text::without_invisible(text::clean_utf8(value.get_ref<const std::string&>()))));
}

std::vector<std::size_t> refs_of(const json& object, std::size_t sources) {
    const json& value = field(object, "refs");
    if (!value.is_array()) throw ShapeError{"refs が配列でない"};
    std::vector<std::size_t> refs;
    for (const json& one : value) {
        const std::string name = one.is_string() ? one.get<std::string>() : std::string{};
        std::optional<std::size_t> ref;
        for (std::size_t i = 0; i < sources; ++i)
            if (name == fmt::format("S{}", i + 1)) ref = i;
        if (!ref)
            throw ShapeError{fmt::format("refs の「{}」は一覧にない", text::truncate(name, 8))};
        if (std::ranges::find(refs, *ref) == refs.end()) refs.push_back(*ref);
    }
    return refs;
}

/// The question's list: S1 to Sn, fenced, because it stems from outside.
std::string question_text(std::string_view about, const std::vector<DigestSource>& sources) {
    std::string list;
    for (std::size_t i = 0; i < sources.size(); ++i)
        list += fmt::format("{}S{}\n{}", i == 0 ? "" : "\n\n", i + 1, sources[i].text);
    return fmt::format("対象: {}\n記号: S1〜S{}\n\n", about, sources.size()) + fenced(list);
}

EditionText edition_text(const DigestText& text, const std::vector<DigestSource>& sources) {
    EditionText out{text.heading, text.text, {}};
    for (const std::size_t ref : text.refs)
        for (const ItemId item : sources.at(ref).items)
            if (std::ranges::find(out.items, item) == out.items.end()) out.items.push_back(item);
    return out;
}

/// What passed of one answer.
struct Passed {
    std::string headline;
    std::optional<DigestText> lead;
    std::vector<DigestText> sections;
};

Passed passed(const Digest& digest, const DigestFindings& found) {
    Passed out;
    for (std::size_t i = 0; i < digest.sections.size(); ++i)
        if (!any_hard(found.sections[i])) out.sections.push_back(digest.sections[i]);
    if (!any_hard(found.lead)) out.lead = digest.lead;
    if (!any_hard(found.headline)) out.headline = digest.headline;
    return out;
}

/// Asks and checks; collects what every question of an edition leaves behind.
class DigestWriter {
public:
    DigestWriter(const LlmStageParts& parts, std::string_view stage, std::string_view about,
                 std::stop_token stop)
        : parts_{parts},
          stage_{stage},
          about_{about},
          stop_{std::move(stop)},
          output_{parts.prompts->text("common")} {}

    Expected<Passed> ask(const std::vector<DigestSource>& sources, int chunk) {
        StageQuestion question{.stage = stage_,
                               .chunk = chunk,
                               .user = question_text(about_, sources),
                               .schema = digest_schema(),
                               .answer_tokens_max = kDigestTokensMax,
                               .purpose = CallPurpose::Edition};
        written_.asked += question.user;
        const auto check = [&](const Answer& answer) -> std::vector<std::string> {
            const auto digest = read_digest(answer.text, sources.size());
            if (!digest) return {digest.error().message};
            return check_digest(*digest, sources, about_, output_, answer.mark).texts();
        };
        auto asked = ask_stage(parts_, {}, std::move(question), check, stop_);
        if (!asked) return tl::unexpected{std::move(asked).error()};
        for (AttemptNote& note : asked->attempts) written_.attempts.push_back(std::move(note));
        for (std::string& finding : asked->findings)
            written_.findings.push_back(std::move(finding));
        if (!asked->answer) return Passed{};
        const auto digest = read_digest(asked->answer->text, sources.size());
        if (!digest) return Passed{};
        return passed(*digest,
                      check_digest(*digest, sources, about_, output_, asked->answer->mark));
    }

    /// Chunks of about one size; the best sections of each become the sources of the last question.
    Expected<std::vector<DigestSource>> reduce(const std::vector<DigestSource>& sources) {
        const std::size_t chunks = (sources.size() + kDigestRefsMax - 1) / kDigestRefsMax;
        const std::size_t kept_each = std::max<std::size_t>(1, kDigestRefsMax / chunks);
        std::vector<DigestSource> kept;
        for (std::size_t i = 0; i < chunks; ++i) {
            const auto begin =
                sources.begin() + static_cast<std::ptrdiff_t>(sources.size() * i / chunks);
            const auto end =
                sources.begin() + static_cast<std::ptrdiff_t>(sources.size() * (i + 1) / chunks);
            const std::vector<DigestSource> chunk{begin, end};
            auto answer = ask(chunk, static_cast<int>(i) + 1);
            if (!answer) return tl::unexpected{std::move(answer).error()};
            keep_best(*answer, chunk, kept_each, kept);
        }
        if (kept.size() > kDigestRefsMax) kept.resize(kDigestRefsMax);
        return kept;
    }

    WrittenDigest finish(const Passed& answer, const std::vector<DigestSource>& sources) {
        if (answer.sections.empty()) return std::move(written_);
        for (const DigestText& section : answer.sections)
            written_.sections.push_back(edition_text(section, sources));
        if (answer.lead) written_.lead = edition_text(*answer.lead, sources);
        written_.headline =
            answer.headline.empty() ? answer.sections.front().heading : answer.headline;
        return std::move(written_);
    }

private:
    /// Where nothing of a chunk passed, its first sources stand for themselves.
    static void keep_best(const Passed& answer, const std::vector<DigestSource>& chunk,
                          std::size_t count, std::vector<DigestSource>& kept) {
        if (answer.sections.empty()) {
            for (std::size_t i = 0; i < std::min(count, chunk.size()); ++i)
                kept.push_back(chunk[i]);
            return;
        }
        for (std::size_t i = 0; i < std::min(count, answer.sections.size()); ++i) {
            const DigestText& section = answer.sections[i];
            const EditionText text = edition_text(section, chunk);
            DigestSource source{"題: " + section.heading + "\n要約: " + section.text,
                                section.heading + "\n" + section.text, text.items};
            for (const std::size_t ref : section.refs)
                source.grounds += "\n" + chunk.at(ref).grounds;
            kept.push_back(std::move(source));
        }
    }

    const LlmStageParts& parts_;
    std::string stage_;
    std::string about_;
    std::stop_token stop_;
    OutputCheck output_;
    WrittenDigest written_;
};

}  // namespace

std::string_view digest_schema() noexcept {
    static const std::string kSchema = make_schema();
    return kSchema;
}

Expected<Digest> read_digest(std::string_view text, std::size_t sources) {
    const auto value = parse_json(text);
    if (!value) return fail(ErrorKind::Rejected, "JSONとして読めない");
    try {
        Digest digest;
        const json& sections = field(*value, "sections");
        if (!sections.is_array()) throw ShapeError{"sections が配列でない"};
        if (sections.size() > kSectionsMax) throw ShapeError{"sections が多すぎる"};
        for (const json& section : sections)
            digest.sections.push_back(
                {line(section, "heading"), line(section, "body"), refs_of(section, sources)});
        if (digest.sections.empty()) throw ShapeError{"sections が空"};
        const json& lead = field(*value, "lead");
        digest.lead = {"", line(lead, "text"), refs_of(lead, sources)};
        digest.headline = line(*value, "headline");
        return digest;
    } catch (const ShapeError& error) {
        return fail(ErrorKind::Rejected, error.what);
    }
}

Expected<WrittenDigest> write_digest(const LlmStageParts& parts, std::string_view stage,
                                     std::string_view about,
                                     const std::vector<DigestSource>& sources,
                                     std::stop_token stop) {
    DigestWriter writer{parts, stage, about, std::move(stop)};
    std::vector<DigestSource> asked = sources;
    if (asked.size() > kDigestRefsMax) {
        auto reduced = writer.reduce(sources);
        if (!reduced) return tl::unexpected{std::move(reduced).error()};
        asked = *std::move(reduced);
    }
    auto answer = writer.ask(asked, 0);
    if (!answer) return tl::unexpected{std::move(answer).error()};
    return writer.finish(*answer, asked);
}

}  // namespace ainews::pipeline
