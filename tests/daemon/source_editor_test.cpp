#include "daemon/source_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "config/load.h"
#include "daemon/exit.h"
#include "tests/support/temp_dir.h"

namespace ainews::daemon {
namespace {

using ::testing::HasSubstr;

const std::string kTable =
    "[[source]]\nname = \"A\"\nslug = \"a\"\nurl = \"https://a.example/f\"\n";

Source source_named(const std::string& slug) {
    Source source;
    source.name = slug;
    source.slug = slug;
    source.url = "https://" + slug + ".example/f";
    return source;
}

class SourceEditorTest : public ::testing::Test {
protected:
    void write(const std::string& name, const std::string& text) {
        const auto file = directory_.path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file, std::ios::binary} << text;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in{directory_.path() / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    [[nodiscard]] SourceEditor editor() const {
        return SourceEditor{directory_.path() / "ainewsd.toml", directory_.path() / "share"};
    }
    [[nodiscard]] std::size_t sources() const {
        const auto loaded =
            config::load(directory_.path() / "ainewsd.toml", directory_.path() / "share");
        return loaded ? loaded->sources.size() : 0;
    }
    template <typename Do>
    [[nodiscard]] static std::string refusal(Do what) {
        try {
            what();
        } catch (const Exit& exit) {
            return exit.what();
        }
        return "was done";
    }

    ainews::testing::TempDir directory_;
};

TEST_F(SourceEditorTest, AddsToTheSourcesFileBesideTheConfiguration) {
    write("ainewsd.toml", "# main\n");
    write("sources.toml", "# mine\n\n" + kTable);
    EXPECT_EQ(editor().add({source_named("b")}, false).file, directory_.path() / "sources.toml");
    EXPECT_TRUE(read("sources.toml").starts_with("# mine\n\n" + kTable + "\n[[source]]\n"));
    EXPECT_EQ(read("ainewsd.toml"), "# main\n");
    EXPECT_EQ(sources(), 2U);
}

TEST_F(SourceEditorTest, AddsToTheMainFileWhereThatHoldsTheSources) {
    write("ainewsd.toml", "[daemon]\ninterval = \"2h\"\n\n" + kTable + "\n[site]\ntitle = \"T\"");
    EXPECT_EQ(editor().add({source_named("b")}, false).file, directory_.path() / "ainewsd.toml");
    EXPECT_EQ(sources(), 2U);
}

TEST_F(SourceEditorTest, AddsToTheFileThatTheConfigurationNames) {
    write("ainewsd.toml", "[daemon]\nsources = \"lists/mine.toml\"\n\n" + kTable);
    write("lists/mine.toml", "");
    EXPECT_EQ(editor().add({source_named("b")}, false).file, directory_.path() / "lists/mine.toml");
    EXPECT_EQ(sources(), 2U);
}

TEST_F(SourceEditorTest, CopiesTheShippedListBeforeItChangesIt) {
    write("ainewsd.toml", "");
    write("share/sources.toml", "# shipped\n" + kTable);
    const auto done = editor().add({source_named("b")}, false);
    EXPECT_THAT(done.note, HasSubstr("a copy of the shipped list"));
    EXPECT_EQ(read("share/sources.toml"), "# shipped\n" + kTable);
    EXPECT_TRUE(read("sources.toml").starts_with("# shipped\n" + kTable));
    EXPECT_EQ(sources(), 2U);
    EXPECT_EQ(editor().remove("a", false).note, "");
    EXPECT_EQ(sources(), 1U);
}

TEST_F(SourceEditorTest, WritesNothingThatWouldNotBeValid) {
    write("ainewsd.toml", "");
    write("sources.toml", kTable);
    Source same = source_named("b");
    same.slug = "a";
    EXPECT_THAT(refusal([&] { (void)editor().add({same}, false); }),
                HasSubstr("\"a\" is already taken"));
    Source full = source_named("b");
    full.rights = Rights::Full;
    EXPECT_THAT(refusal([&] { (void)editor().add({full}, false); }), HasSubstr("rights_basis"));
    Source nameless = source_named("b");
    nameless.name.clear();
    EXPECT_THAT(refusal([&] { (void)editor().add({nameless}, false); }), HasSubstr("name"));
    EXPECT_EQ(read("sources.toml"), kTable);
}

TEST_F(SourceEditorTest, WritesNothingInADryRun) {
    write("ainewsd.toml", "");
    write("sources.toml", kTable);
    EXPECT_EQ(editor().add({source_named("b")}, true).file, directory_.path() / "sources.toml");
    EXPECT_EQ(editor().remove("a", true).file, directory_.path() / "sources.toml");
    EXPECT_EQ(read("sources.toml"), kTable);
}

TEST_F(SourceEditorTest, RemovesFromWhicheverFileHoldsIt) {
    write("ainewsd.toml", kTable);
    write("sources.toml", "[[source]]\nname = \"B\"\nslug = \"b\"\nurl = \"https://b.example/\"\n");
    EXPECT_EQ(editor().remove("a", false).file, directory_.path() / "ainewsd.toml");
    EXPECT_EQ(read("ainewsd.toml"), "");
    EXPECT_EQ(editor().remove("b", false).file, directory_.path() / "sources.toml");
    EXPECT_THAT(refusal([&] { (void)editor().remove("b", false); }),
                HasSubstr("there is no source \"b\""));
}

TEST_F(SourceEditorTest, NeverBringsTheShippedListInByRemovingTheLastOfTheMainFile) {
    write("ainewsd.toml", kTable);
    write("share/sources.toml",
          "[[source]]\nname = \"S\"\nslug = \"s\"\nurl = \"https://s.example/\"\n");
    EXPECT_THAT(refusal([&] { (void)editor().remove("a", false); }),
                HasSubstr("other sources than wanted"));
    EXPECT_EQ(read("ainewsd.toml"), kTable);
}

TEST_F(SourceEditorTest, SaysThatThereIsNoFileToChange) {
    const SourceEditor none{{}, directory_.path()};
    EXPECT_THAT(refusal([&] { (void)none.add({source_named("b")}, false); }),
                HasSubstr("no configuration file"));
}

}  // namespace
}  // namespace ainews::daemon
