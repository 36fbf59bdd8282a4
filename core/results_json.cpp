#include "core/results_json.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/calendar.h"

namespace ainews {
namespace {

using nlohmann::json;

/// Reads typed fields of one object; the first fault is remembered and named.
class FieldReader {
public:
    FieldReader(const json&& object, std::string path, std::string& fault) = delete;
    FieldReader(const json& object, std::string path, std::string& fault)
        : object_{object}, path_{std::move(path)}, fault_{fault} {
        if (!object_.is_object()) blame("", "is not an object");
    }

    [[nodiscard]] std::string text(const char* key, bool required = true) {
        const json* value = find(key, required);
        if (value == nullptr) return {};
        if (!value->is_string()) return blame(key, "is not a string"), std::string{};
        return value->get<std::string>();
    }

    [[nodiscard]] std::int64_t integer(const char* key, std::int64_t fallback) {
        const json* value = find(key, false);
        if (value == nullptr) return fallback;
        if (!value->is_number_integer()) return blame(key, "is not an integer"), fallback;
        return value->get<std::int64_t>();
    }

    [[nodiscard]] bool flag(const char* key) {
        const json* value = find(key, false);
        if (value == nullptr) return false;
        if (!value->is_boolean()) return blame(key, "is not a boolean"), false;
        return value->get<bool>();
    }

    template <typename T, typename Read>
    [[nodiscard]] std::vector<T> list(const char* key, Read read) {
        const json* value = find(key, false);
        std::vector<T> out;
        if (value == nullptr) return out;
        if (!value->is_array()) return blame(key, "is not an array"), out;
        out.reserve(value->size());
        for (const json& element : *value) out.push_back(read(element, path_ + "." + key));
        return out;
    }

    [[nodiscard]] std::vector<std::int64_t> integers(const char* key) {
        return list<std::int64_t>(key, [this, key](const json& element, const std::string&) {
            if (!element.is_number_integer())
                return blame(key, "holds no integer"), std::int64_t{0};
            return element.get<std::int64_t>();
        });
    }

    [[nodiscard]] std::vector<std::string> strings(const char* key) {
        return list<std::string>(key, [this, key](const json& element, const std::string&) {
            if (!element.is_string()) return blame(key, "holds no string"), std::string{};
            return element.get<std::string>();
        });
    }

    /// {"3": "text"}: texts by number.
    [[nodiscard]] std::map<std::int64_t, std::string> numbered_texts(const char* key) {
        std::map<std::int64_t, std::string> out;
        const json* value = find(key, false);
        if (value == nullptr) return out;
        if (!value->is_object()) return blame(key, "is not an object"), out;
        for (const auto& [name, text] : value->items()) {
            std::int64_t number = 0;
            const auto end = name.data() + name.size();
            if (std::from_chars(name.data(), end, number).ptr != end || !text.is_string())
                return blame(key, "does not hold texts by number"), out;
            out.emplace(number, text.get<std::string>());
        }
        return out;
    }

    [[nodiscard]] const json* object(const char* key) {
        const json* value = find(key, true);
        if (value != nullptr && !value->is_object()) return blame(key, "is not an object"), nullptr;
        return value;
    }

    void blame(std::string_view key, std::string_view what) {
        if (fault_.empty())
            fault_ = fmt::format("{}{}{} {}", path_, key.empty() ? "" : ".", key, what);
    }

private:
    [[nodiscard]] const json* find(const char* key, bool required) {
        if (!object_.is_object()) return nullptr;
        const auto found = object_.find(key);
        if (found != object_.end() && !found->is_null()) return &*found;
        if (required) blame(key, "is missing");
        return nullptr;
    }

    const json& object_;
    std::string path_;
    std::string& fault_;
};

Span read_span(const json& value, const std::string& path, std::string& fault) {
    FieldReader in{value, path, fault};
    return Span{in.integer("start", 0), in.integer("end", 0), in.text("href")};
}

Block read_block(const json& value, const std::string& path, std::string& fault) {
    FieldReader in{value, path, fault};
    Block block;
    block.n = in.integer("n", 0);
    const std::string kind = in.text("kind");
    if (const auto known = block_kind_from(kind))
        block.kind = *known;
    else
        in.blame("kind", "is no kind of block");
    block.text = in.text("text");
    block.spans = in.list<Span>("spans", [&fault](const json& element, const std::string& at) {
        return read_span(element, at, fault);
    });
    block.level = static_cast<int>(in.integer("level", 0));
    block.dropped = in.flag("dropped");
    block.original = in.flag("original");
    block.href = in.text("href", false);
    return block;
}

std::vector<Block> read_blocks(FieldReader& in, std::string& fault) {
    return in.list<Block>("blocks", [&fault](const json& element, const std::string& at) {
        return read_block(element, at, fault);
    });
}

/// Parses `text`, lets `read` build the value, and answers BadInput if anything was wrong.
template <typename T, typename Read>
Expected<T> parse_result(std::string_view text, const char* name, Read read) {
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded())
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

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
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
        out.key_points = in.list<KeyPoint>("key_points", [&](const json& element,
                                                             const std::string& at) {
            FieldReader point{element, at, fault};
            return KeyPoint{point.text("heading"), point.text("text"), point.integers("blocks")};
        });
        out.tags = in.strings("tags");
        out.entities = in.list<Entity>("entities", [&](const json& element, const std::string& at) {
            FieldReader entity{element, at, fault};
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
        const json* axes = in.object("axes");
        if (axes == nullptr) return out;
        for (const Axis axis : kAxes) {
            const std::string name{to_string(axis)};
            const json axis_json = axes->value(name, json(nullptr));
            FieldReader scored{axis_json, "score.axes." + name, fault};
            const int level = static_cast<int>(scored.integer("level", 0));
            if (level < 1 || level > 5) scored.blame("level", "is not from 1 to 5");
            out.axes[axis] =
                AxisScore{level, scored.text("reason", false), scored.integers("blocks")};
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
