#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/results.h"
#include "core/source.h"

/// What the operator sets, read and checked. Plain values; the defaults stand here and nowhere
/// else. docs/configuration.md explains every key. Paths are absolute or relative to the working
/// directory once loaded; secrets are named here, never held (see config/secret.h).
namespace ainews::config {

using Path = std::filesystem::path;

/// A size in bytes: "16M" in a file.
struct ByteSize {
    std::int64_t bytes = 0;
    bool operator==(const ByteSize&) const = default;
};

struct DaemonConfig {
    Millis interval = std::chrono::hours{1};
    Millis jitter = std::chrono::minutes{2};  ///< each cycle starts up to this much late
    std::string timezone = "Asia/Tokyo";
    std::string daily_at = "18:00";  ///< when a day of the daily edition ends
    /// Papers that are made by themselves; empty: none.
    std::vector<std::string> editions{"daily", "hacker", "weekly"};
    Path state_dir = "/var/lib/ainewsd";
    Path sources;                                     ///< empty: none was found
    Millis waiting_max = std::chrono::hours{7 * 24};  ///< work that waited longer is skipped
    int workers = 64;                                 ///< items in work at once
    bool operator==(const DaemonConfig&) const = default;
};

struct FetchConfig {
    std::vector<std::string> allow_networks;  ///< CIDR
    int concurrency = 64;
    int per_host = 2;
    Millis host_interval = std::chrono::seconds{1};  ///< between two requests to one host
    Millis connect_timeout = std::chrono::seconds{10};
    Millis first_byte_timeout = std::chrono::seconds{30};
    Millis total_timeout = std::chrono::seconds{30};
    int redirects_max = 5;
    ByteSize feed_bytes_max{16LL << 20U};
    ByteSize page_bytes_max{4LL << 20U};
    int new_items_max = 500;  ///< a poll
    int first_poll_max = 20;  ///< entries of a first poll that are worked on
    std::string user_agent;   ///< empty: "ainewsd/VERSION" and the contact
    std::string contact;      ///< a URL or mail address, told to the servers we fetch from
    std::string proxy;
    Path ca_file;
    bool operator==(const FetchConfig&) const = default;
};

struct StoreConfig {
    std::string url = "sqlite:ainewsd.db";  ///< relative to state_dir
    bool operator==(const StoreConfig&) const = default;
};

/// One `[llm.NAME]`: an endpoint. Prices in USD a million tokens.
struct LlmConfig {
    std::string name;
    std::string base_url;
    std::string api;  ///< openai, anthropic; empty in a file: by the host of base_url
    std::string model;
    std::string api_key_file;  ///< as written: a path, or the name of a systemd credential
    Path api_key_path;         ///< api_key_file against the file's directory; empty where not set
    std::string api_key_env;
    std::string key_place;  ///< which line says where the key is: "ainewsd.toml:9: llm.main.…"
    int concurrency = 8;
    std::optional<double> price_in = std::nullopt;
    std::optional<double> price_out = std::nullopt;
    std::optional<double> price_cached_in = std::nullopt;
    std::optional<double> price_cache_write = std::nullopt;
    std::optional<std::int64_t> context_tokens = std::nullopt;
    std::optional<std::int64_t> reasoning_tokens =
        std::nullopt;  ///< room on top of an answer's cap
    std::optional<std::int64_t> requests_per_minute = std::nullopt;
    std::optional<std::int64_t> tokens_per_minute = std::nullopt;
    std::optional<double> temperature = 0.2;
    std::optional<std::int64_t> seed = std::nullopt;
    std::string reasoning_effort;  ///< empty: not sent
    Millis connect_timeout = std::chrono::seconds{10};
    Millis first_token_timeout = std::chrono::seconds{300};
    Millis progress_timeout = std::chrono::seconds{120};
    Millis timeout = std::chrono::minutes{15};
    bool operator==(const LlmConfig&) const = default;
};

/// One `[[price]]`: what models cost from a day on, in USD a million tokens.
struct PriceConfig {
    std::string model;  ///< with `*` for any characters
    std::string llm;    ///< of this `[llm.NAME]` only; empty: of all
    std::string from;   ///< "2026-05-01", a day of daemon.timezone; empty: always
    std::optional<double> in = std::nullopt;
    std::optional<double> out = std::nullopt;
    std::optional<double> cached_in = std::nullopt;
    std::optional<double> cache_write = std::nullopt;
    bool operator==(const PriceConfig&) const = default;
};

/// USD; nullopt: no limit.
struct BudgetConfig {
    std::optional<double> day_usd = std::nullopt;
    std::optional<double> month_usd = std::nullopt;
    std::optional<double> item_usd = std::nullopt;
    std::optional<double> call_usd = std::nullopt;
    double editions_share = 0.1;  ///< of day and month, kept for editions
    [[nodiscard]] bool any() const noexcept { return day_usd || month_usd || item_usd || call_usd; }
    bool operator==(const BudgetConfig&) const = default;
};

/// One `[[pipeline.stage]]`. After loading every shipped stage is there, in the order of the work.
struct StageConfig {
    std::string name;
    std::string engine;  ///< llm, builtin, command, off
    std::vector<std::string>
        llm;                 ///< names in fallback order; empty: all, as they stand in the file
    int min_importance = 1;  ///< stars from which the stage runs
    bool always = false;     ///< translate also what may not be published in full
    std::vector<std::string> command;          ///< program and arguments; no shell
    Millis timeout = std::chrono::minutes{2};  ///< of a command
    ByteSize memory_max{512LL << 20U};         ///< of a command
    bool operator==(const StageConfig&) const = default;
};

/// Percent; they sum to 100.
struct ScoreConfig {
    int depth = 40;
    int relevance = 30;
    int practicality = 20;
    int novelty = 10;
    [[nodiscard]] ScoreWeights weights() const;
    bool operator==(const ScoreConfig&) const = default;
};

struct SiteConfig {
    Path dir;                                    ///< empty in a file: "site" in state_dir
    std::string base_url = "http://localhost/";  ///< ends with "/"
    std::string title = "AIニュース";
    std::string contact;  ///< a mail address for 誤りを知らせる
    Rights rights_default = Rights::Summary;
    bool hold_vanished = true;
    bool operator==(const SiteConfig&) const = default;
};

struct ServerConfig {
    std::string listen = "127.0.0.1:8088";  ///< empty: no server
    bool operator==(const ServerConfig&) const = default;
};

/// One `[[notify.webhook]]`. The address is a secret: it may stand in a file or the environment.
struct WebhookConfig {
    std::string name;
    std::string url;
    std::string url_file;
    Path url_path;  ///< url_file against the file's directory
    std::string url_env;
    std::string format = "json";
    std::vector<std::string> events;  ///< empty: all
    bool operator==(const WebhookConfig&) const = default;
};

struct NotifyConfig {
    std::string heartbeat_url;  ///< called after each good cycle; empty: none
    std::string quiet;          ///< "23:00-07:00" in daemon.timezone; empty: none
    std::vector<WebhookConfig> webhooks;
    bool operator==(const NotifyConfig&) const = default;
};

struct LogConfig {
    std::string level = "info";
    std::string format = "auto";
    bool operator==(const LogConfig&) const = default;
};

struct Config {
    DaemonConfig daemon;
    FetchConfig fetch;
    StoreConfig store;
    std::vector<LlmConfig> llms;  ///< in the order of the file, which is the order of fallback
    std::vector<PriceConfig> prices;
    BudgetConfig budget;
    std::vector<StageConfig> stages;
    ScoreConfig score;
    SiteConfig site;
    ServerConfig server;
    NotifyConfig notify;
    LogConfig log;
    std::vector<Source> sources;
    Path file;       ///< the main file; empty where there is none
    Path directory;  ///< of the main file: where overriding prompts, glossary and templates are
                     ///< looked for
    std::vector<std::string> warnings;  ///< one line each: valid, but probably not meant

    [[nodiscard]] const LlmConfig* find_llm(std::string_view name) const noexcept;
    /// The rows of the price table that hold for an endpoint, oldest first: those of the most
    /// specific pattern that fits its model (one that names the endpoint first, then the longest).
    /// Empty: the endpoint's own prices hold.
    [[nodiscard]] std::vector<const PriceConfig*> prices_of(const LlmConfig& llm) const;
    [[nodiscard]] const StageConfig* find_stage(std::string_view name) const noexcept;
    /// Where the database is: store.url against state_dir.
    [[nodiscard]] Path database_path() const;
};

}  // namespace ainews::config
