#include "pipeline/digest.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/pipeline/fake_llm.h"
#include "tests/support/fake_clock.h"
#include "tests/support/source_tree.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::FakeLlm;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kAbout = "2026年5月1日";

std::vector<DigestSource> two_sources() {
    return {{"題: Heron 2",
             "Northlakeが34Bのオープンウェイトモデル「Heron 2」を公開した。独立した"
             "検証はまだない。",
             {11}},
            {"題: 窓口",
             "カレル市は6月から3つの窓口で応対にAIを試験導入し、誤答の率を毎月公表する。",
             {12}}};
}

json good_digest() {
    return json::parse(R"({
 "sections":[
  {"refs":["S1"],"heading":"Heron 2の重みを公開","body":"Northlakeは34Bのオープンウェイトモデル「Heron 2」を公開した。独立した検証はまだない。"},
  {"refs":["S2"],"heading":"カレル市が窓口でAIを試験導入","body":"カレル市は6月から3つの窓口で応対にAIを試験導入する。誤答の率は毎月公表する。"}],
 "lead":{"refs":["S1","S2"],"text":"5月1日は2件を伝える。Northlakeが34Bのオープンウェイトモデル「Heron 2」を公開した。ただし独立した検証はまだない。また、カレル市は6月から3つの窓口でAIによる応対を試し、誤答の率を毎月公表する。"},
 "headline":"Northlake、34Bのモデル「Heron 2」を公開"})");
}

DigestFindings findings_of(const json& digest, std::string_view mark = "f3n9e") {
    const auto read = read_digest(digest.dump(), 2);
    EXPECT_TRUE(read) << read.error().message;
    return check_digest(*read, two_sources(), kAbout,
                        OutputCheck{"資料にない事実・数値・日付・人名・動機・見通しを足しません。"},
                        mark);
}

TEST(DigestCheckTest, AGoodDigestPasses) {
    EXPECT_THAT(findings_of(good_digest()).texts(), IsEmpty());
}

struct BadDigest {
    const char* what;
    std::function<void(json&)> spoil;
    const char* finding;
    bool hard;
};

TEST(DigestCheckTest, WhatNoSummarySaysIsFound) {
    const std::vector<BadDigest> cases{
        {"a number",
         [](json& d) {
             d["sections"][0]["body"] =
                 "Northlakeは70Bのオープンウェイトモデル「Heron "
                 "2」を公開した。独立した検証はまだない。";
         },
         "70", true},
        {"a number of another section",
         [](json& d) {
             d["sections"][1]["body"] =
                 "カレル市は6月から34の窓口で応対にAIを試験導入する。誤答の率は毎月公表する。";
         },
         "34", true},
        {"a name",
         [](json& d) {
             d["sections"][0]["body"] =
                 "NorthlakeはSunderlakeに続き、オープンウェイトモデル「Heron 2」を公開した。";
         },
         "sunderlake", true},
        {"a miscount",
         [](json& d) {
             d["lead"]["text"] =
                 "7社の動きを伝える。Northlakeがオープンウェイトモデル「Heron "
                 "2」を公開した。独立した"
                 "検証はまだない。カレル市は窓口でAIによる応対を試し、誤答の率を公表する。";
         },
         "7", true},
        {"a headline's name", [](json& d) { d["headline"] = "Sunderlake、新しいモデルを公開した"; },
         "sunderlake", true},
        {"a reference used twice",
         [](json& d) {
             d["sections"][1]["refs"] = {"S1", "S2"};
         },
         "2か所", true},
        {"no reference", [](json& d) { d["sections"][0]["refs"] = json::array(); }, "refs が空",
         true},
        {"an address",
         [](json& d) {
             d["sections"][0]["body"] =
                 "Northlakeはモデル「Heron 2」をhttps://evil.example/で公開した。検証はまだない。";
         },
         "URL", true},
        {"the mark",
         [](json& d) {
             d["lead"]["text"] =
                 "印はf3n9eである。Northlakeがオープンウェイトモデル「Heron "
                 "2」を公開した。独立した検証は"
                 "まだない。カレル市は窓口でAIによる応対を試し、誤答の率を公表する。";
         },
         "印", true},
        {"the prompt",
         [](json& d) {
             d["sections"][1]["body"] =
                 "資料にない事実・数値・日付・人名・動機・見通しを足しません。カレル市は窓口でAIを"
                 "試す。";
         },
         "指示文", true},
        {"English",
         [](json& d) {
             d["sections"][0]["body"] =
                 "Northlake released the open weight model Heron 2 today and nobody has verified "
                 "it";
         },
         "", true},
        {"polite sentences",
         [](json& d) {
             d["sections"][1]["body"] =
                 "カレル市は6月から3つの窓口で応対にAIを試験導入します。誤答の率は毎月公表する。";
         },
         "常体", false},
        {"a short lead", [](json& d) { d["lead"]["text"] = "Northlakeが公開した。"; }, "字", false},
        {"an empty headline", [](json& d) { d["headline"] = " "; }, "headline が空", true},
    };
    for (const BadDigest& test : cases) {
        json digest = good_digest();
        test.spoil(digest);
        const DigestFindings found = findings_of(digest);
        EXPECT_THAT(found.texts(), ::testing::Contains(HasSubstr(test.finding))) << test.what;
        bool hard = any_hard(found.headline) || any_hard(found.lead);
        for (const Findings& section : found.sections) hard = hard || any_hard(section);
        EXPECT_EQ(hard, test.hard) << test.what << ": " << ::testing::PrintToString(found.texts());
    }
}

