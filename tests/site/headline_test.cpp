#include "site/headline.h"

#include <gmock/gmock.h>

#include "site/page.h"
#include "site/svg.h"

namespace ainews::site {
namespace {

TEST(HeadlineTest, KeepsNamesFractionsAndClausesTogether) {
    struct Case {
        const char* title;
        const char* html;
    };
    const Case cases[] = {
        {"新しい題名", "新しい題名"},
        {"<b>&\"太字\"", "&lt;b&gt;&amp;&quot;太字&quot;"},
        {"Halo-2の重み", "<span class=\"nb\">Halo-2</span>の重み"},
        {"費用が8分の1に", "費用が<span class=\"nb\">8分の1</span>に"},
        {"8分の話", "8分の話"},
        {"前半\u3000後半", "<span class=\"cl\">前半</span> <span class=\"cl\">後半</span>"},
        {"a-very-long-hyphenated-product-name", "a-very-long-hyphenated-product-name"},
        {"", ""},
    };
    for (const Case& one : cases) EXPECT_EQ(headline_html(one.title), one.html) << one.title;
}

TEST(PageTest, FindsTheWayUpFromAnyFolder) {
    EXPECT_EQ(root_of(""), "./");
    EXPECT_EQ(root_of("about/"), "../");
    EXPECT_EQ(root_of("articles/1/"), "../../");
}

TEST(PageTest, EncodesWhatGoesIntoAQuery) {
    EXPECT_EQ(percent_encoded("a b&c=d/é-._~"), "a%20b%26c%3Dd%2F%C3%A9-._~");
}

TEST(SvgTest, ALongNameInAChartEndsInAnEllipsis) {
    EXPECT_THAT(bar_chart({{"データセンターの電力", 3, 1, false}}, "x"),
                ::testing::HasSubstr(">データセンターの電力<"));
    EXPECT_THAT(bar_chart({{"データセンターの電力消費", 3, 1, false}}, "x"),
                ::testing::HasSubstr(">データセンターの電…<"));
}

TEST(SvgTest, NamesHostileLabelsAsText) {
    const std::string chart = bar_chart({{"<script>", 3, 1.5, true}}, "\"x\" & y");
    EXPECT_EQ(chart.find("<script>"), std::string::npos);
    EXPECT_NE(chart.find("&quot;x&quot; &amp; y"), std::string::npos);
}

TEST(SvgTest, DrawsOneValueAndNone) {
    EXPECT_EQ(sparkline({}), "");
    EXPECT_NE(sparkline({4}).find("points=\"0.0,3.0\""), std::string::npos);
    EXPECT_NE(day_chart({0, 2}, {"11/29", "11/30"}, "t").find("height=\"80.0\""),
              std::string::npos);
}

}  // namespace
}  // namespace ainews::site
