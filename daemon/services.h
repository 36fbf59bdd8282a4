#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "config/config.h"
#include "core/http.h"
#include "core/store.h"
#include "daemon/model_clients.h"
#include "daemon/notices.h"
#include "daemon/savings.h"
#include "feeds/poller.h"
#include "pipeline/edition_maker.h"
#include "pipeline/registry.h"
#include "pipeline/runner.h"
#include "site/publisher.h"
#include "site/reader_pages.h"

namespace ainews::daemon {

/// Everything that depends on the configuration, built from one version of it: a reload builds
/// another set beside it and lets this one finish what it has in hand. The parts are thread-safe as
/// their headers say.
class Services {
public:
    struct Options {
        pipeline::RunnerOptions runner;  ///< filters of `--once`; workers are set here
        std::function<void(const pipeline::JobEvent&)> on_job;
        std::function<void(std::size_t polled, std::size_t total)>
            on_poll;  ///< on the polling thread
        std::function<void(const notify::DeliveryReport&)> on_notice;
    };

    /// Throws Exit (78) where a prompt, a template or a key is missing.
    Services(const config::Config& config, const std::filesystem::path& share_dir, Store& store,
             Clock& clock, Options options);
    ~Services();
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;

    [[nodiscard]] const config::Config& config() const noexcept { return config_; }
    [[nodiscard]] feeds::Poller& poller() noexcept { return *poller_; }
    [[nodiscard]] pipeline::Runner& runner() noexcept { return *runner_; }
    [[nodiscard]] pipeline::EditionMaker& editions() noexcept { return *editions_; }
    /// An error where what is fetched or answered might have nowhere to go: a disk nearly full.
    [[nodiscard]] Expected<void> room_on_disk() const;
    [[nodiscard]] site::Publisher& publisher() noexcept { return *publisher_; }
    [[nodiscard]] Notices& notices() noexcept { return *notices_; }
    /// What the server computes for readers; may be used on while this set is replaced.
    [[nodiscard]] const std::shared_ptr<site::ReaderPages>& reader_pages() const noexcept {
        return reader_pages_;
    }

private:
    [[nodiscard]] std::unique_ptr<pipeline::EditionMaker> make_editions(
        const pipeline::StageServices& parts, Store& store);

    const config::Config config_;
    std::shared_ptr<const RightsPolicy> rights_;
    std::unique_ptr<HttpClient> fetch_;  ///< feeds and pages, under the address policy
    std::unique_ptr<HttpClient> model_;  ///< models only: shares no connection with the other
    std::unique_ptr<ModelClients> models_;
    std::unique_ptr<feeds::Poller> poller_;
    std::unique_ptr<Savings> savings_;
    std::unique_ptr<pipeline::Runner> runner_;
    std::unique_ptr<pipeline::EditionMaker> editions_;
    std::unique_ptr<site::Publisher> publisher_;
    std::shared_ptr<site::ReaderPages> reader_pages_;
    std::unique_ptr<Notices> notices_;
};

}  // namespace ainews::daemon
