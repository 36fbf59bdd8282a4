#include "tests/storage/store_contract.h"

namespace ainews::testing {

using std::chrono::hours;

StageGraph news_graph() {
    return StageGraph{
        {{.name = "extract", .rank = 10},
         {.name = "summarize", .needs = {"extract"}, .rank = 20},
         {.name = "score", .needs = {"extract"}, .rank = 30},
         {.name = "translate", .needs = {"extract"}, .settles = {"score"}, .rank = 40},
         {.name = "analyze", .needs = {"summarize"}, .rank = 50}}};
}

std::string name_of(const ::testing::TestParamInfo<Implementation>& info) {
    return info.param.name;
}

NewEntry entry(const std::string& guid, const std::string& url, const std::string& title,
               std::optional<TimePoint> published) {
    NewEntry made;
    made.entry.id = guid;
    made.entry.url = url;
    made.entry.title = title;
    made.entry.published = published;
    made.entry.content_html = "<p>" + title + "</p>";
    made.keys.guid = guid;
    made.keys.canonical_url = url;
    made.keys.title_hash = title.empty() ? "" : "title:" + title;
    made.change_hash = "text:" + title;
    return made;
}

StoreContract::StoreContract()
    : harness_{GetParam().make()}, graph_{news_graph()}, store_{harness_->open(graph_, clock_)} {}

void StoreContract::reopen() {
    store_.reset();
    store_ = harness_->open(graph_, clock_);
}

void StoreContract::add_source(const std::string& slug, double weight) {
    std::vector<Source> sources;
    for (const FetchState& known : store().fetch_states()) {
        Source source;
        source.slug = known.slug;
        source.url = known.url;
        sources.push_back(source);
    }
    Source source;
    source.slug = slug;
    source.url = "https://" + slug + ".example/feed";
    source.weight = weight;
    sources.push_back(source);
    store().sync_sources(sources, now());
}

PollOutcome StoreContract::fetched(const std::string& slug, std::vector<NewEntry> entries) const {
    PollOutcome outcome;
    outcome.kind = PollOutcome::Kind::Fetched;
    outcome.at = now();
    outcome.after.slug = slug;
    outcome.after.url = "https://" + slug + ".example/feed";
    outcome.after.etag = "\"tag\"";
    outcome.after.last_ok = now();
    outcome.after.last_poll = now();
    outcome.after.next_poll = now() + hours{1};
    outcome.entries = std::move(entries);
    return outcome;
}

PollReceipt StoreContract::poll(const std::string& slug, std::vector<NewEntry> entries) {
    return record(fetched(slug, std::move(entries)));
}

PollReceipt StoreContract::record(PollOutcome outcome) {
    std::vector<PollOutcome> outcomes;
    outcomes.push_back(std::move(outcome));
    const auto receipts = store().record_polls(std::move(outcomes));
    EXPECT_TRUE(receipts.has_value());
    return receipts.value().at(0);
}

ItemId StoreContract::add_item(const std::string& slug, const std::string& name) {
    if (store().fetch_states().empty()) add_source(slug);
    EXPECT_EQ(
        poll(slug, {entry(name, "https://" + slug + ".example/" + name, name, now())}).new_items,
        1);
    ItemFilter newest;
    newest.newest_first = true;
    newest.limit = 1;
    return items(newest).at(0).id;
}

std::vector<Claim> StoreContract::claim(std::vector<std::string> stages, int limit) {
    ClaimRequest request;
    request.stages = std::move(stages);
    request.limit = limit;
    request.now = now();
    return store().claim(request).value();
}

Claim StoreContract::claim_of(ItemId id, const std::string& stage) {
    Claim wanted;
    for (const Claim& one : claim({stage}, 1000)) {
        if (one.item == id) {
            wanted = one;
        } else {
            EXPECT_TRUE(store().put_back(one, std::nullopt, "", false, {}).has_value());
        }
    }
    EXPECT_EQ(wanted.item, id) << stage << " of item " << id << " could not be claimed";
    return wanted;
}

FinishStage StoreContract::done(const Claim& claim, const std::string& json) const {
    FinishStage finish;
    finish.claim = claim;
    finish.now = now();
    finish.result_json = json;
    finish.provenance.engine = "llm";
    finish.provenance.model = "model-a";
    finish.provenance.prompt_version = "prompt-1";
    finish.provenance.input_hash = "input-1";
    return finish;
}

FinishReceipt StoreContract::finish(const FinishStage& finish) {
    const auto receipt = store().finish_stage(finish);
    EXPECT_TRUE(receipt.has_value()) << (receipt ? "" : receipt.error().message);
    return receipt.value_or(FinishReceipt{});
}

FinishReceipt StoreContract::extract(ItemId id, ExtractFacts facts) {
    FinishStage stage = done(claim_of(id, "extract"));
    stage.facts = std::move(facts);
    return finish(stage);
}

void StoreContract::finish_everything() {
    for (auto claims = claim({}, 100); !claims.empty(); claims = claim({}, 100))
        for (const Claim& one : claims) finish(done(one));
}

std::vector<Item> StoreContract::items(const ItemFilter& filter) const {
    std::vector<Item> found;
    store_->for_each(filter, [&](const Item& one) {
        found.push_back(one);
        return true;
    });
    return found;
}

Item StoreContract::item(ItemId id) const { return store_->item(id).value(); }

}  // namespace ainews::testing
