#include "site/card.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "text/url.h"

namespace ainews::site {
namespace {

constexpr std::size_t kTagsMax = 6;

std::string foreign(const std::string& language) {
    if (language == kJapanese) return {};
    return language.empty() ? "und" : language;
}

std::string points_of(const Item& item) {
    for (const Sighting& sighting : item.sightings)
        if (sighting.points)
            return fmt::format("{}点・コメント{}件", *sighting.points,
                               sighting.comments.value_or(0));
    return {};
}

void add_summary(Card& card, const Item& item, const Summary& summary) {
    card.tldr = summary.tldr;
    if (summary.extractive) card.tldr_lang = foreign(item.language);
    // Words that occur in a text do not say what it is about: such tags are for the operator alone.
    if (summary.extractive) return;
    for (const std::string& tag : summary.tags)
        if (card.tags.size() < kTagsMax) card.tags.push_back({tag, ""});
}

nlohmann::json optional_time(const std::optional<TimePoint>& time) {
    return time ? nlohmann::json(time->time_since_epoch().count()) : nlohmann::json(nullptr);
}

/// Reads the fields of a card; `sound` tells afterwards whether each was there and of its type.
class CardReader {
public:
    using Result = simdjson::simdjson_result<simdjson::dom::element>;

    explicit CardReader(simdjson::dom::object card) : json_{card} {}

    std::string text(const char* key) { return text(json_.at_key(key)); }
    std::string text(Result value) { return std::string{read<std::string_view>(value)}; }
    std::int64_t number(const char* key) { return number(json_.at_key(key)); }
    std::int64_t number(Result value) { return read<std::int64_t>(value); }
    bool flag(const char* key) { return read<bool>(json_.at_key(key)); }
    template <typename Each>
    void rows(const char* key, Each each) {
        simdjson::dom::array rows;
        if (json_.at_key(key).get(rows) != simdjson::SUCCESS) return void(sound_ = false);
        for (const simdjson::dom::element row : rows) each(row);
    }
    /// nullopt for null.
    std::optional<std::int64_t> maybe_number(const char* key) {
        const Result value = json_.at_key(key);
        if (value.is_null()) return std::nullopt;
        return number(value);
    }
    [[nodiscard]] bool sound() const noexcept { return sound_; }

private:
    template <typename T>
    T read(Result value) {
        T read{};
        if (value.get<T>().get(read) != simdjson::SUCCESS) sound_ = false;
        return read;
    }

