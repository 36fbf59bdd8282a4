#include <fmt/format.h>

#include <iostream>

#include "daemon/commands/commands.h"
#include "daemon/exit.h"
#include "daemon/wiring.h"
#include "site/publisher.h"

namespace ainews::daemon {

ExitCode run_publish(const Publish& options, Context& context) {
    const RightsPolicy rights = rights_of(context.config());
    Store& store = context.store();
    site::Publisher publisher{site_options(context.config(), context.share_dir()), rights,
                              site::SiteStore{store, store, store, store, store, store, store}};
    const auto report = publisher.publish(options.all);
    if (!report)
        throw Exit{ExitCode::Unavailable, fmt::format("publish: {}", report.error().message)};
    std::cout << fmt::format("{}: {} files written, {} unchanged, {} removed\n",
                             context.config().site.dir.string(), report->pages_written,
                             report->pages_unchanged, report->pages_removed);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
