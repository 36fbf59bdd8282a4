#include <iostream>

#include "core/source.h"
#include "site/publisher.h"
#include "tests/browser/sample_articles.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"

/// ainewsd-sample-site TEMPLATES DIR: writes a site of invented articles that shows every state.
namespace ainews {
namespace {

std::vector<Source> sample_sources() {
    struct Row {
        const char* slug;
        const char* name;
        SourceKind kind;
        Rights rights;
    };
    std::vector<Source> sources;
    for (const Row& row :
         {Row{"meridian", "The Meridian Wire", SourceKind::News, Rights::Full},
          Row{"kettle", "Kettle Forum", SourceKind::Community, Rights::Full},
          Row{"preprint", "PreprintHub", SourceKind::Research, Rights::Full},
          Row{"smalltalk", "Small Talk Systems", SourceKind::Video, Rights::Summary},
          Row{"retto", "列島テック", SourceKind::News, Rights::Full},
          Row{"model-weekly", "Model Weekly", SourceKind::News, Rights::Full},
          Row{"veloria", "Veloria Engineering", SourceKind::Blog, Rights::Full},
          Row{"shinchao", "深潮科技", SourceKind::News, Rights::Full},
          Row{"tool-shelf", "Tool Shelf", SourceKind::Tools, Rights::Summary},
          Row{"linkonly", "Closed Gate", SourceKind::News, Rights::Link}}) {
        Source source;
        source.slug = row.slug;
        source.name = row.name;
        source.url = std::string{"https://"} + row.slug + ".example/feed";
        source.kind = row.kind;
        source.rights = row.rights;
        source.rights_basis = "許諾（見本）";
        sources.push_back(source);
    }
    return sources;
}

void add_topics(testing::MemoryPaper& paper, const std::vector<Item>& items) {
    const ItemTopic tags[] = {
        {{.id = 1,
          .kind = TopicKind::Tag,
          .name = "オープンウェイト",
          .slug = "open-weights",
          .items = 4},
         true},
        {{.id = 2, .kind = TopicKind::Tag, .name = "推論費用", .slug = "t-2", .items = 4}, true},
        {{.id = 3,
          .kind = TopicKind::Company,
          .name = "Noctiluca",
          .slug = "noctiluca",
          .items = 4},
         true}};
    for (const Item& item : items)
        if (item.id < 14 || item.id >= 30)
            paper.item_topics[item.id] = {std::begin(tags), std::end(tags)};
}

void add_papers(testing::MemoryPaper& paper, TimePoint now) {
    for (const auto& [kind, name] : {std::pair{EditionKind::Daily, "2026-04-30"},
                                     {EditionKind::Daily, "2026-05-01"},
                                     {EditionKind::Hacker, "2026-05-01"},
                                     {EditionKind::Weekly, "2026-W18"}}) {
        Edition edition;
        edition.kind = kind;
        edition.name = name;
        edition.from = now - std::chrono::hours{24};
        edition.until = now;
        edition.made = now;
        edition.headline = "重みは開き、条件は細分化";
        edition.lead = {"",
                        "重みを公開する動きが、使用条件を細かく分ける動きと並んで進んだ一日。評価の"
                        "方法を問い直す研究も続いた。",
                        {10, 12}};
        edition.sections = {
            {"重みの公開と、売上高で引かれた線",
             "Noctilucaが対話モデル「Halo-"
             "2」の重みを公開し、売上高で条件を分けた。24GBのGPU1枚で動かす設定を個人開発者が示して"
             "いる。",
             {10, 11}},
            {"測り方への疑い", "長文読解の課題では、根拠の68%が末尾2割に偏っていた。", {12}}};
        edition.items = {{.item = 10},
                         {.item = 11,
                          .points = 412,
                          .comments = 187,
                          .comments_url = "https://kettle.example/c/11"},
                         {.item = 12},
                         {.item = 15}};
        edition.deterministic = kind == EditionKind::Hacker;
        if (edition.deterministic) {
            edition.headline = edition.lead.text = "";
            edition.sections.clear();
        }
        edition.provenance.model = "sample-model-1";
        edition.revision = 1;
        paper.all.push_back(edition);
    }
    paper.lines = {
        {.item = 33, .at = now, .note = "事実の確認が取れなかったため。", .withdrawn = true},
        {.item = 11, .at = now, .field = "title", .note = "見出しの数値を直しました。"}};
    paper.report = TrendReport{now, 28, {}, 1};
    const std::pair<const char*, std::int64_t> rows[] = {
        {"Noctiluca", 14}, {"量子化", 11}, {"Halo-2", 9}, {"データセンターの電力消費の報告", 6}};
    std::int64_t id = 3;
    for (const auto& [name, count] : rows) {
        std::vector<std::int64_t> days;
        for (int day = 0; day < 28; ++day) days.push_back((day * 7 + count) % 4);
        days.push_back(count);
        paper.report->trends.push_back({{.id = id,
                                         .kind = id == 3 ? TopicKind::Company : TopicKind::Model,
                                         .name = name,
                                         .slug = "noctiluca"},
                                        count,
                                        2.1,
                                        (static_cast<double>(count) - 2.1) / 1.76,
                                        3,
                                        days});
        ++id;
    }
}

int run(const std::filesystem::path& templates, const std::filesystem::path& dir) {
    const TimePoint now{std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} +
                        std::chrono::hours{9}};
    const auto sources = sample_sources();
    const RightsPolicy rights{sources, Rights::Summary};
    testing::MemoryItems items;
    testing::MemorySiteIndex index;
    testing::MemoryPaper paper;
    const auto articles = testing::sample_articles(now);
    for (const Item& item : articles) items.change(item);
    add_topics(paper, articles);
    add_papers(paper, now);
    site::SiteOptions options;
    options.dir = dir;
    options.templates = {templates};
    options.base_url = "https://news.example.jp/";
    options.title = "潮目";
    options.contact = "desk@news.example.jp";
    for (const Source& source : sources) {
        options.source_names.emplace(source.slug, source.name);
        options.source_kinds.emplace(source.slug, source.kind);
        options.source_languages.emplace(source.slug, source.language);
    }
    site::Publisher publisher{options, rights, {items, index, paper, paper, paper, paper, paper}};
    const auto report = publisher.publish(true);
    if (!report) {
        std::cerr << report.error().message << '\n';
        return 1;
    }
    std::cout << report->pages_written << " files written\n";
    return 0;
}

}  // namespace
}  // namespace ainews

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: ainewsd-sample-site TEMPLATES DIR\n";
        return 64;
    }
    return ainews::run(argv[1], argv[2]);
}
