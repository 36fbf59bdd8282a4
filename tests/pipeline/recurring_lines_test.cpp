#include "pipeline/recurring_lines.h"

#include <gtest/gtest.h>

namespace ainews::pipeline {
namespace {

constexpr const char* kCall =
    "本紙は読者の支援で成り立っています。購読はこちらからお申し込みください。";

Block block(std::string text, BlockKind kind = BlockKind::Paragraph) {
    Block made;
    made.kind = kind;
    made.text = std::move(text);
    return made;
}

/// An article with words of its own around one line.
std::vector<Block> article(int number, Block line) {
    const std::string own = "Article " + std::string(static_cast<std::size_t>(number), 'x');
    return {block(own + " begins with a paragraph that no other article of the outlet has."),
            block(own + " goes on with a second one, which is as long and as much its own."),
            std::move(line)};
}

std::vector<std::vector<Block>> others(int count, const Block& line) {
    std::vector<std::vector<Block>> articles;
    for (int i = 1; i <= count; ++i) articles.push_back(article(i, line));
    return articles;
}

TEST(RecurringLinesTest, DropsWhatAllArticlesOfASourceSay) {
    struct Case {
        const char* what;
        Block here;
        Block there;
        int articles;
        bool dropped;
    };
    const Case kCases[] = {
        {"a call in every article", block(kCall), block(kCall), 3, true},
        {"too few to tell", block(kCall), block(kCall), 2, false},
        {"another line there", block(kCall),
         block("ここには別の一文があり、上の呼びかけとは違う。"), 8, false},
        {"counted issues", block("You are reading issue 12 of The Slow Loop, volume 3."),
         block("You are reading issue 9 of The Slow Loop, volume 10."), 3, true},
        {"other blanks and capitals", block("Reporting  by the  Northgate Wire STAFF."),
         block("Reporting by the Northgate Wire staff."), 3, true},
        {"a disclaimer as a quotation", block(kCall, BlockKind::Quote),
         block(kCall, BlockKind::Quote), 3, true},
        {"a list of ways to follow",
         block("Follow us on the one\nFollow us on the other", BlockKind::List),
         block("Follow us on the one\nFollow us on the other", BlockKind::List), 3, true},
        {"a heading", block("Frequently asked questions about it", BlockKind::Heading),
         block("Frequently asked questions about it", BlockKind::Heading), 8, false},
        {"code", block("#include <vector>\nint main() { return 0; }", BlockKind::Code),
         block("#include <vector>\nint main() { return 0; }", BlockKind::Code), 8, false},
        {"a short line", block("(c) Northgate"), block("(c) Northgate"), 8, false},
    };
    for (const auto& [what, here, there, articles, dropped] : kCases) {
        auto blocks = article(20, here);
        EXPECT_EQ(drop_recurring(blocks, others(articles, there)), dropped ? 1U : 0U) << what;
        EXPECT_FALSE(blocks[0].dropped || blocks[1].dropped) << what;
        EXPECT_EQ(blocks[2].dropped, dropped) << what;
    }
}

TEST(RecurringLinesTest, LeavesAFormWhole) {
    const std::vector<Block> form = {block(kCall),
                                     block("今日の相場は1,234円で、前日より12円高かった。")};
    auto blocks = form;
    EXPECT_EQ(drop_recurring(blocks, std::vector<std::vector<Block>>(8, form)), 0U);
    EXPECT_FALSE(blocks[0].dropped);
}

TEST(RecurringLinesTest, CountsArticlesAndNotRepetitions) {
    auto blocks = article(20, block(kCall));
    auto articles = others(1, block(kCall));
    for (int i = 0; i < 5; ++i) articles[0].push_back(block(kCall));
    for (int i = 2; i <= 8; ++i)
        articles.push_back(article(
            i, block("A line of its own " + std::string(static_cast<std::size_t>(i), 'y'))));
    EXPECT_EQ(drop_recurring(blocks, articles), 0U);
}

}  // namespace
}  // namespace ainews::pipeline
