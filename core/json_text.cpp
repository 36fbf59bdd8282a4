#include "core/json_text.h"

#include <nlohmann/json.hpp>

namespace ainews {
namespace {

template <typename Json>
std::string one_line(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string dump(const nlohmann::json& value) { return one_line(value); }
std::string dump_ordered(const nlohmann::ordered_json& value) { return one_line(value); }

}  // namespace ainews
