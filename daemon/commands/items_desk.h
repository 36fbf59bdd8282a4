#pragma once

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "core/item_store.h"
#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"

/// The item verbs of the editor's desk, and what all item verbs share. Throw Exit where they cannot
/// be done at all.
namespace ainews::daemon {

[[nodiscard]] ExitCode set_publish_state(const Items& options, Context& context);
[[nodiscard]] ExitCode set_pinned(const Items& options, Context& context);
/// One field of one item, from --text, --file or $EDITOR.
[[nodiscard]] ExitCode edit_item(const Items& options, Context& context);
/// Re-ranks the archive under today's weights without a call: what changes its total is published
/// again.
[[nodiscard]] ExitCode rescore(const Items& options, Context& context);

/// The item, following an alias. Throws Exit (65) where there is none.
[[nodiscard]] Item require_item(Context& context, ItemId id);

/// A line about an item; `message` often names it by itself, or the item that an alias leads to.
[[nodiscard]] std::string item_line(ItemId id, std::string_view message);

/// {"id":n,"ok":bool,"message":s}, what was done or why it could not be.
[[nodiscard]] std::string outcome_json(ItemId id, bool ok, std::string_view message);

/// Applies `change` to every id; what failed is told and makes the exit code 65. With `json` one
/// object a line says of each id what came of it.
template <typename Change>
ExitCode for_ids(const std::vector<ItemId>& ids, const char* done, Change change,
                 bool json = false) {
    bool all = true;
    for (const ItemId id : ids) {
        const Expected<std::string> outcome = change(id);
        if (json) {
            std::cout << outcome_json(id, outcome.has_value(),
                                      outcome ? done + *outcome : outcome.error().message)
                      << '\n';
            all = all && outcome.has_value();
        } else if (outcome) {
            std::cout << fmt::format("item {}: {}{}\n", id, done, *outcome);
        } else {
            std::cerr << item_line(id, outcome.error().message) << '\n';
            all = false;
        }
    }
    return all ? ExitCode::Ok : ExitCode::BadData;
}

}  // namespace ainews::daemon
