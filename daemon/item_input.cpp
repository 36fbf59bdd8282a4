#include "daemon/item_input.h"

namespace ainews::daemon {

Expected<pipeline::StageInput> input_of(const Item& item) {
    WorkItem work;
    work.id = item.id;
    work.url = item.url;
    work.source = item.source;
    work.title = item.title;
    work.authors = item.authors;
    work.language = item.language;
    work.published = item.published;
    work.first_seen = item.first_seen;
    for (const auto& [name, stage] : item.stages)
        if (stage.state == JobState::Done && stage.result_json)
            work.results.emplace(name, *stage.result_json);
    return pipeline::stage_input(std::move(work), 0);
}

}  // namespace ainews::daemon
