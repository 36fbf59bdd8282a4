#include "pipeline/hedge_words.h"

#include <array>

namespace ainews::pipeline {
namespace {

using Words = std::string_view;

// Words of one language may betray a hedge in another ("partial" in none): the lists are joined.
constexpr auto kPartial =
    std::to_array<Words>({"partly",         "partially",    "in part",
                          "to some extent", "to a degree",  "only some",
                          "一定程度",       "部分地",       "部分达到",
                          "部分承认",       "部分属实",     "teilweise",
                          "zum teil",       "en partie",    "partiellement",
                          "in parte",       "parzialmente", "em parte",
                          "parcialmente",   "部分认可",     "part of the reason",
                          "en parte",       "부분적",       "部分的"});
constexpr auto kPartialJa = std::to_array<Words>({"いくらか", "多少", "部分", "一部", "ある程度",
                                                  "一定程度", "半ば", "限定的", "条件付き", "だけ",
                                                  "のみ", "全面的では", "すべてでは", "完全では"});

constexpr auto kReported = std::to_array<Words>({"reportedly",
                                                 "purportedly",
                                                 "is understood to",
                                                 "are understood to",
                                                 "sources told",
                                                 "a source told",
                                                 "according to a person",
                                                 "according to people",
                                                 "according to sources",
                                                 "据说",
                                                 "据了解",
                                                 "有消息称",
                                                 "dem vernehmen nach",
                                                 "selon nos informations",
                                                 "según trascendió",
                                                 "관계자에 따르면",
                                                 "people familiar with",
                                                 "person familiar with",
                                                 "sources said",
                                                 "sources say",
                                                 "is said to",
                                                 "are said to",
                                                 "was said to",
                                                 "according to reports",
                                                 "rumored",
                                                 "rumoured",
                                                 "据报道",
                                                 "据悉",
                                                 "据称",
                                                 "据传",
                                                 "消息人士",
                                                 "知情人士",
                                                 "传闻",
                                                 "berichten zufolge",
                                                 "angeblich",
                                                 "insidern zufolge",
                                                 "selon des sources",
                                                 "selon certaines",
                                                 "aurait",
                                                 "auraient",
                                                 "serait",
                                                 "seraient",
                                                 "avrebbe",
                                                 "avrebbero",
                                                 "sarebbe",
                                                 "teria",
                                                 "según fuentes",
                                                 "presuntamente",
                                                 "al parecer",
                                                 "알려졌다",
                                                 "전해졌다",
                                                 "소식통",
                                                 "報じられ",
                                                 "とされる",
                                                 "関係者によると"});
constexpr auto kReportedJa = std::to_array<Words>(
    {"疑",     "主張",     "訴",       "報じ",     "報道",     "伝え",   "伝わ",
     "とされ", "という",   "によると", "によれば", "関係者",   "もよう", "模様",
     "らしい", "とみられ", "と言われ", "といわれ", "とのこと", "消息筋", "事情に詳しい",
     "うわさ", "噂",       "明かし",   "見方",     "情報"});

constexpr auto kPossible = std::to_array<Words>({"apparently",
                                                 "seemingly",
                                                 "presumably",
                                                 "supposedly",
                                                 "potentially",
                                                 "conceivably",
                                                 "cannot rule out",
                                                 "can't rule out",
                                                 "似乎",
                                                 "疑似",
                                                 "恐怕",
                                                 "大概率",
                                                 "offenbar",
                                                 "anscheinend",
                                                 "vermutlich",
                                                 "wahrscheinlich",
                                                 "apparemment",
                                                 "probablement",
                                                 "semblerait",
                                                 "aparentemente",
                                                 "probablemente",
                                                 "forse",
                                                 "probabilmente",
                                                 "provavelmente",
                                                 "talvez",
                                                 "것 같다",
                                                 "듯하다",
                                                 "아마",
                                                 "probably",
                                                 "not impossible",
                                                 "not ruled out",
                                                 "suggests that",
                                                 "suggest that",
                                                 "不排除",
                                                 "may",
                                                 "might",
                                                 "possibly",
                                                 "perhaps",
                                                 "maybe",
                                                 "likely",
                                                 "unlikely",
                                                 "appears to",
                                                 "appear to",
                                                 "seems to",
                                                 "could be",
                                                 "could become",
                                                 "could lead",
                                                 "could cut",
                                                 "could reduce",
                                                 "或许",
                                                 "也许",
                                                 "或将",
                                                 "可能",
                                                 "有望",
                                                 "könnte",
                                                 "könnten",
                                                 "möglicherweise",
                                                 "vielleicht",
                                                 "pourrait",
                                                 "pourraient",
                                                 "peut-être",
                                                 "podría",
                                                 "podrían",
                                                 "quizá",
                                                 "tal vez",
                                                 "posiblemente",
                                                 "가능성",
                                                 "수 있다",
                                                 "것으로 보인다",
                                                 "可能性",
                                                 "かもしれない",
                                                 "おそれがある"});
constexpr auto kPossibleJa = std::to_array<Words>(
    {"ことがあ", "場合があ", "かも知れ", "潜在",       "ようで",     "みえ",       "ありそ",
     "約",       "ほど",     "くらい",   "およそ",     "構わない",   "無視して",   "可能",
     "かもしれ", "恐れ",     "おそれ",   "うる",       "得る",       "見込",       "みられ",
     "見られ",   "考えられ", "だろう",   "ありそう",   "そうだ",     "ようだ",     "ように",
     "おそらく", "恐らく",   "見通し",   "思われ",     "でしょう",   "推測",       "推定",
     "示唆",     "かねない", "らしい",   "模様",       "もよう",     "うかが",     "余地",
     "とみ",     "見える",   "ありう",   "あり得",     "なりうる",   "公算",       "期待",
     "予想",     "できる",   "懸念",     "場合がある", "こともある", "ことはあっ", "ありえな",
     "あり得な", "否定でき", "排除でき", "低い",       "高い",       "薄い",       "ないとは"});

constexpr auto kAlleged = std::to_array<Words>(
    {"allegedly", "alleged", "alleges",  "allege",     "accused",  "accuses",  "accusing",
     "涉嫌",      "被指",    "指控",     "mutmaßlich", "indagato", "indagata", "secondo l'accusa",
     "suspeito",  "présumé", "presunto", "presunta",   "의혹",     "혐의",     "疑いがある"});
constexpr auto kAllegedJa = std::to_array<Words>(
    {"主張", "とされ", "疑", "訴え", "という", "によると", "によれば", "告発", "非難", "責め",
     "称し", "申し立て", "指摘", "容疑", "批判", "告訴", "提訴", "嫌疑"});

constexpr auto kClaimed = std::to_array<Words>(
    {"claims", "claimed", "claiming", "self-reported", "by its own account", "according to its own",
     "声称", "自称", "公司称", "nach eigenen angaben", "selon ses propres", "afirma", "주장"});
constexpr auto kClaimedJa = std::to_array<Words>(
    {"主張", "とする", "という", "としてい", "とした", "とし、", "によると", "によれば", "説明",
     "述べ", "称",     "語",     "訴え",     "発表",   "話",     "明らか",   "伝え",     "報じ",
     "言",   "うた",   "とみ",   "自己",     "自社",   "独自",   "自ら",     "求め"});

constexpr auto kOpinion = std::to_array<Words>(
    {"believe", "believes", "believed", "predicts", "predicted", "forecast", "forecasts", "argues",
     "in our view", "认为", "预测", "glaubt", "glauben", "estime", "cree", "creemos"});
constexpr auto kOpinionJa = std::to_array<Words>(
    {"予想", "見方",     "見込",   "考え", "とみ", "という", "見通し", "述べ", "予測",
     "期待", "主張",     "とする", "とし", "信じ", "思",     "論じ",   "指摘", "語",
     "話",   "によると", "だろう", "見て", "見る", "みる",   "判断",   "評価", "見解"});

constexpr auto kUnclear =
    std::to_array<Words>({"unclear", "not known", "nobody knows", "no one knows", "cannot say",
                          "not clear", "unknown", "未知", "不清楚", "尚不明确", "unklar",
                          "non è chiaro", "no está claro", "pas clair", "불분명", "不明"});
constexpr auto kUnclearJa =
    std::to_array<Words>({"見通せ",         "はっきり",       "わかって",       "分かって",
                          "明らかにされて", "明らかにして",   "特定",           "判明",
                          "不明",           "分から",         "わから",         "かどうか",
                          "明らかでない",   "明らかではない", "明らかになって", "定か",
                          "はっきり",       "未詳",           "知られていない", "不透明",
                          "未知",           "言えない",       "断定",           "か、"});

constexpr auto kConsidered = std::to_array<Words>(
    {"in talks",    "considering",  "weighing",   "exploring a", "negotiating", "negotiations",
     "discussions", "is reviewing", "洽谈",       "商谈",        "谈判",        "考虑",
     "검토",        "협의",         "étudierait", "étudie",      "discussions", "prüft",
     "verhandelt",  "negocia",      "estudia",    "valuta",      "検討"});
constexpr auto kConsideredJa =
    std::to_array<Words>({"協議", "検討", "交渉", "商談", "話し合", "模索", "調整", "打診", "探",
                          "考え", "議論", "計画", "案"});

constexpr auto kDraft =
    std::to_array<Words>({"draft", "proposal", "bill would", "草案", "征求意见", "拟", "entwurf",
                          "projet de loi", "proyecto de ley", "초안", "草案"});
constexpr auto kDraftJa =
    std::to_array<Words>({"案", "意見を募", "意見募集", "提案", "パブリックコメント", "検討",
                          "草稿", "下書", "求める考え"});

constexpr auto kConditional =
    std::to_array<Words>({"if", "provided that", "如果", "若", "wenn", "falls", "sofern",
                          "à condition", "si", "se", "만약"});
constexpr auto kConditionalJa = std::to_array<Words>(
    {"かぎり", "ば", "場合", "なら", "たら", "条件", "限り", "限っ", "か", "もし", "ても", "とき",
     "時", "と、", "際", "次第", "よう", "でも", "ため"});

constexpr auto kExcept =
    std::to_array<Words>({"unless", "except", "excluding", "apart from", "除非", "除了", "außer",
                          "sauf", "excepto", "salvo", "제외"});
constexpr auto kExceptJa =
    std::to_array<Words>({"かぎり", "のぞ", "除", "以外", "限り", "なければ", "別", "例外", "ほか",
                          "外", "でないと", "のみ", "だけ"});

constexpr auto kUnconfirmed = std::to_array<Words>({"unconfirmed",
                                                    "unverified",
                                                    "not been verified",
                                                    "not been confirmed",
                                                    "not yet",
                                                    "not independently",
                                                    "has not confirmed",
                                                    "have not confirmed",
                                                    "yet to be",
                                                    "尚未",
                                                    "未经证实",
                                                    "未证实",
                                                    "noch nicht",
                                                    "unbestätigt",
                                                    "pas encore",
                                                    "todavía no",
                                                    "aún no",
                                                    "아직",
                                                    "未確認",
                                                    "まだ"});
constexpr auto kUnconfirmedJa =
    std::to_array<Words>({"未", "まだ", "ない", "なかった", "ず", "待", "これから", "今後"});

constexpr auto kPlanned = std::to_array<Words>(
    {"plans to",    "plan to",    "planned to",  "intends to", "aims to",      "aim to",
     "hopes to",    "expects to", "expected to", "is due to",  "scheduled to", "scheduled for",
     "proposes to", "proposed",   "计划",        "预计",       "拟于",         "打算",
     "plant",       "planen",     "prévoit",     "envisage",   "planea",       "prevé",
     "계획",        "예정",       "予定",        "見込み"});
constexpr auto kPlannedJa = std::to_array<Words>(
    {"予定",   "計画", "方針",   "見込", "見通し", "目指", "予想", "意向", "つもり", "狙",
     "考え",   "期待", "たい",   "提案", "目標",   "構え", "はず", "検討", "予測",   "みられ",
     "見られ", "めど", "だろう", "案",   "とみ",   "待",   "希望", "ねら"});

constexpr auto kDenied = std::to_array<Words>(
    {"denied",     "denies",      "deny",   "denying",   "declined to", "declines to",
     "refused to", "refuses to",  "否认",   "拒绝",      "未予置评",    "bestreitet",
     "bestritt",   "dementierte", "dément", "a démenti", "niega",       "negó",
     "부인",       "거부",        "否定",   "否認"});
constexpr auto kDeniedJa =
    std::to_array<Words>({"否定", "否認", "拒", "断", "ない", "なかった", "ず", "退け", "控え",
                          "却下", "反論", "打ち消", "避け"});

constexpr auto kAtMost = std::to_array<Words>(
    {"as much as", "up to", "at most", "no more than", "a maximum of", "最多达", "最多可", "最高达",
     "不超过", "至多", "bis zu", "höchstens", "jusqu'à", "hasta", "최대", "最大"});
constexpr auto kAtMostJa = std::to_array<Words>(
    {"多くとも", "たかだか", "上回らない", "最大", "最高", "まで", "以下", "上限", "以内", "最長",
     "最多达", "最多可", "多くて", "せいぜい", "超えない", "未満"});

constexpr auto kAtLeast = std::to_array<Words>(
    {"at least", "no fewer than", "no less than", "a minimum of", "至少", "不少于", "mindestens",
     "wenigstens", "au moins", "al menos", "por lo menos", "최소", "적어도", "少なくとも"});
constexpr auto kAtLeastJa = std::to_array<Words>(
    {"下回らない", "少なくとも", "以上", "最低", "最小", "下限", "最短", "超", "下らない", "最少"});

constexpr auto kNegated =
    std::to_array<Words>({"not",    "never",  "cannot",  "without", "neither", "nor",    "isn't",
                          "aren't", "wasn't", "weren't", "don't",   "doesn't", "didn't", "won't",
                          "can't",  "hasn't", "haven't", "nicht",   "kein",    "keine",  "jamais",
                          "并未",   "没有",   "并非",    "不会",    "不能",    "아니",   "않"});
constexpr auto kNegatedJa = std::to_array<Words>(
    {"伏",     "匿",   "ない", "なか", "なく", "なし", "なけ", "ません", "ず",   "ぬ",
     "まい",   "否",   "拒",   "断",   "未",   "不",   "非",   "無",     "抜き", "欠",
     "避",     "控え", "逆",   "外",   "以外", "除",   "反",   "禁",     "だけ", "のみ",
     "とどま", "限",   "失敗", "困難", "難し", "ゼロ", "やめ", "止め",   "苦手", "不得"});

constexpr std::array<HedgeWords, 17> kLexicon{
    {{Hedge::Partial, "部分的", kPartial, kPartialJa},
     {Hedge::Reported, "伝聞(〜と報じられた)", kReported, kReportedJa},
     {Hedge::Possible, "可能性", kPossible, kPossibleJa},
     {Hedge::Alleged, "疑い・主張", kAlleged, kAllegedJa},
     {Hedge::Claimed, "当人の主張", kClaimed, kClaimedJa},
     {Hedge::Opinion, "見方・予想", kOpinion, kOpinionJa},
     {Hedge::Unclear, "不明", kUnclear, kUnclearJa},
     {Hedge::Considered, "検討・協議中", kConsidered, kConsideredJa},
     {Hedge::Draft, "案の段階", kDraft, kDraftJa},
     {Hedge::Except, "例外", kExcept, kExceptJa},
     {Hedge::Conditional, "条件", kConditional, kConditionalJa},
     {Hedge::Unconfirmed, "未確認", kUnconfirmed, kUnconfirmedJa},
     {Hedge::Planned, "予定・見込み", kPlanned, kPlannedJa},
     {Hedge::Denied, "否定・拒否", kDenied, kDeniedJa},
     {Hedge::AtMost, "最大(上限)", kAtMost, kAtMostJa},
     {Hedge::AtLeast, "少なくとも(下限)", kAtLeast, kAtLeastJa},
     {Hedge::Negated, "打ち消し", kNegated, kNegatedJa}}};

}  // namespace

std::span<const HedgeWords> hedge_lexicon() noexcept { return kLexicon; }

}  // namespace ainews::pipeline
