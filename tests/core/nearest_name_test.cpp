#include "core/nearest_name.h"

#include <gtest/gtest.h>

namespace ainews {
namespace {

TEST(NearestNameTest, FindsWhatASlipOfTheKeysWasMeantToBe) {
    const std::vector<std::string_view> known{"list", "show", "explain", "export"};
    struct Case {
        std::string_view typed;
        std::string_view meant;
    };
    for (const Case& c : {Case{"lst", "list"}, Case{"hsow", "show"}, Case{"exprot", "export"},
                          Case{"expalin", "explain"}, Case{"bogus", ""}, Case{"", ""},
                          Case{"a name that is far longer than any that there is", ""}})
        EXPECT_EQ(nearest_name(c.typed, known), c.meant) << c.typed;
}

}  // namespace
}  // namespace ainews
