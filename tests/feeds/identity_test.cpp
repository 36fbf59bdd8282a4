#include "feeds/identity.h"

#include <gtest/gtest.h>

namespace ainews::feeds {
namespace {

std::string long_text(const std::string& word) {
    std::string text;
    while (text.size() < 900) text += word + ' ';
    return text;
}

Entry sample() {
    Entry entry;
    entry.id = "tag:1";
    entry.url = "https://news.example.com/a/1";
    entry.title = "“Open” weights, again";
    entry.content_html = "<p>" + long_text("model") + "</p>";
    return entry;
}

TEST(IdentityTest, CosmeticChangesChangeNothing) {
    const IdentityKeys before = identity_keys(sample());
    Entry dressed = sample();
    dressed.url = "http://www.news.example.com/a/1/?utm_source=feed#top";
    dressed.title = "  \"Open\" Weights -  again";
    dressed.content_html = "<div class='x'>\n<b>" + long_text("Model") + "</b>&nbsp;</div>";
    const IdentityKeys after = identity_keys(dressed);
    EXPECT_EQ(before.canonical_url, after.canonical_url);
    EXPECT_EQ(before.title_hash, after.title_hash);
    EXPECT_EQ(before.content_hash, after.content_hash);
    EXPECT_EQ(change_hash(sample()), change_hash(dressed));
}

TEST(IdentityTest, OtherWordsChangeTheHashes) {
    Entry edited = sample();
    edited.content_html = "<p>" + long_text("model") + "corrected</p>";
    EXPECT_NE(identity_keys(sample()).content_hash, identity_keys(edited).content_hash);
    EXPECT_NE(change_hash(sample()), change_hash(edited));
    Entry retitled = sample();
    retitled.title = "Closed weights";
    EXPECT_NE(identity_keys(sample()).title_hash, identity_keys(retitled).title_hash);
    EXPECT_NE(change_hash(sample()), change_hash(retitled));
}

TEST(IdentityTest, AShortTextHasNoContentHash) {
    Entry entry = sample();
    entry.content_html = "<p>Too little to tell two articles apart.</p>";
    EXPECT_TRUE(identity_keys(entry).content_hash.empty());
}

TEST(IdentityTest, ATitleOfSymbolsStillHasAHash) {
    Entry entry = sample();
    entry.title = "!?";
    EXPECT_FALSE(identity_keys(entry).title_hash.empty());
    entry.title = "";
    EXPECT_TRUE(identity_keys(entry).title_hash.empty());
}

TEST(IdentityTest, RoughTextDropsTagsAndDecodesReferences) {
    EXPECT_EQ(rough_text("a<b class='x>'>"), "a '>");
    EXPECT_EQ(rough_text("caf&eacute;<!-- <b> -->!"), "café !");
    EXPECT_EQ(rough_text("end <unfinished"), "end  ");
}

struct FilterCase {
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    std::vector<std::string> hold_if;
    bool filtered;
    bool hold;
};

TEST(IdentityTest, AppliesTheSourcesWords) {
    const std::vector<FilterCase> cases{
        {{}, {}, {}, false, false},
        {{"weights"}, {}, {}, false, false},
        {{"robots"}, {}, {}, true, false},
        {{}, {"model"}, {}, true, false},
        {{"weights"}, {"model"}, {}, true, false},
        {{}, {}, {"WEIGHTS"}, false, true},
        {{"category"}, {}, {}, false, false},
    };
    for (const FilterCase& c : cases) {
        Source source;
        source.include = c.include;
        source.exclude = c.exclude;
        source.hold_if = c.hold_if;
        Entry entry = sample();
        entry.categories = {"a category"};
        const NewEntry taken = make_new_entry(entry, source);
        EXPECT_EQ(taken.filtered, c.filtered);
        EXPECT_EQ(taken.hold, c.hold);
        EXPECT_EQ(taken.keys.guid, "tag:1");
        EXPECT_EQ(taken.change_hash, change_hash(entry));
    }
}

TEST(IdentityTest, TheSourcesLanguageFillsTheEntrys) {
    Source source;
    source.language = "ja";
    EXPECT_EQ(make_new_entry(sample(), source).entry.language, "ja");
    Entry entry = sample();
    entry.language = "en";
    EXPECT_EQ(make_new_entry(entry, source).entry.language, "en");
}

}  // namespace
}  // namespace ainews::feeds
