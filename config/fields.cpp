#include "config/field.h"

namespace ainews::config {
namespace {

constexpr double kSecond = 1;
constexpr double kMinute = 60 * kSecond;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr double kYear = 366 * kDay;
constexpr double kKiB = 1024;
constexpr double kMiB = 1024 * kKiB;
constexpr double kGiB = 1024 * kMiB;
constexpr double kTokensMax = 100e6;
constexpr double kUsdMax = 1e6;

template <typename S>
Field<S> required(Field<S> field) {
    field.required = true;
    return field;
}

template <typename S>
Field<S> fixed_at_start(Field<S> field) {
    field.restart = true;
    return field;
}

const Field<DaemonConfig> kDaemon[] = {
    {"interval",
     &DaemonConfig::interval,
     "Time between two cycles; cycles start on its multiples (`1h`: on the hour).",
     {},
     {},
     kSecond,
     7 * kDay},
    {"jitter",
     &DaemonConfig::jitter,
     "Each cycle starts up to this much late, so that servers are not hit on the minute.",
     {},
     {},
     0,
     kHour},
    {"timezone", &DaemonConfig::timezone, "IANA zone of days, editions and budgets.", Rule::Zone},
    {"daily_at", &DaemonConfig::daily_at, "Local time at which the day of the daily edition ends.",
     Rule::ClockTime},
    {"editions", &DaemonConfig::editions,
     "Papers that are made, and paid for, when they are due; `[]`: none.", Rule::Choice,
     "daily hacker weekly"},
    fixed_at_start<DaemonConfig>({"state_dir",
                                  &DaemonConfig::state_dir,
                                  "Where the database and the daemon's own files are.",
                                  {}}),
    {"sources", &DaemonConfig::sources,
     "File with further `[[source]]` tables; where the key is absent, `sources.toml` beside this "
     "file, else the shipped one."},
    {"waiting_max",
     &DaemonConfig::waiting_max,
     "Work that waited longer is skipped; `--since` overrides it.",
     {},
     {},
     kHour,
     kYear},
    fixed_at_start<DaemonConfig>(
        {"workers", &DaemonConfig::workers, "Items in work at once.", {}, {}, 1, 1024}),
};

const Field<FetchConfig> kFetch[] = {
    {"allow_networks", &FetchConfig::allow_networks,
     "Networks that may be contacted although they are private or loopback; all such addresses are "
     "refused otherwise.",
     Rule::Network},
    {"concurrency", &FetchConfig::concurrency, "Requests at once.", {}, {}, 1, 1024},
    {"per_host", &FetchConfig::per_host, "Requests to one host at once.", {}, {}, 1, 16},
    {"host_interval",
     &FetchConfig::host_interval,
     "Time between the starts of two requests to one host.",
     {},
     {},
     0,
     kMinute},
    {"connect_timeout",
     &FetchConfig::connect_timeout,
     "For name, connection and TLS.",
     {},
     {},
     kSecond,
     5 * kMinute},
    {"first_byte_timeout",
     &FetchConfig::first_byte_timeout,
     "Until the answer begins.",
     {},
     {},
     kSecond,
     10 * kMinute},
    {"total_timeout",
     &FetchConfig::total_timeout,
     "For the whole exchange.",
     {},
     {},
     kSecond,
     10 * kMinute},
    {"redirects_max", &FetchConfig::redirects_max, "Redirects followed.", {}, {}, 0, 10},
    {"feed_bytes_max",
     &FetchConfig::feed_bytes_max,
     "Largest feed, decompressed.",
     {},
     {},
     64 * kKiB,
     256 * kMiB},
    {"page_bytes_max",
     &FetchConfig::page_bytes_max,
     "Largest page, decompressed.",
     {},
     {},
     64 * kKiB,
     64 * kMiB},
    {"new_items_max",
     &FetchConfig::new_items_max,
     "New items taken from one poll; the rest comes at the next.",
     {},
     {},
     1,
     10000},
    {"first_poll_max",
     &FetchConfig::first_poll_max,
     "Newest entries of a source's first poll that are worked on; the others are kept as "
     "`skipped`.",
     {},
     {},
     0,
     1000},
    {"user_agent", &FetchConfig::user_agent,
     "Sent with each request; empty: `ainewsd/VERSION` and the contact.", Rule::Header},
    {"contact", &FetchConfig::contact, "A URL or mail address, so that a publisher can reach you.",
     Rule::Header},
    {"proxy", &FetchConfig::proxy, "Proxy URL; the environment's proxies are never used.",
     Rule::Proxy},
    {"ca_file", &FetchConfig::ca_file, "PEM bundle of trusted authorities; empty: the system's."},
};

const Field<StoreConfig> kStore[] = {
    fixed_at_start<StoreConfig>({"url", &StoreConfig::url,
                                 "`sqlite:FILE`, relative to `daemon.state_dir`.", Rule::StoreUrl}),
};

const Field<LlmConfig> kLlm[] = {
    required<LlmConfig>({"base_url", &LlmConfig::base_url,
                         "Address of the API up to its version, as `http://127.0.0.1:11434/v1`.",
                         Rule::HttpUrl}),
    {"api", &LlmConfig::api,
     "What the server speaks: the OpenAI-compatible chat API or Anthropic's Messages API; unset: "
     "`anthropic` at `api.anthropic.com`, else `openai`.",
     Rule::Choice, "openai anthropic"},
    required<LlmConfig>(
        {"model", &LlmConfig::model, "Name of the model as the server knows it.", Rule::NotEmpty}),
    {"api_key_file", &LlmConfig::api_key_file,
     "File that holds the key, or the name of a systemd credential (`$CREDENTIALS_DIRECTORY`)."},
    {"api_key_env", &LlmConfig::api_key_env, "Environment variable that holds the key.",
     Rule::Name},
    {"concurrency", &LlmConfig::concurrency, "Calls at once.", {}, {}, 1, 1024},
    {"price_in",
     &LlmConfig::price_in,
     "USD a million prompt tokens; needed with a `[budget]` unless the server is on loopback.",
     {},
     {},
     0,
     kUsdMax},
    {"price_out",
     &LlmConfig::price_out,
     "USD a million answer tokens; needed as `price_in` is.",
     {},
     {},
     0,
     kUsdMax},
    {"price_cached_in",
     &LlmConfig::price_cached_in,
     "USD a million prompt tokens that the provider had in its cache; unset: as `price_in`.",
     {},
     {},
     0,
     kUsdMax},
    {"price_cache_write",
     &LlmConfig::price_cache_write,
     "USD a million prompt tokens that it puts into its cache; unset: as `price_in`.",
     {},
     {},
     0,
     kUsdMax},
    {"context_tokens",
     &LlmConfig::context_tokens,
     "Prompt and answer together; unset: what the server says, else a careful guess.",
     {},
     {},
     1024,
     kTokensMax},
    {"reasoning_tokens",
     &LlmConfig::reasoning_tokens,
     "Room for the model's reasoning on top of each answer's own cap.",
     {},
     {},
     0,
     kTokensMax},
    {"requests_per_minute",
     &LlmConfig::requests_per_minute,
     "The account's limit.",
     {},
     {},
     1,
     1e6},
    {"tokens_per_minute",
     &LlmConfig::tokens_per_minute,
     "The account's limit.",
     {},
     {},
     1000,
     1e12},
    {"temperature",
     &LlmConfig::temperature,
     "Dropped by itself where a model refuses it.",
     {},
     {},
     0,
     2},
    {"seed", &LlmConfig::seed, "Sent where set.", {}, {}, 0, 9e15},
    {"reasoning_effort", &LlmConfig::reasoning_effort, "Sent where set.", Rule::Choice,
     "none minimal low medium high"},
    {"connect_timeout",
     &LlmConfig::connect_timeout,
     "For name, connection and TLS.",
     {},
     {},
     kSecond,
     5 * kMinute},
    {"first_token_timeout",
     &LlmConfig::first_token_timeout,
     "Until the answer begins.",
     {},
     {},
     kSecond,
     kHour},
    {"progress_timeout",
     &LlmConfig::progress_timeout,
     "Between two pieces of an answer.",
     {},
     {},
     kSecond,
     kHour},
    {"timeout", &LlmConfig::timeout, "For the whole answer.", {}, {}, kSecond, kDay},
};

const Field<PriceConfig> kPrice[] = {
    required<PriceConfig>(
        {"model", &PriceConfig::model,
         "Models that this row prices; `*` stands for any characters. The most specific pattern "
         "counts, before an `[llm.NAME]`'s own prices.",
         Rule::NotEmpty}),
    {"llm", &PriceConfig::llm, "Only at this `[llm.NAME]`; empty: at all.", Rule::Slug},
    {"from", &PriceConfig::from,
     "Day of `daemon.timezone` from which it holds, as `2026-05-01`; empty: always.", Rule::Date},
    required<PriceConfig>(
        {"in", &PriceConfig::in, "USD a million prompt tokens.", {}, {}, 0, kUsdMax}),
    required<PriceConfig>(
        {"out", &PriceConfig::out, "USD a million answer tokens.", {}, {}, 0, kUsdMax}),
    {"cached_in",
     &PriceConfig::cached_in,
     "USD a million prompt tokens read from the provider's cache; unset: as `in`.",
     {},
     {},
     0,
     kUsdMax},
    {"cache_write",
     &PriceConfig::cache_write,
     "USD a million prompt tokens written to it; unset: as `in`.",
     {},
     {},
     0,
     kUsdMax},
};

const Field<BudgetConfig> kBudget[] = {
    {"day_usd", &BudgetConfig::day_usd, "Spent a day at most.", {}, {}, 0, kUsdMax},
    {"month_usd", &BudgetConfig::month_usd, "Spent a month at most.", {}, {}, 0, kUsdMax},
    {"item_usd", &BudgetConfig::item_usd, "Spent on one item at most.", {}, {}, 0, kUsdMax},
    {"call_usd", &BudgetConfig::call_usd, "One call may cost at most.", {}, {}, 0, kUsdMax},
    {"editions_share",
     &BudgetConfig::editions_share,
     "Part of day and month that is kept for the daily and weekly papers.",
     {},
     {},
     0,
     1},
};

const Field<StageConfig> kStage[] = {
    required<StageConfig>({"name", &StageConfig::name, "The stage this is about.", Rule::Choice,
                           "extract summarize score translate analyze"}),
    {"engine", &StageConfig::engine,
     "What does the work; unset: `builtin` for `extract`, `llm` for the others. Only `extract` and "
     "`summarize` have a `builtin`.",
     Rule::Choice, "llm builtin command off"},
    {"llm", &StageConfig::llm,
     "Names of the `[llm.NAME]` to ask, in fallback order; empty: all, as they stand in the file.",
     Rule::NotEmpty},
    {"min_importance",
     &StageConfig::min_importance,
     "Runs only for items with this many stars or more, or unrated ones.",
     {},
     {},
     1,
     5},
    {"always", &StageConfig::always,
     "`translate`: also items whose translation may not be published."},
    {"command", &StageConfig::command,
     "Program and arguments for `engine = \"command\"`; no shell is involved."},
    {"timeout", &StageConfig::timeout, "Time limit of a command.", {}, {}, kSecond, kDay},
    {"memory_max",
     &StageConfig::memory_max,
     "Memory limit of a command.",
     {},
     {},
     16 * kMiB,
     1024 * kGiB},
};

const Field<ScoreConfig> kScore[] = {
    {"depth",
     &ScoreConfig::depth,
     "Weight of 深度 in percent; the four sum to 100.",
     {},
     {},
     0,
     100},
    {"relevance", &ScoreConfig::relevance, "Weight of 関連度.", {}, {}, 0, 100},
    {"practicality", &ScoreConfig::practicality, "Weight of 実用性.", {}, {}, 0, 100},
    {"novelty", &ScoreConfig::novelty, "Weight of 革新性.", {}, {}, 0, 100},
};

const Field<SiteConfig> kSite[] = {
    fixed_at_start<SiteConfig>(
        {"dir", &SiteConfig::dir,
         "Where the static site is written; unset: `site` in `daemon.state_dir`."}),
    {"base_url", &SiteConfig::base_url, "Public address of the site; ends with `/`.",
     Rule::DirectoryUrl},
    {"title", &SiteConfig::title, "Name of the site.", Rule::NotEmpty},
    {"contact", &SiteConfig::contact,
     "Mail address behind 「誤りを知らせる」; empty: no such link."},
    {"rights_default", &SiteConfig::rights_default,
     "Rights of sources that name none: `link`, `summary` or `full`."},
    {"hold_vanished", &SiteConfig::hold_vanished,
     "Hold an article for the editor when its original is gone (404, 410) or says that it was "
     "taken "
     "back as it is read again."},
};

const Field<ServerConfig> kServer[] = {
    fixed_at_start<ServerConfig>({"listen", &ServerConfig::listen,
                                  "`HOST:PORT` of the daemon's own server; empty: none.",
                                  Rule::Listen}),
};

const Field<NotifyConfig> kNotify[] = {
    {"heartbeat_url", &NotifyConfig::heartbeat_url,
     "Called after each good cycle, so that a dead server is noticed.", Rule::HttpUrl},
    {"quiet", &NotifyConfig::quiet,
     "Hours of `daemon.timezone` in which nothing is sent, as `23:00-07:00`; what came up is sent "
     "after them. Empty: none.",
     Rule::ClockSpan},
};

const Field<WebhookConfig> kWebhook[] = {
    required<WebhookConfig>(
        {"name", &WebhookConfig::name, "What the delivery log calls it.", Rule::Slug}),
    {"url", &WebhookConfig::url, "Where to send; give this, `url_file` or `url_env`.",
     Rule::HttpUrl},
    {"url_file", &WebhookConfig::url_file,
     "File that holds the URL, or the name of a systemd credential."},
    {"url_env", &WebhookConfig::url_env, "Environment variable that holds the URL.", Rule::Name},
    {"format", &WebhookConfig::format, "Shape of the message.", Rule::Choice, "json slack discord"},
    {"events", &WebhookConfig::events, "Which events to send; empty: all.", Rule::Choice,
     "daily top_story source_failing source_recovered budget"},
};

const Field<LogConfig> kLog[] = {
    {"level", &LogConfig::level, "Least severe line that is logged.", Rule::Choice,
     "trace debug info warn error"},
    {"format", &LogConfig::format, "`auto`: `journal` under systemd, else `text`.", Rule::Choice,
     "auto text journal json"},
};

const Field<Source> kSource[] = {
    required<Source>({"name", &Source::name, "What readers see.", Rule::NotEmpty}),
    required<Source>({"slug", &Source::slug,
                      "The source's identity for good: `[a-z0-9-]`, at most 60.", Rule::Slug}),
    required<Source>({"url", &Source::url, "Address of the feed.", Rule::HttpUrl}),
    {"kind", &Source::kind, "`news`, `blog`, `research`, `community`, `video` or `tools`."},
    {"language", &Source::language, "BCP 47 tag of the feed's language; empty: detected.",
     Rule::Language},
    {"weight", &Source::weight, "Orders the work: the heavier source first.", {}, {}, 0.1, 10},
    {"rights", &Source::rights,
     "`full`, `summary` or `link`; unset: `site.rights_default`. `full` needs `rights_basis`."},
    {"rights_basis", &Source::rights_basis,
     "Why `full` may be published, shown on the page: a licence, a permission."},
    {"rights_hosts", &Source::rights_hosts,
     "Further hosts whose content these rights cover, beside the feed's own.", Rule::Host},
    {"interval",
     &Source::interval,
     "Time between two polls; unset: `daemon.interval`.",
     {},
     {},
     kSecond,
     30 * kDay},
    {"backlog", &Source::backlog, "A first poll works on nothing older.", {}, {}, 0, 10 * kYear},
    {"text", &Source::text,
     "`auto`: the feed's own text where it is whole, else the page; `feed` and `page` decide it."},
    {"include", &Source::include,
     "Keep only entries with one of these words; `@NAME` stands for a list of `[words]`.",
     Rule::NotEmpty},
    {"exclude", &Source::exclude, "Leave out entries with one of these words.", Rule::NotEmpty},
    {"hold_if", &Source::hold_if,
     "Hold items with one of these words for the editor, in the entry, the article or its "
     "Japanese; "
     "`@findings`: items with results that the checks found fault with.",
     Rule::NotEmpty},
    {"newsletter", &Source::newsletter,
     "Its entries are lists of links: each link becomes an item, the entry itself is not worked "
     "on."},
    {"paused", &Source::paused, "Not polled."},
};

}  // namespace

Fields<DaemonConfig> daemon_fields() { return kDaemon; }
Fields<FetchConfig> fetch_fields() { return kFetch; }
Fields<StoreConfig> store_fields() { return kStore; }
Fields<LlmConfig> llm_fields() { return kLlm; }
Fields<PriceConfig> price_fields() { return kPrice; }
Fields<BudgetConfig> budget_fields() { return kBudget; }
Fields<StageConfig> stage_fields() { return kStage; }
Fields<ScoreConfig> score_fields() { return kScore; }
Fields<SiteConfig> site_fields() { return kSite; }
Fields<ServerConfig> server_fields() { return kServer; }
Fields<NotifyConfig> notify_fields() { return kNotify; }
Fields<WebhookConfig> webhook_fields() { return kWebhook; }
Fields<LogConfig> log_fields() { return kLog; }
Fields<Source> source_fields() { return kSource; }

}  // namespace ainews::config
