// The commands that change which sources there are, by the real program against a small web site.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "tests/integration/small_site.h"

namespace ainews::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SourcesTest : public SmallSiteTest {};

TEST_F(SourcesTest, AddsTheFeedBehindAPageAndPollsIt) {
    site_.page("/blog/", "<head><link rel=alternate type=application/atom+xml href=/f.xml></head>");
    site_.page("/f.xml", feed("lantern", {0, 1}), "application/atom+xml");
    const std::string before = read("sources.toml");
    EXPECT_THAT(run({"sources", "add", site_.url("/blog/"), "--kind", "blog", "--dry-run"}),
                AllOf(HasSubstr("nothing is written"), HasSubstr("lantern of 0 days ago")));
    EXPECT_EQ(read("sources.toml"), before);
    EXPECT_THAT(run({"sources", "add", site_.url("/blog/"), "--kind", "blog", "--weight", "2"}),
                AllOf(HasSubstr("language  en"), HasSubstr("systemctl reload ainewsd")));
    EXPECT_EQ(read("sources.toml"),
              before + "\n[[source]]\nname = \"lantern\"\nslug = \"lantern\"\nurl = \"" +
                  site_.url("/f.xml") + "\"\nkind = \"blog\"\nlanguage = \"en\"\nweight = 2.0\n");
    (void)run({"--once", "--no-publish"}, kWaits);
    EXPECT_EQ(items(), 2U);
    for (const auto* path : {"/blog/", "/f.xml", "/f.xml?utm_source=x"}) {
        site_.page("/f.xml?utm_source=x", feed("lantern", {0}), "application/atom+xml");
        EXPECT_THAT(run({"sources", "add", site_.url(path)}, 65),
                    HasSubstr("already polled as \"lantern\""))
            << path;
    }
    EXPECT_THAT(run({"sources", "list", "--kind", "blog", "--state", "ok"}), HasSubstr("lantern"));
    EXPECT_THAT(run({"sources", "list", "--kind", "news"}), Not(HasSubstr("lantern")));
}

TEST_F(SourcesTest, SaysWhyItAddsNothing) {
    site_.page("/two",
               "<link rel=alternate type=application/rss+xml title=Posts href=/p>"
               "<link rel=alternate type=application/rss+xml title=Films href=/v>");
    site_.page("/none", "<p>Nothing.");
    const std::string before = read("sources.toml");
    EXPECT_THAT(run({"sources", "add", site_.url("/two")}, 65),
                AllOf(HasSubstr("several feeds"), HasSubstr(site_.url("/v") + "  Films")));
    EXPECT_THAT(run({"sources", "add", site_.url("/none")}, 65), HasSubstr("no feed there"));
    EXPECT_THAT(run({"sources", "add", site_.url("/gone")}, 65), HasSubstr("HTTP 404"));
    (void)run({"sources", "add", "-"}, 64);
    (void)run({"sources", "add", "ftp://a.example/f"}, 64);
    (void)run({"sources", "add", "http://127.0.0.1:1/f"}, 69);
    site_.page("/f", feed("lantern", {0}), "application/atom+xml");
    EXPECT_THAT(run({"sources", "add", site_.url("/f"), "--rights", "full"}, 65),
                AllOf(HasSubstr("nothing is written"), HasSubstr("rights_basis")));
    EXPECT_THAT(run({"sources", "add", site_.url("/f"), "--slug", "No Slug"}, 65),
                HasSubstr("nothing is written"));
    EXPECT_EQ(read("sources.toml"), before);
}

TEST_F(SourcesTest, KeepsTheFilesDressAndTheLinkThatLeadsToIt) {
    site_.page("/f", feed("lantern", {0}), "application/atom+xml");
    write("real.toml", "# Mine.\r\n# No line end.");
    std::filesystem::remove(directory_.path() / "sources.toml");
    std::filesystem::create_symlink("real.toml", directory_.path() / "sources.toml");
    (void)run({"sources", "add", site_.url("/f")});
    EXPECT_TRUE(std::filesystem::is_symlink(directory_.path() / "sources.toml"));
    EXPECT_TRUE(read("real.toml").starts_with("# Mine.\r\n# No line end.\r\n\r\n[[source]]\r\n"));
    (void)run({"sources", "remove", "lantern"});
    EXPECT_EQ(read("real.toml"), "# Mine.\r\n# No line end.\r\n");
    EXPECT_TRUE(std::filesystem::is_symlink(directory_.path() / "sources.toml"));
}

