// Feeds into entries, beside the limit of the same machine in the same run: pugixml building its
// tree with one record of plain strings an item. Design §10 asks for half of that. CPU time of this
// process, so that what else runs on the machine counts for little.
//
//   bench_parse [FILE...]       the files, or without any a synthetic set of RSS and Atom feeds
//   bench_parse --write DIR     writes the synthetic set, for bench/peers
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/parse.h"

namespace {

constexpr int kRounds = 7;
constexpr std::size_t kRoundBytes = 64U << 20U;
constexpr double kWantedRatio = 0.5;

struct Set {
    std::string name;
    std::vector<std::string> documents;
    [[nodiscard]] std::size_t bytes() const {
        std::size_t sum = 0;
        for (const std::string& document : documents) sum += document.size();
        return sum;
    }
};

struct Record {
    std::string id;
    std::string url;
    std::string title;
    std::string date;
    std::string summary;
    std::string content;
};

/// The limit: what any parser over this tree has to do at the least.
std::size_t parse_records(const std::string& document) {
    pugi::xml_document tree;
    tree.load_buffer(document.data(), document.size(), pugi::parse_default, pugi::encoding_utf8);
    const pugi::xml_node rss = tree.child("rss").child("channel");
    const pugi::xml_node parent =
        rss ? rss : (tree.child("feed") ? tree.child("feed") : tree.child("rdf:RDF"));
    std::vector<Record> records;
    for (const pugi::xml_node item : parent.children()) {
        const std::string_view name = item.name();
        if (name != "item" && name != "entry") continue;
        Record record;
        for (const pugi::xml_node child : item.children()) {
            const std::string_view field = child.name();
            if (field == "title")
                record.title = child.child_value();
            else if (field == "link")
                record.url =
                    *child.child_value() ? child.child_value() : child.attribute("href").value();
            else if (field == "guid" || field == "id")
                record.id = child.child_value();
            else if (field == "pubDate" || field == "updated" || field == "dc:date")
                record.date = child.child_value();
            else if (field == "description" || field == "summary")
                record.summary = child.child_value();
            else if (field == "content:encoded" || field == "content")
                record.content = child.child_value();
        }
        records.push_back(std::move(record));
    }
    return records.size();
}

std::size_t parse_entries(const std::string& document) {
    const auto feed =
        ainews::feeds::parse_feed(document, {.base_url = "https://news.example.com/feed.xml"});
    return feed ? feed->entries.size() : 0;
}

/// Seconds of processor time that this process has used.
double cpu_seconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// Megabytes a second of the best round, and the items of one pass.
struct Figure {
    double megabytes = 0;
    std::size_t items = 0;
};

Figure one_round(const Set& set, const std::function<std::size_t(const std::string&)>& parse) {
    const std::size_t passes =
        std::max<std::size_t>(1, kRoundBytes / std::max<std::size_t>(1, set.bytes()));
    Figure figure;
    const double begin = cpu_seconds();
    for (std::size_t pass = 0; pass < passes; ++pass) {
        figure.items = 0;
        for (const std::string& document : set.documents) figure.items += parse(document);
    }
    const double took = cpu_seconds() - begin;
    figure.megabytes = static_cast<double>(passes * set.bytes()) / took / 1e6;
    return figure;
}

std::string words(std::size_t seed, std::size_t count, bool japanese) {
    static const std::vector<std::string> kLatin{
        "model", "training",  "the",      "release",   "of",  "open", "weights",
        "a",     "benchmark", "improves", "inference", "and", "costs"};
    static const std::vector<std::string> kJapanese{"モデル", "学習", "を",   "公開", "した",
                                                    "研究者", "は",   "推論", "費用"};
    const auto& list = japanese ? kJapanese : kLatin;
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        out += list[(seed >> 33U) % list.size()];
        if (!japanese) out += ' ';
    }
    return out;
}

std::string article(std::size_t seed, bool japanese, bool escaped) {
    const char* const open = escaped ? "&lt;p&gt;" : "<p>";
    const char* const close = escaped ? "&lt;/p&gt;\n" : "</p>\n";
    const char* const link = escaped ? "&lt;a href=\"/more?a=1&amp;amp;b=2\"&gt;more&lt;/a&gt;"
                                     : "<a href=\"/more?a=1&amp;b=2\">more</a>";
    std::string out;
    for (std::size_t i = 0; i < 5; ++i) out += open + words(seed + i, 60, japanese) + link + close;
    return out;
}

