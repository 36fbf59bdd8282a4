#include "tests/browser/sample_articles.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class Draft {
public:
    Draft(ItemId id, std::string source, std::string title, std::string language, TimePoint seen) {
        item_.id = id;
        item_.source = std::move(source);
        item_.url = "https://" + item_.source + ".example/" + std::to_string(id);
        item_.title = std::move(title);
        item_.language = std::move(language);
        item_.first_seen = seen;
        item_.published = seen - minutes{20};
        item_.state = ItemState::Done;
    }
    Draft& with(std::string_view stage, const nlohmann::json& result, std::string model) {
        StageRecord record;
        record.state = JobState::Done;
        record.result_json = dump(result);
        record.provenance.engine = model.empty() ? "builtin" : "llm";
        record.provenance.model = std::move(model);
        record.finished = item_.first_seen + minutes{12};
        item_.stages[std::string{stage}] = std::move(record);
        return *this;
    }
    Draft& extracted(std::vector<Block> blocks, int reading_minutes) {
        Extraction extraction;
        extraction.reading_minutes = reading_minutes;
        extraction.language = item_.language;
        extraction.blocks = std::move(blocks);
        return with(stage_names::kExtract, to_json(extraction), "");
    }
    Draft& summarized(Summary summary) {
        const bool extractive = summary.extractive;
        return with(stage_names::kSummarize, to_json(summary), extractive ? "" : kModel);
    }
    Draft& rated(int depth, int relevance, int practicality, int novelty) {
        Score score;
        score.axes[Axis::Depth] = {
            depth, "計測の条件と限界を、報告書に基づいて説明している。", {1}};
        score.axes[Axis::Relevance] = {relevance, "開発者と企業の選択に直接関わる。", {2}};
        score.axes[Axis::Practicality] = {practicality, "起動の手順と条件がそろっている。", {4}};
        score.axes[Axis::Novelty] = {novelty, "既知の手法を新しく組み合わせている。", {3}};
        return with(stage_names::kScore, to_json(score), kModel);
    }
    Draft& translated(std::vector<Block> blocks) {
        return with(stage_names::kTranslate, to_json(Translation{std::move(blocks)}), kModel);
    }
    Draft& analyzed() {
        return with(
            stage_names::kAnalyze,
            to_json(Analysis{"売上高の小さな開発会社は、契約なしで組み込みを始められるように"
                             "なります。推論の提供会社にも、値下げの圧力がかかる可能性があります。",
                             "「8分の1」は問い合わせの種類に左右されるため、付録の条件と"
                             "自社の利用を見比べる必要があります。",
                             {"5月中に公開予定の質疑応答集。"},
                             {1, 2}}),
            kModel);
    }
    Item& item() { return item_; }

private:
    static constexpr const char* kModel = "sample-model-1";
    Item item_;
};

std::vector<Block> english_blocks() {
    return {
        {.n = 1,
         .text = "Noctiluca released the weights of its conversational model Halo-2 on "
                 "Thursday, saying a typical query now costs one eighth of last year's.",
         .spans = {{23, 30, "https://noctiluca.example/halo-2"}}},
        {.n = 2, .text = "The figure comes from internal measurements and is unverified."},
        {.n = 3, .kind = BlockKind::Heading, .text = "Why it got cheaper", .level = 2},
        {.n = 4,
         .kind = BlockKind::List,
         .text = "Fewer active weights\nDraft-model lookahead\nShared prefixes"},
        {.n = 5,
         .kind = BlockKind::Code,
         .text = "halo serve --model halo-2-34b \\\n  --draft halo-2-draft --lookahead 4 "
                 "--prefix-cache 8GiB --max-context 256000 --a-rather-long-option on"},
        {.n = 6, .kind = BlockKind::Quote, .text = "“A balance sheet is easier to read.”"},
        {.n = 7,
         .kind = BlockKind::Table,
         .text = "Tier\tCommercial use\tTraining\nUp to $50M\tYes\tYes\nAbove\tBy agreement\tYes"},
        {.n = 8,
         .kind = BlockKind::Image,
         .text = "Cost per query by component",
         .href = "https://noctiluca.example/cost.png"},
        {.n = 9, .text = "Noctiluca says it will publish answers in May."}};
}

