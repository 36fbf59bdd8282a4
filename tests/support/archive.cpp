#include "tests/support/archive.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <charconv>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <thread>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"

namespace ainews::testing {
namespace {

constexpr int kSources = 20;
constexpr int kBatch = 400;  ///< articles polled and finished together
constexpr int kWorkers = 32;
constexpr int kParagraphs = 12;
constexpr std::size_t kArchiveStages = 5;

constexpr std::array kFirst{"Noct",  "Vel",  "Tess", "Kett", "Halo", "Mer",  "Orb",  "Quill",
                            "Sable", "Tern", "Umbr", "Wick", "Yar",  "Zeph", "Brin", "Cald"};
constexpr std::array kLast{"iluca", "oria",  "ellar", "leworks", "ion", "idian", "ital", "stone",
                           "wing",  "field", "ant",   "ridge",   "row", "mark",  "gate", "mere"};
constexpr std::array kTags{"オープンウェイト",
                           "推論費用",
                           "安全性",
                           "評価手法",
                           "半導体",
                           "データセンター",
                           "規制",
                           "音声",
                           "画像生成",
                           "ロボット",
                           "医療",
                           "教育",
                           "検索",
                           "コード生成",
                           "著作権",
                           "資金調達",
                           "電力",
                           "多言語",
                           "長文読解",
                           "エージェント"};
constexpr std::array kThings{"対話モデル", "推論基盤",         "評価用の課題集", "翻訳の仕組み",
                             "検索の機能", "開発者向けの道具", "省電力の半導体", "音声の合成"};
constexpr std::array kDeeds{"公開した", "見直した", "値下げした", "延期した",
                            "拡大した", "停止した", "再開した",   "共同で始めた"};
constexpr std::array kArchiveWords{"model",   "weights",  "license", "benchmark",
                                   "latency", "context",  "memory",  "release",
                                   "quarter", "training", "dataset", "inference"};

/// The same on every machine, unlike the distributions of <random>.
class Dice {
public:
    explicit Dice(int number) : engine_{static_cast<std::uint64_t>(number) + 1} {}
    std::size_t below(std::size_t limit) { return engine_() % limit; }
    template <typename List>
    const char* one_of(const List& list) {
        return list.at(below(list.size()));
    }
    std::string company() { return std::string{one_of(kFirst)} + one_of(kLast); }

private:
    std::mt19937_64 engine_;
};

std::string japanese(Dice& dice, const std::string& company) {
    std::string text;
    for (int i = 0; i < 4; ++i)
        text += fmt::format("{}は{}月{}日に{}を{}。対象は{}の利用者で、費用は1件あたり{}円になる。",
                            company, 1 + dice.below(12), 1 + dice.below(28), dice.one_of(kThings),
                            dice.one_of(kDeeds), dice.one_of(kTags), 10 + dice.below(990));
    return text;
}

std::string english(Dice& dice, const std::string& company) {
    std::string text = company;
    for (int i = 0; i < 60; ++i) text += fmt::format(" {}", dice.one_of(kArchiveWords));
    return text + fmt::format(" for {} users.", 100 + dice.below(9900));
}

TimePoint time_of(int number) {
    constexpr std::chrono::sys_days kStart{std::chrono::year{2020} / 1 / 1};
    return TimePoint{kStart} + std::chrono::seconds{86'400} / kArchivePerDay * number;
}

std::string result_of(const ArchiveArticle& article, std::string_view stage) {
    if (stage == stage_names::kExtract) return dump(to_json(article.extraction));
    if (stage == stage_names::kSummarize) return dump(to_json(article.summary));
    if (stage == stage_names::kScore) return dump(to_json(article.score));
    if (stage == stage_names::kTranslate) return dump(to_json(article.translation));
    return dump(to_json(article.analysis));
}

NewEntry entry_of(int number) {
    const ArchiveArticle article = archive_article(number);
    NewEntry made;
    made.entry.id = fmt::format("tag:archive.example,2020:{}", number);
    made.entry.url = article.url;
    made.entry.title = article.title;
    made.entry.published = article.published;
    made.keys = {made.entry.id, article.url, sha256_hex(article.title),
                 sha256_hex(article.extraction.blocks.front().text)};
    made.change_hash = made.keys.content_hash;
    return made;
}

void poll(Store& store, int first, int count) {
    std::vector<PollOutcome> outcomes;
    for (int source = 0; source < kSources; ++source) {
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = time_of(first + count);
        outcome.after.slug = fmt::format("outlet-{}", source);
        outcome.rules.first_poll_max = kBatch;
        outcome.rules.backlog = std::chrono::hours{24 * 30};
        for (int number = first; number < first + count; ++number)
            if (number % kSources == source) outcome.entries.push_back(entry_of(number));
        if (!outcome.entries.empty()) outcomes.push_back(std::move(outcome));
    }
    if (const auto done = store.record_polls(std::move(outcomes)); !done)
        throw std::runtime_error{done.error().message};
}

void finish(Store& store, const Claim& claim, TimePoint now) {
    const auto work = store.load(claim);
    if (!work) throw std::runtime_error{work.error().message};
    int number = 0;
    const std::string digits = work->url.substr(work->url.rfind('-') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    FinishStage done;
    done.claim = claim;
    done.now = now;
    done.result_json = result_of(archive_article(number), claim.stage);
    done.provenance = {.engine = "llm", .model = "sample-model-1"};
    if (claim.stage == stage_names::kExtract) done.facts = ExtractFacts{.language = "en"};
    if (const auto finished = store.finish_stage(done); !finished)
        throw std::runtime_error{finished.error().message};
}

/// Until nothing is open. Many workers, because the store commits in groups.
void drain(Store& store, int items, TimePoint now) {
    std::atomic<std::size_t> left{kArchiveStages * static_cast<std::size_t>(items)};
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i)
        workers.emplace_back([&] {
            for (std::size_t seen = left; seen > 0; seen = left) {
                const auto claims = store.claim({.limit = 1, .now = now});
                if (!claims) throw std::runtime_error{claims.error().message};
                if (claims->empty()) {
                    left.wait(seen);  // until another worker's finish opens something
                    continue;
                }
                finish(store, claims->front(), now);
                --left;
                left.notify_all();
            }
        });
}

}  // namespace

std::vector<Source> archive_sources() {
    constexpr std::array kKinds{SourceKind::News, SourceKind::Blog, SourceKind::Research,
                                SourceKind::Community, SourceKind::Tools};
    std::vector<Source> sources(kSources);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        Source& source = sources[i];
        source.slug = fmt::format("outlet-{}", i);
        source.name = fmt::format("Outlet {}", i);
        source.url = fmt::format("https://outlet-{}.example/feed", i);
        source.kind = kKinds.at(i % kKinds.size());
        source.rights = Rights::Full;
        source.rights_basis = "許諾（見本）";
    }
    return sources;
}

StageGraph archive_graph() {
    return StageGraph{
        {{.name = "extract", .rank = 10},
         {.name = "summarize", .needs = {"extract"}, .rank = 20},
         {.name = "score", .needs = {"extract"}, .rank = 30},
         {.name = "translate", .needs = {"extract"}, .settles = {"score"}, .rank = 40},
         {.name = "analyze", .needs = {"summarize"}, .rank = 50}}};
}

ArchiveArticle archive_article(int number) {
    Dice dice{number};
    ArchiveArticle article;
    const std::string company = dice.company();
    const std::string partner = dice.company();
    const std::string tag = dice.one_of(kTags);
    article.source = fmt::format("outlet-{}", number % kSources);
    article.url = fmt::format("https://{}.example/news-{}", article.source, number);
    article.title = fmt::format("{} {} {} with {} ({})", company, dice.one_of(kArchiveWords),
                                dice.one_of(kArchiveWords), partner, number);
    article.published = time_of(number);
    article.extraction.language = "en";
    article.extraction.reading_minutes = 4;
    for (std::int64_t n = 1; n <= kParagraphs; ++n) {
        article.extraction.blocks.push_back(
            {.n = n, .text = fmt::format("({}/{}) {}", number, n, english(dice, company))});
        article.translation.blocks.push_back({.n = n, .text = japanese(dice, company)});
    }
    article.summary = {
        fmt::format("{}、{}を{}（{}）", company, dice.one_of(kThings), dice.one_of(kDeeds), number),
        fmt::format("{}が{}との{}を{}。影響は{}人に及ぶ見込みだ。", company, partner,
                    dice.one_of(kThings), dice.one_of(kDeeds), 1000 + dice.below(90'000)),
        {{"何が変わるか", japanese(dice, company), {1}},
         {"なぜ大切か", japanese(dice, partner), {2, 3}},
         {"次に起きること", japanese(dice, company), {4}}},
        {tag, dice.one_of(kTags)},
        {{company, "company", "main", company}, {partner, "company", "mention", partner}},
        false};
    for (const Axis axis : kAxes)
        article.score.axes[axis] = {
            1 + static_cast<int>(dice.below(5)), japanese(dice, company), {1}};
    article.analysis = {
        japanese(dice, company), japanese(dice, partner), {"費用の内訳が公表されるか"}, {1, 2}};
    return article;
}

void fill_archive(Store& store, int first, int count) {
    store.sync_sources(archive_sources(), time_of(first));
    for (int at = first; at < first + count; at += kBatch) {
        const int here = std::min(kBatch, first + count - at);
        poll(store, at, here);
        drain(store, here, time_of(at + here));
    }
}

}  // namespace ainews::testing