TEST(DigestCheckTest, ReadingNamesWhatIsWrongWithTheShape) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"nothing", "JSON"},
        {R"({"lead":{},"headline":""})", "sections"},
        {R"({"sections":[],"lead":{"refs":[],"text":""},"headline":""})", "sections が空"},
        {R"({"sections":[{"refs":["S3"],"heading":"","body":""}],"lead":{},"headline":""})", "S3"},
        {R"({"sections":[{"refs":[1],"heading":"","body":""}],"lead":{},"headline":""})", "refs"},
        {R"({"sections":[7],"lead":{},"headline":""})", "オブジェクト"},
    };
    for (const auto& [answer, finding] : cases) {
        const auto read = read_digest(answer, 2);
        ASSERT_FALSE(read) << answer;
        EXPECT_EQ(read.error().kind, ErrorKind::Rejected);
        EXPECT_THAT(read.error().message, HasSubstr(finding)) << answer;
    }
}

TEST(DigestCheckTest, TheSchemaIsClosedAndNamesTwentyReferences) {
    const json schema = json::parse(digest_schema());
    const json& section = schema["properties"]["sections"]["items"];
    EXPECT_EQ(section["properties"]["refs"]["items"]["enum"].size(), kDigestRefsMax);
    EXPECT_EQ(section["required"], json({"refs", "heading", "body"}));
    EXPECT_EQ(section["additionalProperties"], false);
    EXPECT_EQ(schema["required"], json({"sections", "lead", "headline"}));
    EXPECT_LT(digest_schema().find("\"refs\""), digest_schema().find("\"heading\""))
        << "the evidence is chosen before the words";
}

class DigestWriterTest : public ::testing::Test {
protected:
    DigestWriterTest() {
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        parts_.client = &llm_;
        parts_.prompts = std::make_shared<const PromptSet>(*PromptSet::load(std::span{&folder, 1}));
        parts_.clock = &clock_;
    }
    Expected<WrittenDigest> write(const std::vector<DigestSource>& sources) {
        return write_digest(parts_, "daily", kAbout, sources, {});
    }

    FakeLlm llm_;
    FakeClock clock_;
    LlmStageParts parts_;
};

TEST_F(DigestWriterTest, MapsReferencesToItemsAndAsksOnceWithTheEditionsPurpose) {
    llm_.on("daily", good_digest().dump());
    const auto written = write(two_sources());
    ASSERT_TRUE(written);
    EXPECT_EQ(written->headline, "Northlake、34Bのモデル「Heron 2」を公開");
    EXPECT_THAT(written->lead.items, ElementsAre(11, 12));
    ASSERT_THAT(written->sections, SizeIs(2));
    EXPECT_THAT(written->sections[1].items, ElementsAre(12));
    EXPECT_THAT(written->findings, IsEmpty());
    const auto asked = llm_.asked();
    ASSERT_THAT(asked, SizeIs(1));
    EXPECT_EQ(asked[0].item, 0);
    EXPECT_EQ(asked[0].purpose, CallPurpose::Edition);
    EXPECT_THAT(asked[0].user, HasSubstr("記号: S1〜S2"));
    EXPECT_THAT(asked[0].user, HasSubstr(std::string{kFenceMark})) << "the list is fenced";
}

TEST_F(DigestWriterTest, ASectionThatNeverPassesIsDropped) {
    json digest = good_digest();
    digest["sections"][1]["body"] =
        "カレル市は6月から34の窓口で応対にAIを試験導入する。誤答の率は毎月公表する。";
    llm_.on("daily", digest.dump());
    const auto written = write(two_sources());
    ASSERT_TRUE(written);
    EXPECT_EQ(llm_.asked("daily"), 3U) << "two re-asks";
    EXPECT_THAT(written->sections, SizeIs(1));
    EXPECT_THAT(written->findings, Not(IsEmpty()));
}

