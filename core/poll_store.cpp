#include "core/poll_store.h"

namespace ainews {

std::string_view to_string(SourceState state) noexcept {
    switch (state) {
        case SourceState::Ok:
            return "ok";
        case SourceState::Failing:
            return "failing";
        case SourceState::Gone:
            return "gone";
        case SourceState::Paused:
            return "paused";
    }
    return "unknown";
}

}  // namespace ainews
