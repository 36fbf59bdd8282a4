#include "pipeline/check_claims.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "pipeline/check_register.h"
#include "pipeline/check_repetition.h"
#include "pipeline/code_points.h"
#include "pipeline/word_list.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

using Words = std::string_view;

/// Strong words of ours, and what a source that grounds them says.
struct Strong {
    std::span<const Words> ours;
    std::span<const Words> source;
};

constexpr auto kAll = std::to_array<Words>({"あらゆる", "ことごとく", "例外なく"});
constexpr auto kAllSource = std::to_array<Words>(
    {"every", "all ", "any ", "all-", "所有", "全部", "任何", "一切", "各种", "あらゆる", "すべて",
     "全て", "alle", "jede", "tous", "toute", "todo", "toda", "모든"});
constexpr auto kVictory =
    std::to_array<Words>({"圧倒", "圧勝", "完勝", "独走", "席巻", "無敵", "完膚"});
constexpr auto kVictorySource =
    std::to_array<Words>({"crush", "dominat", "overwhelm", "outclass", "sweep", "swept", "trounc",
                          "unbeat", "by far", "vast", "far ahead", "碾压", "压倒", "横扫",
                          "遥遥领先", "圧倒", "überwältig", "écras", "압도"});
constexpr auto kBest = std::to_array<Words>({"世界一", "世界初", "世界最", "業界初", "業界一",
                                             "業界1位", "業界トップ", "世界トップ", "ナンバーワン",
                                             "史上初", "史上最", "最強", "究極", "唯一無二"});
constexpr auto kBestSource = std::to_array<Words>(
    {"world",   "first", "ever",    "best",     "most",   "strongest", "ultimate", "only", "record",
     "leading", "top",   "最",      "首",       "全球",   "世界",      "史上",     "唯一", "業界",
     "erste",   "beste", "premier", "meilleur", "primer", "mejor",     "최초",     "최고", "세계"});
constexpr auto kUpheaval = std::to_array<Words>({"革命", "画期的", "歴史的"});
constexpr auto kUpheavalSource = std::to_array<Words>(
    {"revolution", "breakthrough", "groundbreaking", "historic", "landmark", "transform", "革命",
     "颠覆", "突破", "历史", "画期", "歴史", "durchbruch", "révolution", "혁명", "획기"});
constexpr auto kDrama = std::to_array<Words>({"激震", "衝撃", "震撼", "驚愕", "驚異"});
constexpr auto kDramaSource =
    std::to_array<Words>({"shock", "stun", "astonish", "amaz", "rattl", "surpris", "stagger",
                          "impact", "震", "惊", "衝撃", "驚", "schock", "choc", "충격"});
constexpr auto kPerfect = std::to_array<Words>({"完璧", "完全無欠"});
constexpr auto kPerfectSource = std::to_array<Words>(
    {"perfect", "flawless", "without a flaw", "完美", "完璧", "makellos", "완벽"});
constexpr std::array<Strong, 6> kStrong{{{kAll, kAllSource},
                                         {kVictory, kVictorySource},
                                         {kBest, kBestSource},
                                         {kUpheaval, kUpheavalSource},
                                         {kDrama, kDramaSource},
                                         {kPerfect, kPerfectSource}}};

constexpr auto kAttributed = std::to_array<Words>(
    {"主張",     "説明", "という", "としている", "とする", "とし",     "によると",
     "によれば", "称",   "うた",   "述べ",       "語",     "発表",     "訴え",
     "報じ",     "評価", "自称",   "宣伝",       "強調",   "ではない", "かどうか"});

constexpr auto kAdmits = std::to_array<Words>(
    {"let ",       "i own ",    "mistake",  "sorry",    "apolog",  "regret", "admit",      "let ",
     "acknowledg", "conced",    "confess",  "confirm",  "recogni", "approv", "allow",      "permit",
     "authori",    "grant",     "accept",   "accredit", "certif",  "agree",  "clear",      "own up",
     "ruled",      "deem",      "qualif",   "entitl",   "concess", "承认",   "坦言",       "坦承",
     "认可",       "批准",      "允许",     "确认",     "许可",    "認め",   "eingeräumt", "räumt",
     "räumen",     "zugegeben", "genehmig", "bestätig", "erlaub",  "reconn", "admet",      "admis",
     "autoris",    "reconoc",   "admit",    "인정",     "허용",    "승인",   "허가"});