TEST_F(DigestWriterTest, AReaskThatPutsItRightCounts) {
    llm_.on("daily", [](const Question&, int attempt) -> Expected<std::string> {
        json digest = good_digest();
        if (attempt == 0) digest["headline"] = "Sunderlake、新しいモデルを公開した";
        return digest.dump();
    });
    const auto written = write(two_sources());
    ASSERT_TRUE(written);
    EXPECT_EQ(llm_.asked("daily"), 2U);
    EXPECT_EQ(written->headline, "Northlake、34Bのモデル「Heron 2」を公開");
    EXPECT_THAT(written->attempts, SizeIs(2));
}

TEST_F(DigestWriterTest, ALeadAndAHeadlineThatNeverPassAreReplacedOrLeftOut) {
    json digest = good_digest();
    digest["headline"] = "Sunderlake、新しいモデルを公開した";
    digest["lead"]["text"] = "Sunderlakeの70Bのモデルが話題になった一日だった。";
    llm_.on("daily", digest.dump());
    const auto written = write(two_sources());
    ASSERT_TRUE(written);
    EXPECT_EQ(written->headline, "Heron 2の重みを公開");
    EXPECT_EQ(written->lead.text, "");
    EXPECT_THAT(written->sections, SizeIs(2));
}

/// A digest with one section for each source asked about; the names follow the sources.
std::string answer_all(const Question& question) {
    json sections = json::array();
    json refs = json::array();
    for (int i = 1; i <= 20 && static_cast<std::size_t>(i) <= kDigestRefsMax; ++i) {
        const std::string mark = fmt::format("S{}\n題: 話題", i);
        const auto at = question.user.find(mark);
        if (at == std::string::npos) break;
        if (i > 12) continue;
        const std::string ref = fmt::format("S{}", i);
        refs.push_back(ref);
        sections.push_back(
            {{"refs", {ref}},
             {"heading", "話題について"},
             {"body", "この話題は研究の進み方を伝えるものであり、検証はまだない。"}});
    }
    return json{
        {"sections", sections},
        {"lead",
         {{"refs", refs},
          {"text",
           "この日は研究の進み方を伝える話題が並んだ。いずれも検証はまだなく、"
           "これから確かめられる。それぞれの内容と残る条件は、下の節に重要な順にまとめた。"}}},
        {"headline", "研究の進み方を伝える話題が並ぶ"}}
        .dump();
}

TEST_F(DigestWriterTest, ManySourcesAreWrittenInChunksAndThenOnce) {
    std::vector<DigestSource> sources;
    for (ItemId item = 1; item <= 50; ++item)
        sources.push_back({"題: 話題\n要約: 研究の進み方。",
                           "話題について。この話題は研究の進み方を伝える。検証はまだない。",
                           {item}});
    llm_.on("daily", [](const Question& question, int) -> Expected<std::string> {
        return answer_all(question);
    });
    const auto written = write(sources);
    ASSERT_TRUE(written) << written.error().message;
    const auto asked = llm_.asked();
    ASSERT_THAT(asked, SizeIs(4)) << "three chunks and what sums them up";
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(asked[i].chunk, static_cast<int>(i) + 1);
        EXPECT_THAT(asked[i].user, HasSubstr(i == 1 ? "S1〜S17" : "S1〜S1"));
    }
    EXPECT_EQ(asked[3].chunk, 0);
    EXPECT_THAT(asked[3].user, HasSubstr("S1〜S18")) << "the six best of each chunk";
    std::set<ItemId> cited;
    for (const EditionText& section : written->sections)
        cited.insert(section.items.begin(), section.items.end());
    EXPECT_TRUE(cited.contains(1)) << "of the first chunk";
    EXPECT_TRUE(cited.contains(17)) << "of the second";
}

TEST_F(DigestWriterTest, AModelThatIsDownIsAnErrorAndOneThatOnlyRefusesIsNot) {
    llm_.on("daily", [](const Question&, int) -> Expected<std::string> {
        return fail(ErrorKind::Unavailable, "down");
    });
    EXPECT_EQ(write(two_sources()).error().kind, ErrorKind::Unavailable);
    llm_.on("daily", [](const Question&, int) -> Expected<std::string> {
        return fail(ErrorKind::BadInput, "refused");
    });
    const auto written = write(two_sources());
    ASSERT_TRUE(written);
    EXPECT_THAT(written->sections, IsEmpty());
    EXPECT_THAT(written->findings, ElementsAre("refused"));
}

}  // namespace
}  // namespace ainews::pipeline
