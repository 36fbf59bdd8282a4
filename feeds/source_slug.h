#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ainews::feeds {

/// Gives sources slugs that nobody has yet: from the name where it can be spelled in Latin letters
/// (kana can), else from the address's host; "-2", "-3" … where that is taken. One thread.
class SlugMaker {
public:
    /// `taken`: slugs that are in use.
    explicit SlugMaker(std::set<std::string, std::less<>> taken) : taken_{std::move(taken)} {}

    /// A slug by the rules of core/source.h, which is taken from now on.
    [[nodiscard]] std::string make(std::string_view name, std::string_view url);
    /// False where it was taken already.
    bool take(const std::string& slug) { return taken_.insert(slug).second; }

private:
    std::set<std::string, std::less<>> taken_;
    std::map<std::string, int, std::less<>> next_;  ///< the number to try first, by slug
};

}  // namespace ainews::feeds