std::vector<Block> japanese_blocks() {
    return {
        {.n = 1,
         .text = "Noctilucaは木曜日、対話モデル「Halo-2」の重みを公開した。同社によると、典型的な"
                 "問い合わせ1件の費用は1年前の8分の1になった。",
         .spans = {{20, 26, "https://noctiluca.example/halo-2"}}},
        {.n = 2, .text = "数字は社内の計測によるもので、第三者は確かめていない。"},
        {.n = 3, .kind = BlockKind::Heading, .text = "費用が下がった理由", .level = 2},
        {.n = 4,
         .kind = BlockKind::List,
         .text = "アクティブパラメータの削減\n下書きモデルによる先読み\n前置きの共有"},
        {.n = 5,
         .kind = BlockKind::Code,
         .text = "halo serve --model halo-2-34b \\\n  --draft halo-2-draft --lookahead 4 "
                 "--prefix-cache 8GiB --max-context 256000 --a-rather-long-option on"},
        {.n = 6, .kind = BlockKind::Quote, .text = "「決算書のほうがわかりやすい」"},
        {.n = 7,
         .kind = BlockKind::Table,
         .text = "区分\t商用利用\t訓練\n売上高5,000万ドル以下\t可\t可\n超\t別契約\t可"},
        {.n = 8,
         .kind = BlockKind::Image,
         .text = "問い合わせ1件あたりの費用の内訳",
         .href = "https://noctiluca.example/cost.png"},
        {.n = 9, .text = "Noctiluca says it will publish answers in May.", .original = true}};
}

Summary summary_of(std::string title, std::string tldr, std::vector<std::string> tags) {
    return {
        std::move(title),
        std::move(tldr),
        {{"典型的な問い合わせの費用が8分の1に",
          "社内の計測では、1件に答える費用が1年前の8分の1になったとしている。第三者による確認はまだ"
          "ない。",
          {1}},
         {"アクティブパラメータの削減が効いた",
          "340億個の重みのうち46億個だけを動かし、下書きモデルで平均2.1トークンずつ確定させる。",
          {4}},
         {"売上高で条件が変わる",
          "超える企業は商用利用の前に別の契約が要る。子会社の売上高の扱いは、一部しか書かれていない"
          "。",
          {7}}},
        std::move(tags),
        {{"Noctiluca", "company", "main", "Noctiluca"}},
        false};
}

Item complete(ItemId id, std::string source, std::string title, std::string tldr, TimePoint seen,
              std::array<int, 4> axes) {
    Draft draft{id, std::move(source), "Noctiluca opens Halo-2 weights, claims an eightfold cut",
                "en", seen};
    draft.extracted(english_blocks(), 6)
        .summarized(summary_of(std::move(title), std::move(tldr),
                               {"オープンウェイト", "推論費用", "ライセンス"}))
        .rated(axes[0], axes[1], axes[2], axes[3])
        .translated(japanese_blocks())
        .analyzed();
    draft.item().authors = {"Mara Kestel"};
    return draft.item();
}

constexpr const char* kTldr =
    "Noctilucaは対話モデル「Halo-"
    "2」の重みを公開し、典型的な問い合わせ1件の費用が1年前の8分の1になったと"
    "説明した。年間売上高5,000万ドルを超える企業には別の契約を求める。";

void add_unfinished(std::vector<Item>& items, TimePoint now) {
    Draft waiting{20, "model-weekly",
                  "Aldebrook quietly rewrites its usage policy for autonomous agents", "en",
                  now - hours{3}};
    waiting.extracted(english_blocks(), 4).item().state = ItemState::Waiting;
    items.push_back(waiting.item());
    Draft extract{21, "veloria", "Streaming tool calls in Veloria SDK 3.1", "en", now - hours{4}};
    Summary sentences{"",
                      "Veloria SDK 3.1 streams tool calls as they are generated.",
                      {{"Tool calls", "An interface can show what an agent is about to do.", {1}}},
                      {"sdk", "streaming"},
                      {},
                      true};
    items.push_back(extract.extracted(english_blocks(), 3).summarized(sentences).item());
    Draft failed{22, "meridian", "Inside the three-week audit that split a standards body", "en",
                 now - hours{26}};
    failed.item().state = ItemState::Failed;
    failed.item().stages["translate"].state = JobState::Failed;
    items.push_back(failed.item());
    Draft bare{23, "meridian", "An entry of which nothing but its title is known", "en",
               now - hours{5}};
    bare.item().state = ItemState::Pending;
    items.push_back(bare.item());
}

