#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the daemon's server is asked and answers. Only GET and HEAD reach anybody.
namespace ainews::site {

struct ServerRequest {
    bool head = false;  ///< HEAD: the same answer without its body
    std::string path;   ///< decoded once: valid UTF-8 without control characters, begins with "/"
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, valid UTF-8
    bool query_repaired = false;  ///< something in the query was no UTF-8 and became U+FFFD
    std::string if_none_match;
    bool gzip = false;   ///< the client takes it
    bool local = false;  ///< from this machine, by a name of this machine, through no proxy

    /// The first value of that name; empty where there is none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const noexcept;
};

/// An open file, closed with its last owner.
class OpenFile {
public:
    explicit OpenFile(int descriptor) noexcept : descriptor_{descriptor} {}
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

struct ServerAnswer {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::shared_ptr<const std::string> body;  ///< or `file`, or neither
    std::shared_ptr<const OpenFile> file;     ///< too large to keep in memory: sent as it is read
    std::int64_t file_bytes = 0;
    std::string etag;  ///< quoted, strong; empty: of the body's bytes
    std::string location;
    std::string cache = "no-cache";
    bool gzipped = false;   ///< `body` is
    int retry_seconds = 0;  ///< Retry-After, where not 0
};

[[nodiscard]] ServerAnswer text_answer(int status, std::string_view text);
[[nodiscard]] ServerAnswer html_answer(int status, std::string html);
[[nodiscard]] ServerAnswer redirect_answer(std::string location);

/// True where If-None-Match names the tag (RFC 9110 §13.1.2, weak comparison).
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view etag) noexcept;

/// Gives a complete answer its tag, turns it into a 304 where the client has it, and compresses
/// text that no cache keeps compressed.
[[nodiscard]] ServerAnswer settled(ServerAnswer answer, const ServerRequest& request);

/// Status line and headers with the empty line after them. `date`: IMF-fixdate.
[[nodiscard]] std::string response_head(const ServerAnswer& answer, std::string_view date,
                                        bool keep_alive);

/// RFC 1952; level 1 (fast) to 9 (small). Empty where zlib refuses.
[[nodiscard]] std::string gzipped(std::string_view bytes, int level);
/// True for types that compress.
[[nodiscard]] bool is_text_type(std::string_view type) noexcept;

}  // namespace ainews::site
