#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace ainews {

/// A small fact with a best-before date, as Ledger::remember keeps it.
struct Fact {
    std::string value;
    TimePoint until;
};

/// Port: small facts that several processes change together, such as what is left of an endpoint's
/// rate. Thread-safe.
class SharedFacts {
public:
    virtual ~SharedFacts() = default;
    /// One step for all processes: reads the fact (nullopt: there is none, or it is too old at
    /// `now`), lets `change` decide, and writes what it returns; nullopt leaves all as it is.
    /// `change` may be called again where the step has to be repeated, and must not block or throw.
    /// Ledger::recall reads what this writes.
    virtual void change_fact(
        std::string_view key, TimePoint now,
        const std::function<std::optional<Fact>(const std::optional<std::string>&)>& change) = 0;
};

}  // namespace ainews
