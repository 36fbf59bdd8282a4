#include "notify/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "text/unicode.h"

namespace ainews::notify {
namespace {

using nlohmann::json;

constexpr std::size_t kTitleLength = 200;
constexpr std::size_t kTextLength = 1000;
constexpr std::size_t kErrorLength = 100;

/// One line of plain text from outside.
std::string line_of(std::string_view text, std::size_t length) {
    std::string line = text::collapse_space(text::without_invisible(text::clean_utf8(text)));
    if (text::length(line) <= length) return line;
    return text::truncate(line, length - 1) + "…";
}

/// "2026-05-01" as "5月1日", "2026-05" as "5月".
std::string japanese_date(std::string_view name) {
    const auto number = [](std::string_view digits) {
        return digits.starts_with('0') ? digits.substr(1) : digits;
    };
    if (name.size() < 7) return std::string{name};
    std::string words = fmt::format("{}月", number(name.substr(5, 2)));
    if (name.size() >= 10) words += fmt::format("{}日", number(name.substr(8, 2)));
    return words;
}

std::string minute(TimePoint when, const TimeZone& zone) {
    return zone.format(when, "%m月%d日 %H:%M");
}

std::string who(const SourceNews& source) {
    return fmt::format("{}（{}）", line_of(source.name, kErrorLength), source.slug);
}

std::string failing_line(const SourceLine& line, const TimeZone& zone) {
    const std::string error = line_of(line.source.error, kErrorLength);
    return fmt::format("{}：{}から、連続{}回失敗{}{}", who(line.source), minute(line.since, zone),
                       line.source.failures, error.empty() ? "" : "。", error);
}

json source_json(const SourceLine& line) {
    return {{"slug", line.source.slug},
            {"name", line.source.name},
            {"since", to_rfc3339(line.since)},
            {"failures", line.source.failures},
            {"error", line_of(line.source.error, kErrorLength)}};
}

json sources_json(const std::vector<SourceLine>& lines) {
    json out = json::array();
    for (const SourceLine& line : lines)
        if (out.size() < kNamedMax) out.push_back(source_json(line));
    return out;
}

/// The first ones by their line, and how many more there are.
template <typename Words>
void add_lines(Message& message, const std::vector<SourceLine>& sources, Words words) {
    for (const SourceLine& source : sources) {
        if (message.lines.size() >= kNamedMax) break;
        message.lines.push_back(words(source));
    }
}

void say_the_rest(Message& message, std::size_t total) {
    if (total > message.lines.size())
        message.lines.push_back(fmt::format("ほか{}件", total - message.lines.size()));
}

}  // namespace

Message daily_message(const DailyNews& daily, TimePoint now) {
    Message message;
    message.event = events::kDaily;
    message.title = fmt::format("AI日報 {}号を公開しました", japanese_date(daily.name));
    message.text = line_of(daily.headline, kTextLength);
    message.lines = {fmt::format("記事{}本", daily.items)};
    message.url = daily.url;
    message.at = now;
    message.data = dump({{"name", daily.name},
                         {"headline", daily.headline},
                         {"items", daily.items},
                         {"url", daily.url}});
    return message;
}

Message story_message(const StoryNews& story, TimePoint now) {
    Message message;
    message.event = events::kTopStory;
    message.title = "星5つ：" + line_of(story.title, kTitleLength);
    message.text = line_of(story.tldr, kTextLength);
    message.lines = {line_of(story.source, kErrorLength)};
    message.url = story.url;
    message.at = now;
    message.data = dump({{"item", story.item},
                         {"story", story.story ? json(*story.story) : json(nullptr)},
                         {"title", story.title},
                         {"tldr", story.tldr},
                         {"source", story.source},
                         {"total", story.total},
                         {"url", story.url}});
    return message;
}

Message failing_message(const std::vector<SourceLine>& fresh, const std::vector<SourceLine>& still,
                        const TimeZone& zone, TimePoint now) {
    Message message;
    message.event = events::kSourceFailing;
    message.title = still.empty() ? fmt::format("1日以上取得できない情報源：{}件", fresh.size())
                                  : fmt::format("1日以上取得できない情報源：新たに{}件、前から{}件",
                                                fresh.size(), still.size());
    message.text =
        "応答は ainewsd feed URL で確かめられます。要らなければ ainewsd sources pause SLUG "
        "で止めてください。";
    add_lines(message, fresh, [&](const SourceLine& line) { return failing_line(line, zone); });
    add_lines(message, still,
              [&](const SourceLine& line) { return "前から：" + failing_line(line, zone); });
    say_the_rest(message, fresh.size() + still.size());
    message.at = now;
    message.data = dump({{"sources", sources_json(fresh)},
                         {"still", sources_json(still)},
                         {"total", fresh.size() + still.size()}});
    return message;
}

Message recovered_message(const std::vector<SourceLine>& sources, const TimeZone& zone,
                          TimePoint now) {
    Message message;
    message.event = events::kSourceRecovered;
    message.title = fmt::format("情報源が復旧しました：{}件", sources.size());
    add_lines(message, sources, [&](const SourceLine& line) {
        return fmt::format("{}：{}から取得できず、{}に復旧", who(line.source),
                           minute(line.since, zone), minute(line.over, zone));
    });
    say_the_rest(message, sources.size());
    message.at = now;
    json rows = sources_json(sources);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].erase("failures");
        rows[i].erase("error");
        rows[i]["recovered"] = to_rfc3339(sources[i].over);
    }
    message.data = dump({{"sources", std::move(rows)}, {"total", sources.size()}});
    return message;
}

Message budget_message(const BudgetNews& budget, TimePoint now) {
    const double spent = usd(budget.spent);
    const double limit = usd(budget.limit);
    const auto percent = budget.limit > 0 ? budget.spent * 100 / budget.limit : 100;
    Message message;
    message.event = events::kBudget;
    message.title =
        fmt::format("{}の予算の{}%を使いました", budget.month ? "今月" : "今日", percent);
    message.text = fmt::format(
        "{}の支出は${:.2f}、上限は${:.2f}です。いまは影響分析を控えています。上限に達すると、残りの"
        "仕事は{}まで待ちます。",
        japanese_date(budget.name), spent, limit, budget.month ? "翌月" : "翌日");
    message.at = now;
    message.data = dump({{"period", budget.month ? "month" : "day"},
                         {"name", budget.name},
                         {"spent_usd", spent},
                         {"limit_usd", limit},
                         {"percent", percent}});
    return message;
}

Message test_message(TimePoint now) {
    Message message;
    message.event = events::kTest;
    message.title = "通知の試験です";
    message.text = "ainewsd check --notify が送りました。これが読めれば、この通知先に届きます。";
    message.at = now;
    return message;
}

}  // namespace ainews::notify
