#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/http.h"

namespace ainews::pipeline {

/// What a robots.txt allows one crawler (RFC 9309). Immutable and thread-safe.
class RobotsRules {
public:
    /// The rules of the groups that name `product_token` (compared without case), else of "*".
    /// Reads at most 500 KiB (§2.5) and 5,000 rules; lines it does not know are skipped.
    [[nodiscard]] static RobotsRules parse(std::string_view text, std::string_view product_token);
    [[nodiscard]] static RobotsRules allow_all() { return {}; }

    /// `target` is path and query, as in the URL. The longest matching rule decides, Allow on a tie
    /// (§2.2.2); "*" matches anything, "$" the end. "/robots.txt" itself is always allowed.
    [[nodiscard]] bool allows(std::string_view target) const;

private:
    struct Rule {
        std::string pattern;
        bool allow = false;
    };
    std::vector<Rule> rules_;
};

struct RobotsOptions {
    std::string product_token = "ainewsd";
    Millis keep{std::chrono::hours{24}};  ///< RFC 9309 §2.4: not longer than a day
    Millis keep_failure{std::chrono::minutes{10}};
    std::size_t sites_max = 2000;
};

/// Fetches and keeps the robots.txt of each site. Thread-safe; two threads may fetch one at the
/// same time.
class RobotsCache {
public:
    RobotsCache(HttpClient& http, const Clock& clock, RobotsOptions options = {});

    /// Whether the page may be fetched. A missing robots.txt (4xx) allows everything; Transient
    /// while the server fails (§2.3.1.4: then nothing may be fetched); Cancelled.
    [[nodiscard]] Expected<bool> allows(std::string_view url, std::stop_token stop);

private:
    struct Kept {
        std::shared_ptr<const RobotsRules> rules;  ///< null: the server failed
        SteadyTime until;
    };
    [[nodiscard]] Expected<Kept> fetch(const std::string& origin, std::stop_token stop);
    void keep(const std::string& origin, Kept kept);

    HttpClient& http_;
    const Clock& clock_;
    RobotsOptions options_;
    std::mutex mutex_;
    std::map<std::string, Kept> sites_;
};

}  // namespace ainews::pipeline
