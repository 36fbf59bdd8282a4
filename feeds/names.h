#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <pugixml.hpp>
#include <string_view>
#include <vector>

namespace ainews::feeds {

/// The vocabularies a feed is read in. `Core` is every version of RSS and Atom: real feeds mix
/// them.
enum class Space : std::uint8_t {
    Core,
    Content,
    DublinCore,
    DcTerms,
    FeedHistory,
    Hatena,
    Itunes,
    Media,
    Rdf,
    Slash,
    Syndication,
    Thread,
    Xhtml,
    Unknown,
};

/// An element or attribute in one of those vocabularies; Ignored is any other.
enum class Field : std::uint8_t {
    Ignored,
    Root,
    Channel,
    Item,
    ItemList,
    Title,
    Link,
    Description,
    Summary,
    Content,
    Author,
    Id,
    Guid,
    Published,
    Issued,
    Created,
    Updated,
    Category,
    Enclosure,
    CommentsUrl,
    Language,
    Ttl,
    SkipHours,
    SkipDays,
    ContentEncoded,
    DcTitle,
    DcAuthor,
    DcDate,
    DcDescription,
    ItunesAuthor,
    ItunesTitle,
    ItunesSummary,
    ItunesImage,
    MediaGroup,
    MediaContent,
    MediaThumbnail,
    MediaTitle,
    MediaDescription,
    CommentCount,
    Points,
    UpdatePeriod,
    UpdateFrequency,
    XhtmlBody,
};

/// The part of a qualified name after its prefix.
[[nodiscard]] std::string_view local_name(std::string_view name) noexcept;

/// Resolves qualified names by namespace URI, whatever the prefix (Namespaces in XML 1.0). An
/// undeclared prefix means what that prefix usually means; names are compared without regard to
/// case.
class Names {
public:
    /// Declarations of one element are in force while its scope lives.
    class Scope {
    public:
        Scope(Names& names, pugi::xml_node element)
            : names_{names}, depth_{names.bindings_.size()} {
            names_.declare(element);
        }
        ~Scope() { names_.withdraw(depth_); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        Names& names_;
        std::size_t depth_;
    };

    [[nodiscard]] Space space_of(std::string_view name) const noexcept;
    /// `name` must live as long as this.
    [[nodiscard]] Field field_of(std::string_view name) noexcept;

private:
    struct Binding {
        std::string_view prefix;
        Space space;
    };
    struct Known {
        std::string_view name;
        Field field = Field::Ignored;
    };
    static constexpr std::size_t kKnownSlots = 64;

    void declare(pugi::xml_node element);
    void withdraw(std::size_t depth);
    [[nodiscard]] Field look_up(std::string_view name) const noexcept;

    std::vector<Binding> bindings_;
    /// Every item asks for the same dozen names: answers given under the present bindings, a slot
    /// for each hash.
    std::array<Known, kKnownSlots> known_{};
};

}  // namespace ainews::feeds
