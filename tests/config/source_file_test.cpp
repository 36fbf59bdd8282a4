#include "config/source_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "config/file_edit.h"
#include "config/load.h"
#include "tests/config/temporary_directory.h"

namespace ainews::config {
namespace {

using ::testing::HasSubstr;

Source source_named(const std::string& slug) {
    Source source;
    source.name = "Name of " + slug;
    source.slug = slug;
    source.url = "https://" + slug + ".example/feed";
    return source;
}

Source with_everything() {
    Source source = source_named("all");
    source.name = "引用\"と\\と\t改行\nの名";
    source.kind = SourceKind::Tools;
    source.language = "ja";
    source.weight = 3;
    source.rights = Rights::Full;
    source.rights_basis = "CC BY 4.0";
    source.rights_hosts = {"img.example.jp"};
    source.interval = std::chrono::minutes{90};
    source.backlog = std::chrono::hours{24};
    source.text = TextMode::Feed;
    source.include = {"人工知能", "a\"b"};
    source.exclude = {"広告"};
    source.hold_if = {std::string{kHoldFindings}};
    source.newsletter = true;
    source.paused = true;
    return source;
}

std::string contents(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(SourceFileTest, WritesTablesThatReadAsTheSameSource) {
    const std::vector<Source> sources{with_everything(), source_named("plain")};
    const auto loaded = load_from_string(append_sources("", sources));
    ASSERT_TRUE(loaded) << describe(loaded.error());
    EXPECT_EQ(loaded->sources, sources);
    EXPECT_EQ(source_table(source_named("plain")),
              "[[source]]\nname = \"Name of plain\"\nslug = \"plain\"\n"
              "url = \"https://plain.example/feed\"\nkind = \"news\"\n");
}

TEST(SourceFileTest, AppendsInTheFilesOwnDress) {
    struct Case {
        const char* name;
        std::string before;
        std::string begin;  ///< of what follows `before`
        std::string line_end;
    };
    const std::vector<Case> cases{
        {"empty", "", "[[source]]\n", "\n"},
        {"usual", "# mine\n", "\n[[source]]\n", "\n"},
        {"no line end", "# mine", "\n\n[[source]]\n", "\n"},
        {"CRLF", "# mine\r\n", "\r\n[[source]]\r\n", "\r\n"},
        {"CRLF, no line end", "# a\r\n# b", "\r\n\r\n[[source]]\r\n", "\r\n"},
    };
    for (const Case& c : cases) {
        const std::string after = append_sources(c.before, {source_named("a")});
        ASSERT_TRUE(after.starts_with(c.before)) << c.name;
        EXPECT_TRUE(after.substr(c.before.size()).starts_with(c.begin)) << c.name << after;
        EXPECT_TRUE(after.ends_with("kind = \"news\"" + c.line_end)) << c.name;
        const auto loaded = load_from_string(after);
        ASSERT_TRUE(loaded) << c.name << describe(loaded.error());
        EXPECT_EQ(loaded->sources.size(), 1U);
    }
}

struct RemoveCase {
    const char* name;
    std::string before;
    std::string after;
};

std::string table(const std::string& slug) {
    return "[[source]]\nslug = \"" + slug + "\"\nname = \"N\"\n";
}

TEST(SourceFileTest, TakesATableOutWithWhatBelongsToItAndNothingElse) {
    const std::string a = table("a");
    const std::string b = table("b");
    const std::string x = table("x");
    const std::vector<RemoveCase> cases{
        {"first", x + "\n" + a, a},
        {"last", a + "\n" + x, a},
        {"between", a + "\n" + x + "\n" + b, a + "\n" + b},
        {"without blank lines", a + x + b, a + b},
        {"only", x, ""},
        {"comment on it", a + "\n# about x\n# more\n" + x + "\n" + b, a + "\n" + b},
        {"comment under it", a + "\n" + x + "# said later\n\n" + b, a + "\n" + b},
        {"comment on the next", a + "\n" + x + "\n# about b\n" + b, a + "\n# about b\n" + b},
        {"comment on the next, close", a + x + "# about b\n" + b, a + "# about b\n" + b},
        {"a heading stays", "# ---- companies ----\n\n" + x + "\n" + b,
         "# ---- companies ----\n\n" + b},
        {"a last remark stays", a + "\n" + x + "\n# the end\n", a + "\n# the end\n"},
        {"no line end", a + "\n" + x.substr(0, x.size() - 1), a},
        {"keys over several lines",
         a +
             "\n[[source]]\nslug = \"x\"\ninclude = [\n  \"[[source]]\", # not one\n  "
             "\"b\",\n]\n\n" +
             b,
         a + "\n" + b},
        {"text that looks like tables",
         a + "\n[[source]]\nslug = \"x\"\nname = \"\"\"\n[[source]]\n# no\n\"\"\"\n\n" + b,
         a + "\n" + b},
        {"other tables around", "[daemon]\ninterval = \"1h\"\n\n" + x + "\n[site]\ntitle = \"T\"\n",
         "[daemon]\ninterval = \"1h\"\n\n[site]\ntitle = \"T\"\n"},
        {"deeper tables behind", x + "\n[llm.main]\nmodel = \"m\"\n",
         "[llm.main]\nmodel = \"m\"\n"},
        {"spaces", a + "\n  [[ source ]]  # here\n  slug = 'x'\n\n" + b, a + "\n" + b},
    };
    for (const RemoveCase& c : cases) {
        const auto after = remove_source(c.before, "x");
        ASSERT_TRUE(after) << c.name << ": " << after.error().message;
        EXPECT_EQ(*after, c.after) << c.name;
    }
}

TEST(SourceFileTest, RemovesFromFilesWithOtherLineEnds) {
    const auto dos = [](std::string text) {
        std::string out;
        for (const char c : text) out += c == '\n' ? std::string{"\r\n"} : std::string{c};
        return out;
    };
    const auto after = remove_source(dos(table("a") + "\n" + table("x") + "\n" + table("b")), "x");
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(*after, dos(table("a") + "\n" + table("b")));
}

TEST(SourceFileTest, SaysWhatItCannotRemove) {
    EXPECT_EQ(remove_source(table("a"), "x").error().kind, ErrorKind::NotFound);
    EXPECT_EQ(remove_source("", "x").error().kind, ErrorKind::NotFound);
    EXPECT_EQ(remove_source("[[source", "x").error().kind, ErrorKind::BadInput);
    const auto inline_table = remove_source("source = [ { slug = \"x\" } ]\n", "x");
    ASSERT_FALSE(inline_table);
    EXPECT_THAT(inline_table.error().message, HasSubstr("by hand"));
}

TEST(SourceFileTest, ADraftIsReadInItsFilesPlace) {
    const TemporaryDirectory directory;
    const auto main = directory.write("ainewsd.toml", "[daemon]\nsources = \"s.toml\"\n");
    const auto sources = directory.write("s.toml", append_sources("", {source_named("a")}));
    const auto drafted = load_with_draft(
        main, {}, {sources, append_sources(contents(sources), {source_named("b")})});
    ASSERT_TRUE(drafted) << describe(drafted.error());
    EXPECT_EQ(drafted->sources.size(), 2U);
    EXPECT_FALSE(load_with_draft(main, {}, {sources, "[[source]]\nname = 1\n"}));
    EXPECT_EQ(load(main)->sources.size(), 1U) << "nothing was written";
}

TEST(ReplaceFileTest, KeepsModeAndTheLinkThatLeadsThere) {
    const TemporaryDirectory directory;
    const auto file = directory.write("real/s.toml", "old");
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    const auto link = directory.path() / "link.toml";
    std::filesystem::create_symlink("real/s.toml", link);
    ASSERT_TRUE(replace_file(link, "new"));
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(contents(file), "new");
    struct stat now {};
    ASSERT_EQ(::stat(file.c_str(), &now), 0);
    EXPECT_EQ(now.st_mode & 07777U, 0640U);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& one :
         std::filesystem::directory_iterator{directory.path() / "real"})
        ++files;
    EXPECT_EQ(files, 1U) << "no draft is left behind";
}

TEST(ReplaceFileTest, MakesANewFileThatOthersMayRead) {
    const TemporaryDirectory directory;
    ASSERT_TRUE(replace_file(directory.path() / "new.toml", "text"));
    struct stat now {};
    ASSERT_EQ(::stat((directory.path() / "new.toml").c_str(), &now), 0);
    EXPECT_EQ(now.st_mode & 07777U, 0644U);
    EXPECT_EQ(contents(directory.path() / "new.toml"), "text");
}

/// Runs as a user who may do nothing here; as such a user anyway where the test is not root.
class AsNobody {
public:
    AsNobody() : root_{::geteuid() == 0} {
        if (root_) changed_ = ::seteuid(65534) == 0;
    }
    ~AsNobody() {
        if (changed_) (void)::seteuid(0);
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    bool root_;
    bool changed_ = false;
};

TEST(ReplaceFileTest, SaysWhoMayWriteWhereThisUserMayNot) {
    const TemporaryDirectory directory;
    const auto file = directory.write("s.toml", "old");
    ASSERT_EQ(::chmod(file.c_str(), 0444), 0);
    ASSERT_EQ(::chmod(directory.path().c_str(), 0555), 0);
    {
        const AsNobody nobody;
        for (const auto& target : {file, directory.path() / "new.toml"}) {
            const auto refused = replace_file(target, "new");
            ASSERT_FALSE(refused) << target;
            EXPECT_EQ(refused.error().kind, ErrorKind::Refused);
            EXPECT_THAT(refused.error().message, HasSubstr("sudo"));
        }
    }
    ASSERT_EQ(::chmod(directory.path().c_str(), 0755), 0);
    EXPECT_EQ(contents(file), "old");
    const auto nowhere = replace_file(directory.path() / "none" / "s.toml", "new");
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().kind, ErrorKind::Unavailable);
}

TEST(EditLockTest, MakesTheSecondWait) {
    const TemporaryDirectory directory;
    const auto file = directory.write("s.toml", "");
    std::string order;
    {
        std::optional<EditLock> first{std::in_place, file};
        std::jthread second{[&] {
            const EditLock lock{file};
            order += "second";
        }};
        order += "first ";
        first.reset();
    }
    EXPECT_EQ(order, "first second");
}

}  // namespace
}  // namespace ainews::config