void add_restricted(std::vector<Item>& items, TimePoint now) {
    items.push_back(complete(30, "shinchao",
                             "雲汐科技、工場向け対話モデルを年内に量産ライン3本へ導入する計画",
                             "中国の雲汐科技は、作業手順を音声で案内する対話モデルを年内に量産ライ"
                             "ン3本へ導入する計画を明らかにした。効果の数値は示していない。",
                             now - hours{6}, {3, 3, 3, 2}));
    items.back().language = "zh";
    items.push_back(
        complete(31, "tool-shelf", "表計算の式を説明する「Cellmate」、ネットにつながず動く版を追加",
                 "表計算の式を14言語で説明するツールに、手元のPCだけで動く版が加わった。",
                 now - hours{28}, {2, 2, 3, 1}));
    items.push_back(complete(32, "linkonly", "見出しだけを載せる記事", "この要旨は載らない。",
                             now - hours{7}, {2, 2, 2, 2}));
    items.push_back(
        complete(33, "meridian", "取り下げた記事", kTldr, now - hours{8}, {4, 4, 4, 4}));
    items.back().publish = PublishState::Withdrawn;
    items.back().publish_changed = now;
    items.back().publish_note = "事実の確認が取れなかったため。";
}

}  // namespace

std::vector<Item> sample_articles(TimePoint now) {
    std::vector<Item> items{
        complete(
            10, "meridian",
            "Noctiluca、推論費用を8分の1にした「Halo-2」の重みを公開\u3000商用利用は売上高で線引き",
            kTldr, now - hours{1}, {5, 5, 4, 4}),
        complete(11, "kettle", "Halo-2を24GBのGPU1枚で動かす手順、個人開発者が量子化の設定ごと公開",
                 "個人開発者が、4ビット量子化とコンテキスト長の制限を組み合わせ、Halo-"
                 "2を24GBのGPU1枚で動かした設定を公開した。",
                 now - hours{2}, {4, 4, 5, 2}),
        complete(12, "preprint",
                 "長文読解の評価は「最後の2割」に偏る、12モデルを同じ条件で再検証した研究者らが、順"
                 "位の半分以上が"
                 "入れ替わったと報告し、評価の課題そのものを作り直すよう関係者に求める長い長い題名"
                 "の記事",
                 "広く使われる長文読解の課題では、正答に要る情報の68%"
                 "が文書の末尾2割にあると研究者が報告した。",
                 now - hours{9}, {4, 4, 3, 4}),
        complete(13, "smalltalk", "対談：小さなモデルで足りる仕事、足りない仕事",
                 "運用担当者2人が、分類・抽出・定型返信では小型モデルで足りる一方、根拠の突き合わせ"
                 "では大型モデルに戻した経験を語った。",
                 now - hours{30}, {3, 3, 3, 2})};
    items[1].corrections.push_back({now, "title", "見出しの数値を直しました。"});
    items[2].pinned = true;
    items[0].story = 1;
    items[1].story = 1;
    items[1].sightings.push_back({.source = "kettle", .points = 412, .comments = 187});
    Item follower;
    follower.id = 14;
    follower.source = "retto";
    follower.url = "https://retto.example/14";
    follower.title = "Noctiluca、Halo-2の重みを公開";
    follower.language = "ja";
    follower.first_seen = now - minutes{30};
    follower.state = ItemState::Skipped;
    follower.skip_reason = "duplicate";
    follower.story = 1;
    items.push_back(follower);
    Draft native{15, "retto", "データセンターの電力報告、国内3地域で10月から試行へ", "ja",
                 now - hours{10}};
    Summary power = summary_of(
        "データセンターの電力報告、国内3地域で10月から試行へ",
        "国内3地域で、計算用途ごとの電力使用量を四半期ごとに報告する制度が10月から試行される。",
        {"電力", "制度"});
    for (KeyPoint& point : power.key_points) point.blocks = {2};  // the text has two paragraphs
    native
        .extracted(
            {{.n = 1,
              .text = "国内3地域で、計算用途ごとの電力使用量を四半期ごとに報告する制度が10月から試"
                      "行される。"},
             {.n = 2, .text = "対象は受電容量10MW以上の施設で、学習と推論は分けて届け出る。"}},
            3)
        .summarized(std::move(power))
        .rated(4, 4, 3, 3);
    items.push_back(native.item());
    for (ItemId id = 40; id < 70; ++id)
        items.push_back(
            complete(id, id % 2 == 0 ? "meridian" : "preprint",
                     "小型モデルの運用に関する連載の第" + std::to_string(id - 39) + "回",
                     "連載の各回は、手元の計算機で動かすときに確かめることを1つずつ取り上げる。",
                     now - hours{20 + 3 * (id - 39)}, {3, 3, 3, 2}));
    add_unfinished(items, now);
    add_restricted(items, now);
    return items;
}

}  // namespace ainews::testing
