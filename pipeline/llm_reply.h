#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/item.h"

namespace ainews::pipeline {

/// A larger answer, its reasoning included, is refused.
inline constexpr std::size_t kAnswerBytesMax = 1U << 20U;

/// How an answer ended, whatever the provider calls it.
enum class Finish {
    Stop,     ///< complete
    Length,   ///< cut at a limit
    Filter,   ///< the provider or the model declined
    Failure,  ///< the provider broke off: the same again may work
    Unknown,
};

[[nodiscard]] std::string_view to_string(Finish finish) noexcept;
/// `reason` as the provider writes it; empty: a server that does not say, taken for complete.
[[nodiscard]] Finish finish_from(std::string_view reason) noexcept;

/// Tokens and money as counted by the endpoint; absent where it did not say, or said nonsense.
/// `cached` and `cache_write` are part of `in`, `reasoning` is part of `out`, however the endpoint
/// counts.
struct Usage {
    std::optional<std::int64_t> in = std::nullopt;
    std::optional<std::int64_t> out = std::nullopt;
    std::int64_t cached = 0;
    std::int64_t cache_write = 0;
    std::int64_t reasoning = 0;
    std::optional<MicroUsd> cost = std::nullopt;
};

/// A chat completion, read from one body or put together from a stream.
struct ModelReply {
    std::string content;
    std::string reasoning;  ///< kept only as a stand-in for content that is not there
    std::string refusal;
    std::string model;
    Finish finish = Finish::Stop;
    Usage usage;
};

/// The answer in a reply, up to what its stage checks: content, else an answer that a server put
/// where the reasoning belongs; without a leading <think>…</think>; with a schema, the JSON object
/// alone, conforming. Rejected with what is wrong with it. `schema_json` empty: plain text.
[[nodiscard]] Expected<std::string> accept_text(const ModelReply& reply,
                                                std::string_view schema_json);

}  // namespace ainews::pipeline
