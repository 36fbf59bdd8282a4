#include "text/simhash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ainews::text {
namespace {

const std::string kEnglish =
    "The harbour town of Millbrook has begun to use a small language model to sort the questions "
    "that its residents "
    "send to the council. Officials said on Tuesday that the system reads each message, proposes a "
    "department and "
    "leaves the decision to a clerk. During a trial of six months the average waiting time fell "
    "from nine days to "
    "four, although a third of the proposals had to be corrected by hand. The model runs on two "
    "machines in the "
    "basement of the library, so that no message leaves the building. Its makers, a group of "
    "engineers from the "
    "local college, published the code and the list of errors. Critics point out that nobody has "
    "yet measured how "
    "the answers differ between languages, and the council has promised to do so before the next "
    "budget is voted. "
    "The mayor described the project as modest, and added that the clerks had asked for it "
    "themselves.";
const std::string kOtherEnglish =
    "Researchers at a northern observatory have trained a network to recognise the crackle of "
    "distant lightning in "
    "recordings made under the ice. Over two winters they collected eleven thousand hours of "
    "sound, most of it "
    "silence, whales and the groaning of floes. The classifier finds storms some eight hundred "
    "kilometres away, "
    "earlier than satellites with a clear view would, because sound in cold water travels along a "
    "channel that "
    "bends it back from the surface. The group warns that ships confuse it and that the spring "
    "melt halves its "
    "range. Next year a second station will listen on the other side of the strait, which should "
    "allow the "
    "scientists to tell direction as well as distance, and to publish warnings for fishing crews "
    "at sea.";
const std::string kJapanese =
    "港町の役場が、住民から届く問い合わせを仕分けるために小さな言語モデルを使い始めた。担当者による"
    "と、システムは一通ずつ文面を読み、"
    "担当する課の候補を示し、最後の判断は職員に任せる。半年間の試行では平均の待ち日数が九日から四日"
    "に減ったが、候補の三分の一は人の手で"
    "直す必要があった。モデルは図書館の地下にある二台の機械で動き、文面が建物の外に出ることはない。"
    "地元の学校の技術者たちが作り、"
    "プログラムと誤りの一覧を公開した。言語によって回答に差が出るかどうかはまだ誰も測っておらず、役"
    "場は次の予算を決める前に調べると"
    "約束した。町長はささやかな取り組みだと説明し、職員自身が求めたものだと付け加えた。利用者の評判"
    "はおおむね良いが、電話を好む人も"
    "多い。窓口の人数は減らさないという。";

int distance(const std::string& a, const std::string& b) {
    return hamming_distance(simhash(a).value(), simhash(b).value());
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(SimhashTest, NeedsThreeHundredCharacters) {
    EXPECT_FALSE(simhash(""));
    EXPECT_FALSE(simhash(std::string(299, 'a')));
    EXPECT_FALSE(simhash(std::string(1000, ' ')));
    EXPECT_FALSE(simhash(std::string(1000, '.')));
    EXPECT_TRUE(simhash(kEnglish));
    EXPECT_TRUE(simhash(kJapanese));
}

TEST(SimhashTest, IsTheSameInEveryRunAndVersion) {
    // Stored with every item: a change of this value needs a migration that computes them anew.
    EXPECT_EQ(simhash(kEnglish), std::uint64_t{0xC2B3DD5C18CB7EB9});
    EXPECT_EQ(simhash(kJapanese), std::uint64_t{0x80E3D798C0BA5E50});
}

TEST(SimhashTest, IgnoresCaseWidthSpaceAndPunctuation) {
    std::string shouted = kEnglish;
    for (char& c : shouted) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == ',') c = ';';
    }
    EXPECT_EQ(distance(kEnglish, shouted), 0);
    EXPECT_EQ(distance(kEnglish, "  " + replaced(kEnglish, ". Critics", ".\n\n\tCritics")), 0);
}

TEST(SimhashTest, StaysNearAcrossSmallEdits) {
    const std::vector<std::string> edits{
        replaced(kEnglish, "on Tuesday", "on Wednesday"),
        replaced(kEnglish, "modest", "humble"),
        replaced(kEnglish, "two machines", "three machines"),
        kEnglish + " Contact the editors.",
        replaced(kEnglish, "The harbour town", "Update: the harbour town"),
    };
    for (const std::string& edit : edits)
        EXPECT_LE(distance(kEnglish, edit), kNearDuplicateBitsMax) << edit;
    EXPECT_LE(distance(kJapanese, replaced(kJapanese, "九日", "十日")), kNearDuplicateBitsMax);
    EXPECT_LE(distance(kJapanese, replaced(kJapanese, "電話を好む人も多い", "電話を好む人もいる")),
              kNearDuplicateBitsMax);
}

TEST(SimhashTest, KeepsUnrelatedTextsFarApart) {
    EXPECT_GT(distance(kEnglish, kOtherEnglish), 12);
    EXPECT_GT(distance(kEnglish, kJapanese), 12);
}

TEST(SimhashTest, CountsDifferingBits) {
    EXPECT_EQ(hamming_distance(0, 0), 0);
    EXPECT_EQ(hamming_distance(0, ~std::uint64_t{0}), 64);
    EXPECT_EQ(hamming_distance(0b1011, 0b0010), 2);
}

}  // namespace
}  // namespace ainews::text
