#include "core/error.h"

namespace ainews {

std::string_view to_string(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::Transient:
            return "transient";
        case ErrorKind::RateLimited:
            return "rate_limited";
        case ErrorKind::Unavailable:
            return "unavailable";
        case ErrorKind::Refused:
            return "refused";
        case ErrorKind::BadInput:
            return "bad_input";
        case ErrorKind::Rejected:
            return "rejected";
        case ErrorKind::TooLarge:
            return "too_large";
        case ErrorKind::NotFound:
            return "not_found";
        case ErrorKind::Gone:
            return "gone";
        case ErrorKind::Conflict:
            return "conflict";
        case ErrorKind::OverBudget:
            return "over_budget";
        case ErrorKind::Cancelled:
            return "cancelled";
    }
    return "unknown";
}

}  // namespace ainews
