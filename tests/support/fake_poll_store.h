#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/poll_store.h"

namespace ainews::testing {

/// Remembers fetch states and every outcome; an entry is new when its guid or address is.
class FakePollStore final : public PollStore {
public:
    /// The next `count` calls of record_polls store nothing.
    void fail_next(int count) { failing_ = count; }
    /// What this source brings cannot be stored.
    void refuse(std::string slug) { refused_ = std::move(slug); }

    void sync_sources(std::span<const Source> sources, TimePoint now) override {
        const std::lock_guard lock{mutex_};
        for (const Source& source : sources) {
            FetchState& state = states_[source.slug];
            state.slug = source.slug;
            state.url = source.url;
            state.next_poll = now;
        }
    }

    [[nodiscard]] std::vector<FetchState> fetch_states() const override {
        const std::lock_guard lock{mutex_};
        std::vector<FetchState> states;
        for (const auto& [slug, state] : states_) states.push_back(state);
        return states;
    }

    [[nodiscard]] Expected<std::vector<PollReceipt>> record_polls(
        std::vector<PollOutcome> outcomes) override {
        const std::lock_guard lock{mutex_};
        ++transactions_;
        if (failing_ > 0) {
            --failing_;
            return fail(ErrorKind::Unavailable, "disk full");
        }
        std::vector<PollReceipt> receipts;
        for (PollOutcome& outcome : outcomes) {
            if (outcome.after.slug == refused_) continue;
            PollReceipt receipt{.slug = outcome.after.slug};
            for (const NewEntry& entry : outcome.entries) {
                const std::string key = entry.keys.guid.empty() ? entry.entry.url : entry.keys.guid;
                ++(known_.insert(receipt.slug + ' ' + key).second ? receipt.new_items
                                                                  : receipt.duplicates);
            }
            states_[outcome.after.slug] = outcome.after;
            outcomes_.push_back(std::move(outcome));
            receipts.push_back(std::move(receipt));
        }
        return receipts;
    }

    Expected<void> set_source_state(std::string_view slug, SourceState state,
                                    TimePoint now) override {
        const std::lock_guard lock{mutex_};
        FetchState& known = states_[std::string{slug}];
        known.state = state;
        known.next_poll = now;
        return {};
    }

    [[nodiscard]] FetchState state(const std::string& slug) const {
        const std::lock_guard lock{mutex_};
        return states_.at(slug);
    }
    void put_state(FetchState state) {
        const std::lock_guard lock{mutex_};
        std::string slug = state.slug;
        states_[slug] = std::move(state);
    }
    [[nodiscard]] std::vector<PollOutcome> outcomes() const {
        const std::lock_guard lock{mutex_};
        return outcomes_;
    }
    [[nodiscard]] int transactions() const {
        const std::lock_guard lock{mutex_};
        return transactions_;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, FetchState> states_;
    std::set<std::string> known_;
    std::vector<PollOutcome> outcomes_;
    int failing_ = 0;
    std::string refused_;
    int transactions_ = 0;
};

}  // namespace ainews::testing
