#pragma once

/// The words of our own namespace in a subscription list, shared by its reader and its writer.
namespace ainews::feeds::opml {

/// A name for the vocabulary, nothing that is fetched.
inline constexpr const char* kNamespace = "urn:ainewsd:opml:1";
inline constexpr const char* kPrefix = "ainews:";

inline constexpr const char* kSlug = "slug";
inline constexpr const char* kKind = "kind";
inline constexpr const char* kWeight = "weight";
inline constexpr const char* kRights = "rights";
inline constexpr const char* kRightsBasis = "rightsBasis";
inline constexpr const char* kRightsHosts = "rightsHosts";
inline constexpr const char* kInterval = "interval";
inline constexpr const char* kBacklog = "backlog";
inline constexpr const char* kText = "text";
inline constexpr const char* kInclude = "include";
inline constexpr const char* kExclude = "exclude";
inline constexpr const char* kHoldIf = "holdIf";
inline constexpr const char* kNewsletter = "newsletter";
inline constexpr const char* kPaused = "paused";

}  // namespace ainews::feeds::opml
