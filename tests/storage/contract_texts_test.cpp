#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SourceTextsContract : public StoreContract {
protected:
    ItemId extracted(const std::string& source, const std::string& name) {
        const ItemId id = add_item(source, name);
        finish(done(claim_of(id, "extract"), R"({"title":")" + name + R"("})"));
        return id;
    }
};

TEST_P(SourceTextsContract, GivesTheNewestExtractionsOfOneSource) {
    add_source("a");
    add_source("b");
    extracted("a", "1");
    const ItemId second = extracted("a", "2");
    extracted("b", "3");
    const ItemId fourth = extracted("a", "4");
    add_item("a", "5");  // not extracted
    const std::string one = R"({"title":"1"})";
    const std::string two = R"({"title":"2"})";
    const std::string four = R"({"title":"4"})";
    EXPECT_THAT(store().recent_extractions("a", 0, 10), ElementsAre(four, two, one));
    EXPECT_THAT(store().recent_extractions("a", fourth, 10), ElementsAre(two, one));
    EXPECT_THAT(store().recent_extractions("a", second, 1), ElementsAre(four));
    EXPECT_THAT(store().recent_extractions("nobody", 0, 10), IsEmpty());
}

INSTANTIATE_STORE_CONTRACT(SourceTextsContract);

}  // namespace
}  // namespace ainews::testing
