#include "text/article_json_ld.h"

#include <array>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "text/article_metadata.h"
#include "text/html.h"

namespace ainews::text {
namespace {

using Json = nlohmann::json;

/// A page says all it has to say in less; what is larger is a catalogue.
constexpr std::size_t kScriptBytesMax = 512U << 10U;
constexpr std::size_t kScriptsMax = 16;
constexpr std::size_t kObjectsMax = 2000;
constexpr std::size_t kAuthorsMax = 10;

/// All objects of a page's scripts, in the order of their depth.
struct Objects {
    std::vector<const Json*> all;
    std::map<std::string, const Json*, std::less<>> by_id;
};

/// Without commas before a closing bracket and escapes that JSON does not know.
std::string mended_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string && c == '\\' && i + 1 < text.size()) {
            if (std::string_view{"\"\\/bfnrtu"}.find(text[i + 1]) != std::string_view::npos)
                out += c;
            out += text[++i];
            continue;
        }
        if (c == '"') in_string = !in_string;
        if (!in_string && (c == '}' || c == ']')) {
            const std::size_t last = out.find_last_not_of(' ');
            if (last != std::string::npos && out[last] == ',') out.resize(last);
        }
        out += c;
    }
    return out;
}

void blank(std::string& text, std::string_view mark) {
    if (const auto at = text.find(mark); at != std::string::npos)
        text.replace(at, mark.size(), mark.size(), ' ');
}

/// JSON as browsers' search engines tolerate it: line breaks inside strings, wrapped in a comment
/// or a CDATA section.
Json parse_sloppy(std::string_view script) {
    std::string text{script.substr(0, kScriptBytesMax + 1)};
    if (text.size() > kScriptBytesMax) return Json(nullptr);
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    blank(text, "<![CDATA[");
    blank(text, "]]>");
    const std::size_t from = text.find_first_of("{[");
    const std::size_t to = text.find_last_of("}]");
    if (from == std::string::npos || to == std::string::npos || to < from) return Json(nullptr);
    Json json = Json::parse(text.begin() + static_cast<std::ptrdiff_t>(from),
                            text.begin() + static_cast<std::ptrdiff_t>(to) + 1, nullptr, false);
    if (json.is_discarded())
        json = Json::parse(mended_json(std::string_view{text}.substr(from, to + 1 - from)), nullptr,
                           false);
    return json.is_discarded() ? Json(nullptr) : json;
}

Objects collect(const std::vector<Json>& documents) {
    Objects objects;
    std::vector<const Json*> queue;
    for (const Json& document : documents) queue.push_back(&document);
    for (std::size_t i = 0; i < queue.size() && queue.size() < kObjectsMax; ++i) {
        const Json& value = *queue[i];
        if (value.is_object()) {
            objects.all.push_back(&value);
            const auto id = value.find("@id");
            if (id != value.end() && id->is_string() && value.size() > 1)
                objects.by_id.emplace(id->get<std::string>(), &value);
        }
        for (auto child = value.begin(); child != value.end(); ++child)
            if (child->is_structured() && !(value.is_object() && child.key() == "itemListElement"))
                queue.push_back(&*child);
    }
    return objects;
}

bool has_type(const Json& object, const std::function<bool(std::string_view)>& wanted) {
    const auto type = object.find("@type");
    if (type == object.end()) return false;
    if (type->is_string()) return wanted(type->get_ref<const std::string&>());
    if (!type->is_array()) return false;
    for (const Json& one : *type)
        if (one.is_string() && wanted(one.get_ref<const std::string&>())) return true;
    return false;
}

bool is_article(std::string_view type) {
    return type.ends_with("Article") || type.ends_with("BlogPosting") ||
           type.ends_with("DiscussionForumPosting") || type.ends_with("Report");
}

/// The object itself, or the one its @id points at.
const Json& resolved(const Json& value, const Objects& objects) {
    if (!value.is_object() || value.contains("name")) return value;
    const auto id = value.find("@id");
    if (id == value.end() || !id->is_string()) return value;
    const auto found = objects.by_id.find(id->get_ref<const std::string&>());
    return found == objects.by_id.end() ? value : *found->second;
}