    simdjson::dom::object json_;
    bool sound_ = true;
};

}  // namespace

bool is_follower(const Item& item) {
    return item.state == ItemState::Skipped && item.skip_reason == "duplicate" && item.story &&
           item.publish == PublishState::Public;
}

bool is_listed(const Item& item) {
    return item.state != ItemState::Skipped && item.publish == PublishState::Public;
}

bool has_page(const Item& item) {
    return is_listed(item) ||
           (item.state != ItemState::Skipped && item.publish == PublishState::Withdrawn);
}

TimePoint shown_time(const Item& item) {
    return item.published ? std::min(*item.published, item.first_seen) : item.first_seen;
}

Progress progress_of(const Item& item, const ItemResults& results) {
    if (results.summarized()) return Progress::Done;
    if (results.summary && results.summary->extractive)
        return item.language == kJapanese && item.state == ItemState::Done ? Progress::Done
                                                                           : Progress::Extractive;
    return item.state == ItemState::Failed ? Progress::Failed : Progress::Waiting;
}

TranslationState translation_of(const Item& item, const ItemResults& results) {
    if (item.language == kJapanese) return TranslationState::NotNeeded;
    if (results.translation && !results.translation->blocks.empty()) return TranslationState::Done;
    const auto stage = item.stages.find(stage_names::kTranslate);
    if (stage == item.stages.end())
        return item.state == ItemState::Done || item.state == ItemState::Failed
                   ? TranslationState::NotNeeded
                   : TranslationState::Open;
    switch (stage->second.state) {
        case JobState::Failed:
            return TranslationState::Failed;
        case JobState::Done:
            return TranslationState::NotNeeded;
        case JobState::Pending:
        case JobState::Running:
        case JobState::Waiting:
            break;
    }
    return TranslationState::Open;
}

std::optional<TimePoint> completion_of(const Item& item, const ItemResults& results) {
    const bool at_work = item.state == ItemState::Pending || item.state == ItemState::Running;
    if (!is_listed(item) || at_work || progress_of(item, results) != Progress::Done)
        return std::nullopt;
    if (item.first_published) return item.first_published;
    std::optional<TimePoint> last;
    for (const auto& [name, stage] : item.stages)
        if (stage.finished && (!last || *stage.finished > *last)) last = stage.finished;
    return last ? last : std::optional{item.first_seen};
}

Card card_of(const Item& item, const ItemResults& results, Rights rights,
             const ScoreWeights& weights) {
    Card card;
    card.id = item.id;
    if (text::is_http_url(item.url)) card.url = item.url;
    card.source = item.source;
    card.title = results.summarized() ? results.summary->title : item.title;
    if (!results.summarized()) card.title_lang = foreign(item.language);
    card.language = item.language;
    card.when = shown_time(item);
    card.progress = progress_of(item, results);
    card.rights = rights;
    card.untranslated = rights == Rights::Full && card.progress == Progress::Done &&
                        translation_of(item, results) == TranslationState::Failed;
    card.outside = is_follower(item);
    card.pinned = item.pinned;
    if (!item.corrections.empty()) card.corrected = item.corrections.back().at;
    card.points = points_of(item);
    card.minutes = reader_minutes(results.extraction, results.translation).value_or(0);
    if (results.summary && rights != Rights::Link) add_summary(card, item, *results.summary);
    if (results.scored()) {
        card.total = score_total(*results.score, weights);
        card.stars = std::clamp(score_stars(card.total), 1, 5);
    }
    return card;
}

std::string to_json_text(const Card& card) {
    nlohmann::json tags = nlohmann::json::array();
    for (const CardTag& tag : card.tags) tags.push_back({tag.name, tag.path});
    nlohmann::json members = nlohmann::json::array();
    for (const CardMember& member : card.members)
        members.push_back({member.item, member.source, member.outside});
    return dump({{"id", card.id},
                 {"url", card.url},
                 {"source", card.source},
                 {"title", card.title},
                 {"title_lang", card.title_lang},
                 {"tldr", card.tldr},
                 {"tldr_lang", card.tldr_lang},
                 {"language", card.language},
                 {"when", card.when.time_since_epoch().count()},
                 {"minutes", card.minutes},
                 {"stars", card.stars},
                 {"total", card.total},
                 {"progress", static_cast<int>(card.progress)},
                 {"rights", to_string(card.rights)},
                 {"untranslated", card.untranslated},
                 {"outside", card.outside},
                 {"pinned", card.pinned},
                 {"points", card.points},
                 {"tags", std::move(tags)},
                 {"story", card.story ? nlohmann::json(*card.story) : nlohmann::json(nullptr)},
                 {"members", std::move(members)},
                 {"corrected", optional_time(card.corrected)}});
}

std::optional<Card> card_from_json(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::object json;
    if (parser.parse(text.data(), text.size()).get(json) != simdjson::SUCCESS) return std::nullopt;
    CardReader in{json};
    Card card;
    card.id = in.number("id");
    card.url = in.text("url");
    card.source = in.text("source");
    card.title = in.text("title");
    card.title_lang = in.text("title_lang");
    card.tldr = in.text("tldr");
    card.tldr_lang = in.text("tldr_lang");
    card.language = in.text("language");
    card.when = TimePoint{Millis{in.number("when")}};
    card.minutes = static_cast<int>(in.number("minutes"));
    card.stars = static_cast<int>(in.number("stars"));
    card.total = static_cast<int>(in.number("total"));
    card.progress = static_cast<Progress>(std::clamp<std::int64_t>(in.number("progress"), 0, 3));
    card.rights = rights_from(in.text("rights")).value_or(Rights::Link);
    card.untranslated = in.flag("untranslated");
    card.outside = in.flag("outside");
    card.pinned = in.flag("pinned");
    card.points = in.text("points");
    in.rows("tags", [&](simdjson::dom::element tag) {
        card.tags.push_back({in.text(tag.at(0)), in.text(tag.at(1))});
    });
    card.story = in.maybe_number("story");
    in.rows("members", [&](simdjson::dom::element member) {
        card.members.push_back(
            {in.number(member.at(0)), in.text(member.at(1)), in.text(member.at(2))});
    });
    if (const auto corrected = in.maybe_number("corrected"))
        card.corrected = TimePoint{Millis{*corrected}};
    return in.sound() ? std::optional{std::move(card)} : std::nullopt;
}

}  // namespace ainews::site