std::string rss(std::size_t seed, bool japanese) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
        "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>News</title>\n"
        "<link>https://news.example.com/</link>\n<language>en</language>\n";
    for (std::size_t i = 0; i < 25; ++i)
        out += fmt::format(
            "<item>\n<title>{}</title>\n<link>https://news.example.com/articles/{}</link>\n"
            "<dc:creator>Some Body</dc:creator>\n<pubDate>Thu, {:02} Jan 2026 10:{:02}:00 "
            "+0000</pubDate>\n"
            "<category>ai</category>\n<guid isPermaLink=\"false\">tag:{}</guid>\n"
            "<description>{}</description>\n<content:encoded><![CDATA[{}]]></content:encoded>\n</"
            "item>\n",
            words(seed + i, 8, japanese), seed + i, i % 28 + 1, i % 60, seed + i,
            words(seed + i, 30, japanese), article(seed + i, japanese, false));
    return out + "</channel>\n</rss>\n";
}

std::string atom(std::size_t seed, bool japanese) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
        "xml:lang=\"en\">\n"
        "<title>News</title>\n<link href=\"https://news.example.com/\"/>\n<id>urn:news</id>\n";
    for (std::size_t i = 0; i < 25; ++i)
        out += fmt::format(
            "<entry>\n<title>{}</title>\n<link rel=\"alternate\" "
            "href=\"https://news.example.com/articles/{}\"/>\n"
            "<id>tag:news.example.com,2026:{}</id>\n<updated>2026-01-{:02}T10:{:02}:00Z</updated>\n"
            "<author><name>Some Body</name></author>\n<content "
            "type=\"html\">{}</content>\n</entry>\n",
            words(seed + i, 8, japanese), seed + i, seed + i, i % 28 + 1, i % 60,
            article(seed + i, japanese, true));
    return out + "</feed>\n";
}

std::vector<Set> synthetic_sets() {
    Set rss_en{"rss, CDATA", {}};
    Set rss_ja{"rss, CDATA, Japanese", {}};
    Set atom_en{"atom, escaped", {}};
    Set atom_ja{"atom, escaped, Japanese", {}};
    for (std::size_t i = 0; i < 20; ++i) {
        rss_en.documents.push_back(rss(i * 100, false));
        rss_ja.documents.push_back(rss(i * 100, true));
        atom_en.documents.push_back(atom(i * 100, false));
        atom_ja.documents.push_back(atom(i * 100, true));
    }
    return {rss_en, rss_ja, atom_en, atom_ja};
}

Set read_files(int count, char** names) {
    Set set{"files", {}};
    for (int i = 0; i < count; ++i) {
        std::ifstream in{names[i], std::ios::binary};
        set.documents.emplace_back(std::istreambuf_iterator<char>{in},
                                   std::istreambuf_iterator<char>{});
    }
    return set;
}

/// For peers in other languages, so that they read the same feeds.
int write_sets(const std::filesystem::path& directory) {
    int number = 0;
    for (const Set& set : synthetic_sets())
        for (const std::string& document : set.documents) {
            std::ofstream out{directory / fmt::format("{:03}.xml", ++number), std::ios::binary};
            if (!(out << document)) return 74;
        }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string_view{argv[1]} == "--write") return write_sets(argv[2]);
    std::vector<Set> sets =
        argc > 1 ? std::vector<Set>{read_files(argc - 1, argv + 1)} : synthetic_sets();
    Set all{"all", {}};
    for (const Set& set : sets)
        all.documents.insert(all.documents.end(), set.documents.begin(), set.documents.end());
    if (sets.size() > 1) sets.push_back(std::move(all));
    fmt::print("{:<26}{:>8}{:>8}{:>12}{:>12}{:>8}\n", "feeds", "MB", "items", "limit MB/s",
               "ours MB/s", "ratio");
    for (const Set& set : sets) {
        Figure limit;
        Figure ours;
        // Turn by turn, so that a change of the machine's pace meets both.
        for (int round = 0; round < kRounds; ++round) {
            const Figure a = one_round(set, parse_records);
            const Figure b = one_round(set, parse_entries);
            limit = {std::max(limit.megabytes, a.megabytes), a.items};
            ours = {std::max(ours.megabytes, b.megabytes), b.items};
        }
        fmt::print("{:<26}{:>8.1f}{:>8}{:>12.0f}{:>12.0f}{:>8.2f}\n", set.name,
                   static_cast<double>(set.bytes()) / 1e6, ours.items, limit.megabytes,
                   ours.megabytes, ours.megabytes / limit.megabytes);
    }
    fmt::print("wanted: ratio at least {:.2f}\n", kWantedRatio);
    return 0;
}