TEST_F(SourcesTest, RemovesASourceAndKeepsItsItems) {
    site_.page("/f", feed("lantern", {0}), "application/atom+xml");
    (void)run({"sources", "add", site_.url("/f")});
    (void)run({"sources", "pause", "lantern"});
    (void)run({"sources", "resume", "lantern"});
    (void)run({"--once", "--no-publish"}, kWaits);
    EXPECT_THAT(run({"sources", "remove", "lantern"}),
                AllOf(HasSubstr("its items stay"), HasSubstr("taken out of")));
    EXPECT_EQ(read("sources.toml"), "# Mine.\n");
    EXPECT_EQ(items(), 1U);
    EXPECT_TRUE(run_json({"status", "--json"}).at("sources").empty());
    EXPECT_TRUE(run_json({"sources", "list", "--json"}).empty());
    const auto report = run_json({"sources", "report", "--json"});
    EXPECT_EQ(report.at("sources").at(0).at("configured"), false);
    EXPECT_THAT(run({"sources", "remove", "lantern"}, 65), HasSubstr("no source \"lantern\""));
    (void)run({"sources", "add", site_.url("/f")});
    (void)run({"--once", "--no-publish"}, kWaits);
    EXPECT_EQ(items(), 1U) << "what came back is known";
}

TEST_F(SourcesTest, PollMakesASourceDueAndChangesNothingElse) {
    site_.page("/f", feed("lantern", {1}), "application/atom+xml");
    (void)run({"sources", "add", site_.url("/f")});
    EXPECT_THAT(run({"sources", "poll", "lantern"}), HasSubstr("lantern: due at the next cycle"));
    EXPECT_THAT(run({"sources", "poll", "nobody"}, 65), HasSubstr("no source \"nobody\""));

    (void)run({"sources", "pause", "lantern"});
    EXPECT_THAT(run({"sources", "poll", "lantern"}, 65), HasSubstr("\"sources resume lantern\""));
    EXPECT_EQ(run_json({"sources", "list", "--json"})[0]["state"], "paused");
    EXPECT_THAT(run({"sources", "resume", "lantern"}), HasSubstr("resumed, due at the next cycle"));

    site_.busy("/f", "7200");
    (void)run({"--once", "--no-publish"}, 0);
    const std::string said = run({"sources", "poll", "lantern"});
    EXPECT_THAT(said, HasSubstr("asked not to be polled until"));
    EXPECT_THAT(said, Not(HasSubstr("next cycle")));
    const json after = run_json({"sources", "list", "--json"})[0];
    EXPECT_EQ(after["state"], "failing") << "how it fares is for a poll to say";
    EXPECT_EQ(after["failures"], 1);
    const int asked = site_.asked("/f");
    (void)run({"--once", "--no-publish"}, 0);
    EXPECT_EQ(site_.asked("/f"), asked);
}

TEST_F(SourcesTest, WhatTheFilePausesNoCommandResumes) {
    site_.page("/f", feed("lantern", {1}), "application/atom+xml");
    (void)run({"sources", "add", site_.url("/f"), "--paused"});
    for (const char* verb : {"poll", "resume"}) {
        const std::string said = run({"sources", verb, "lantern"}, 65);
        EXPECT_THAT(said, AllOf(HasSubstr("paused = true"), HasSubstr("sources.toml"))) << verb;
        EXPECT_THAT(said, Not(HasSubstr("due"))) << verb;
    }
}

TEST_F(SourcesTest, ARunningDaemonTakesItUpAtAReload) {
    site_.page("/f", feed("lantern", {0}), "application/atom+xml");
    site_.page("/g", feed("harbour", {0}), "application/atom+xml");
    write("ainewsd.toml", "[daemon]\ninterval = \"1s\"\njitter = \"0s\"\n" +
                              read("ainewsd.toml").substr(std::string_view{"[daemon]\n"}.size()));
    (void)run({"sources", "add", site_.url("/f")});
    DaemonProcess daemon{line({"--log-format", "text"})};
    ASSERT_TRUE(site_.wait_for("/f", 2)) << daemon.log();
    (void)run({"sources", "add", site_.url("/g")});
    daemon.send_signal(SIGHUP);
    ASSERT_TRUE(site_.wait_for("/g", 2))
        << "once by the command, once by the daemon" << daemon.log();
    daemon.send_signal(SIGTERM);
    EXPECT_EQ(daemon.wait(kSmallSiteTimeout), (Ending{.code = 0}));
}

TEST_F(SourcesTest, ReportsTheDaysAskedFor) {
    site_.page("/f", feed("lantern", {0, 1, 9}), "application/atom+xml");
    site_.page("/g", feed("harbour", {}), "application/atom+xml");
    (void)run({"sources", "add", site_.url("/f")});
    (void)run({"sources", "add", site_.url("/g"), "--name", "Harbour"});
    (void)run({"--once", "--no-publish"}, kWaits);
    const auto report = run_json({"sources", "report", "--days", "7", "--json"});
    EXPECT_EQ(report.at("days"), 7);
    ASSERT_EQ(report.at("sources").size(), 2U);
    EXPECT_EQ(report.at("sources").at(0).at("slug"), "lantern");
    EXPECT_EQ(report.at("sources").at(0).at("new"), 2);
    EXPECT_EQ(report.at("sources").at(0).at("skipped"), 1);
    EXPECT_EQ(report.at("sources").at(1).at("new"), 0);
    EXPECT_EQ(report.at("total").at("new"), 2);
    EXPECT_THAT(run({"sources", "report"}), AllOf(HasSubstr("3+ STARS"), HasSubstr("harbour")));
    (void)run({"sources", "report", "--days", "0"}, 64);
}

