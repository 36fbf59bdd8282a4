#include "tests/integration/workspace.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/c_ptr.h"

namespace ainews::testing {
namespace {

using nlohmann::json;

/// Ports differ from run to run; what is compared must not hold them.
std::string without_port(std::string text, int port) {
    const auto needle = ":" + std::to_string(port);
    for (auto at = text.find(needle); at != std::string::npos; at = text.find(needle, at))
        text.erase(at, needle.size());
    return text;
}

json comparable(json item) {
    for (const auto* field : {"id", "first_seen"}) item.erase(field);
    for (auto& sighting : item["sightings"]) sighting.erase("seen");
    std::vector<std::string> sightings;
    for (const auto& sighting : item["sightings"]) sightings.push_back(sighting.dump());
    std::ranges::sort(sightings);
    item["sightings"] = sightings;
    if (item["story"].is_object()) item["story"].erase("id");
    for (auto& [name, stage] : item["stages"].items())
        for (const auto* field : {"attempts", "finished", "tokens_in", "tokens_out", "cost_usd"})
            stage.erase(field);
    return item;
}

}  // namespace

newsroom::ServerOptions newsroom_options(std::chrono::milliseconds delay) {
    // One moment for the whole program: the exports of two newsrooms must be comparable.
    static const TimePoint now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
    return {.now = now, .delay = delay, .secret = std::string{kPlantedKey}};
}

Workspace::Workspace(const newsroom::NewsroomServer& server, bool llm, std::string interval)
    : server_{server} {
    configure(llm, interval);
}

void Workspace::configure(bool llm, const std::string& interval) {
    newsroom::write_config(server_.library(), {.directory = path(),
                                               .port = server_.port(),
                                               .llm = llm,
                                               .interval = interval,
                                               .secret = std::string{kPlantedKey},
                                               .serve = false});
}

std::vector<std::string> Workspace::arguments(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"--config", config_file().string(), "--log-format", "text"});
    return arguments;
}

std::string Workspace::run(std::vector<std::string> further, int code) {
    DaemonProcess process{arguments(std::move(further))};
    const auto ending = process.wait(kRunTimeout);
    EXPECT_TRUE(ending.has_value()) << "did not end in time\n" << process.log();
    if (ending) {
        EXPECT_EQ(*ending, (Ending{.code = code})) << process.log();
    }
    EXPECT_EQ((process.out() + process.log()).find(kPlantedKey), std::string::npos)
        << "the key leaked";
    return process.out() + process.log();
}

std::string Workspace::once(int code, std::vector<std::string> further) {
    further.insert(further.begin(), "--once");
    return run(std::move(further), code);
}

std::vector<json> Workspace::items() {
    DaemonProcess process{arguments({"items", "export"})};
    const auto ending = process.wait(kRunTimeout);
    // A daemon that was just started has none yet.
    if (process.log().find("there is no database yet") != std::string::npos) return {};
    EXPECT_EQ(ending, (Ending{.code = 0})) << process.log();
    std::istringstream lines{process.out()};
    std::vector<json> items;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{')) items.push_back(json::parse(line));
    return items;
}

std::string Workspace::comparable_export() {
    std::map<std::string, std::string> by_url;
    for (auto& item : items()) {
        const auto url = item.at("url").get<std::string>();
        EXPECT_FALSE(by_url.contains(url)) << url << " is there twice";
        by_url[url] = comparable(std::move(item)).dump(1);
    }
    std::string text;
    for (const auto& [url, item] : by_url) text += item + "\n";
    return without_port(std::move(text), server_.port());
}

void Workspace::let_a_day_pass() const {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open((path() / "ainewsd.db").c_str(), &raw), SQLITE_OK);
    const CPtr<sqlite3, sqlite3_close> database{raw};
    char* problem = nullptr;
    sqlite3_exec(raw,
                 "UPDATE items SET first_seen = first_seen - 86400000;"
                 "UPDATE item_topics SET first_seen = first_seen - 86400000;",
                 nullptr, nullptr, &problem);
    EXPECT_EQ(problem, nullptr) << problem;
    sqlite3_free(problem);
}

int Workspace::open_calls() const {
    sqlite3* raw = nullptr;
    const int opened =
        sqlite3_open_v2((path() / "ainewsd.db").c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    const CPtr<sqlite3, sqlite3_close> database{raw};
    if (opened != SQLITE_OK) return 0;  // killed before there was a database
    sqlite3_stmt* raw_statement = nullptr;
    if (sqlite3_prepare_v2(raw, "SELECT count(*) FROM calls WHERE status = 'open'", -1,
                           &raw_statement, nullptr) != SQLITE_OK)
        return 0;  // killed before there was a schema
    const CPtr<sqlite3_stmt, sqlite3_finalize> statement{raw_statement};
    return sqlite3_step(raw_statement) == SQLITE_ROW ? sqlite3_column_int(raw_statement, 0) : 0;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

json last_object(const std::string& output) {
    std::istringstream lines{output};
    json found;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{')) found = json::parse(line);
    return found;
}

}  // namespace ainews::testing
