#include "pipeline/term_rivals.h"

#include <array>
#include <span>

namespace ainews::pipeline {
namespace {

using Rendering = std::string_view;

/// Renderings of one term in each row.
constexpr std::size_t kRenderingsMax = 4;
constexpr auto kRows = std::to_array<std::array<Rendering, kRenderingsMax>>({
    {"再現率", "リコール"},
    {"適合率", "プレシジョン"},
    {"重み", "ウェイト", "ウエイト"},
    {"ライセンス", "使用許諾", "利用許諾"},
    {"微調整", "ファインチューニング", "ファイン・チューニング"},
    {"事前学習", "プレトレーニング", "事前訓練"},
    {"事後学習", "ポストトレーニング", "事後訓練"},
    {"強化学習", "リインフォースメントラーニング"},
    {"教師あり学習", "教師付き学習"},
    {"量子化", "クオンタイゼーション"},
    {"蒸留", "ディスティレーション"},
    {"枝刈り", "プルーニング"},
    {"埋め込み", "エンベディング", "分散表現"},
    {"注意機構", "アテンション", "アテンション機構"},
    {"コンテキスト長", "文脈長", "コンテクスト長"},
    {"コンテキストウィンドウ", "コンテキスト窓", "コンテクストウィンドウ", "文脈窓"},
    {"ハルシネーション", "幻覚"},
    {"ベンチマーク", "性能評価指標"},
    {"リーダーボード", "順位表", "ランキング表"},
    {"オープンウェイト", "重み公開", "公開重み"},
    {"スループット", "処理量"},
    {"レイテンシー", "レイテンシ"},
    {"キャッシュ", "一時保存領域"},
    {"アクセラレーター", "アクセラレータ", "加速器"},
    {"データセンター", "データセンタ", "データ・センター"},
    {"ガードレール", "安全柵"},
    {"学習データ", "訓練データ", "トレーニングデータ"},
    {"検証データ", "バリデーションデータ"},
    {"推論モデル", "リーズニングモデル"},
    {"拡散モデル", "ディフュージョンモデル"},
    {"大規模言語モデル", "大型言語モデル", "巨大言語モデル"},
    {"マルチモーダル", "多モーダル", "マルチモダル"},
    {"検索拡張生成", "検索増強生成"},
    {"思考の連鎖", "チェーン・オブ・ソート"},
    {"混合専門家", "専門家混合", "ミクスチャー・オブ・エキスパーツ"},
    {"脱獄", "ジェイルブレイク"},
    {"評価額", "バリュエーション"},
    {"機密計算", "コンフィデンシャルコンピューティング"},
    {"人型ロボット", "ヒューマノイド", "ヒューマノイドロボット"},
    {"サブスクリプション", "定期購読", "サブスク"},
});

}  // namespace

std::vector<std::string_view> rival_forms(std::string_view japanese) {
    std::vector<std::string_view> rivals;
    for (const auto& row : kRows) {
        bool here = false;
        for (const Rendering one : row) here = here || (!one.empty() && one == japanese);
        if (!here) continue;
        for (const Rendering one : row)
            if (!one.empty() && one != japanese) rivals.push_back(one);
    }
    return rivals;
}

}  // namespace ainews::pipeline
