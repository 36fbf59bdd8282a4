// kill -9 at random moments of `ainewsd publish --all`, then a normal publish: the bytes of an
// undisturbed one, and at no time a file that is half written.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "storage/sqlite_store.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/workspace.h"
#include "tests/support/archive.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int kItemsDefault = 500;
constexpr int kPublishKillsDefault = 10;
constexpr int kTriesPerKill = 5;  ///< a publish may end before its moment comes
constexpr unsigned kPublishSeed = 20260502;
constexpr int kKillsPerLine = 5;  ///< of progress
constexpr std::string_view kTemporary = ".part~";

int wanted(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::max(1, std::atoi(text));
}

std::string bytes_of(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream{path, std::ios::binary}.rdbuf();
    return std::move(out).str();
}

/// A directory with a store of finished articles and the configuration to publish it.
class Newspaper {
public:
    explicit Newspaper(int items) : items_{items} {
        std::ofstream config{dir_.path() / "ainewsd.toml"};
        config << "[daemon]\nstate_dir = \".\"\n[store]\nurl = \"sqlite:ainewsd.db\"\n"
                  "[site]\ndir = \"site\"\nbase_url = \"https://news.example.jp/\"\n"
                  "[server]\nlisten = \"\"\n";
        for (const Source& source : archive_sources())
            config << fmt::format(
                "[[source]]\nname = \"{}\"\nslug = \"{}\"\nurl = \"{}\"\nkind = \"{}\"\n"
                "rights = \"full\"\nrights_basis = \"{}\"\n",
                source.name, source.slug, source.url, to_string(source.kind), source.rights_basis);
        const SystemClock clock;
        const auto store = storage::SqliteStore::open({.path = dir_.path() / "ainewsd.db"},
                                                      archive_graph(), clock);
        fill_archive(*store, 0, items);
    }

    /// Longest that one publish may take.
    [[nodiscard]] milliseconds timeout() const { return kRunTimeout + items_ * kPerItem; }
    [[nodiscard]] std::vector<std::string> arguments(bool all) const {
        std::vector<std::string> line{"--config", (dir_.path() / "ainewsd.toml").string(),
                                      "publish"};
        if (all) line.emplace_back("--all");
        return line;
    }
    /// Takes back what publishing wrote: files and index.
    void save_store() const { fs::copy_file(database(), database().string() + ".before"); }
    void restore() const {
        fs::remove_all(site());
        for (const char* tail : {"-wal", "-shm"}) fs::remove(database().string() + tail);
        fs::copy_file(database().string() + ".before", database(),
                      fs::copy_options::overwrite_existing);
    }
    /// All that a web server would serve, by path.
    [[nodiscard]] std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> found;
        if (!fs::exists(site())) return found;
        for (const auto& entry : fs::recursive_directory_iterator(site())) {
            const std::string name = entry.path().filename().string();
            if (entry.is_regular_file() && !name.starts_with("."))
                found[fs::relative(entry.path(), site()).string()] = bytes_of(entry.path());
        }
        return found;
    }

private:
    [[nodiscard]] fs::path database() const { return dir_.path() / "ainewsd.db"; }
    [[nodiscard]] fs::path site() const { return dir_.path() / "site"; }

    static constexpr milliseconds kPerItem{100};  ///< on a busy machine, unoptimised
    int items_;
    TempDir dir_;
};

/// Each kind of text file that we write says itself where it ends.
bool is_whole(const std::string& path, const std::string& bytes) {
    if (path.ends_with(".html")) return bytes.ends_with("</html>\n");
    if (path.ends_with("atom.xml")) return bytes.ends_with("</feed>\n");
    if (path.ends_with("rss.xml")) return bytes.ends_with("</rss>\n");
    if (path == "sitemap.xml") return bytes.ends_with("</sitemapindex>\n");
    if (path.ends_with(".xml")) return bytes.ends_with("</urlset>\n");
    if (path.ends_with(".json") || path.ends_with(".webmanifest")) return bytes.ends_with("}\n");
    return !bytes.empty();
}

milliseconds publish(const Newspaper& paper, bool all) {
    const auto start = std::chrono::steady_clock::now();
    DaemonProcess program{paper.arguments(all)};
    EXPECT_EQ(program.wait(paper.timeout()), (Ending{0, 0})) << program.log();
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

bool killed_after(const Newspaper& paper, milliseconds moment) {
    DaemonProcess program{paper.arguments(true)};
    if (program.wait(moment)) return false;  // it was done before
    program.send_signal(SIGKILL);
    return program.wait(kRunTimeout) == Ending{-1, SIGKILL};
}

TEST(PublishKillTest, AtRandomMomentsThePublishAfterwardsGivesTheBytesOfAnUndisturbedOne) {
    const int items = wanted("AINEWS_PUBLISH_ITEMS", kItemsDefault);
    const int kills = wanted("AINEWS_PUBLISH_KILLS", kPublishKillsDefault);
    const Newspaper paper{items};
    paper.save_store();
    const auto whole = publish(paper, true);
    const auto expected = paper.files();
    ASSERT_GT(expected.size(), static_cast<std::size_t>(items));
    paper.restore();
    const auto seed = static_cast<unsigned>(wanted("AINEWS_SEED", kPublishSeed));
    std::cout << items << " articles, " << expected.size() << " files in " << whole.count()
              << " ms; seed " << seed << std::endl;
    std::mt19937 random{seed};
    int killed = 0;
    std::size_t partial = 0;
    for (int tries = 0; killed < kills; ++tries) {
        ASSERT_LT(tries, kills * kTriesPerKill) << "publishing ends before it can be killed";
        const milliseconds moment{
            std::uniform_int_distribution<std::int64_t>{0, whole.count()}(random)};
        if (!killed_after(paper, moment)) {
            paper.restore();  // over a whole site no kill would come while one is being built
            continue;
        }
        ++killed;
        // Flushed: a run that is ended from outside has said how far it came.
        if (killed % kKillsPerLine == 0) std::cout << killed << " kills" << std::endl;
        const auto visible = paper.files();
        for (const auto& [path, bytes] : visible) {
            if (path.ends_with(kTemporary)) continue;
            ASSERT_TRUE(is_whole(path, bytes)) << path << " after " << moment.count() << " ms";
        }
        const bool whole_again = visible.size() >= expected.size();
        partial += whole_again ? 0 : 1;
        if (whole_again && killed < kills) paper.restore();
    }
    EXPECT_GT(partial, 0U) << "no kill came while the site was being built";
    publish(paper, false);
    const auto found = paper.files();
    ASSERT_EQ(found.size(), expected.size());
    for (const auto& [path, bytes] : expected) {
        const auto other = found.find(path);
        ASSERT_NE(other, found.end()) << path;
        ASSERT_EQ(other->second, bytes) << path;
    }
}

}  // namespace
}  // namespace ainews::testing