/// What is said to have happened, and what a source that says so has, not taken back beside it.
constexpr auto kProved = std::to_array<Words>(
    {"実証さ", "実証し", "証明し", "証明さ", "裏づけられた", "裏付けられた", "立証"});
constexpr auto kProvedSource =
    std::to_array<Words>({"prove", "proof", "demonstrat", "establish", "verif", "show", "confirm",
                          "证明",  "证实",  "验证",       "証明",      "実証",  "裏",   "beweis",
                          "beleg", "prouv", "démontr",    "demostr",   "증명",  "입증"});
constexpr auto kConfirmed = std::to_array<Words>({"確認した", "確認済み", "確認が取れた"});
constexpr auto kConfirmedSource = std::to_array<Words>(
    {"confirm", "verified", "verify", "证实", "确认", "核实", "確認", "확인", "bestätig"});
/// Who looked for themselves has 確かめた, also where the source does not call it confirmed.
constexpr auto kChecked = std::to_array<Words>({"確かめた"});
constexpr auto kCheckedSource =
    std::to_array<Words>({"confirm", "verif", "check", "examin", "audit", "by hand", "证实", "确认",
                          "核实", "检查", "確認", "確か", "확인", "prüf", "bestätig", "vérifi"});
constexpr std::array<Strong, 3> kAffirmed{
    {{kProved, kProvedSource}, {kConfirmed, kConfirmedSource}, {kChecked, kCheckedSource}}};

/// Whether `text` says `word` as something that happened, at the end of a clause: 確かめたい is a
/// wish, 確かめた結果 names something.
bool says_done(std::string_view text, Words word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::string_view after = text.substr(at + word.size());
        for (const Words end : {Words{"。"}, Words{"、"}, Words{"と"}, Words{"が"}, Words{"\n"}})
            if (after.starts_with(end)) return true;
        if (after.empty() || !word.ends_with("た")) return true;
    }
    return false;
}

constexpr auto kTakenBack = std::to_array<Words>(
    {"not ", "n't",   "no ",  "never", "nor ", "yet",  "without", "unable", "尚未",
     "未",   "没",    "不",   "ない",  "ず",   "않",   "아직",    "못",     "noch nicht",
     "kein", "nicht", "pas ", "aucun", "non ", "não ", "review",  "검토"});

/// Whether some sentence of the source says one of the words without taking it back.
bool says_without_doubt(std::string_view lower_source, std::span<const Words> words) {
    for (const std::string& sentence : text::sentences(lower_source)) {
        const std::string_view view = sentence;
        const bool said = std::ranges::any_of(
            words, [&](Words word) { return view.find(word) != std::string_view::npos; });
        const bool taken_back = std::ranges::any_of(
            kTakenBack, [&](Words word) { return view.find(word) != std::string_view::npos; });
        if (said && !taken_back) return true;
    }
    return false;
}

/// Somebody refuses to admit something: then 認めた needs an admission of its own.
constexpr auto kDenies =
    std::to_array<Words>({"denied", "denies", "deny ", "denying", ", not ", "否认", "nega:", "negó",
                          "dément", "bestreitet", "bestritt", "부인", "否定", "否認"});

/// Where the text says that something was admitted: not 認めない, 認められる, 認めず.
std::vector<std::size_t> admissions(std::string_view text) {
    std::vector<std::size_t> places;
    constexpr Words kVerb = "認め";
    for (auto at = text.find(kVerb); at != std::string_view::npos; at = text.find(kVerb, at + 1)) {
        const std::string_view after = text.substr(at + kVerb.size());
        const bool admitted = after.starts_with("た") || after.starts_with("て") ||
                              after.starts_with("る") || after.starts_with("、");
        const bool undone = after.starts_with("ていない") || after.starts_with("てはいない") ||
                            after.starts_with("ておらず") || after.starts_with("るか") ||
                            after.starts_with("ているか") || after.starts_with("ても") ||
                            after.starts_with("てもいない");
        if (admitted && !undone) places.push_back(at);
    }
    return places;
}

std::vector<std::size_t> denials(std::string_view text) {
    std::vector<std::size_t> places;
    for (const Words verb : {Words{"否定"}, Words{"否認"}})
        for (auto at = text.find(verb); at != std::string_view::npos;
             at = text.find(verb, at + 1)) {
            const std::string_view after = text.substr(at + verb.size());
            const bool undone = after.starts_with("していない") ||
                                after.starts_with("はしていない") ||
                                after.starts_with("しなかった") || after.starts_with("もして") ||
                                after.starts_with("せず") || after.starts_with("しておらず") ||
                                after.starts_with("的");
            if (!undone) places.push_back(at);
        }
    return places;
}

