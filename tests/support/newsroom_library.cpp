#include "tests/support/newsroom_library.h"

#include <fmt/format.h>
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/newsroom_markup.h"

namespace ainews::newsroom {
namespace {

using nlohmann::json;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Mention mention_from(const json& value) {
    return {.article = value.at("article"),
            .title = value.at("title"),
            .query = value.value("query", ""),
            .points = value.at("points"),
            .comments = value.at("comments"),
            .age = std::chrono::minutes{value.at("age_minutes").get<int>()}};
}

Outlet outlet_from(const json& value) {
    Outlet outlet{.slug = value.at("slug"),
                  .name = value.at("name"),
                  .tagline = value.at("tagline"),
                  .host = value.at("host"),
                  .format = value.at("format"),
                  .charset = value.value("charset", "UTF-8"),
                  .kind = value.at("kind"),
                  .language = value.at("language"),
                  .feed_path = value.value("feed_path", "/feed.xml"),
                  .subscribe = value.at("subscribe"),
                  .weight = value.value("weight", 1.0),
                  .guids = value.value("guids", true)};
    if (value.contains("mentions"))
        for (const auto& mention : value.at("mentions"))
            outlet.mentions.push_back(mention_from(mention));
    return outlet;
}

/// Fills the articles that reprint another one.
Expected<void> resolve_copy(SampleArticle& copy, const std::vector<SampleArticle>& articles,
                            const std::vector<std::string>& edits) {
    const auto original = std::ranges::find(articles, copy.copy_of, &SampleArticle::slug);
    if (original == articles.end())
        return fail(ErrorKind::BadInput, copy.slug + ": copy of nothing");
    auto blocks = apply_edits(original->blocks, edits);
    if (!blocks) return tl::unexpected{blocks.error()};
    copy.blocks = *std::move(blocks);
    copy.answers = original->answers;
    return {};
}

std::string resolved(const Library& library, const Outlet& home, std::string_view target,
                     int port) {
    constexpr std::string_view kArticle = "article:";
    if (target.starts_with(kArticle)) {
        const auto* article = library.article(target.substr(kArticle.size()));
        return article == nullptr ? std::string{}
                                  : article_url(*library.outlet(article->outlet), *article, port);
    }
    if (target.starts_with('/')) return fmt::format("http://{}:{}{}", home.host, port, target);
    return std::string{target};
}

std::string resolved_markup(const Library& library, const Outlet& home, std::string_view markup,
                            int port) {
    std::string out;
    for (const auto& piece : pieces_of(markup)) {
        if (piece.kind == Piece::Kind::Text)
            out += piece.text;
        else if (piece.kind == Piece::Kind::Code)
            out += "`" + piece.text + "`";
        else
            out += "[" + piece.text + "](" + resolved(library, home, piece.target, port) + ")";
    }
    return out;
}

}  // namespace

Expected<Library> Library::load(const std::filesystem::path& directory) {
    Library library;
    try {
        for (const auto& value : json::parse(read_file(directory / "outlets.json")))
            library.outlets_.push_back(outlet_from(value));
        if (std::filesystem::exists(directory / "digests.json"))
            for (const auto& value : json::parse(read_file(directory / "digests.json")))
                library.digests_.push_back({value.at("article"), value.at("heading"),
                                            value.at("body"), value.at("lead"),
                                            value.at("headline")});
    } catch (const json::exception& error) {
        return fail(ErrorKind::BadInput,
                    std::string{"outlets.json, digests.json: "} + error.what());
    }
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator{directory / "articles"})
        if (file.path().extension() == ".txt") files.push_back(file.path());
    std::ranges::sort(files);
    std::map<std::string, std::vector<std::string>> edits;
    for (const auto& file : files) {
        const auto text = read_file(file);
        auto article = parse_article(text);
        if (!article)
            return fail(ErrorKind::BadInput,
                        file.filename().string() + ": " + article.error().message);
        if (library.outlet(article->outlet) == nullptr)
            return fail(ErrorKind::BadInput, file.filename().string() + ": unknown outlet");
        edits[article->slug] = edits_of(text);
        library.articles_.push_back(*std::move(article));
    }
    for (auto& article : library.articles_) {
        if (!article.copy_of) continue;
        if (auto done = resolve_copy(article, library.articles_, edits[article.slug]); !done)
            return tl::unexpected{done.error()};
    }
    for (const auto& digest : library.digests_)
        if (library.article(digest.article) == nullptr)
            return fail(ErrorKind::BadInput, "a digest of nothing: " + digest.article);
    for (const auto& outlet : library.outlets_)
        for (const auto& mention : outlet.mentions)
            if (library.article(mention.article) == nullptr)
                return fail(ErrorKind::BadInput,
                            outlet.slug + " mentions nothing: " + mention.article);
    return library;
}

const Outlet* Library::outlet(std::string_view slug) const {
    const auto at = std::ranges::find(outlets_, slug, &Outlet::slug);
    return at == outlets_.end() ? nullptr : &*at;
}

const SampleArticle* Library::article(std::string_view slug) const {
    const auto at = std::ranges::find(articles_, slug, &SampleArticle::slug);
    return at == articles_.end() ? nullptr : &*at;
}

std::vector<const SampleArticle*> Library::articles_of(std::string_view outlet) const {
    std::vector<const SampleArticle*> found;
    for (const auto& article : articles_)
        if (article.outlet == outlet) found.push_back(&article);
    std::ranges::sort(found, {}, [](const auto* article) { return article->age; });
    return found;
}

std::filesystem::path default_data_directory() { return AINEWS_NEWSROOM_DATA; }

std::string article_path(const SampleArticle& article) {
    return article.video ? "/watch?v=" + *article.video : "/" + article.slug + "/";
}

std::string article_url(const Outlet& outlet, const SampleArticle& article, int port) {
    return fmt::format("http://{}:{}{}", outlet.host, port, article_path(article));
}

std::string feed_url(const Outlet& outlet, int port) {
    return fmt::format("http://{}:{}{}", outlet.host, port, outlet.feed_path);
}

std::vector<SampleBlock> resolved_blocks(const Library& library, const SampleArticle& article,
                                         int port) {
    const Outlet& home = *library.outlet(article.outlet);
    auto blocks = article.blocks;
    for (auto& block : blocks) {
        if (block.kind == BlockKind::Code) continue;
        block.source = resolved_markup(library, home, block.source, port);
        if (!block.href.empty()) block.href = resolved(library, home, block.href, port);
    }
    return blocks;
}

}  // namespace ainews::newsroom
