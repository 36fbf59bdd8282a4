#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "tests/config/temporary_directory.h"

namespace ainews::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> complaints(std::string_view toml) {
    std::vector<std::string> out;
    const auto config = load_from_string(toml);
    if (config) return out;
    for (const ConfigError& error : config.error()) out.push_back(error.str());
    return out;
}

struct RejectionCase {
    std::string_view toml;
    std::string_view complaint;  ///< behind "configuration:"
};

void expect_all(std::initializer_list<RejectionCase> cases) {
    for (const RejectionCase& c : cases)
        EXPECT_THAT(complaints(c.toml), ElementsAre("configuration:" + std::string{c.complaint}))
            << c.toml;
}

TEST(RejectionTest, NamesUnknownKeysAndWhatWasMeant) {
    expect_all(
        {{"[daemon]\nintervall = \"1h\"",
          "2: daemon.intervall: unknown key; did you mean \"interval\"?"},
         {"[demon]\n", "1: demon: unknown key; did you mean \"daemon\"?"},
         {"[fetch]\nconcurency = 1",
          "2: fetch.concurency: unknown key; did you mean \"concurrency\"?"},
         {"[server]\n\nport = 80", "3: server.port: unknown key"},
         {"[pipeline]\nstages = 1", "2: pipeline.stages: unknown key; did you mean \"stage\"?"},
         {"x = 1", "1: x: unknown key"}});
}

TEST(RejectionTest, NamesWrongTypes) {
    expect_all(
        {{"[daemon]\ninterval = 5",
          "2: daemon.interval: must be a duration such as \"1h30m\", not an integer"},
         {"[daemon]\ntimezone = true", "2: daemon.timezone: must be a string, not true or false"},
         {"[fetch]\nconcurrency = \"8\"", "2: fetch.concurrency: must be an integer, not a string"},
         {"[fetch]\nconcurrency = 8.5", "2: fetch.concurrency: must be an integer, not a number"},
         {"[fetch]\nallow_networks = \"127.0.0.0/8\"",
          "2: fetch.allow_networks: must be a list of strings, not a string"},
         {"[fetch]\nallow_networks = [1]",
          "2: fetch.allow_networks: each element must be a string, not an integer"},
         {"[fetch]\npage_bytes_max = true",
          "2: fetch.page_bytes_max: must be a size such as \"16M\", not true or false"},
         {"[budget]\nday_usd = \"1\"", "2: budget.day_usd: must be a number, not a string"},
         {"daemon = 1", "1: daemon: must be a table: [daemon]"},
         {"source = 1", "1: source: must be tables: [[source]]"},
         {"[source]\nname = \"a\"", "1: source: must be tables: [[source]]"},
         {"[words]\nai = \"x\"", "2: words.ai: must be a list of strings, not empty"}});
}

TEST(RejectionTest, NamesImpossibleValuesAndLimits) {
    expect_all(
        {{"[daemon]\ninterval = \"0s\"", "2: daemon.interval: must be between 1s and 7d"},
         {"[daemon]\ninterval = \"hourly\"",
          "2: daemon.interval: must be a duration such as \"30s\", \"1h30m\" or \"7d\""},
         {"[daemon]\ntimezone = \"Asia/Tokio\"",
          "2: daemon.timezone: is no time zone of this system's database"},
         {"[daemon]\ndaily_at = \"25:00\"",
          "2: daemon.daily_at: must be a time of day such as \"18:00\""},
         {"[daemon]\neditions = [\"daily\", \"monthly\"]",
          "2: daemon.editions: each element \"monthly\" is none of: daily, hacker, weekly"},
         {"[fetch]\nconcurrency = 0", "2: fetch.concurrency: must be between 1 and 1024"},
         {"[fetch]\nconcurrency = 99999999999", "2: fetch.concurrency: must be between 1 and 1024"},
         {"[fetch]\nallow_networks = [\"10.0.0/8\"]",
          "2: fetch.allow_networks: each element must be networks such as \"127.0.0.0/8\""},
         {"[fetch]\nallow_networks = [\"10.0.0.0/33\"]",
          "2: fetch.allow_networks: each element must be networks such as \"127.0.0.0/8\""},
         {"[fetch]\nfeed_bytes_max = \"16X\"",
          "2: fetch.feed_bytes_max: must be a size such as \"512K\", \"16M\" or \"1G\""},
         {"[store]\nurl = \"postgres://x\"", "2: store.url: must be \"sqlite:FILE\""},
         {"[budget]\nday_usd = -1", "2: budget.day_usd: must be between 0 and 1000000"},
         {"[budget]\nday_usd = nan", "2: budget.day_usd: must be a finite number"},
         {"[site]\nbase_url = \"news.example.jp\"",
          "2: site.base_url: must be an absolute http or https URL"},
         {"[site]\nrights_default = \"all\"",
          "2: site.rights_default: \"all\" is none of: full, summary, link"},
         {"[server]\nlisten = \"8088\"", "2: server.listen: must be HOST:PORT or empty"},
         {"[server]\nlisten = \"127.0.0.1:70000\"", "2: server.listen: must be HOST:PORT or empty"},
         {"[log]\nlevel = \"verbose\"",
          "2: log.level: \"verbose\" is none of: trace, debug, info, warn, error"}});
}

