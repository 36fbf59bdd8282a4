#include "core/results_json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/calendar.h"
#include "core/json_text.h"

namespace ainews {
namespace {

using nlohmann::json;
using simdjson::dom::element;

/// Reads typed fields of one object; the first fault is remembered and named. `path`, which names
/// it, and what `value` was parsed from outlive it.
class FieldReader {
public:
    FieldReader(element value, std::string_view path, std::string& fault)
        : path_{path}, fault_{fault} {
        is_object_ = value.get(object_) == simdjson::SUCCESS;
        if (!is_object_) blame("", "is not an object");
    }

    [[nodiscard]] std::string text(std::string_view key, bool required = true) {
        const auto value = find(key, required);
        if (!value) return {};
        std::string_view text;
        if (value->get(text) != simdjson::SUCCESS) blame(key, "is not a string");
        return std::string{text};
    }

    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t fallback) {
        const auto value = find(key, false);
        if (!value) return fallback;
        if (!value->is<std::int64_t>()) return blame(key, "is not an integer"), fallback;
        return value->get<std::int64_t>().value_unsafe();
    }

    [[nodiscard]] bool flag(std::string_view key) {
        const auto value = find(key, false);
        if (!value) return false;
        if (!value->is<bool>()) return blame(key, "is not a boolean"), false;
        return value->get<bool>().value_unsafe();
    }

    template <typename T, typename Read>
    [[nodiscard]] std::vector<T> list(std::string_view key, Read read) {
        const auto value = find(key, false);
        std::vector<T> out;
        if (!value) return out;
        simdjson::dom::array array;
        if (value->get(array) != simdjson::SUCCESS) return blame(key, "is not an array"), out;
        out.reserve(array.size());
        const std::string at = fmt::format("{}.{}", path_, key);
        for (const element member : array) out.push_back(read(member, std::string_view{at}));
        return out;
    }

    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key) {
        return list<std::int64_t>(key, [this, key](element member, std::string_view) {
            if (!member.is<std::int64_t>()) return blame(key, "holds no integer"), std::int64_t{0};
            return member.get<std::int64_t>().value_unsafe();
        });
    }

    [[nodiscard]] std::vector<std::string> strings(std::string_view key) {
        return list<std::string>(key, [this, key](element member, std::string_view) {
            std::string_view text;
            if (member.get(text) != simdjson::SUCCESS) blame(key, "holds no string");
            return std::string{text};
        });
    }

    /// {"3": "text"}: texts by number.
    [[nodiscard]] std::map<std::int64_t, std::string> numbered_texts(std::string_view key) {
        std::map<std::int64_t, std::string> out;
        const auto value = find(key, false);
        if (!value) return out;
        simdjson::dom::object object;
        if (value->get(object) != simdjson::SUCCESS) return blame(key, "is not an object"), out;
        for (const auto field : object) {
            std::int64_t number = 0;
            std::string_view text;
            const char* const end = field.key.data() + field.key.size();
            if (std::from_chars(field.key.data(), end, number).ptr != end ||
                field.value.get(text) != simdjson::SUCCESS)
                return blame(key, "does not hold texts by number"), out;
            out.emplace(number, text);
        }
        return out;
    }

    /// nullopt where it is missing or no object.
    [[nodiscard]] std::optional<simdjson::dom::object> object(std::string_view key) {
        const auto value = find(key, true);
        if (!value) return std::nullopt;
        simdjson::dom::object object;
        if (value->get(object) != simdjson::SUCCESS)
            return blame(key, "is not an object"), std::nullopt;
        return object;
    }

    void blame(std::string_view key, std::string_view what) {
        if (fault_.empty())
            fault_ = fmt::format("{}{}{} {}", path_, key.empty() ? "" : ".", key, what);
    }

private:
    [[nodiscard]] std::optional<element> find(std::string_view key, bool required) {
        if (!is_object_) return std::nullopt;
        element value;
        if (object_.at_key(key).get(value) == simdjson::SUCCESS && !value.is_null()) return value;
        if (required) blame(key, "is missing");
        return std::nullopt;
    }

    simdjson::dom::object object_;
    bool is_object_ = false;
    std::string_view path_;
    std::string& fault_;
};

Span read_span(element value, std::string_view path, std::string& fault) {
    FieldReader in{value, path, fault};
    return Span{in.integer("start", 0), in.integer("end", 0), in.text("href")};
}

Block read_block(element value, std::string_view path, std::string& fault) {
    FieldReader in{value, path, fault};
    Block block;
    block.n = in.integer("n", 0);
    const std::string kind = in.text("kind");
    if (const auto known = block_kind_from(kind))
        block.kind = *known;
    else
        in.blame("kind", "is no kind of block");
    block.text = in.text("text");
    block.spans = in.list<Span>("spans", [&fault](element member, std::string_view at) {
        return read_span(member, at, fault);
    });
    block.level = static_cast<int>(in.integer("level", 0));
    block.dropped = in.flag("dropped");
    block.original = in.flag("original");
    block.href = in.text("href", false);
    return block;
}

std::vector<Block> read_blocks(FieldReader& in, std::string& fault) {
    return in.list<Block>("blocks", [&fault](element member, std::string_view at) {
        return read_block(member, at, fault);
    });
}

/// Parses `text`, lets `read` build the value, and answers BadInput if anything was wrong.
template <typename T, typename Read>
Expected<T> parse_result(std::string_view text, const char* name, Read read) {
    simdjson::dom::parser parser;
    element document;
    if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
        return fail(ErrorKind::BadInput, fmt::format("{} result is not JSON", name));
    std::string fault;
    FieldReader in{document, name, fault};
    T value = read(in, fault);
    if (!fault.empty()) return fail(ErrorKind::BadInput, fault);
    return value;
}

}  // namespace

