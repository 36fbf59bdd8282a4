#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/results.h"

namespace ainews::testing {

/// A made-up article of three paragraphs, and answers about it that a careful editor would accept.
[[nodiscard]] inline Extraction heron_article() {
    Extraction extraction;
    extraction.language = "en";
    extraction.blocks = {
        {.n = 1,
         .text = "Northlake on Tuesday released Heron 2, a 34B open-weight model it says partly "
                 "matches larger rivals on tests."},
        {.n = 2,
         .text = "It was trained on 12 trillion tokens; firms with more than $50 million in "
                 "revenue may not use it."},
        {.n = 3, .text = "Independent testers have not yet confirmed the results of the company."}};
    extraction.blocks[1].spans = {{0, 2, "https://northlake.example/paper"}};
    return extraction;
}
inline constexpr std::string_view kHeronTitle = "Northlake ships Heron 2";

inline constexpr const char* kHeronSummary = R"({"key_points":[
 {"paras":[1],"heading":"Heron 2の重みを公開","text":"Northlakeは34Bのオープンウェイトモデル「Heron 2」を公開した。試験で競合に部分的に並ぶと同社は説明している。"},
 {"paras":[2],"heading":"12兆トークンで学習","text":"学習には12兆トークンを用いた。売上高が5000万ドルを超える企業の利用はライセンスで禁じている。"},
 {"paras":[3],"heading":"独立した検証はまだ","text":"性能は同社の発表に基づくもので、独立した試験者による確認はまだ済んでいない。裏づけは残された課題だ。"}],
 "tldr":"Northlakeが34Bのモデル「Heron 2」を公開し、試験で競合に部分的に並ぶと主張したが、独立した検証はまだない。",
 "title":"Northlake、34Bのオープンモデル「Heron 2」を公開",
 "entities":[{"surface":"Northlake","ja":"Northlake","kind":"company","role":"main"},{"surface":"Heron 2","ja":"Heron 2","kind":"model","role":"main"}],
 "topics":["オープンモデル"],"new_topic":""})";

/// By number of paragraph.
[[nodiscard]] inline std::map<std::int64_t, std::string> heron_japanese() {
    return {
        {1,
         "Northlakeは火曜日、34BのオープンウェイトモデルHeron "
         "2を公開した。試験で大規模な競合に部分的に並ぶという。"},
        {2, "⟦1⟧学習⟦/1⟧には12兆トークンを用いた。売上高が5000万ドルを超える企業は利用できない。"},
        {3, "独立した試験者は、同社の結果をまだ確認していない。"}};
}

}  // namespace ainews::testing
