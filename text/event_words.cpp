#include "text/event_words.h"

#include <array>
#include <cstddef>
#include <span>

namespace ainews::text {
namespace {

using Words = std::span<const std::string_view>;

// The words of one kind are what different desks write for the same act, and what a model writes
// in a summary of it. A word is listed where it is telling in a headline: "AI" or "開発" is not.
constexpr std::string_view kLaunch[] = {"発表",       "公開",   "投入",     "リリース", "登場",
                                        "披露",       "発売",   "提供を始", "提供開始", "新モデル",
                                        "オープンに", "を試す", "を試した"};
constexpr std::string_view kPrice[] = {"値下げ", "値上げ",     "引き上げ", "引き下げ", "割安",
                                       "料金",   "無料プラン", "無料化",   "有料化",   "据え置"};
constexpr std::string_view kMoney[] = {"調達", "評価額", "出資", "拠出", "助成", "融資"};
constexpr std::string_view kMerger[] = {"買収", "傘下", "合併", "統合"};
constexpr std::string_view kLawsuit[] = {"提訴", "訴え", "訴訟"};
constexpr std::string_view kFine[] = {"制裁金", "罰金", "課徴金", "過料"};
constexpr std::string_view kAppeal[] = {"不服", "控訴", "上訴", "取り消しを求"};
constexpr std::string_view kOutage[] = {"障害", "使えなくな", "ダウン", "応答しな"};
constexpr std::string_view kHole[] = {"脆弱性", "欠陥",         "漏えい", "漏れ",
                                      "流出",   "不正アクセス", "攻撃"};
constexpr std::string_view kEarnings[] = {"売上高", "決算", "増収",   "減収", "増益",  "減益",
                                          "赤字",   "黒字", "四半期", "月期", "純利益"};
constexpr std::string_view kLayoff[] = {"解雇", "人員削減", "削減する", "人員"};
constexpr std::string_view kOffice[] = {"拠点", "事務所", "オフィス", "開設"};
constexpr std::string_view kListing[] = {"株式公開", "株式の公開", "上場"};
constexpr std::string_view kRecall[] = {"回収",       "点検",     "リコール",
                                        "出荷を停止", "出荷停止", "出荷の停止"};
constexpr std::string_view kLaw[] = {"成立", "可決", "施行", "法案"};
constexpr std::string_view kResearch[] = {"臨床試験", "論文", "研究者", "提案し", "新手法"};
constexpr std::string_view kDeal[] = {"提携", "契約を結", "契約を締結", "共同開発", "協業"};
constexpr std::string_view kOrder[] = {"差し止め", "停止命令", "命令"};
constexpr std::string_view kPeople[] = {"退社", "独立", "辞任", "就任", "退任", "移籍"};
constexpr std::string_view kProduction[] = {"量産", "出荷"};
constexpr std::string_view kRules[] = {"指針", "ガイドライン", "基準"};
constexpr std::string_view kRollout[] = {"導入", "納入", "配備",    "稼働",
                                         "配置", "全店", "使い始め"};
constexpr std::string_view kCorrection[] = {"訂正", "修正"};
constexpr std::string_view kReport[] = {"報告書", "再現"};
constexpr std::string_view kBuilding[] = {"建設", "着工", "建て", "工場"};
constexpr std::string_view kSupersession[] = {"切り替え", "移行",   "移る",     "廃止",
                                              "終了",     "標準に", "刷新",     "打ち切",
                                              "提供を終", "やめる", "取りやめ", "手放す"};
constexpr std::string_view kRuling[] = {"判決", "勝訴", "敗訴", "適法", "違法"};
constexpr std::string_view kRanking[] = {"首位", "番付", "順位"};
constexpr std::string_view kStatistics[] = {"調べ", "統計", "前年比", "前年同月"};
constexpr std::string_view kClosure[] = {"閉鎖", "撤退"};

// The order is that of the bits: kAnnounced is the first, kAppealed the seventh.
constexpr std::array<Words, 30> kKinds{
    kLaunch,   kPrice,        kMoney,  kMerger,     kLawsuit,    kFine,    kAppeal,     kOutage,
    kHole,     kEarnings,     kLayoff, kOffice,     kListing,    kRecall,  kLaw,        kResearch,
    kDeal,     kOrder,        kPeople, kProduction, kRules,      kRollout, kCorrection, kReport,
    kBuilding, kSupersession, kRuling, kRanking,    kStatistics, kClosure};
static_assert(kKinds.size() <= sizeof(EventKinds) * 8);

constexpr std::string_view kFollowUps[] = {
    "不服",         "控訴",       "上訴",       "上告",       "反発",       "反論",     "困惑",
    "懸念を表明",   "対抗",       "要請",       "求める声",   "報告書",     "撤回",     "変更",
    "延期",         "再開",       "訂正",       "謝罪",       "調査結果",   "修正",     "停止を求",
    "2件目",        "2例目",      "3件目",      "再び",       "一転",       "続報",     "後任",
    "和解",         "取り下げ",   "棄却",       "見送り",     "再現でき",   "点検",     "新会社は",
    "の配布を停止", "公開を停止", "提供を停止", "販売を停止", "提供停止",   "公開停止", "配布停止",
    "中止",         "取りやめ",   "調査を開始", "調査開始",   "調査に着手", "釈明",     "批判",
    "抗議",         "反対",       "受け入れ",   "呼び戻",     "再雇用",     "再発",     "余波",
    "対応策",       "見直し",     "見直す",     "逆転"};

}  // namespace

EventKinds event_kinds(std::string_view folded) noexcept {
    EventKinds found = 0;
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
        for (const std::string_view word : kKinds[kind])
            if (folded.find(word) != std::string_view::npos) {
                found |= EventKinds{1} << kind;
                break;
            }
    return found;
}

std::vector<std::string_view> follow_up_words(std::string_view folded) {
    std::vector<std::string_view> found;
    for (const std::string_view word : kFollowUps)
        if (folded.find(word) != std::string_view::npos) found.push_back(word);
    return found;
}

}  // namespace ainews::text
