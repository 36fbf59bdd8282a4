#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/ledger.h"

namespace ainews::pipeline {

/// How an answer's shape is asked for, the strongest first (docs/providers.md, "The ladder"). An
/// API may lack some of them.
enum class Rung {
    StrictSchema,  ///< a JSON schema that binds the sampling
    Schema,        ///< the same without `strict`
    JsonObject,    ///< response_format json_object, the schema in the prompt
    Plain,         ///< the schema in the prompt only
};

/// Names of things that a request may do without and that are no field of it.
inline constexpr std::string_view kSystemRole = "system";

/// What one endpoint and model was found to understand. It only ever shrinks, so what several
/// threads learn at once can be merged.
struct Dialect {
    Rung rung = Rung::StrictSchema;
    std::set<std::string, std::less<>> dropped;  ///< request fields that it refused
    bool reasons = false;  ///< it spends its answer's tokens on reasoning first: give it room

    [[nodiscard]] bool accepts(std::string_view parameter) const {
        return !dropped.contains(parameter);
    }
    /// Takes over what another request learned.
    void merge(const Dialect& other);
    bool operator==(const Dialect&) const = default;
};

[[nodiscard]] std::string to_text(const Dialect& dialect);
/// nullopt for a text that to_text did not write.
[[nodiscard]] std::optional<Dialect> dialect_from(std::string_view text);

/// Room for the reasoning of a model that was found to reason, on top of the answer's own cap.
inline constexpr std::int64_t kReasoningRoom = 8192;

}  // namespace ainews::pipeline