TEST(RejectionTest, ChecksWhatKeysMeanTogether) {
    expect_all(
        {{"[score]\ndepth = 50", "1: score: the four weights must sum to 100, not 110"},
         {"[[pipeline.stage]]\nname = \"score\"\nllm = \"main\"",
          "3: pipeline.stage[1].llm: there is no [llm.main]"},
         {"[llm.main]\nbase_url = \"http://localhost/v1\"\nmodel = \"m\"\n[[pipeline.stage]]\nname "
          "= \"score\"\nllm = [\"mian\"]",
          "6: pipeline.stage[1].llm: there is no [llm.mian]; did you mean \"main\"?"},
         {"[[pipeline.stage]]\nname = \"score\"\n[[pipeline.stage]]\nname = \"score\"",
          "4: pipeline.stage[2].name: the stage \"score\" is configured twice"},
         {"[[pipeline.stage]]\nname = \"score\"\nengine = \"command\"",
          "3: pipeline.stage[1].engine: a command engine needs command = [\"PROGRAM\", ...]"},
         {"[[pipeline.stage]]\nname = \"extract\"\nengine = \"llm\"",
          "3: pipeline.stage[1].engine: extract has only the engines builtin and command"},
         {"[[pipeline.stage]]\nname = \"score\"\nengine = \"builtin\"",
          "3: pipeline.stage[1].engine: score has only the engines llm and command"},
         {"[[pipeline.stage]]\nengine = \"off\"", "1: pipeline.stage[1].name: is missing"},
         {"[[notify.webhook]]\nname = \"a\"",
          "1: notify.webhook[1]: needs exactly one of url, url_file and url_env"},
         {"[[notify.webhook]]\nname = \"a\"\nurl_env = \"A\"\n[[notify.webhook]]\nname = "
          "\"a\"\nurl_env = \"B\"",
          "5: notify.webhook[2].name: there is another webhook called \"a\""},
         {"[notify]\nquiet = \"23:00\"",
          "2: notify.quiet: must be two different times of day such as \"23:00-07:00\""},
         {"[notify]\nquiet = \"07:00-07:00\"",
          "2: notify.quiet: must be two different times of day such as \"23:00-07:00\""}});
}

