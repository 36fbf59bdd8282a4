#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/newsroom_article.h"

namespace ainews::newsroom {

/// A community outlet's entry that points at another outlet's article.
struct Mention {
    std::string article;
    std::string title;
    std::string query;  ///< tracking parameters put behind the address
    std::int64_t points = 0;
    std::int64_t comments = 0;
    std::chrono::minutes age{0};
};

struct Outlet {
    std::string slug;
    std::string name;
    std::string tagline;
    std::string host;    ///< a loopback address of its own
    std::string format;  ///< rss, rss-summary, rdf, atom, atom-xhtml, json, video, community
    std::string charset = "UTF-8";
    std::string kind;  ///< of the [[source]]
    std::string language;
    std::string feed_path = "/feed.xml";
    std::string subscribe;  ///< the call that its pages carry around each text
    double weight = 1.0;
    bool guids = true;
    std::vector<Mention> mentions;
};

/// All outlets and articles. Immutable once loaded; thread-safe.
/// What the model says of an article in an edition.
struct RecordedDigest {
    std::string article;  ///< slug
    std::string heading;
    std::string body;
    std::string lead;
    std::string headline;
};

class Library {
public:
    /// Reads `directory` (outlets.json, digests.json if there is one, and articles/*.txt) and
    /// checks that they fit together.
    [[nodiscard]] static Expected<Library> load(const std::filesystem::path& directory);

    [[nodiscard]] const std::vector<Outlet>& outlets() const { return outlets_; }
    [[nodiscard]] const std::vector<SampleArticle>& articles() const { return articles_; }
    [[nodiscard]] const std::vector<RecordedDigest>& digests() const { return digests_; }
    [[nodiscard]] const Outlet* outlet(std::string_view slug) const;
    [[nodiscard]] const SampleArticle* article(std::string_view slug) const;
    /// Newest first.
    [[nodiscard]] std::vector<const SampleArticle*> articles_of(std::string_view outlet) const;

private:
    std::vector<Outlet> outlets_;
    std::vector<SampleArticle> articles_;
    std::vector<RecordedDigest> digests_;
};

/// Where the tree keeps the shipped newsroom.
[[nodiscard]] std::filesystem::path default_data_directory();

/// Addresses of the newsroom: one port, one host for each outlet.
[[nodiscard]] std::string article_path(const SampleArticle& article);
[[nodiscard]] std::string article_url(const Outlet& outlet, const SampleArticle& article, int port);
[[nodiscard]] std::string feed_url(const Outlet& outlet, int port);

/// The blocks with link and image targets made absolute: "article:SLUG" and "/path" on the outlet's
/// host.
[[nodiscard]] std::vector<SampleBlock> resolved_blocks(const Library& library,
                                                       const SampleArticle& article, int port);

}  // namespace ainews::newsroom
