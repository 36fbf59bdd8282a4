#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

/// The table of keys: the one place that says which keys there are, of what type, within which
/// limits and what they mean. Reading, checking, the default's text and the documentation all
/// follow it.
namespace ainews::config {

/// What a string must look like.
enum class Rule {
    Any,
    NotEmpty,
    HttpUrl,       ///< absolute http(s) without user
    DirectoryUrl,  ///< as above and ends with "/", which is added where it is missing
    Slug,          ///< [a-z0-9-]{1,60}
    Language,      ///< BCP 47 primary tag
    Zone,          ///< IANA time zone
    ClockTime,     ///< HH:MM
    ClockSpan,     ///< HH:MM-HH:MM, not the same twice, or empty
    Date,          ///< YYYY-MM-DD
    Network,       ///< CIDR
    Listen,        ///< HOST:PORT or empty
    StoreUrl,
    Proxy,   ///< an http, https or socks URL, or empty
    Header,  ///< what may stand in a header line
    Host,    ///< a host name
    Name,    ///< what an environment variable may be called
    Choice,  ///< one of `choices`
};

template <typename S>
using Member =
    std::variant<bool S::*, int S::*, std::optional<std::int64_t> S::*, std::optional<double> S::*,
                 double S::*, Millis S::*, std::optional<Millis> S::*, std::string S::*, Path S::*,
                 std::vector<std::string> S::*, ByteSize S::*, Rights S::*,
                 std::optional<Rights> S::*, SourceKind S::*, TextMode S::*>;

template <typename S>
struct Field {
    std::string_view name;
    Member<S> member;
    std::string_view help;  ///< Markdown, one sentence or two
    Rule rule = Rule::Any;
    std::string_view choices;  ///< "a b c"
    double min = 0;            ///< of numbers, durations (seconds), sizes (bytes)
    double max = std::numeric_limits<double>::max();
    bool required = false;
    bool restart = false;  ///< a reload cannot change it
};

template <typename S>
using Fields = std::span<const Field<S>>;

[[nodiscard]] Fields<DaemonConfig> daemon_fields();
[[nodiscard]] Fields<FetchConfig> fetch_fields();
[[nodiscard]] Fields<StoreConfig> store_fields();
[[nodiscard]] Fields<LlmConfig> llm_fields();
[[nodiscard]] Fields<PriceConfig> price_fields();
[[nodiscard]] Fields<BudgetConfig> budget_fields();
[[nodiscard]] Fields<StageConfig> stage_fields();
[[nodiscard]] Fields<ScoreConfig> score_fields();
[[nodiscard]] Fields<SiteConfig> site_fields();
[[nodiscard]] Fields<ServerConfig> server_fields();
[[nodiscard]] Fields<NotifyConfig> notify_fields();
[[nodiscard]] Fields<WebhookConfig> webhook_fields();
[[nodiscard]] Fields<LogConfig> log_fields();
[[nodiscard]] Fields<Source> source_fields();

}  // namespace ainews::config
