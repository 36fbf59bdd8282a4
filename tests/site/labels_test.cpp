#include "site/labels.h"

#include <gtest/gtest.h>

#include <map>

#include "site/card_view.h"
#include "site/standing_pages.h"
#include "tests/site/site_samples.h"

namespace ainews::site {
namespace {

TEST(LabelsTest, GroupsNumbersByThree) {
    const std::pair<std::int64_t, const char*> cases[] = {{0, "0"},
                                                          {7, "7"},
                                                          {999, "999"},
                                                          {1000, "1,000"},
                                                          {180'404, "180,404"},
                                                          {-999, "-999"},
                                                          {-1000, "-1,000"},
                                                          {1'234'567, "1,234,567"}};
    for (const auto& [number, words] : cases) EXPECT_EQ(grouped(number), words);
}

TEST(LabelsTest, EndsASentenceOnce) {
    EXPECT_EQ(ended("確認が取れない"), "確認が取れない。");
    EXPECT_EQ(ended("確認が取れない。"), "確認が取れない。");
    EXPECT_EQ(ended("Sorry."), "Sorry.");
    EXPECT_EQ(ended(""), "");
}

TEST(LabelsTest, StagesStandAsWorkGoesThroughThem) {
    const std::map<std::string, int> by_name{{"translate", 0}, {"score", 0},   {"own", 0},
                                             {"summarize", 0}, {"extract", 0}, {"analyze", 0}};
    std::string order;
    for (const auto* entry : in_stage_order(by_name)) order += entry->first + " ";
    EXPECT_EQ(order, "extract summarize score translate analyze own ");
}

TEST(CardViewTest, ANameIsOfItsSourcesLanguageUnlessItHasKana) {
    SiteOptions options;
    options.source_names = {{"lake", "澄湖智能观察"}, {"desk", "ザ・デスク"}, {"home", "家の新聞"}};
    options.source_languages = {{"lake", "zh"}, {"desk", "en"}, {"home", "ja"}};
    EXPECT_EQ(source_language(options, "lake"), "zh");
    EXPECT_EQ(source_language(options, "desk"), "");
    EXPECT_EQ(source_language(options, "home"), "");
    EXPECT_EQ(source_language(options, "gone"), "");
}

TEST(SitemapTest, NoPartNamesMoreAddressesThanIsAllowed) {
    const SiteOptions options;
    EXPECT_EQ(sitemaps_of({}, options).size(), 1U);
    EXPECT_EQ(sitemaps_of(std::vector<std::string>(kSitemapUrlsMax, "a/"), options).size(), 1U);
    const auto parts = sitemaps_of(std::vector<std::string>(kSitemapUrlsMax + 1, "a/"), options);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_NE(parts[1].find("<loc>http://localhost/a/</loc>"), std::string::npos);
    EXPECT_EQ(parts[1].find("<loc>"), parts[1].rfind("<loc>"));
}

}  // namespace
}  // namespace ainews::site
