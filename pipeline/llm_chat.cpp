#include "pipeline/llm_chat.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "pipeline/llm_json.h"

namespace ainews::pipeline {
namespace {

/// Full jitter up to 1, 8 and 60 s: rides out a restart, and a server that is still loading its
/// model.
constexpr Millis kPauseFirst{std::chrono::seconds{1}};
constexpr Millis kPauseMax{std::chrono::seconds{60}};
constexpr int kPauseGrowth = 8;
/// Refused parameters and rungs of one question; there are fewer of them than this.
constexpr int kAdaptationsMax = 16;
constexpr auto kDialectFor = std::chrono::days{7};
/// Unreadable answers in a row that cost a rung.
constexpr int kUnreadableMax = 2;
/// A limited endpoint that does not say when it will be free is left alone for this long.
constexpr Millis kHoldDefault{std::chrono::seconds{60}};
/// Models that answered one after the other under one name, and how long that is remembered.
constexpr std::size_t kAnsweredMax = 8;
constexpr auto kAnsweredFor = std::chrono::days{90};
/// The server may be started anew with another context.
constexpr auto kContextFor = std::chrono::days{1};
/// After a failure, and because Ollama tells the context of a model only once it is loaded.
constexpr auto kProbeAgain = std::chrono::minutes{10};
/// Of the answer's cap, this share has to fit into the context.
constexpr std::int64_t kCapShare = 2;

std::string memory_key(const LlmEndpoint& endpoint) {
    return sha256_hex(endpoint.base_url + "\n" + endpoint.model).substr(0, 16);
}

std::string answered_key(const std::string& memory_key) { return "llm.answered:" + memory_key; }

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

RateLimits rate_limits(const LlmEndpoint& endpoint) {
    return {endpoint.requests_per_minute, endpoint.tokens_per_minute};
}

}  // namespace

ChatClient::ChatClient(HttpClient& http, Ledger& ledger, Clock& clock, LlmEndpoint endpoint,
                       BudgetPolicy budget, ChatServices services)
    : http_{http},
      ledger_{ledger},
      clock_{clock},
      endpoint_{std::move(endpoint)},
      wire_{make_wire(endpoint_.api)},
      budget_{std::move(budget)},
      services_{std::move(services)},
      memory_key_{memory_key(endpoint_)},
      reserver_{ledger},
      slots_{std::max(1, endpoint_.concurrency)},
      limiter_{services_.shared == nullptr
                   ? RateLimiter{clock, rate_limits(endpoint_)}
                   : RateLimiter{clock, rate_limits(endpoint_), ledger, *services_.shared,
                                 "llm.rate:" + memory_key_}},
      estimator_{ledger, "llm.tokens:" + memory_key_, clock.now()},
      health_{clock, ledger, endpoint_.name},
      dialect_until_{clock.now() + kDialectFor} {
    if (const auto kept = ledger_.recall("llm.dialect:" + memory_key_, clock_.now()))
        dialect_ = dialect_from(*kept).value_or(Dialect{});
    if (const auto kept = ledger_.recall(answered_key(memory_key_), clock_.now()))
        answered_ = split_lines(*kept);
}

Error ChatClient::error_of(ErrorKind kind, std::string_view what) const {
    return Error{kind,
                 fmt::format("llm {}: {}", endpoint_.name, safe_message(what, endpoint_.api_key))};
}

Expected<Answer> ChatClient::ask(const Question& question, int attempt, std::stop_token stop) {
    Inquiry inquiry{question, attempt, question_key(question, endpoint_), {}, 0, 0, 0};
    // Two unreadable answers in a row make the second re-ask look like the first: it is another
    // question all the same, on a lower rung by then, and not to be answered from what was kept.
    if (attempt > 1) inquiry.key = sha256_hex(fmt::format("{}#{}", inquiry.key, attempt));
    inquiry.mark = fence_mark(endpoint_, inquiry.key);
    inquiry.raw_tokens = prompt_tokens(question);
    inquiry.estimated_tokens = estimator_.correct(inquiry.raw_tokens);
    if (const auto kept = ledger_.find_reply(inquiry.key)) return replay(inquiry, *kept);
    inquiry.context_tokens = context_tokens(stop);
    // Coarsely, because how a text is cut hangs on it and must come out the same after a restart.
    if (inquiry.context_tokens > 0 &&
        estimator_.correct_coarsely(inquiry.raw_tokens) + question.answer_tokens_max / kCapShare >
            inquiry.context_tokens)
        return tl::unexpected{
            error_of(ErrorKind::TooLarge, "prompt and answer do not fit the context")};

    int tries = 0;
    int adaptations = 0;
    while (true) {
        if (auto admitted = health_.admit(); !admitted)
            return tl::unexpected{std::move(admitted).error()};
        Outcome outcome = try_once(inquiry, stop);
        if (outcome.next == Next::Settled) return std::move(outcome.result);
        if (outcome.next == Next::Adapted) {
            if (++adaptations <= kAdaptationsMax) continue;
            return tl::unexpected{
                error_of(ErrorKind::BadInput, "no form of the request is accepted")};
        }
        ++tries;
        if (tries >= (outcome.connected ? kTriesMax : kConnectTriesMax))
            return give_up(std::move(outcome));
        if (!clock_.wait_for(outcome.pause.value_or(jitter(tries)), stop))
            return tl::unexpected{error_of(ErrorKind::Cancelled, "stopped between two tries")};
    }
}

Millis ChatClient::jitter(int tries) {
    Millis most = kPauseFirst;
    for (int i = 1; i < tries; ++i) most = std::min(most * kPauseGrowth, kPauseMax);
    const std::lock_guard lock{mutex_};
    return Millis{std::uniform_int_distribution<Millis::rep>{0, most.count()}(random_)};
}

/// No try is left: what the caller is told, and what becomes of the endpoint.
Expected<Answer> ChatClient::give_up(Outcome outcome) {
    Error error = std::move(outcome.result).error();
    if (error.kind == ErrorKind::RateLimited) {
        error.retry_after = std::max(limiter_.held_for(), kHoldDefault);
        limiter_.hold(*error.retry_after);
        health_.note_limited(*error.retry_after, error.message);
    } else if (!outcome.connected) {
        health_.note_unreachable(error.message);
        error.kind = ErrorKind::Unavailable;
    } else if (health_.note_failure(error.message)) {
        error.kind = ErrorKind::Unavailable;
    }
    return tl::unexpected{std::move(error)};
}

ChatClient::Outcome ChatClient::try_once(const Inquiry& inquiry, const std::stop_token& stop) {
    auto call = prepare(inquiry, stop);
    if (!call) return {Next::Settled, tl::unexpected{std::move(call).error()}};
    HttpRequest request = http_request(endpoint_, *wire_, wire_->path());
    request.method = "POST";
    request.body = std::move(call->request.body);
    ExchangeResult result =
        exchange(http_, clock_, std::move(request), *wire_, call->request.stream,
                 endpoint_.timeouts, stop, [this] { slots_.release(); });
    Outcome outcome = weigh(inquiry, *call, std::move(result), stop);
    room_.settled();
    return outcome;
}

/// Waits for the rate, writes the call down, then waits for a slot: in that order, so that a slot
/// which becomes free is used at once.
Expected<ChatClient::Call> ChatClient::prepare(const Inquiry& inquiry,
                                               const std::stop_token& stop) {
    Call call{0, dialect(), 0, {}, {}};
    call.cap = answer_cap(inquiry.question, endpoint_, call.dialect);
    if (inquiry.context_tokens > 0)
        call.cap = std::min(call.cap, inquiry.context_tokens - inquiry.estimated_tokens);
    call.request =
        wire_->request(inquiry.question, endpoint_, call.dialect, inquiry.mark, call.cap);
    CallPlan plan;
    plan.key = inquiry.key;
    plan.item = inquiry.question.item;
    plan.stage = inquiry.question.stage;
    plan.chunk = inquiry.question.chunk;
    plan.attempt = inquiry.attempt;
    plan.endpoint = endpoint_.name;
    plan.model = endpoint_.model;
    plan.prompt_version = inquiry.question.prompt_version;
    plan.tokens_in_estimate = inquiry.estimated_tokens;
    plan.tokens_out_cap = call.cap;
    if (auto free = limiter_.acquire(plan.tokens_in_estimate + plan.tokens_out_cap, stop); !free) {
        Error error = std::move(free).error();
        error.message = fmt::format("llm {}: {}", endpoint_.name, error.message);
        return tl::unexpected{std::move(error)};
    }
    plan.purpose = inquiry.question.purpose;
    if (auto reserved = reserve(plan, call, stop); !reserved)
        return tl::unexpected{std::move(reserved).error()};
    if (!slots_.acquire(stop)) {
        if (auto closed = ledger_.close_call(call.id, "never sent", false); !closed)
            return tl::unexpected{std::move(closed).error()};
        room_.settled();
        return tl::unexpected{error_of(ErrorKind::Cancelled, "stopped before it was asked")};
    }
    call.sent = clock_.steady_now();
    call.stop = stop;
    return call;
}

/// Where calls on their way hold the room that is left, it waits for their settlement; a limit is
/// reached only when nothing can give room any more. The wait may pass midnight.
Expected<void> ChatClient::reserve(CallPlan& plan, Call& call, const std::stop_token& stop) {
    std::optional<BudgetRoom::Place> place;
    while (true) {
        plan.at = clock_.now();
        call.prices = endpoint_.prices.at(plan.at);
        plan.reserve = reservation_of(call.prices, plan.tokens_in_estimate, plan.tokens_out_cap);
        auto reserved = reserver_.reserve(plan, limits_at(budget_, plan.at));
        if (reserved) {
            call.id = *reserved;
            return {};
        }
        if (!reserved.error().retry_after) return tl::unexpected{std::move(reserved).error()};
        if (!place) place.emplace(room_);
        if (!place->wait(*reserved.error().retry_after, stop))
            return tl::unexpected{error_of(ErrorKind::Cancelled, "stopped before it was asked")};
    }
}

Expected<void> ChatClient::judge(const Answer& answer, bool accepted, std::string_view finding) {
    return ledger_.judge_reply(answer.call, accepted, finding);
}

std::string ChatClient::answered_by() const {
    const std::lock_guard lock{mutex_};
    return answered_.empty() ? std::string{} : answered_.front();
}

/// Providers change what stands behind a name without a word: the operator hears of each model that
/// did not answer before, once.
void ChatClient::note_model(const std::string& model) {
    std::string before;
    std::string all;
    {
        const std::lock_guard lock{mutex_};
        if (!answered_.empty() && answered_.front() == model) return;
        // Another process may have told it already.
        if (const auto kept = ledger_.recall(answered_key(memory_key_), clock_.now()))
            answered_ = split_lines(*kept);
        const bool known = std::erase(answered_, model) > 0;
        if (!known && !answered_.empty()) before = answered_.front();
        answered_.insert(answered_.begin(), model);
        if (answered_.size() > kAnsweredMax) answered_.resize(kAnsweredMax);
        all = fmt::format("{}", fmt::join(answered_, "\n"));
    }
    ledger_.remember(answered_key(memory_key_), all, clock_.now() + kAnsweredFor);
    if (!before.empty() && services_.on_warning)
        services_.on_warning(fmt::format("llm {}: answered by {}, before by {} (asked for {})",
                                         endpoint_.name, model, before, endpoint_.model));
}

Dialect ChatClient::dialect() {
    const std::lock_guard lock{mutex_};
    // What an endpoint could not do last week it may have learned since.
    if (clock_.now() >= dialect_until_) {
        dialect_ = Dialect{};
        dialect_until_ = clock_.now() + kDialectFor;
    }
    return dialect_;
}

void ChatClient::learn(const Dialect& learned) {
    std::string text;
    TimePoint until;
    {
        const std::lock_guard lock{mutex_};
        const Dialect before = dialect_;
        dialect_.merge(learned);
        if (dialect_ == before) return;
        if (dialect_.rung != before.rung) unreadable_ = 0;
        dialect_until_ = until = clock_.now() + kDialectFor;
        text = to_text(dialect_);
    }
    ledger_.remember("llm.dialect:" + memory_key_, text, until);
}

void ChatClient::count_unreadable(const Dialect& used) {
    {
        const std::lock_guard lock{mutex_};
        if (used.rung != dialect_.rung || ++unreadable_ < kUnreadableMax) return;
    }
    Dialect next = used;
    next.rung = wire_->below(next.rung);
    learn(next);
}

Expected<EndpointTraits> ChatClient::look(std::stop_token stop) {
    auto traits = look_at(http_, endpoint_, *wire_, std::move(stop));
    if (!traits) return tl::unexpected{error_of(traits.error().kind, traits.error().message)};
    const bool loads_later = traits->context_tokens == 0 && traits->kind.starts_with("Ollama");
    const TimePoint until =
        clock_.now() + (loads_later ? Millis{kProbeAgain} : Millis{kContextFor});
    {
        const std::lock_guard lock{mutex_};
        context_ = traits->context_tokens;
        next_look_ = until;
    }
    if (traits->context_tokens == 0) return traits;
    ledger_.remember("llm.context:" + memory_key_, context_fact(*traits), until);
    return traits;
}

/// Configured, else as the server says. One thread looks; the others go on with what is known.
std::int64_t ChatClient::context_tokens(const std::stop_token& stop) {
    if (endpoint_.context_tokens > 0 || !endpoint_.find_context) return endpoint_.context_tokens;
    const TimePoint now = clock_.now();
    {
        const std::lock_guard lock{mutex_};
        if (now < next_look_) return context_;
        next_look_ = now + kProbeAgain;
        if (const auto kept = ledger_.recall("llm.context:" + memory_key_, now)) {
            context_ = traits_from_fact(*kept).context_tokens;
            if (context_ > 0) return context_;
        }
    }
    // A failure is found by the question itself.
    if (health_.state() == EndpointState::Ok) static_cast<void>(look(stop));
    const std::lock_guard lock{mutex_};
    return context_;
}

bool ChatClient::probe(std::stop_token stop) {
    if (health_.state() == EndpointState::Ok) return true;
    if (health_.state() == EndpointState::Limited || !health_.admit()) return false;
    const auto answer = look(stop);
    if (answer) {
        health_.note_answer();
        return true;
    }
    if (answer.error().kind == ErrorKind::Refused)
        health_.note_refused(answer.error().message);
    else if (answer.error().kind != ErrorKind::Cancelled)
        health_.note_unreachable(answer.error().message);
    return false;
}

}  // namespace ainews::pipeline
