#include "daemon/patience.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>
#include <system_error>

#include "daemon/job_log.h"
#include "storage/store_error.h"

namespace ainews::daemon {
namespace {

/// Reasons that may differ in a path or a number are kept apart; more than this are not.
constexpr std::size_t kReasonsMax = 32;

bool passes(const storage::StoreError& error) {
    return error.kind() == storage::StoreError::Kind::Failed ||
           error.kind() == storage::StoreError::Kind::NotWritable;
}

bool passes(const std::error_code& code) {
    for (const auto condition :
         {std::errc::resource_unavailable_try_again, std::errc::too_many_files_open,
          std::errc::too_many_files_open_in_system, std::errc::not_enough_memory,
          std::errc::no_space_on_device, std::errc::read_only_file_system, std::errc::io_error,
          std::errc::permission_denied})
        if (code == condition) return true;
    return false;
}

}  // namespace

bool Patience::run(const std::function<void()>& body, std::stop_token stop) {
    std::string why;
    try {
        body();
        end_trouble();
        return true;
    } catch (const storage::StoreError& error) {
        if (!passes(error)) throw;
        why = error.what();
    } catch (const std::system_error& error) {
        if (!passes(error.code())) throw;
        why = error.what();
    } catch (const std::bad_alloc&) {
        why = "no memory is left";
    }
    if (pause_ == Millis{0}) began_ = clock_.steady_now();
    pause_ = std::clamp(pause_ * 2, kPauseFirst, kPauseMax);
    tell(why);
    (void)clock_.wait_for(pause_, std::move(stop));
    return false;
}

void Patience::tell(const std::string& why) {
    const SteadyTime now = clock_.steady_now();
    if (told_.size() >= kReasonsMax) told_.clear();
    const auto [found, fresh] = told_.try_emplace(why, now);
    if (!fresh && now - found->second < kTellEvery) return;
    found->second = now;
    spdlog::error("{} waits error={}", what_, log_value(why));
}

void Patience::end_trouble() {
    if (pause_ == Millis{0}) return;
    const Millis lasted = clock_.steady_now() - began_;
    spdlog::info("{} goes on after={}s", what_,
                 std::chrono::ceil<std::chrono::seconds>(lasted).count());
    pause_ = Millis{0};
    told_.clear();
}

}  // namespace ainews::daemon