constexpr std::size_t kObjectSpan = 16;  // characters before a verb that name its object
constexpr double kSameObject = 0.3;

/// Share of the shorter text's character pairs that the other has.
double shared_object(std::string_view a, std::string_view b) {
    const double overlap = bigram_overlap(a, b);
    const auto shorter = static_cast<double>(std::min(text::length(a), text::length(b)));
    const auto both = static_cast<double>(text::length(a) + text::length(b));
    // From Jaccard to containment: shared = J (a + b) / (1 + J).
    return shorter == 0 ? 0 : overlap * both / ((1 + overlap) * shorter);
}

std::string before(std::string_view text, std::size_t at) {
    const std::u32string all = code_points(text.substr(0, at));
    return to_utf8(all.substr(all.size() > kObjectSpan ? all.size() - kObjectSpan : 0));
}

}  // namespace

Findings check_claims(const std::string& what, std::string_view japanese, std::string_view source) {
    Findings findings;
    const std::string bare = outside_quotes(japanese);
    const std::string lower = text::lower(source);
    if (!admissions(bare).empty() && holds_one_of(lower, kDenies) && !holds_one_of(lower, kAdmits))
        findings.push_back(
            {Gate::Hedge, what + ": 「認めた」とあるが、資料では誰も認めていない", false});
    for (const Strong& strong : kStrong)
        for (const Words word : strong.ours)
            if (bare.find(word) != std::string::npos && !holds_one_of(lower, strong.source)) {
                findings.push_back({Gate::Evidence,
                                    what + ": 「" + std::string{word} + "」の根拠が本文にない",
                                    false});
                break;
            }
    for (const Strong& claim : kAffirmed)
        for (const Words word : claim.ours)
            if (says_done(bare, word) && !says_without_doubt(lower, claim.source)) {
                findings.push_back({Gate::Hedge,
                                    what + ": 「" + std::string{word} + "」とは資料は言っていない",
                                    false});
                break;
            }
    for (const std::string& sentence : text::sentences(bare))
        if (holds_one_of(sentence, kBest) && !holds_one_of(sentence, kAttributed))
            findings.push_back(
                {Gate::Hedge, what + ": 最上級の主張が誰のものか示されていない", false});
    return findings;
}

bool holds_strong_claim(std::string_view japanese, std::string_view source) {
    const std::string bare = outside_quotes(japanese);
    const std::string lower = text::lower(source);
    return std::ranges::any_of(kStrong, [&](const Strong& strong) {
        return holds_one_of(bare, strong.ours) && !holds_one_of(lower, strong.source);
    });
}

Findings check_contradictions(const Summary& summary) {
    std::vector<std::string> fields{summary.title, summary.tldr};
    for (const KeyPoint& point : summary.key_points) fields.push_back(point.text);
    for (const std::string& denying : fields)
        for (const std::size_t denial : denials(denying))
            for (const std::string& admitting : fields)
                for (const std::size_t admission : admissions(admitting))
                    if (&denying != &admitting &&
                        shared_object(before(denying, denial), before(admitting, admission)) >=
                            kSameObject)
                        return {
                            {Gate::Hedge, "認めたのか否定したのか、記述が食い違っている", false}};
    return {};
}

Findings check_partial_admissions(const Summary& summary) {
    std::vector<std::string> fields{summary.title, summary.tldr};
    for (const KeyPoint& point : summary.key_points) fields.push_back(point.text);
    const auto partial = [](std::string_view text) {
        return text.find("部分") != std::string_view::npos ||
               text.find("一部") != std::string_view::npos;
    };
    for (const std::string& limiting : fields)
        for (const std::string& clause : text::clauses(limiting)) {
            const auto limited = clause.find("認め");
            if (limited == std::string::npos || !partial(clause)) continue;
            for (const std::string& field : fields) {
                const bool none = !partial(field);
                for (const std::string& other : text::clauses(field)) {
                    const auto admitted = other.find("認め");
                    if (admitted == std::string::npos || partial(other)) continue;
                    if (none || bigram_overlap(before(clause, limited), before(other, admitted)) >=
                                    kSameObject)
                        return {{Gate::Hedge,
                                 "部分的に認めたことが、全面的に認めたように書かれている", false}};
                }
            }
        }
    return {};
}

}  // namespace ainews::pipeline
