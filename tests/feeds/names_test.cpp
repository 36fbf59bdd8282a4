#include "feeds/names.h"

#include <gtest/gtest.h>

namespace ainews::feeds {
namespace {

TEST(NamesTest, TheInnermostDeclarationWins) {
    pugi::xml_document document;
    document.load_string(
        "<rss xmlns:x='http://purl.org/dc/elements/1.1/'><item xmlns:x='urn:other'/></rss>");
    Names names;
    const Names::Scope outer{names, document.child("rss")};
    EXPECT_EQ(names.field_of("x:creator"), Field::DcAuthor);
    {
        const Names::Scope inner{names, document.child("rss").child("item")};
        EXPECT_EQ(names.field_of("x:creator"), Field::Ignored);
    }
    EXPECT_EQ(names.field_of("x:creator"), Field::DcAuthor);
}

TEST(NamesTest, AcceptsAnUnknownDefaultNamespaceOnTheRootOnly) {
    pugi::xml_document document;
    document.load_string("<rss xmlns='urn:mine'><svg xmlns='http://www.w3.org/2000/svg'/></rss>");
    Names names;
    const Names::Scope outer{names, document.child("rss")};
    EXPECT_EQ(names.field_of("title"), Field::Title);
    const Names::Scope inner{names, document.child("rss").child("svg")};
    EXPECT_EQ(names.field_of("title"), Field::Ignored);
}

TEST(NamesTest, IgnoresCase) {
    Names names;
    EXPECT_EQ(names.field_of("PubDate"), Field::Published);
    EXPECT_EQ(names.field_of("DC:Creator"), Field::DcAuthor);
    EXPECT_EQ(names.field_of("nothing"), Field::Ignored);
}

}  // namespace
}  // namespace ainews::feeds
