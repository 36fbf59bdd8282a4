#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ainews::pipeline {

/// A key that must reach one header and nothing else. It has no stream operator and no formatter,
/// so that printing it does not compile; `reveal` is easy to search for.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_{std::move(value)} {}

    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
    [[nodiscard]] std::string_view reveal() const noexcept { return value_; }

private:
    std::string value_;
};

}  // namespace ainews::pipeline
