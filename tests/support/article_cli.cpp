// Prints what the article extractor sees, as `ainewsd article` does, without the rest of the
// program: for scoring and for looking into a page by hand.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "text/article.h"
#include "text/article_json.h"

namespace {

constexpr int kBadData = 65;
constexpr int kNoInput = 66;

std::string read_all(std::istream& in) {
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Print an article as JSON"};
    std::string file;
    std::string base_url;
    std::string content_type;
    app.add_option("FILE", file, "the page, - for standard input")->required();
    app.add_option("--base-url", base_url, "where the page came from");
    app.add_option("--content-type", content_type, "the HTTP header");
    CLI11_PARSE(app, argc, argv);

    std::ifstream in{file, std::ios::binary};
    if (file != "-" && !in) {
        std::cerr << file << ": cannot be read\n";
        return kNoInput;
    }
    const std::string bytes = read_all(file == "-" ? std::cin : in);
    const auto page = ainews::text::decode_html(bytes, content_type);
    const auto article = ainews::text::extract_article(page.utf8, base_url);
    if (!article) {
        std::cerr << file << ": " << article.error().message << '\n';
        return kBadData;
    }
    std::cout << ainews::text::article_json(*article) << '\n';
    return 0;
}