json to_json(const Block& block) {
    json spans = json::array();
    for (const Span& span : block.spans)
        spans.push_back({{"start", span.start}, {"end", span.end}, {"href", span.href}});
    json out{
        {"n", block.n}, {"kind", to_string(block.kind)}, {"text", block.text}, {"spans", spans}};
    if (block.level != 0) out["level"] = block.level;
    if (block.dropped) out["dropped"] = true;
    if (block.original) out["original"] = true;
    if (!block.href.empty()) out["href"] = block.href;
    return out;
}

json to_json(const std::vector<Block>& blocks) {
    json out = json::array();
    for (const Block& block : blocks) out.push_back(to_json(block));
    return out;
}

json to_json(const Extraction& value) {
    return {{"title", value.title},
            {"byline", value.byline},
            {"site_name", value.site_name},
            {"language", value.language},
            {"canonical_url", value.canonical_url},
            {"image", value.image},
            {"published", value.published ? json(to_rfc3339(*value.published)) : json(nullptr)},
            {"from_page", value.from_page},
            {"partial", value.partial},
            {"reading_minutes", value.reading_minutes},
            {"blocks", to_json(value.blocks)}};
}

json to_json(const Summary& value) {
    json points = json::array();
    for (const KeyPoint& point : value.key_points)
        points.push_back(
            {{"heading", point.heading}, {"text", point.text}, {"blocks", point.blocks}});
    json entities = json::array();
    for (const Entity& entity : value.entities)
        entities.push_back({{"name", entity.name},
                            {"kind", entity.kind},
                            {"role", entity.role},
                            {"surface", entity.surface}});
    return {{"title", value.title}, {"tldr", value.tldr},   {"key_points", points},
            {"tags", value.tags},   {"entities", entities}, {"extractive", value.extractive}};
}

json to_json(const Score& value) {
    json axes = json::object();
    for (const auto& [axis, scored] : value.axes)
        axes[std::string{to_string(axis)}] = {
            {"level", scored.level}, {"reason", scored.reason}, {"blocks", scored.blocks}};
    return {{"axes", axes}};
}

json to_json(const Translation& value) {
    json out{{"blocks", to_json(value.blocks)}};
    if (value.keys.empty()) return out;
    json& keys = out["keys"] = json::object();
    for (const auto& [n, key] : value.keys) keys[std::to_string(n)] = key;
    return out;
}

json to_json(const Analysis& value) {
    return {{"impact", value.impact},
            {"comment", value.comment},
            {"watch", value.watch},
            {"facts_used", value.facts_used}};
}

Expected<Extraction> extraction_from_json(std::string_view text) {
    return parse_result<Extraction>(text, "extract", [](FieldReader& in, std::string& fault) {
        Extraction out;
        out.title = in.text("title", false);
        out.byline = in.text("byline", false);
        out.site_name = in.text("site_name", false);
        out.language = in.text("language", false);
        out.canonical_url = in.text("canonical_url", false);
        out.image = in.text("image", false);
        out.published = from_rfc3339(in.text("published", false));
        out.from_page = in.flag("from_page");
        out.partial = in.flag("partial");
        out.reading_minutes = static_cast<int>(in.integer("reading_minutes", 0));
        out.blocks = read_blocks(in, fault);
        return out;
    });
}

Expected<Summary> summary_from_json(std::string_view text) {
    return parse_result<Summary>(text, "summarize", [](FieldReader& in, std::string& fault) {
        Summary out;
        out.title = in.text("title");
        out.tldr = in.text("tldr");
        out.key_points = in.list<KeyPoint>("key_points", [&](element member, std::string_view at) {
            FieldReader point{member, at, fault};
            return KeyPoint{point.text("heading"), point.text("text"), point.integers("blocks")};
        });
        out.tags = in.strings("tags");
        out.entities = in.list<Entity>("entities", [&](element member, std::string_view at) {
            FieldReader entity{member, at, fault};
            return Entity{entity.text("name"), entity.text("kind"), entity.text("role"),
                          entity.text("surface", false)};
        });
        out.extractive = in.flag("extractive");
        return out;
    });
}

Expected<Score> score_from_json(std::string_view text) {
    return parse_result<Score>(text, "score", [](FieldReader& in, std::string& fault) {
        Score out;
        const auto axes = in.object("axes");
        if (!axes) return out;
        for (const Axis axis : kAxes) {
            const std::string path = fmt::format("score.axes.{}", to_string(axis));
            element given;
            if (axes->at_key(to_string(axis)).get(given) != simdjson::SUCCESS) {
                fault = fault.empty() ? path + " is not an object" : fault;
                continue;
            }
            FieldReader scored{given, path, fault};
            const auto level = scored.integer("level", 0);
            const bool is_level = level >= 1 && level <= 5;
            if (!is_level) scored.blame("level", "is not from 1 to 5");
            out.axes[axis] = AxisScore{is_level ? static_cast<int>(level) : 0,
                                       scored.text("reason", false), scored.integers("blocks")};
        }
        return out;
    });
}

Expected<Translation> translation_from_json(std::string_view text) {
    return parse_result<Translation>(text, "translate", [](FieldReader& in, std::string& fault) {
        Translation out{read_blocks(in, fault)};
        out.keys = in.numbered_texts("keys");
        return out;
    });
}

Expected<Analysis> analysis_from_json(std::string_view text) {
    return parse_result<Analysis>(text, "analyze", [](FieldReader& in, std::string&) {
        return Analysis{in.text("impact"), in.text("comment", false), in.strings("watch"),
                        in.integers("facts_used")};
    });
}

}  // namespace ainews
