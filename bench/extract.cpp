// Articles a second, one thread, beside the limit: gumbo alone on the same pages after the
// pre-scan, and, for scale, on the pages as they come.
//
//   bench_extract [DIR]           the .html files there, or without it pages of its own
//   bench_extract --write DIR     writes its own pages, for bench/peers
#include <fmt/format.h>
#include <gumbo.h>
#include <time.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "text/article.h"
#include "text/html_prescan.h"

namespace {

using Pages = std::vector<std::string>;

constexpr int kSyntheticPages = 200;
constexpr int kRounds = 5;

Pages read_pages(const std::filesystem::path& directory) {
    Pages pages;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
        if (entry.path().extension() != ".html") continue;
        std::ifstream in{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        pages.push_back(ainews::text::decode_html(bytes, "text/html").utf8);
    }
    return pages;
}

/// A news page of about 75 KB: scripts, styles, navigation, an article, teasers, comments.
std::string synthetic_page(int seed) {
    std::string page = "<!doctype html><html lang=en><head><title>Story " + std::to_string(seed) +
                       " | Bench</title><script>";
    for (int i = 0; i < 400; ++i)
        page += fmt::format("var v{0}={{\"id\":{0},\"name\":\"value {0}\"}};\n", i * seed + 1);
    page += "</script><style>";
    for (int i = 0; i < 150; ++i)
        page += fmt::format(".c{0} {{ margin: {0}px; color: #123456 }}\n", i);
    page += "</style></head><body><nav class=main-nav><ul>";
    for (int i = 0; i < 80; ++i)
        page += fmt::format(
            "<li class=\"item item-{0}\" data-track=\"nav:{0}\"><a href=\"/section/{0}\" "
            "onclick=\"go({0})\">Section {0}</a></li>",
            i);
    page += fmt::format("</ul></nav><main><article class=story><h1>Story {}</h1>", seed);
    for (int i = 0; i < 30; ++i)
        page += fmt::format(
            "<p class=\"para\" data-index=\"{0}\">Paragraph {0} of story {1} tells, in plain "
            "words, what happened "
            "before and after, who said so, and <a href=\"/ref/{0}\">where it is written</a>, so "
            "that it has "
            "the length of paragraphs that people really write.</p>\n",
            i, seed);
    page += "</article><aside class=related>";
    for (int i = 0; i < 60; ++i)
        page += fmt::format(
            "<div class=\"teaser card\" data-id=\"{0}\"><a href=\"/story/{0}\"><img "
            "src=\"/img/{0}.jpg\" alt=\"\" "
            "srcset=\"/img/{0}-2x.jpg 2x\"><h3>Another story with number {0}</h3></a><span>3 "
            "min</span></div>",
            i);
    return page + "</aside></main><footer>About us</footer></body></html>";
}

Pages synthetic_pages() {
    Pages pages;
    for (int i = 1; i <= kSyntheticPages; ++i) pages.push_back(synthetic_page(i));
    return pages;
}

/// CPU time of this thread: what else runs on the machine does not count.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Pages a second of the best of a few rounds.
double rate(const Pages& pages, const std::function<void(const std::string&)>& work) {
    double best = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double start = cpu_seconds();
        for (const std::string& page : pages) work(page);
        best = std::max(best, static_cast<double>(pages.size()) / (cpu_seconds() - start));
    }
    return best;
}

void parse_with_gumbo(const std::string& page) {
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    gumbo_destroy_output(&options, gumbo_parse_with_options(&options, page.data(), page.size()));
}

/// For peers in other languages, so that they read the same pages.
int write_pages(const std::filesystem::path& directory) {
    int number = 0;
    for (const std::string& page : synthetic_pages()) {
        std::ofstream out{directory / fmt::format("{:03}.html", ++number), std::ios::binary};
        if (!(out << page)) return 74;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string_view{argv[1]} == "--write") return write_pages(argv[2]);
    const Pages pages = argc > 1 ? read_pages(argv[1]) : synthetic_pages();
    if (pages.empty()) {
        fmt::print(stderr, "no .html file there\n");
        return 66;
    }
    std::size_t bytes = 0;
    for (const std::string& page : pages) bytes += page.size();
    Pages stripped;
    for (const std::string& page : pages) stripped.push_back(ainews::text::prescan_html(page).html);

    std::size_t read = 0;
    const double prescan = rate(pages, [&](const std::string& page) {
        read += ainews::text::prescan_html(page).start_tags;
    });
    const double ours = rate(pages, [&](const std::string& page) {
        read += ainews::text::extract_article(page, "https://example.com/").has_value() ? 1 : 0;
    });
    const double limit = rate(stripped, parse_with_gumbo);
    const double raw = rate(pages, parse_with_gumbo);
    fmt::print("pages {}  average {} KB  (checked {})\n", pages.size(), bytes / pages.size() / 1024,
               read > 0);
    fmt::print("extract_article        {:8.0f} pages/s\n", ours);
    fmt::print("pre-scan alone         {:8.0f} pages/s\n", prescan);
    fmt::print("gumbo, pre-scanned     {:8.0f} pages/s   ours is {:.2f} of this limit\n", limit,
               ours / limit);
    fmt::print("gumbo, page as it came {:8.0f} pages/s   ours is {:.2f} times that\n", raw,
               ours / raw);
    return 0;
}
