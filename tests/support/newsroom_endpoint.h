#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/newsroom_faults.h"
#include "tests/support/newsroom_model.h"
#include "tests/support/newsroom_stats.h"

namespace ainews::newsroom {

inline constexpr std::string_view kModelName = "newsroom-1";

/// What goes back over the wire for one chat completion request.
struct WireReply {
    enum class Manner { Whole, Reset, Hang };
    Manner manner = Manner::Whole;
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::vector<std::string>
        events;  ///< of a streamed answer, each "data: …\n\n"; body is empty then
};

/// The OpenAI-compatible endpoint, without the socket: checks the request, strikes with planted
/// faults, asks the recorded model, counts. Thread-safe.
class Endpoint {
public:
    /// The references must outlive the endpoint. An empty `secret` admits everybody.
    Endpoint(const RecordedModel& model, FaultPlan& faults, StatsBook& stats, std::string secret);

    [[nodiscard]] WireReply chat(std::string_view body, std::string_view authorization);
    [[nodiscard]] WireReply models(std::string_view authorization) const;

private:
    [[nodiscard]] bool admits(std::string_view authorization) const;
    [[nodiscard]] WireReply answer(const Question& question, const ModelAnswer& answer);

    const RecordedModel& model_;
    FaultPlan& faults_;
    StatsBook& stats_;
    std::string secret_;
};

}  // namespace ainews::newsroom
