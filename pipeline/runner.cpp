#include "pipeline/runner.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <utility>

namespace ainews::pipeline {
namespace {

constexpr std::size_t kAsideMax = 256;  // claims of items beyond the limit that are held meanwhile
constexpr std::size_t kReasonsShown = 4;

void name_thread(const std::string& name) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

std::int64_t jobs_in(const QueueCounts& counts, JobState state) {
    std::int64_t sum = 0;
    for (const auto& [stage, states] : counts)
        if (const auto found = states.find(state); found != states.end()) sum += found->second;
    return sum;
}

/// "score 18, summarize 18"
std::string waiting_stages(const QueueCounts& counts) {
    std::string list;
    for (const auto& [stage, states] : counts)
        if (const auto found = states.find(JobState::Waiting);
            found != states.end() && found->second > 0)
            list += fmt::format("{}{} {}", list.empty() ? "" : ", ", stage, found->second);
    return list;
}

std::string waiting_line(const WorkQueue& queue) {
    const auto reasons = queue.waiting_reasons();
    std::int64_t total = 0;
    for (const auto& [reason, count] : reasons) total += count;
    if (total == 0) return {};
    std::string line = fmt::format("{} {} ({}): ", total, total == 1 ? "job waits" : "jobs wait",
                                   waiting_stages(queue.queue_counts()));
    for (std::size_t i = 0; i < reasons.size() && i < kReasonsShown; ++i)
        line += fmt::format("{}{} {}", i == 0 ? "" : "; ", reasons[i].second, reasons[i].first);
    if (reasons.size() > kReasonsShown) line += "; …";
    return line;
}

}  // namespace

Runner::Runner(WorkQueue& queue, std::vector<StageSlot> slots, Clock& clock, RunnerOptions options,
               RunnerHooks hooks)
    : queue_{queue},
      slots_{std::move(slots)},
      clock_{clock},
      options_{std::move(options)},
      hooks_{std::move(hooks)},
      worker_{queue_, slots_, clock_, options_, hooks_} {}

Runner::~Runner() = default;

RunReport Runner::drain_queue(std::stop_token abort) { return work(Mode::Once, std::move(abort)); }
RunReport Runner::run(std::stop_token abort) { return work(Mode::Forever, std::move(abort)); }

void Runner::notify() { board_.poke(); }

void Runner::request_drain() {
    draining_ = true;
    board_.poke();
}

RunReport Runner::progress() const {
    const std::lock_guard lock{mutex_};
    return report_;
}

std::size_t Runner::in_flight() const {
    return board_.load(Lane::Model) + board_.load(Lane::Local);
}

RunReport Runner::work(Mode mode, std::stop_token abort) {
    begin();
    {
        std::vector<std::jthread> threads;
        std::jthread renewer;
        try {
            for (const Lane lane : {Lane::Model, Lane::Local})
                for (std::size_t i = 0; i < workers(lane); ++i)
                    threads.emplace_back(
                        [this, lane, i] { work_lane(lane, static_cast<int>(i) + 1); });
            renewer = std::jthread{[this](const std::stop_token& stop) { renew_leases(stop); }};
        } catch (...) {
            board_.close();  // those that were started wait for jobs
            throw;
        }
        const std::stop_callback on_abort{abort, [this] {
                                              board_.stop_all();
                                              board_.poke();
                                          }};
        try {
            dispatch(mode, abort);
        } catch (...) {
            fail_with(std::current_exception());
        }
        board_.close();
        // The workers end first: until then their leases are renewed.
        threads.clear();
    }
    end(abort);
    const std::lock_guard lock{mutex_};
    if (error_) std::rethrow_exception(error_);
    return report_;
}

void Runner::begin() {
    board_.open();
    const std::lock_guard lock{mutex_};
    report_ = {};
    error_ = nullptr;
    taken_items_.clear();
    reading_since_.reset();
}

void Runner::dispatch(Mode mode, const std::stop_token& abort) {
    for (const auto& [name, gate] : worker_.gates()) {
        const bool open = gate->state(clock_.now()) == ModelGate::State::Open;
        // What an earlier run parked is asked for again, for a model may be there now.
        if (open) static_cast<void>(queue_.wake(worker_.stages_of(name, false)));
    }
    while (!abort.stop_requested() && !failing_) {
        const std::uint64_t seen = board_.changes();
        const bool claimed = !draining_ && fill(mode);
        if (claimed) continue;
        if (board_.idle() && (draining_ || mode == Mode::Once) && board_.changes() == seen) break;
        const bool patient = (mode == Mode::Once || draining_) && !board_.idle() && !reading_since_;
        board_.wait_for_change(seen, patient ? std::nullopt : std::optional{options_.idle});
    }
    // Nobody has begun these: they go back as they came.
    for (const Claim& claim : board_.take_unstarted()) {
        worker_.put_back_now(claim);
        board_.release(claim);
    }
    if (abort.stop_requested()) board_.stop_all();
    while (!board_.idle()) board_.wait_for_change(board_.changes(), options_.idle);
}

void Runner::end(const std::stop_token& abort) {
    if (!failing_) park_behind_closed_gates();
    const bool drained = draining_.exchange(false);
    RunReport sums = progress();
    if (!failing_) {
        const QueueCounts counts = queue_.queue_counts();
        sums.waiting = jobs_in(counts, JobState::Waiting);
        sums.pending = jobs_in(counts, JobState::Pending);
        sums.waiting_line = waiting_line(queue_);
    }
    sums.interrupted = abort.stop_requested() || (drained && sums.pending > 0);
    failing_ = false;
    const std::lock_guard lock{mutex_};
    report_ = std::move(sums);
}

/// Stages whose jobs opened while their gate was closed would otherwise be pending with nobody to
/// take them.
void Runner::park_behind_closed_gates() {
    for (const auto& [name, gate] : worker_.gates())
        if (gate->state(clock_.now()) == ModelGate::State::Closed) worker_.park(name);
}

bool Runner::fill(Mode mode) {
    worker_.give_back_stranded();
    // Work whose result has nowhere to go would be begun and lost until it counts as hopeless.
    const bool room = mode == Mode::Once || !hooks_.before_paying || hooks_.before_paying();
    // Looked at before the claim: what ends between the two is no sign that nothing is left to
    // read.
    const bool was_reading = board_.load(Lane::Local) > 0;
    bool any = room && fill_lane(Lane::Local);
    if (is_reading_first(was_reading || any)) return any;
    any = fill_lane(Lane::Model) || any;
    for (const auto& [name, gate] : worker_.gates()) any = fill_probe(name) || any;
    return any;
}

/// New articles are read before the first of them is paid for: copies of one text are known by
/// then, whichever came first, and the model begins with the most valuable. Slow pages do not hold
/// it up for long.
bool Runner::is_reading_first(bool reading) {
    if (!reading) {
        reading_since_.reset();
        return false;
    }
    const SteadyTime now = clock_.steady_now();
    if (!reading_since_) reading_since_ = now;
    return now - *reading_since_ < options_.read_first;
}

std::size_t Runner::workers(Lane lane) const {
    return static_cast<std::size_t>(
        std::max(1, lane == Lane::Model ? options_.model_workers : options_.local_workers));
}

bool Runner::fill_lane(Lane lane) {
    // Claiming ahead by half the workers keeps them busy; holding more would keep work from others.
    const std::size_t capacity = workers(lane) + (workers(lane) + 1) / 2;
    const std::size_t load = board_.load(lane);
    if (load >= capacity || board_.queued(lane) > workers(lane) / 4) return false;
    std::vector<std::string> stages = open_stages(lane);
    if (stages.empty()) return false;
    return claim(lane, std::move(stages), static_cast<int>(capacity - load), false);
}

/// A gate whose pause has passed is tried with one job.
bool Runner::fill_probe(const std::string& name) {
    ModelGate& gate = *worker_.gates().at(name);
    std::vector<std::string> stages = worker_.stages_of(name, false);
    std::erase_if(stages, [this](const std::string& stage) { return !wanted(stage); });
    if (stages.empty() || !gate.take_probe(clock_.now())) return false;
    if (claim(Lane::Model, std::move(stages), 1, true)) return true;
    gate.return_probe();
    return false;
}

bool Runner::wanted(const std::string& stage) const {
    return options_.stages.empty() ||
           std::ranges::find(options_.stages, stage) != options_.stages.end();
}

/// Behind a closed gate only what can show something provisional is worth claiming.
std::vector<std::string> Runner::open_stages(Lane lane) const {
    std::vector<std::string> stages;
    for (const StageSlot& slot : slots_) {
        const bool model = !slot.gate.empty();
        if (model != (lane == Lane::Model) || !wanted(slot.name)) continue;
        if (model && !slot.provisional) {
            const ModelGate* gate = worker_.gate_of(slot.name);
            if (gate->state(clock_.now()) != ModelGate::State::Open) continue;
        }
        stages.push_back(slot.name);
    }
    return stages;
}

bool Runner::claim(Lane lane, std::vector<std::string> stages, int limit, bool probe) {
    if (options_.item_limit) {
        const auto most = static_cast<std::size_t>(std::max(0, *options_.item_limit));
        const bool full = taken_items_.size() >= most;
        // Extraction comes first: once enough items are taken, there is none of theirs left.
        if (board_.aside() >= kAsideMax || (full && lane == Lane::Local)) return false;
        // What will not be worked on is left to other processes.
        if (!full) limit = std::min(limit, static_cast<int>(most - taken_items_.size()));
    }
    ClaimRequest request;
    request.stages = std::move(stages);
    request.sources = options_.sources;
    request.limit = limit;
    request.now = clock_.now();
    request.lease = options_.lease;
    auto claims = queue_.claim(request);
    if (!claims) {
        // A locked store is tried again with the next change or after the idle time.
        if (hooks_.on_notice)
            hooks_.on_notice("claiming work failed: " + claims.error().message, false);
        return false;
    }
    bool pushed = false;
    for (Claim& claim : *claims) {
        const bool ours =
            !options_.item_limit || taken_items_.contains(claim.item) ||
            taken_items_.size() < static_cast<std::size_t>(std::max(0, *options_.item_limit));
        if (!ours) {
            board_.keep_aside(std::move(claim));
            continue;
        }
        if (options_.item_limit) taken_items_.insert(claim.item);
        board_.push(lane, std::move(claim), probe);
        pushed = true;
    }
    return pushed;
}

void Runner::work_lane(Lane lane, int number) {
    name_thread(fmt::format("{}-{}", lane == Lane::Model ? "stage" : "extract", number));
    while (auto job = board_.pop(lane)) {
        try {
            const JobEvent event = worker_.work(job->claim, job->probe, job->stop);
            count(event);
            if (hooks_.on_job) hooks_.on_job(event);
        } catch (...) {
            worker_.strand(job->claim);
            fail_with(std::current_exception());
        }
        // However the probe ended: an answer opened the gate, an error closed it anew, anything
        // else says nothing, and the next may try.
        if (ModelGate* gate = worker_.gate_of(job->claim.stage); job->probe && gate != nullptr)
            gate->return_probe();
        board_.release(job->claim);
    }
}

void Runner::renew_leases(const std::stop_token& stop) {
    name_thread("leases");
    while (clock_.wait_for(options_.renew, stop)) {
        try {
            const std::vector<Claim> held = board_.held();
            if (held.empty()) continue;
            const auto lost = queue_.renew(held, clock_.now(), options_.lease);
            if (lost) board_.lost(*lost);
        } catch (...) {
            fail_with(std::current_exception());
            return;
        }
    }
}

void Runner::count(const JobEvent& event) {
    const std::lock_guard lock{mutex_};
    ++report_.jobs;
    report_.tokens_in += event.tokens_in;
    report_.tokens_out += event.tokens_out;
    report_.cost += event.cost.value_or(0);
    switch (event.outcome) {
        case JobOutcome::Degraded:
            ++report_.degraded;
            [[fallthrough]];
        case JobOutcome::Done:
            ++report_.done;
            break;
        case JobOutcome::Provisional:
            ++report_.provisional;
            break;
        case JobOutcome::Failed:
            ++report_.failed;
            break;
        case JobOutcome::Waiting:
        case JobOutcome::PutBack:
            ++report_.put_back;
            break;
        case JobOutcome::Lost:
            ++report_.lost;
            break;
    }
}

/// A broken store: nothing is begun any more, what is in hand (and may be paid for) ends by itself,
/// and the caller hears the first reason.
void Runner::fail_with(std::exception_ptr error) {
    {
        const std::lock_guard lock{mutex_};
        if (!error_) error_ = std::move(error);
    }
    failing_ = true;
    board_.poke();
}

}  // namespace ainews::pipeline
