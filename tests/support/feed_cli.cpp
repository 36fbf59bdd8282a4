// Prints what the feed parser sees, as `ainewsd feed` does, without the rest of the program: for
// scoring and for looking into a feed by hand.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "feeds/feed_json.h"
#include "feeds/parse.h"

namespace {

constexpr int kBadData = 65;
constexpr int kNoInput = 66;

std::string read_all(std::istream& in) {
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Print a feed as JSON"};
    std::string file;
    ainews::feeds::ParseOptions options;
    app.add_option("FILE", file, "the feed, - for standard input")->required();
    app.add_option("--base-url", options.base_url, "where the feed came from");
    app.add_option("--content-type", options.content_type, "the HTTP header");
    CLI11_PARSE(app, argc, argv);

    std::ifstream in{file, std::ios::binary};
    if (file != "-" && !in) {
        std::cerr << file << ": cannot be read\n";
        return kNoInput;
    }
    const std::string bytes = read_all(file == "-" ? std::cin : in);
    const auto feed = ainews::feeds::parse_feed(bytes, options);
    if (!feed) {
        std::cerr << file << ": " << feed.error().message << '\n';
        return kBadData;
    }
    std::cout << ainews::feeds::feed_json(*feed) << '\n';
    return 0;
}
