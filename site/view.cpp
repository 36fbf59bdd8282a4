#include "site/view.h"

#include <algorithm>

namespace ainews::site {
namespace {

constexpr std::size_t kMembersExpected = 8;

}  // namespace

void View::set(ViewKey key, View value) {
    auto* members = std::get_if<Members>(&value_);
    if (members == nullptr) return;
    const auto known = std::ranges::find(members->keys, key);
    if (known != members->keys.end()) {
        members->values[static_cast<std::size_t>(known - members->keys.begin())] = std::move(value);
        return;
    }
    if (members->keys.empty()) {
        members->keys.reserve(kMembersExpected);
        members->values.reserve(kMembersExpected);
    }
    members->keys.push_back(key);
    members->values.push_back(std::move(value));
}

View& View::operator<<(View row) {
    if (auto* list = std::get_if<List>(&value_)) list->push_back(std::move(row));
    return *this;
}

const View* View::get(const ViewKey& key) const noexcept {
    const auto* members = std::get_if<Members>(&value_);
    if (members == nullptr) return nullptr;
    const auto found = std::ranges::find(members->keys, key);
    return found == members->keys.end()
               ? nullptr
               : &members->values[static_cast<std::size_t>(found - members->keys.begin())];
}

}  // namespace ainews::site
