#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "config/glossary.h"
#include "config/load.h"
#include "tests/support/source_tree.h"
#include "text/terms.h"
#include "text/url.h"
#include "text/words.h"

namespace ainews::config {
namespace {

const std::filesystem::path kShare = testing::source_tree() / "config/default";

const Config& shipped() {
    static const Config config = [] {
        auto loaded = load(kShare / "ainewsd.toml", kShare);
        if (!loaded) throw std::runtime_error{describe(loaded.error())};
        return *std::move(loaded);
    }();
    return config;
}

const Source& source(std::string_view slug) {
    for (const Source& candidate : shipped().sources)
        if (candidate.slug == slug) return candidate;
    throw std::runtime_error{"no source " + std::string{slug}};
}

TEST(ShippedTest, ConfigurationIsValidAndNeedsNoModel) {
    EXPECT_TRUE(shipped().llms.empty());
    EXPECT_THAT(shipped().warnings, ::testing::IsEmpty());
    EXPECT_EQ(shipped().daemon.interval, std::chrono::hours{1});
}

TEST(ShippedTest, ConfigurationSaysWhatTheDefaultsAre) {
    const auto defaults = load({}, kShare);
    ASSERT_TRUE(defaults);
    EXPECT_EQ(shipped().daemon, defaults->daemon);
    EXPECT_EQ(shipped().fetch, defaults->fetch);
    EXPECT_EQ(shipped().store, defaults->store);
    EXPECT_EQ(shipped().stages, defaults->stages);
    EXPECT_EQ(shipped().sources, defaults->sources);
}

TEST(ShippedTest, SourcesCoverEveryKindAndLanguage) {
    std::set<SourceKind> kinds;
    std::set<std::string> languages;
    std::set<std::string> feeds;
    for (const Source& candidate : shipped().sources) {
        kinds.insert(candidate.kind);
        languages.insert(candidate.language);
        EXPECT_TRUE(feeds.insert(text::canonical_url(candidate.url)).second) << candidate.slug;
        EXPECT_EQ(candidate.rights, Rights::Summary) << candidate.slug;
    }
    EXPECT_EQ(shipped().sources.size(), 63U);
    EXPECT_EQ(kinds.size(), 6U);
    EXPECT_THAT(languages, ::testing::IsSupersetOf({"en", "ja", "zh"}));
}

TEST(ShippedTest, ShortFormsOfTheSourceListAreWrittenOut) {
    EXPECT_EQ(
        source("anthropic").url,
        "https://raw.githubusercontent.com/Olshansk/rss-feeds/main/feeds/feed_anthropic_news.xml");
    EXPECT_EQ(source("openai-video").url,
              "https://www.youtube.com/feeds/videos.xml?channel_id=UCXZCJLdBC09xxGZ6gcdrc6A");
}

TEST(ShippedTest, GeneralSourcesAreFiltered) {
    for (const char* slug : {"gigazine", "hatena-it", "product-hunt", "github-trending", "hn-front",
                             "nvidia", "publickey", "36kr"})
        EXPECT_FALSE(source(slug).include.empty()) << slug;
    EXPECT_TRUE(source("openai").include.empty());
}

TEST(ShippedTest, FilterTellsAiNewsFromTheRest) {
    const text::WordFilter filter{source("gigazine").include};
    for (const char* title :
         {"GPT-6 passes the bar exam", "Show HN: a local LLM router", "LLMs are not databases",
          "OpenAI raises money", "An open-source AI-powered editor", "Claude writes a compiler",
          "Fine-tuning on one GPU", "The A.I. boom", "生成AIで議事録を作る", "ＡＩチップの新工場",
          "大規模言語モデルを軽くする方法", "画像生成の著作権", "機械学習の基礎", "ChatGPTに新機能",
          "人工知能学会が声明", "国产大模型发布", "人工智能监管新规", "多家公司布局具身智能",
          "豆包上线新功能"})
        EXPECT_TRUE(filter.matches(title)) << title;
    for (const char* title : {"He said the air was fair", "Rain in Spain", "A new keyboard layout",
                              "Rust 1.99 released", "The hair of the dog", "Kubernetesの新版が公開",
                              "新しいキーボードを試す", "ゲーム機の値上げ", "雨具の選び方",
                              "计算机网络基础", "新款手机上市", "メールの受信拒否",
                              "Aiko wins the race", "Maintaining a wiki", "子どもの計算力を伸ばす"})
        EXPECT_FALSE(filter.matches(title)) << title;
}

TEST(ShippedTest, GlossaryIsValidAndLarge) {
    const auto terms = load_glossary({kShare / "glossary.toml"});
    ASSERT_TRUE(terms) << describe(terms.error());
    EXPECT_GE(terms->size(), 120U);
    std::set<std::string> kinds;
    for (const Term& term : *terms) kinds.insert(term.kind);
    EXPECT_EQ(kinds.size(), 6U);
}

TEST(ShippedTest, GlossaryFindsNamesInEveryLanguage) {
    const text::TermFinder finder{load_glossary({kShare / "glossary.toml"}).value()};
    const auto japanese = [&](std::string_view text) {
        std::set<std::string> out;
        for (const Term* term : finder.find(text)) out.insert(term->ja);
        return out;
    };
    using ::testing::UnorderedElementsAre;
    EXPECT_THAT(japanese("Elon Musk said xAI distilled OpenAI models"),
                UnorderedElementsAre("イーロン・マスク", "xAI", "OpenAI"));
    EXPECT_THAT(japanese("月之暗面发布新的大模型"),
                UnorderedElementsAre("Moonshot AI", "大規模言語モデル(LLM)"));
    EXPECT_THAT(japanese("A meta study of apple trees and data"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace ainews::config