const Json& field(const Json& object, const char* name) {
    static const Json kNothing;
    const auto found = object.find(name);
    return found == object.end() ? kNothing : *found;
}

/// Text of a string, of an object's `key`, of the first of a list.
std::string text_of(const Json& value, const char* key, const Objects& objects) {
    const Json* here = &value;
    for (int steps = 0; steps < 4; ++steps) {
        if (here->is_string()) return plain_title(here->get_ref<const std::string&>());
        if (here->is_array() && !here->empty())
            here = &here->front();
        else if (here->is_object())
            here = &field(resolved(*here, objects), key);
        else
            break;
    }
    return {};
}

std::vector<std::string> authors_of(const Json& article, const Objects& objects) {
    std::vector<std::string> names;
    const Json& author =
        article.contains("author") ? field(article, "author") : field(article, "creator");
    const auto add = [&](const Json& one) {
        std::string name = text_of(one, "name", objects);
        if (!name.empty() && names.size() < kAuthorsMax) names.push_back(std::move(name));
    };
    if (author.is_array())
        for (const Json& one : author) add(one);
    else
        add(author);
    return names;
}

/// Address of an object's page, whichever member names it.
bool names_page(const Json& article, const std::string& url, const Objects& objects) {
    if (url.empty()) return false;
    for (const char* name : {"url", "mainEntityOfPage", "@id"})
        if (text_of(field(article, name), "@id", objects) == url) return true;
    return false;
}

/// How surely the object is this page's article; 0: it is none.
int rank_of(const Json& object, const JsonLdPage& page, const Objects& objects) {
    const auto is_other_work = [](std::string_view type) {
        return type == "Review" || type == "Recipe" || type == "HowTo";
    };
    if (!has_type(object, is_article)) return has_type(object, is_other_work) ? 1 : 0;
    if (names_page(object, page.url, objects)) return 4;
    const std::string headline = fold_title(text_of(field(object, "headline"), "name", objects));
    const bool same =
        !headline.empty() && fold_title(page.titles).find(headline) != std::string::npos;
    return same ? 3 : 2;
}

/// The page's own article, or nullptr.
const Json* best_of(const Objects& objects, const JsonLdPage& page) {
    const Json* best = nullptr;
    int rank = 0;
    for (const Json* object : objects.all) {
        const int own = rank_of(*object, page, objects);
        if (own <= rank) continue;
        rank = own;
        best = object;
    }
    return best;
}

std::string site_of_objects(const Objects& objects) {
    for (const Json* object : objects.all)
        if (has_type(*object, [](std::string_view type) { return type == "WebSite"; }))
            if (std::string name = text_of(field(*object, "name"), "name", objects); !name.empty())
                return name;
    return {};
}

}  // namespace

JsonLdArticle read_json_ld(const std::vector<std::string>& scripts, const JsonLdPage& page) {
    std::vector<Json> documents;
    for (const std::string& script : scripts) {
        if (documents.size() == kScriptsMax) break;
        documents.push_back(parse_sloppy(script));
    }
    const Objects objects = collect(documents);
    JsonLdArticle out;
    out.site = site_of_objects(objects);
    if (const Json* object = best_of(objects, page)) {
        out.headline = text_of(field(*object, "headline"), "name", objects);
        if (out.headline.empty()) out.headline = text_of(field(*object, "name"), "name", objects);
        out.authors = authors_of(*object, objects);
        out.published = text_of(field(*object, "datePublished"), "@value", objects);
        if (out.published.empty())
            out.published = text_of(field(*object, "dateCreated"), "@value", objects);
        out.language = text_of(field(*object, "inLanguage"), "alternateName", objects);
        out.image = text_of(field(*object, "image"), "url", objects);
        out.publisher = text_of(field(*object, "publisher"), "name", objects);
        if (const Json& body = field(*object, "articleBody"); body.is_string())
            out.body = body.get<std::string>();
    }
    return out;
}

}  // namespace ainews::text
