#include "site/mustache.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "site/view.h"

namespace ainews::site {
namespace {

View row(const std::string& name) { return View{"name", name}; }

/// What the templates below are filled with.
View sample() {
    View view;
    view.set("text", R"(<b title="a">Tom & 'Jerry'</b>)");
    view.set("empty", "");
    view.set("on", View{true});
    view.set("off", View{false});
    view.set("none", View::list());
    View list = View::list();
    list << row("一") << row("二");
    view.set("list", std::move(list));
    View words = View::list();
    words << View{std::string{"x"}} << View{std::string{"y"}};
    view.set("words", std::move(words));
    View inner;
    inner.set("name", "内");
    inner.set("deep", View{"name", "底"});
    view.set("inner", std::move(inner));
    view.set("name", "外");
    return view;
}

struct MustacheCase {
    const char* source;
    const char* expected;
};

TEST(MustacheTest, RendersEachKindOfTag) {
    const MustacheCase cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"[{{name}}]", "[外]"},
        {"[{{ name }}]", "[外]"},
        {"[{{missing}}]", "[]"},
        {"[{{on}}{{list}}{{inner}}]", "[]"},  // no texts
        {"{{text}}", "&lt;b title=&quot;a&quot;&gt;Tom &amp; &apos;Jerry&apos;&lt;/b&gt;"},
        {"{{{text}}}", R"(<b title="a">Tom & 'Jerry'</b>)"},
        {"{{&text}}", R"(<b title="a">Tom & 'Jerry'</b>)"},
        {"a{{! a comment }}b", "ab"},
        {"{{#on}}yes{{/on}}{{^on}}no{{/on}}", "yes"},
        {"{{#off}}yes{{/off}}{{^off}}no{{/off}}", "no"},
        {"{{#missing}}yes{{/missing}}{{^missing}}no{{/missing}}", "no"},
        {"{{#none}}yes{{/none}}{{^none}}no{{/none}}", "no"},
        {"{{#empty}}shown{{/empty}}", "shown"},  // a text is shown even while empty
        {"{{#list}}({{name}}){{/list}}", "(一)(二)"},
        {"{{#words}}{{.}}{{/words}}", "xy"},
        {"{{#inner}}{{name}}{{/inner}}", "内"},
        {"{{#inner}}{{text}}{{/inner}}{{#inner}}{{#on}}{{name}}{{/on}}{{/inner}}",
         "&lt;b title=&quot;a&quot;&gt;Tom &amp; &apos;Jerry&apos;&lt;/b&gt;内"},
        {"{{inner.name}} {{inner.deep.name}} {{inner.none.name}}|", "内 底 |"},
        {"{{#inner.deep}}{{name}}{{/inner.deep}}", "底"},
        {"{{=<% %>=}}<%name%> {{name}} <%={{ }}=%>{{name}}", "外 {{name}} 外"},
    };
    for (const MustacheCase& one : cases)
        EXPECT_EQ(Mustache{one.source}.render(sample()), one.expected) << one.source;
}

TEST(MustacheTest, LeavesOutALineThatHeldASectionAndCameOutBlank) {
    const MustacheCase cases[] = {
        {"a\n{{#on}}\nb\n{{/on}}\nc\n", "a\nb\nc\n"},
        {"a\n  {{#on}}  \nb\n  {{/on}}", "a\nb\n"},
        {"a\r\n{{#on}}\r\nb\r\n{{/on}}\r\nc", "a\r\nb\r\nc"},
        {"a\n{{#list}}\n{{name}}\n{{/list}}\nb\n", "a\n一\n二\nb\n"},
        // Nothing of a section that is not shown counts as one.
        {"a\n{{#off}}x{{/off}}\nb\n", "a\n\nb\n"},
        {"a\n\n{{name}}\n\nb", "a\n\n外\n\nb"},
        {"a\n{{#on}}{{missing}}{{/on}}\nb", "a\nb"},
        {"a\n{{#on}} b{{/on}}\nc", "a\n b\nc"},
    };
    for (const MustacheCase& one : cases)
        EXPECT_EQ(Mustache{one.source}.render(sample()), one.expected) << one.source;
}

TEST(MustacheTest, SaysWhatIsWrongAndWhere) {
    const MustacheCase cases[] = {
        {"ab{{name", "unclosed tag at 2"},
        {"{{{name}}", "unclosed tag at 0"},
        {"a{{#on}}b", "unclosed section \"on\" at 1"},
        {"a{{/on}}", "unopened section \"on\" at 1"},
        {"{{#on}}{{#list}}{{/on}}{{/list}}", "unclosed section \"list\" at 7"},
        {"x{{>head}}", "no part \"head\" at 1"},
        {"{{=<%}}", "no delimiters in the tag at 0"},
        {"{{=< = > =}}", "delimiters with blanks or \"=\" at 0"},
    };
    for (const MustacheCase& one : cases) {
        try {
            const Mustache made{one.source};
            ADD_FAILURE() << one.source;
        } catch (const std::runtime_error& fault) {
            EXPECT_STREQ(fault.what(), one.expected);
        }
    }
}

TEST(MustacheTest, OneTemplateIsRenderedByManyThreads) {
    const Mustache made{"{{#list}}({{name}}){{/list}}{{text}}"};
    const View view = sample();
    const std::string expected = made.render(view);
    std::vector<std::string> found(4);
    {
        std::vector<std::jthread> threads;
        for (std::string& one : found)
            threads.emplace_back([&] {
                for (int i = 0; i < 100; ++i) one = made.render(view);
            });
    }
    for (const std::string& one : found) EXPECT_EQ(one, expected);
}

TEST(ViewTest, TheLastValueOfANameCounts) {
    View view;
    view.set("a", "1");
    view.set("a", View{false});
    ASSERT_NE(view.get("a"), nullptr);
    EXPECT_TRUE(view.get("a")->is_false());
    EXPECT_EQ(view.get("b"), nullptr);
}

}  // namespace
}  // namespace ainews::site
