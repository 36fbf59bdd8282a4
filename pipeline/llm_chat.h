#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/http.h"
#include "core/ledger.h"
#include "pipeline/budget.h"
#include "pipeline/llm_client.h"
#include "pipeline/llm_dialect.h"
#include "pipeline/llm_endpoint.h"
#include "pipeline/llm_error.h"
#include "pipeline/llm_exchange.h"
#include "pipeline/llm_health.h"
#include "pipeline/llm_probe.h"
#include "pipeline/llm_request.h"
#include "pipeline/llm_reserver.h"
#include "pipeline/llm_room.h"
#include "pipeline/llm_slots.h"
#include "pipeline/llm_wire.h"
#include "pipeline/rate_limiter.h"
#include "pipeline/token_estimate.h"

namespace ainews::pipeline {

/// What a client may be given beside what it needs.
struct ChatServices {
    /// Where the endpoint's rate is kept for all processes, in the same store as the ledger;
    /// nullptr: for this object alone.
    SharedFacts* shared = nullptr;
    /// Something the operator should know, once: another model answers. Called from any thread.
    std::function<void(const std::string& line)> on_warning = nullptr;
};

/// Asks one endpoint in the API that it speaks. Thread-safe; what it is handed
/// must outlive it. Every request is in the ledger, with its reservation, before it is sent. To
/// keep the endpoint busy, ask from about twice as many threads as its concurrency: those without a
/// slot reserve meanwhile.
class ChatClient final : public LlmClient {
public:
    /// Tries of one question at an endpoint that fails by itself; a connection that does not come
    /// about gets two.
    static constexpr int kTriesMax = 4;
    static constexpr int kConnectTriesMax = 2;

    /// `http`: a client for the models alone, with at least `endpoint.concurrency` requests a host.
    ChatClient(HttpClient& http, Ledger& ledger, Clock& clock, LlmEndpoint endpoint,
               BudgetPolicy budget, ChatServices services = {});

    [[nodiscard]] Expected<Answer> ask(const Question& question, int attempt,
                                       std::stop_token stop) override;
    Expected<void> judge(const Answer& answer, bool accepted, std::string_view finding) override;

    [[nodiscard]] EndpointState state() const { return health_.state(); }
    [[nodiscard]] std::string state_message() const { return health_.message(); }
    [[nodiscard]] const std::string& name() const noexcept { return endpoint_.name; }
    [[nodiscard]] LlmApi api() const noexcept { return endpoint_.api; }
    [[nodiscard]] int concurrency() const noexcept { return endpoint_.concurrency; }

    /// Whether the endpoint answers (GET /models), if it is time to look; costs nothing. True: it
    /// can be asked.
    [[nodiscard]] bool probe(std::stop_token stop);
    /// Looks at the endpoint, which costs nothing, and remembers the context it names.
    [[nodiscard]] Expected<EndpointTraits> look(std::stop_token stop);
    /// What it was found to understand so far, by any process.
    [[nodiscard]] Dialect dialect();
    /// The model that answered last, by its own word; empty where none has.
    [[nodiscard]] std::string answered_by() const;

private:
    /// A question on its way: what stays the same over all tries.
    struct Inquiry {
        const Question& question;
        int attempt;
        std::string key;
        std::string mark;
        std::int64_t raw_tokens;  ///< of the prompt, uncorrected
        std::int64_t estimated_tokens;
        std::int64_t context_tokens;  ///< 0: unknown
    };
    /// One request of it.
    struct Call {
        CallId id;
        Dialect dialect;
        std::int64_t cap;  ///< tokens that the answer may have
        ChatRequest request;
        SteadyTime sent;
        LlmPrices prices = {};  ///< of the moment it was sent
        std::stop_token stop = {};
    };
    enum class Next { Settled, Adapted, Retry };
    struct Outcome {
        Next next = Next::Settled;
        Expected<Answer> result;  ///< for Retry: what is said when no try is left
        std::optional<Millis> pause =
            std::nullopt;  ///< for Retry: as the endpoint wishes; else jitter
        bool connected = true;
    };

    [[nodiscard]] Outcome try_once(const Inquiry& inquiry, const std::stop_token& stop);
    [[nodiscard]] Expected<Call> prepare(const Inquiry& inquiry, const std::stop_token& stop);
    [[nodiscard]] Expected<void> reserve(CallPlan& plan, Call& call, const std::stop_token& stop);
    [[nodiscard]] Expected<Answer> give_up(Outcome outcome);
    [[nodiscard]] Millis jitter(int tries);

    [[nodiscard]] Outcome weigh(const Inquiry& inquiry, const Call& call, ExchangeResult result,
                                const std::stop_token& stop);
    [[nodiscard]] Outcome weigh_no_response(const Call& call, const ExchangeResult& result,
                                            const std::stop_token& stop);
    [[nodiscard]] Outcome weigh_error(const Call& call, const ApiError& error,
                                      const HttpHeaders& headers, bool billed);
    [[nodiscard]] Outcome weigh_limit(const ApiError& error, Error failure,
                                      const HttpHeaders& headers);
    [[nodiscard]] Outcome weigh_reply(const Inquiry& inquiry, const Call& call,
                                      const ModelReply& reply);
    [[nodiscard]] Outcome weigh_text(const Inquiry& inquiry, const Call& call,
                                     const ModelReply& reply);
    [[nodiscard]] Outcome broken(const Call& call, std::string_view what);

    [[nodiscard]] Expected<CallReply> keep(const Inquiry& inquiry, const Call& call,
                                           const ModelReply& reply, std::string text,
                                           std::string_view finish);
    [[nodiscard]] Outcome kept_failure(const Inquiry& inquiry, const Call& call,
                                       const ModelReply& reply, std::string_view finish,
                                       Error error);
    [[nodiscard]] Expected<Answer> replay(const Inquiry& inquiry, const StoredReply& kept) const;
    [[nodiscard]] Error error_of(ErrorKind kind, std::string_view what) const;

    [[nodiscard]] std::int64_t context_tokens(const std::stop_token& stop);
    void note_model(const std::string& model);
    void learn(const Dialect& dialect);
    void count_unreadable(const Dialect& used);

    HttpClient& http_;
    Ledger& ledger_;
    Clock& clock_;
    const LlmEndpoint endpoint_;
    const std::unique_ptr<const LlmWire> wire_;
    const BudgetPolicy budget_;
    const ChatServices services_;
    const std::string memory_key_;  ///< names endpoint and model in the ledger's small facts
    CallReserver reserver_;
    BudgetRoom room_;
    LlmSlots slots_;
    RateLimiter limiter_;
    TokenEstimator estimator_;
    EndpointHealth health_;

    mutable std::mutex mutex_;  ///< guards what follows
    std::int64_t context_ = 0;
    TimePoint next_look_;
    std::vector<std::string> answered_;  ///< models that answered lately, the last one first
    Dialect dialect_;
    TimePoint dialect_until_;
    int unreadable_ = 0;  ///< answers in a row on this rung
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace ainews::pipeline
