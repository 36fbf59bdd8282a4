#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "core/duration_text.h"
#include "core/json_text.h"
#include "feeds/opml.h"
#include "feeds/opml_names.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

/// Puts one source into its outline.
class OutlineWriter {
public:
    explicit OutlineWriter(pugi::xml_node outline) : outline_{outline} {}

    void write(const Source& source) {
        plain("type", "rss");
        plain("text", source.name);
        plain("title", source.name);
        plain("xmlUrl", source.url);
        if (!source.language.empty()) plain("language", source.language);
        own(opml::kSlug, source.slug);
        write_rest(source);
    }

private:
    void write_rest(const Source& source) {
        const Source usual;
        if (source.kind != usual.kind) own(opml::kKind, to_string(source.kind));
        if (source.weight != usual.weight) own(opml::kWeight, fmt::format("{}", source.weight));
        if (source.rights) own(opml::kRights, to_string(*source.rights));
        if (!source.rights_basis.empty()) own(opml::kRightsBasis, source.rights_basis);
        list(opml::kRightsHosts, source.rights_hosts);
        if (source.interval) own(opml::kInterval, duration_text(*source.interval));
        if (source.backlog != usual.backlog) own(opml::kBacklog, duration_text(source.backlog));
        if (source.text != usual.text) own(opml::kText, to_string(source.text));
        list(opml::kInclude, source.include);
        list(opml::kExclude, source.exclude);
        list(opml::kHoldIf, source.hold_if);
        if (source.newsletter) own(opml::kNewsletter, "true");
        if (source.paused) own(opml::kPaused, "true");
    }

    void plain(const char* name, std::string_view value) {
        outline_.append_attribute(name).set_value(text::clean_utf8(value).c_str());
    }
    void own(const char* name, std::string_view value) {
        plain((std::string{opml::kPrefix} + name).c_str(), value);
    }
    /// Words may hold anything, commas and spaces too: as a JSON list of strings.
    void list(const char* name, const std::vector<std::string>& words) {
        if (words.empty()) return;
        own(name, dump(nlohmann::json(words)));
    }

    pugi::xml_node outline_;
};

}  // namespace

std::string write_opml(std::span<const Source> sources) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = document.append_child("opml");
    root.append_attribute("version") = "2.0";
    root.append_attribute("xmlns:ainews") = opml::kNamespace;
    // No dateCreated: two exports of the same sources are the same bytes.
    root.append_child("head").append_child("title").text() = "ainewsd";
    pugi::xml_node body = root.append_child("body");
    for (const Source& source : sources) OutlineWriter{body.append_child("outline")}.write(source);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
    return std::move(out).str();
}

}  // namespace ainews::feeds
