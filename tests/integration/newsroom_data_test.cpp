// The sample articles are whole, varied and aligned with their translations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/integration/newsroom_questions.h"
#include "tests/support/newsroom_markup.h"
#include "text/simhash.h"

namespace ainews::newsroom {
namespace {

constexpr std::size_t kArticlesMin = 18;
constexpr std::size_t kWordsMin = 300;
constexpr std::size_t kWordsMax = 1500;
constexpr std::size_t kCharactersMin = 600;  // of Chinese and Japanese: about as much as 300 words
constexpr std::size_t kCharactersMax = 4000;

std::string whole_text(const SampleArticle& article) {
    std::string text;
    for (const auto& block : article.blocks)
        text += (block.kind == BlockKind::Code ? block.source : plain_text(block.source)) + "\n";
    return text;
}

std::size_t count_language(std::string_view language) {
    return static_cast<std::size_t>(
        std::ranges::count(sample_library().articles(), language, &SampleArticle::language));
}

TEST(NewsroomDataTest, HasArticlesInThreeLanguagesAndFeedsOfEveryKind) {
    EXPECT_GE(sample_library().articles().size(), kArticlesMin);
    EXPECT_GE(count_language("zh"), 2U);
    EXPECT_GE(count_language("ja"), 2U);
    std::set<std::string> formats;
    std::set<std::string> charsets;
    std::set<std::string> hosts;
    for (const auto& outlet : sample_library().outlets()) {
        formats.insert(outlet.format);
        charsets.insert(outlet.charset);
        hosts.insert(outlet.host);
        EXPECT_FALSE(sample_library().articles_of(outlet.slug).empty()) << outlet.slug;
    }
    EXPECT_THAT(formats, ::testing::IsSupersetOf(
                             {"rss", "rss-summary", "rdf", "atom", "json", "video", "community"}));
    EXPECT_THAT(charsets, ::testing::UnorderedElementsAre("UTF-8", "Shift_JIS", "EUC-JP"));
    EXPECT_EQ(hosts.size(), sample_library().outlets().size());
    EXPECT_TRUE(
        std::ranges::any_of(sample_library().outlets(), [](const Outlet& o) { return !o.guids; }));
}

TEST(NewsroomDataTest, EveryArticleHasTheLengthOfARealOne) {
    for (const auto& article : sample_library().articles()) {
        const auto text = whole_text(article);
        if (article.language == "en") {
            EXPECT_GE(count_words(text), kWordsMin) << article.slug;
            EXPECT_LE(count_words(text), kWordsMax) << article.slug;
        } else {
            EXPECT_GE(count_characters(text), kCharactersMin) << article.slug;
            EXPECT_LE(count_characters(text), kCharactersMax) << article.slug;
        }
        EXPECT_GT(article.age.count(), 0) << article.slug;
        EXPECT_LT(article.age, std::chrono::hours{48})
            << article.slug << " is older than the default backlog";
        EXPECT_FALSE(article.authors.empty()) << article.slug;
    }
}

TEST(NewsroomDataTest, EveryBlockIsTranslatedLineByLineWithItsLinksAndCode) {
    for (const auto& article : sample_library().articles()) {
        if (article.language == "ja") continue;
        for (const auto& block : article.blocks) {
            if (block.kind == BlockKind::Code) continue;
            EXPECT_FALSE(block.japanese.empty()) << article.slug << ": " << block.source;
            EXPECT_EQ(lines_of(block.japanese).size(), lines_of(block.source).size())
                << block.source;
            std::vector<std::string> ordinals;
            std::multiset<std::string> codes;
            for (const auto& piece : pieces_of(block.japanese)) {
                if (piece.kind == Piece::Kind::Link) ordinals.push_back(piece.target);
                if (piece.kind == Piece::Kind::Code) codes.insert(piece.text);
            }
            std::size_t links = 0;
            for (const auto& piece : pieces_of(block.source)) {
                if (piece.kind == Piece::Kind::Link) {
                    EXPECT_THAT(ordinals, ::testing::Contains(std::to_string(++links)))
                        << block.source;
                }
                if (piece.kind == Piece::Kind::Code) {
                    EXPECT_EQ(codes.erase(piece.text), 1U) << block.source;
                }
            }
            EXPECT_EQ(ordinals.size(), links) << block.source;
            EXPECT_TRUE(codes.empty()) << block.source;
        }
    }
}

TEST(NewsroomDataTest, LinksLeadToArticlesThatExist) {
    for (const auto& article : sample_library().articles())
        for (const auto& block : resolved_blocks(sample_library(), article, 80))
            for (const auto& piece : pieces_of(block.source)) {
                if (block.kind == BlockKind::Code || piece.kind != Piece::Kind::Link) continue;
                EXPECT_THAT(piece.target, ::testing::StartsWith("http://127.0.0.")) << article.slug;
            }
}

TEST(NewsroomDataTest, CoversCodeTableListQuoteAndLinksInEach) {
    std::set<BlockKind> kinds;
    std::set<BlockKind> kinds_with_links;
    for (const auto& article : sample_library().articles())
        for (const auto& block : article.blocks) {
            kinds.insert(block.kind);
            if (block.source.find("](") != std::string::npos) kinds_with_links.insert(block.kind);
        }
    EXPECT_THAT(kinds,
                ::testing::IsSupersetOf({BlockKind::Paragraph, BlockKind::Heading, BlockKind::List,
                                         BlockKind::Quote, BlockKind::Code, BlockKind::Table}));
    EXPECT_THAT(kinds_with_links,
                ::testing::IsSupersetOf({BlockKind::Paragraph, BlockKind::List, BlockKind::Quote}));
}

TEST(NewsroomDataTest, OnlyTheReprintIsANearDuplicate) {
    std::vector<std::pair<std::string, std::string>> near;
    const auto& articles = sample_library().articles();
    for (auto a = articles.begin(); a != articles.end(); ++a)
        for (auto b = std::next(a); b != articles.end(); ++b) {
            const auto first = text::simhash(whole_text(*a));
            const auto second = text::simhash(whole_text(*b));
            ASSERT_TRUE(first && second) << a->slug << " " << b->slug;
            if (text::hamming_distance(*first, *second) <= text::kNearDuplicateBitsMax)
                near.emplace_back(a->slug, b->slug);
        }
    EXPECT_THAT(near, ::testing::ElementsAre(::testing::Pair("velmarch-transit-assistant",
                                                             "velmarch-assistant-night-bus")));
}

TEST(NewsroomDataTest, TheReprintAppearsWithinAnHour) {
    const auto* original = sample_library().article("velmarch-transit-assistant");
    const auto* reprint = sample_library().article("velmarch-assistant-night-bus");
    ASSERT_TRUE(original != nullptr && reprint != nullptr);
    EXPECT_LT(original->age - reprint->age, std::chrono::hours{1});
    EXPECT_GT(original->age, reprint->age);
    EXPECT_NE(original->outlet, reprint->outlet);
    EXPECT_NE(whole_text(*original), whole_text(*reprint));
}

TEST(NewsroomDataTest, RefusesABrokenFileAndNamesTheLine) {
    struct Case {
        const char* text;
        const char* message;
    };
    for (const auto& [text, message] : {
             Case{"slug: a\noutlet: b\ntitle: c\ncolour: red\n", "line 4"},
             Case{"slug: a\noutlet: b\ntitle: c\nage_minutes: soon\n", "line 4"},
             Case{"slug: a\nno colon here\n", "line 2"},
             Case{"slug: a\noutlet: b\ntitle: c\n\n@poem\nroses\n", "line 5"},
             Case{"slug: a\noutlet: b\ntitle: c\n\n@@review\n{}\n", "line 5"},
             Case{"slug: a\noutlet: b\n", "needed"},
         }) {
        const auto article = parse_article(text);
        ASSERT_FALSE(article.has_value()) << text;
        EXPECT_EQ(article.error().kind, ErrorKind::BadInput);
        EXPECT_THAT(article.error().message, ::testing::HasSubstr(message));
    }
}

TEST(NewsroomDataTest, AnEditMustMatchExactlyOnce) {
    const std::vector<SampleBlock> blocks{{.source = "one two"}, {.source = "two three"}};
    EXPECT_FALSE(apply_edits(blocks, {"two => four"}).has_value());
    EXPECT_FALSE(apply_edits(blocks, {"five => four"}).has_value());
    EXPECT_FALSE(apply_edits(blocks, {"no arrow"}).has_value());
    const auto edited = apply_edits(blocks, {"three => four"});
    ASSERT_TRUE(edited.has_value());
    EXPECT_EQ((*edited)[1].source, "two four");
}

}  // namespace
}  // namespace ainews::newsroom
