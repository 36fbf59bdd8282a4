#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace ainews::newsroom {

/// A planted fault. Written "kind", "kind@target", "kind=times" or "kind@target=times".
/// Kinds for the model (target: a stage, an article's slug, or nothing for every call):
///   429 500 503 401 402 reset hang truncated invalid-json fenced wrong-schema english
///   missing-block wrong-number polite refusal empty html no-schema no-object error-200
/// Kinds for feeds and pages (target: an outlet's slug, or nothing for all):
///   feed-404 feed-410 feed-500 feed-429 feed-html feed-cut feed-reset feed-hang
///   page-403 page-500 page-hang robots-deny
struct Fault {
    std::string kind;
    std::string target;
    int times = -1;  ///< how often it strikes; -1: always
};

[[nodiscard]] Expected<Fault> parse_fault(std::string_view text);

/// The faults that are in force. Thread-safe.
class FaultPlan {
public:
    void add(Fault fault);
    void clear();
    /// The first fault whose kind is among `kinds` and whose target is empty or one of `targets`;
    /// it has then struck once more.
    [[nodiscard]] std::optional<Fault> take(const std::vector<std::string_view>& kinds,
                                            const std::vector<std::string_view>& targets);

private:
    std::mutex mutex_;
    std::vector<Fault> faults_;
};

[[nodiscard]] const std::vector<std::string_view>& model_fault_kinds();
[[nodiscard]] const std::vector<std::string_view>& feed_fault_kinds();
[[nodiscard]] const std::vector<std::string_view>& page_fault_kinds();

}  // namespace ainews::newsroom
