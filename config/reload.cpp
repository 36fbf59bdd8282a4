#include <variant>

#include "config/field.h"
#include "config/load.h"

namespace ainews::config {
namespace {

template <typename S>
void compare(const S& running, const S& loaded, Fields<S> fields, std::string_view section,
             std::vector<std::string>& changed) {
    for (const Field<S>& field : fields) {
        if (!field.restart) continue;
        const bool same = std::visit([&](auto member) { return running.*member == loaded.*member; },
                                     field.member);
        if (!same) changed.push_back(std::string{section} + "." + std::string{field.name});
    }
}

template <typename S>
void keep(const S& running, S& loaded, Fields<S> fields) {
    for (const Field<S>& field : fields)
        if (field.restart)
            std::visit([&](auto member) { loaded.*member = running.*member; }, field.member);
}

}  // namespace

std::vector<std::string> needs_restart(const Config& running, const Config& loaded) {
    std::vector<std::string> changed;
    compare(running.daemon, loaded.daemon, daemon_fields(), "daemon", changed);
    compare(running.store, loaded.store, store_fields(), "store", changed);
    compare(running.site, loaded.site, site_fields(), "site", changed);
    compare(running.server, loaded.server, server_fields(), "server", changed);
    return changed;
}

void keep_at_start(const Config& running, Config& loaded) {
    keep(running.daemon, loaded.daemon, daemon_fields());
    keep(running.store, loaded.store, store_fields());
    keep(running.site, loaded.site, site_fields());
    keep(running.server, loaded.server, server_fields());
}

}  // namespace ainews::config
