#include "notify/format.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "notify/escape.h"
#include "notify/messages.h"
#include "text/unicode.h"

namespace ainews::notify {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const Speaker kSpeaker{"AIニュース", "https://news.example.jp/"};
const TimePoint kNow{std::chrono::hours{24 * 365 * 56}};

Message nasty() {
    Message message;
    message.event = events::kTopStory;
    message.title = "A<B & C>D @everyone <!channel> [x](https://evil.example/) | *太字*";
    message.text = "`rm -rf` <@123> ||伏せ字||";
    message.lines = {"The <Example>"};
    message.url = "https://news.example.jp/articles/17/";
    message.at = kNow;
    return message;
}

json body(const Message& message, Format format) {
    return json::parse(body_of(message, format, kSpeaker, "id"));
}

TEST(FormatTest, JsonSaysAllInPlainText) {
    const Message message = budget_message({false, "2026-05-01", 1'500'000, 1'215'000, kNow}, kNow);
    const json out = body(message, Format::Json);
    EXPECT_EQ(out.at("id"), "id");
    EXPECT_EQ(out.at("event"), "budget");
    EXPECT_EQ(out.at("title"), "今日の予算の81%を使いました");
    EXPECT_THAT(out.at("text").get<std::string>(),
                HasSubstr("5月1日の支出は$1.22、上限は$1.50です"));
    EXPECT_EQ(out.at("url"), nullptr);
    EXPECT_EQ(out.at("site").at("title"), "AIニュース");
    EXPECT_EQ(out.at("data").at("percent"), 81);
    EXPECT_EQ(out.at("data").at("period"), "day");
    EXPECT_EQ(body(nasty(), Format::Json).at("title"), nasty().title) << "no service's escapes";
}

TEST(FormatTest, SlackGetsNoMentionAndNoLinkButOurs) {
    const json out = body(nasty(), Format::Slack);
    const std::string text = out.at("text");
    EXPECT_THAT(text, HasSubstr("*<https://news.example.jp/articles/17/|A&lt;B &amp; C&gt;D "));
    EXPECT_THAT(text, HasSubstr("&lt;!channel&gt;"));
    EXPECT_THAT(text, HasSubstr("(https://evil.example/) ｜"));
    EXPECT_THAT(text, HasSubstr("&lt;@123&gt;"));
    EXPECT_EQ(std::ranges::count(text, '<'), 1);
    EXPECT_EQ(std::ranges::count(text, '>'), 1);
    EXPECT_EQ(out.at("link_names"), false);
}

TEST(FormatTest, DiscordPingsNobodyAndShowsMarkupAsText) {
    const json out = body(nasty(), Format::Discord);
    EXPECT_EQ(out.at("allowed_mentions").at("parse"), json::array());
    const json embed = out.at("embeds").at(0);
    EXPECT_EQ(embed.at("url"), nasty().url);
    EXPECT_THAT(embed.at("title").get<std::string>(), Not(HasSubstr("@everyone")));
    EXPECT_THAT(embed.at("title").get<std::string>(), HasSubstr("\\[x\\]\\(https"));
    EXPECT_THAT(embed.at("description").get<std::string>(), HasSubstr("\\<@\u200b123\\>"));
    EXPECT_THAT(embed.at("description").get<std::string>(), HasSubstr("\\|\\|伏せ字\\|\\|"));
}

TEST(FormatTest, StaysWithinEachServicesLimits) {
    Message message = nasty();
    for (const char* filler : {"&", "*", "あ", "😀"}) {
        message.title.clear();
        message.text.clear();
        for (int i = 0; i < 5000; ++i) message.text += filler;
        message.title = message.text;
        message.lines.assign(200, message.text);
        const std::string slack = body(message, Format::Slack).at("text");
        EXPECT_LE(text::length(slack), kSlackTextMax) << filler;
        EXPECT_THAT(slack, HasSubstr("ほか")) << filler;
        const json embed = body(message, Format::Discord).at("embeds").at(0);
        EXPECT_LE(text::length(embed.at("title").get<std::string>()), kDiscordTitleMax) << filler;
        EXPECT_LE(text::length(embed.at("description").get<std::string>()), kDiscordDescriptionMax)
            << filler;
    }
}

TEST(EscapeTest, NeverCutsAnEscapeInTwo) {
    EXPECT_EQ(slack_text("a&b", 7), "a&amp;b");
    EXPECT_EQ(slack_text("a&b", 6), "a…");
    EXPECT_EQ(slack_text("&&", 5), "…");
    EXPECT_EQ(slack_text("あいう", 3), "あいう");
    EXPECT_EQ(slack_text("あいうえ", 3), "あい…");
    EXPECT_EQ(slack_text("x", 0), "");
    EXPECT_EQ(discord_text("a*b", 3), "a…");
    EXPECT_EQ(discord_text("a*b", 4), "a\\*b");
    EXPECT_EQ(slack_label("a|b\nc", 9), "a｜b c");
}

TEST(MessageTest, ComesBackFromTheLedgerAsItWas) {
    EXPECT_EQ(message_from(to_content(nasty())).value(), nasty());
    EXPECT_FALSE(message_from("{}"));
    EXPECT_FALSE(message_from("no json"));
}

TEST(MessageTest, NamesTheFirstTwentySourcesAndCountsTheRest) {
    const TimeZone tokyo{"Asia/Tokyo"};
    std::vector<SourceLine> fresh;
    for (int i = 0; i < 25; ++i)
        fresh.push_back({{"s" + std::to_string(i),
                          "媒体",
                          SourceState::Failing,
                          12,
                          {},
                          {},
                          "HTTP 503\nsecond line"},
                         kNow,
                         kNow});
    const Message message = failing_message(fresh, {fresh[0]}, tokyo, kNow);
    EXPECT_EQ(message.title, "1日以上取得できない情報源：新たに25件、前から1件");
    ASSERT_EQ(message.lines.size(), 21U);
    EXPECT_THAT(message.lines[0], HasSubstr("媒体（s0）："));
    EXPECT_THAT(message.lines[0], HasSubstr("連続12回失敗。HTTP 503 second line"));
    EXPECT_EQ(message.lines[20], "ほか6件");
}

}  // namespace
}  // namespace ainews::notify