/// A thousand sources as another reader exports them: folders, Japanese titles, no slugs.
std::string thousand_sources() {
    std::string out = "<?xml version='1.0'?><opml version='1.1'><head/><body>";
    constexpr const char* kNames[] = {"Lantern", "ニュース", "霧島新聞", "Tools &amp; Models", ""};
    for (int i = 0; i < 1000; ++i) {
        if (i % 100 == 0) out += fmt::format("<outline text='Folder {}'>", i / 100);
        out += fmt::format("<outline type='rss' text='{}' xmlUrl='https://h{}.example/feed?n={}'/>",
                           kNames[i % 5], i, i);
        if (i % 100 == 99) out += "</outline>";
    }
    return out + "</body></opml>";
}

TEST_F(SourcesTest, AThousandSourcesGoRoundWithoutAChange) {
    write("in.opml", thousand_sources());
    EXPECT_THAT(run({"sources", "import", directory_.path() / "in.opml"}),
                HasSubstr("1000 new, 0 already polled"));
    const auto configured = run_json({"sources", "list", "--json"});
    EXPECT_EQ(configured.size(), 1000U);
    std::string first = (run({"sources", "export"}), said_);
    const std::string file = read("sources.toml");
    write("first.opml", first);
    EXPECT_THAT(run({"sources", "import", directory_.path() / "first.opml"}),
                HasSubstr("0 new, 1000 already polled"));
    EXPECT_EQ(read("sources.toml"), file);

    write("sources.toml", "# Mine.\n");
    (void)run({"sources", "import", directory_.path() / "first.opml"});
    EXPECT_EQ(read("sources.toml"), file) << "the same configuration";
    (void)run({"sources", "export", directory_.path() / "second.opml"});
    EXPECT_EQ(read("second.opml"), first) << "byte for byte";
}

TEST_F(SourcesTest, ImportsWhatItCanAndNamesTheRest) {
    write("list.opml",
          "<opml version='2.0'><body><outline text='A' xmlUrl='https://a.example/f'/>"
          "<outline text='B' xmlUrl='javascript:alert(1)'/><outline text='C' "
          "xmlUrl='https://a.example/f'/></body></opml>");
    EXPECT_THAT(run({"sources", "import", directory_.path() / "list.opml", "--kind", "research"}),
                AllOf(HasSubstr("1 new"), HasSubstr("not an http or https address"),
                      HasSubstr("is in the list twice")));
    EXPECT_THAT(read("sources.toml"), HasSubstr("kind = \"research\""));
    write("big.opml", std::string((16U << 20U) + 1, ' '));
    EXPECT_THAT(run({"sources", "import", directory_.path() / "big.opml"}, 65),
                HasSubstr("larger than 16 MiB"));
    write("page.opml", "<html></html>");
    EXPECT_THAT(run({"sources", "import", directory_.path() / "page.opml"}, 65),
                HasSubstr("no OPML"));
    (void)run({"sources", "import", directory_.path() / "none.opml"}, 65);
}

TEST_F(SourcesTest, ABackfillReadsArchivesThatReachFurtherBack) {
    const auto link = [](const std::string& path, const std::string& rel = "prev-archive") {
        return "<link rel='" + rel + "' href='" + path + "'/>";
    };
    site_.page("/f", feed("a", {0, 1}, link("/a1")), "application/atom+xml");
    site_.page("/a1", feed("a", {100, 120}, link("/a2")), "application/atom+xml");
    site_.page("/a2", feed("a", {200, 220}, link("/a3")), "application/atom+xml");
    site_.page("/a3", feed("a", {500}, link("/a4")), "application/atom+xml");
    site_.page("/paged", feed("b", {0}, link("/paged?page=2", "next")), "application/atom+xml");
    site_.page("/paged?page=2", feed("b", {50}, link("/paged", "next")), "application/atom+xml");
    write("sources.toml", fmt::format(R"([[source]]
name = "A"
slug = "a"
url = "{}"
[[source]]
name = "B"
slug = "b"
url = "{}"
)",
                                      site_.url("/f"), site_.url("/paged")));
    (void)run({"--once", "--no-publish"}, kWaits);
    EXPECT_EQ(items(), 3U);
    EXPECT_EQ(site_.asked("/a1"), 0) << "only a backfill reads archives";
    (void)run({"--once", "--no-publish", "--since", "300d"}, kWaits);
    EXPECT_EQ(items(), 9U) << "with the entry that is too old, stored as skipped";
    for (const auto* path : {"/a1", "/a2", "/a3", "/paged?page=2"})
        EXPECT_EQ(site_.asked(path), 1) << path;
    EXPECT_EQ(site_.asked("/a4"), 0) << "what is asked for does not reach there";
    EXPECT_EQ(site_.asked("/paged"), 2) << "pages that lead in a circle are read once";
}

}  // namespace
}  // namespace ainews::testing
