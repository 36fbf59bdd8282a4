#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ainews::site {

/// A name in a template or a view, and its hash: a name is found by comparing numbers.
struct ViewKey {
    std::string_view name;
    std::uint64_t hash;

    // NOLINTNEXTLINE(google-explicit-constructor): keys are literals where views are built.
    constexpr ViewKey(const char* text) : ViewKey{std::string_view{text}} {}
    constexpr explicit ViewKey(std::string_view text) : name{text}, hash{kSeed} {
        // FNV-1a
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    }
    constexpr bool operator==(const ViewKey& other) const noexcept {
        return hash == other.hash && name == other.name;
    }

private:
    static constexpr std::uint64_t kSeed = 14695981039346656037U;
    static constexpr std::uint64_t kPrime = 1099511628211U;
};

/// What a template is filled with: a flag, a text, a list, or named values. A plain value.
class View {
public:
    /// Named values, none yet.
    View() : value_{Members{}} {}
    explicit View(std::same_as<bool> auto on) : value_{on} {}
    explicit View(std::string text) : value_{std::move(text)} {}
    /// One named text.
    View(ViewKey key, std::string text) : View{} { set(key, std::move(text)); }
    [[nodiscard]] static View list() {
        View view;
        view.value_ = List{};
        return view;
    }

    /// `key`: its text must outlive the view; a literal does. Nothing where this has no names.
    void set(ViewKey key, View value);
    void set(ViewKey key, std::string text) { set(key, View{std::move(text)}); }
    /// Appends to a list; nothing where this is none.
    View& operator<<(View row);

    /// nullptr: no such name here.
    [[nodiscard]] const View* get(const ViewKey& key) const noexcept;
    /// nullptr: it is no text.
    [[nodiscard]] const std::string* text() const noexcept {
        return std::get_if<std::string>(&value_);
    }
    /// nullptr: it is no list.
    [[nodiscard]] const std::vector<View>* rows() const noexcept {
        return std::get_if<List>(&value_);
    }
    [[nodiscard]] bool is_empty_list() const noexcept {
        return rows() != nullptr && rows()->empty();
    }
    /// What a section shows nothing for: false, and a list without rows. An empty text is shown.
    [[nodiscard]] bool is_false() const noexcept {
        const bool* flag = std::get_if<bool>(&value_);
        return flag != nullptr ? !*flag : is_empty_list();
    }

private:
    using List = std::vector<View>;
    /// Side by side, so that a search runs over keys alone.
    struct Members {
        std::vector<ViewKey> keys;
        List values;
    };
    std::variant<bool, std::string, Members, List> value_;
};

}  // namespace ainews::site