TEST(RejectionTest, WantsPricesForABudgetUnlessTheModelIsOnLoopback) {
    constexpr std::string_view kBudget = "[budget]\nday_usd = 1\n";
    const auto endpoint = [&](std::string_view url, std::string_view more = "") {
        return complaints(std::string{kBudget} + "[llm.main]\nmodel = \"m\"\nbase_url = \"" +
                          std::string{url} + "\"\n" + std::string{more});
    };
    for (const std::string_view local : {"http://127.0.0.1:11434/v1", "http://localhost/v1",
                                         "http://[::1]:8080/v1", "http://127.8.8.8/v1"})
        EXPECT_TRUE(endpoint(local).empty()) << local;
    const auto complaint =
        "configuration:3: llm.main: needs price_in and price_out, or a [[price]]: a [budget] is "
        "set and the server "
        "is not on loopback";
    for (const std::string_view remote :
         {"https://llm.example.com/v1", "http://192.168.1.9/v1", "http://localhost.example.com/v1",
          "http://127.0.0.1.example.com/v1"})
        EXPECT_THAT(endpoint(remote), ElementsAre(complaint)) << remote;
    EXPECT_THAT(endpoint("https://llm.example.com/v1", "price_in = 1\n"), ElementsAre(complaint));
    EXPECT_TRUE(endpoint("https://llm.example.com/v1", "price_in = 1\nprice_out = 0\n").empty());
}

TEST(RejectionTest, ChecksThePriceTable) {
    constexpr std::string_view kRow = "[[price]]\nmodel = \"m*\"\nin = 1\nout = 2\n";
    const auto rows = [&](std::string_view more) {
        return complaints(std::string{kRow} + std::string{more});
    };
    EXPECT_TRUE(rows("from = \"2026-05-01\"\n").empty());
    EXPECT_THAT(rows("from = \"May\"\n"),
                ElementsAre(::testing::HasSubstr("must be a day such as")));
    EXPECT_THAT(rows("llm = \"none\"\n"), ElementsAre(::testing::HasSubstr("no [llm.none]")));
    EXPECT_THAT(rows(kRow), ElementsAre(::testing::HasSubstr("priced twice")));
    EXPECT_THAT(complaints("[[price]]\nmodel = \"m\"\nin = 1\n"),
                ElementsAre(::testing::HasSubstr("out: is missing")));
}

TEST(RejectionTest, APriceInTheTableIsAPriceForTheBudget) {
    EXPECT_TRUE(complaints("[budget]\nday_usd = 1\n[[price]]\nmodel = \"m-*\"\nin = 1\nout = 2\n"
                           "[llm.main]\nmodel = \"m-large\"\n"
                           "base_url = \"https://llm.example.com/v1\"\n")
                    .empty());
}

TEST(RejectionTest, ChecksSources) {
    constexpr std::string_view kGood =
        "[[source]]\nname = \"A\"\nslug = \"a\"\nurl = \"https://a.example.com/\"\n";
    const auto with = [&](std::string_view more) { return std::string{kGood} + std::string{more}; };
    for (const auto& [toml, complaint] : std::initializer_list<std::pair<std::string, std::string>>{
             {with("rights = \"full\""),
              "5: source[1].rights: \"full\" needs a rights_basis, which readers see"},
             {with("kind = \"paper\""),
              "5: source[1].kind: \"paper\" is none of: news, blog, research, community, video, "
              "tools"},
             {with("weight = 11"), "5: source[1].weight: must be between 0.1 and 10"},
             {with("include = [\"@ai\"]"),
              "5: source[1].include: there is no list \"@ai\" in [words]"},
             {with("[[source]]\nname = \"B\"\nslug = \"a\"\nurl = \"https://b.example.com/\""),
              "7: source[2].slug: \"a\" is already taken at configuration:3"},
             {with("[[source]]\nname = \"B\"\nslug = \"b\"\nurl = \"https://a.example.com/\""),
              "8: source[2].url: is already polled as \"a\""},
             {"[[source]]\nname = \"A\"\nslug = \"A b\"\nurl = \"https://a.example.com/\"",
              "3: source[1].slug: must be 1 to 60 of a-z, 0-9 and \"-\""},
             {"[[source]]\nname = \"A\"\nslug = \"a\"\nurl = \"feed://a.example.com/\"",
              "4: source[1].url: must be an absolute http or https URL"},
             {"[[source]]\nname = \"A\"\nslug = \"a\"", "1: source[1].url: is missing"},
             {with("[site]\nrights_default = \"full\""),
              "6: site.rights_default: \"full\" needs a rights_basis on every source without "
              "rights of its own; missing on: a"}})
        EXPECT_THAT(complaints(toml), ElementsAre("configuration:" + complaint)) << toml;
}

