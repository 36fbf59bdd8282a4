#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/exit.h"

namespace ainews::daemon {
namespace {

constexpr int kCatchUpBatch = 1000;

/// A tool beside a stopped daemon finds what was stored since: the index is brought up to date
/// first.
void catch_up(Store& store) {
    while (store.refresh(kCatchUpBatch).value_or(0) == kCatchUpBatch) {
    }
}

}  // namespace

ExitCode run_search(const Search& options, Context& context) {
    if (options.query.find_first_not_of(" \t\r\n") == std::string::npos)
        throw Exit{ExitCode::Usage, "search: what for?"};
    Store& store = context.store();
    catch_up(store);
    const auto hits = store.search(options.query, options.limit);
    if (!hits) throw Exit{ExitCode::BadData, fmt::format("search: {}", hits.error().message)};
    for (const SearchHit& hit : *hits) {
        if (options.json)
            std::cout << dump({{"id", hit.id},
                               {"rank", hit.rank},
                               {"title", hit.title},
                               {"snippet", hit.snippet}})
                      << '\n';
        else
            std::cout << fmt::format("{:>6}  {}\n        {}\n", hit.id, hit.title, hit.snippet);
    }
    if (hits->empty() && !options.json) std::cerr << "nothing found\n";
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
