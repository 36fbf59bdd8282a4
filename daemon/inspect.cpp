#include "daemon/inspect.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "daemon/context.h"
#include "daemon/exit.h"
#include "daemon/wiring.h"
#include "feeds/feed_json.h"
#include "feeds/parse.h"
#include "net/http_client.h"
#include "text/article.h"
#include "text/article_json.h"
#include "text/binary.h"
#include "text/url.h"

namespace ainews::daemon {
namespace {

constexpr std::size_t kInputBytesMax = 64U << 20U;

/// The bytes to look at and what is known of them.
struct Document {
    std::string bytes;
    std::string base_url;
    std::string content_type;
};

std::string read_stream(std::istream& in, const std::string& name) {
    std::ostringstream out;
    out << in.rdbuf();
    std::string bytes = std::move(out).str();
    if (in.bad()) throw Exit{ExitCode::BadData, fmt::format("{}: cannot be read", name)};
    if (bytes.size() > kInputBytesMax)
        throw Exit{ExitCode::BadData,
                   fmt::format("{}: larger than {} MB", name, kInputBytesMax >> 20U)};
    return bytes;
}

/// A host that answers has been reached: what it says is then at fault.
ExitCode code_of(ErrorKind kind) {
    return kind == ErrorKind::BadInput || kind == ErrorKind::TooLarge ? ExitCode::BadData
                                                                      : ExitCode::Unavailable;
}

Document fetch(const std::string& url, const GlobalOptions& global) {
    Context context{global};
    net::CurlHttpClient client{fetch_client_options(context.config()), context.clock()};
    HttpRequest request;
    request.url = url;
    auto response = client.perform(std::move(request), {});
    if (!response)
        throw Exit{code_of(response.error().kind),
                   fmt::format("{}: {}", url, response.error().message)};
    if (response->status != 200)
        throw Exit{ExitCode::BadData, fmt::format("{}: HTTP {}", url, response->status)};
    const std::string content_type{response->header("content-type")};
    return {std::move(response->body), response->url, content_type};
}

Document read_document(const Inspect& options, const GlobalOptions& global) {
    // What can be read without it is worth more than a refusal.
    const bool has_base = text::is_http_url(options.base_url);
    if (!options.base_url.empty() && !has_base)
        std::cerr << fmt::format(
            "ainewsd: --base-url {}: no http or https address; relative links have no base\n",
            options.base_url);
    Document document;
    if (text::is_http_url(options.input)) {
        document = fetch(options.input, global);
    } else if (options.input == "-") {
        document.bytes = read_stream(std::cin, "standard input");
    } else {
        if (std::error_code error; std::filesystem::is_directory(options.input, error))
            throw Exit{ExitCode::BadData,
                       fmt::format("{}: is a directory, not a file", options.input)};
        std::ifstream in{options.input, std::ios::binary};
        if (!in) throw Exit{ExitCode::BadData, fmt::format("{}: cannot be opened", options.input)};
        document.bytes = read_stream(in, options.input);
    }
    if (has_base) document.base_url = options.base_url;
    if (!options.content_type.empty()) document.content_type = options.content_type;
    return document;
}

std::string inspect_feed(const Document& document, const std::string& name) {
    const auto feed = feeds::parse_feed(
        document.bytes, {.base_url = document.base_url, .content_type = document.content_type});
    if (!feed) throw Exit{ExitCode::BadData, fmt::format("{}: {}", name, feed.error().message)};
    return feeds::feed_json(*feed);
}

std::string inspect_article(const Document& document, const std::string& name) {
    if (const std::string_view kind = text::binary_kind(document.bytes); !kind.empty())
        throw Exit{ExitCode::BadData, fmt::format("{}: {}, not a page", name, kind)};
    const text::Decoded page = text::decode_html(document.bytes, document.content_type);
    const auto article = text::extract_article(page.utf8, document.base_url);
    if (!article)
        throw Exit{ExitCode::BadData, fmt::format("{}: {}", name, article.error().message)};
    return text::article_json(*article);
}

}  // namespace

ExitCode run_inspect(const Inspect& options, const GlobalOptions& global) {
    const Document document = read_document(options, global);
    const std::string json = options.what == Inspect::What::Feed
                                 ? inspect_feed(document, options.input)
                                 : inspect_article(document, options.input);
    std::cout << json << '\n';
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