TEST(RejectionTest, LooksAtProxiesAndWhatGoesIntoHeaders) {
    for (const char* proxy : {"not a url", "proxy.example:3128", "ftp://a.example", "http://"})
        EXPECT_THAT(complaints(fmt::format("[fetch]\nproxy = \"{}\"", proxy)),
                    ElementsAre(HasSubstr("2: fetch.proxy: must be a URL such as ")))
            << proxy;
    for (const char* proxy : {"", "http://proxy.example:3128", "socks5h://127.0.0.1:1080"})
        EXPECT_THAT(complaints(fmt::format("[fetch]\nproxy = \"{}\"", proxy)), ElementsAre())
            << proxy;
    for (const char* key : {"user_agent", "contact"}) {
        EXPECT_THAT(complaints(fmt::format("[fetch]\n{} = \"a\\nb\"", key)),
                    ElementsAre(HasSubstr("must be one line without control characters")))
            << key;
        EXPECT_THAT(complaints(fmt::format("[fetch]\n{} = \"編集部 a@b.example\"", key)),
                    ElementsAre())
            << key;
    }
}

TEST(RejectionTest, ReportsAllErrorsOfAllFilesAtOnceInTheirOrder) {
    const TemporaryDirectory directory;
    const auto main = directory.write(
        "ainewsd.toml", "[log]\nlevel = 1\n[daemon]\nsources = \"s.toml\"\ntimezone = \"X\"\n");
    const auto sources = directory.write(
        "s.toml",
        "[[source]]\nname = \"A\"\nslug = \"a\"\nurl = \"x\"\nkinds = \"news\"\n[daemon]\n");
    const auto config = load(main);
    ASSERT_FALSE(config);
    EXPECT_EQ(describe(config.error()),
              main.string() + ":2: log.level: must be a string, not an integer\n" +  //
                  main.string() +
                  ":5: daemon.timezone: is no time zone of this system's database\n" +
                  sources.string() + ":4: source[1].url: must be an absolute http or https URL\n" +
                  sources.string() + ":5: source[1].kinds: unknown key; did you mean \"kind\"?\n" +
                  sources.string() + ":6: daemon: unknown key\n");
}

TEST(RejectionTest, NamesFilesThatCannotBeRead) {
    const TemporaryDirectory directory;
    const auto missing = load(directory.path() / "none.toml");
    ASSERT_FALSE(missing);
    EXPECT_THAT(describe(missing.error()), HasSubstr("none.toml: there is no such file"));
    EXPECT_THAT(describe(load(directory.path()).error()), HasSubstr(": is not a file"));
    const auto main = directory.write("ainewsd.toml", "[daemon]\nsources = \"gone.toml\"\n");
    EXPECT_THAT(describe(load(main).error()), HasSubstr("gone.toml: there is no such file"));
}

TEST(RejectionTest, NamesTheLineOfBrokenToml) {
    EXPECT_THAT(complaints("a = 1\nb = [\n"), ElementsAre(HasSubstr("configuration:")));
    EXPECT_THAT(complaints("[log]\nlevel = \"info\"\n[log]\n"),
                ElementsAre(HasSubstr("configuration:3: ")));
    EXPECT_THAT(complaints("x = \"\xff\""), ElementsAre(HasSubstr("configuration:1: ")));
}

TEST(RejectionTest, NeverRepeatsASecret) {
    const auto all = complaints(
        "[llm.main]\nbase_url = \"https://user:hunter2@llm.example.com/v1\"\nmodel = "
        "\"m\"\napi_key = \"sk-hunter2\"\n"
        "[[notify.webhook]]\nname = \"a\"\nurl = \"hunter2\"\n");
    ASSERT_EQ(all.size(), 3U);
    for (const std::string& line : all) EXPECT_THAT(line, ::testing::Not(HasSubstr("hunter2")));
    EXPECT_THAT(all[1], HasSubstr("use api_key_file or api_key_env"));
}

}  // namespace
}  // namespace ainews::config
