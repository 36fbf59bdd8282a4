#include "core/topics.h"

#include <array>
#include <utility>

namespace ainews {
namespace {

constexpr std::array<std::pair<TopicKind, std::string_view>, 6> kTopicNames{
    {{TopicKind::Tag, "tag"},
     {TopicKind::Company, "company"},
     {TopicKind::Model, "model"},
     {TopicKind::Person, "person"},
     {TopicKind::Product, "product"},
     {TopicKind::Org, "org"}}};

}  // namespace

std::string_view to_string(TopicKind kind) noexcept {
    for (const auto& [one, name] : kTopicNames)
        if (one == kind) return name;
    return {};
}

std::optional<TopicKind> topic_kind_from(std::string_view text) noexcept {
    for (const auto& [one, name] : kTopicNames)
        if (name == text) return one;
    return std::nullopt;
}

}  // namespace ainews
