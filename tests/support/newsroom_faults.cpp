#include "tests/support/newsroom_faults.h"

#include <algorithm>
#include <charconv>

namespace ainews::newsroom {

Expected<Fault> parse_fault(std::string_view text) {
    Fault fault;
    if (const auto equals = text.rfind('='); equals != std::string_view::npos) {
        const auto digits = text.substr(equals + 1);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), fault.times);
        if (error != std::errc{} || end != digits.data() + digits.size() || fault.times < 1)
            return fail(ErrorKind::BadInput, "a fault strikes at least once: " + std::string{text});
        text = text.substr(0, equals);
    }
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        fault.target = text.substr(at + 1);
        text = text.substr(0, at);
    }
    fault.kind = text;
    const auto is_known = [&](const auto& kinds) {
        return std::ranges::find(kinds, text) != kinds.end();
    };
    if (!is_known(model_fault_kinds()) && !is_known(feed_fault_kinds()) &&
        !is_known(page_fault_kinds()))
        return fail(ErrorKind::BadInput, "no such fault: " + fault.kind);
    return fault;
}

void FaultPlan::add(Fault fault) {
    const std::scoped_lock lock{mutex_};
    faults_.push_back(std::move(fault));
}

void FaultPlan::clear() {
    const std::scoped_lock lock{mutex_};
    faults_.clear();
}

std::optional<Fault> FaultPlan::take(const std::vector<std::string_view>& kinds,
                                     const std::vector<std::string_view>& targets) {
    const std::scoped_lock lock{mutex_};
    for (auto at = faults_.begin(); at != faults_.end(); ++at) {
        if (std::ranges::find(kinds, at->kind) == kinds.end()) continue;
        if (!at->target.empty() && std::ranges::find(targets, at->target) == targets.end())
            continue;
        const Fault struck = *at;
        if (at->times > 0 && --at->times == 0) faults_.erase(at);
        return struck;
    }
    return std::nullopt;
}

const std::vector<std::string_view>& model_fault_kinds() {
    static const std::vector<std::string_view> kinds{
        "429",           "500",          "503",          "401",     "402",          "reset",
        "hang",          "truncated",    "invalid-json", "fenced",  "wrong-schema", "english",
        "missing-block", "wrong-number", "polite",       "refusal", "empty",        "html",
        "no-schema",     "no-object",    "error-200"};
    return kinds;
}

const std::vector<std::string_view>& feed_fault_kinds() {
    static const std::vector<std::string_view> kinds{"feed-404",   "feed-410",  "feed-500",
                                                     "feed-429",   "feed-html", "feed-cut",
                                                     "feed-reset", "feed-hang"};
    return kinds;
}

const std::vector<std::string_view>& page_fault_kinds() {
    static const std::vector<std::string_view> kinds{"page-403", "page-500", "page-hang",
                                                     "robots-deny"};
    return kinds;
}

}  // namespace ainews::newsroom
