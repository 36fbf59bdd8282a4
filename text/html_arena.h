#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace ainews::text {

/// Memory for one parse: pieces are cut from large chunks, given back to free lists by size, and
/// released all at once. So a gumbo tree needs no recursive destruction, and parsing no malloc a
/// node.
class HtmlArena {
public:
    HtmlArena() = default;
    HtmlArena(const HtmlArena&) = delete;
    HtmlArena& operator=(const HtmlArena&) = delete;
    ~HtmlArena() = default;

    /// Aligned for any type. Throws std::bad_alloc.
    [[nodiscard]] void* allocate(std::size_t bytes);
    /// Takes back what `allocate` gave; null is fine.
    void release(void* piece) noexcept;

private:
    struct Header {
        std::size_t size_class;
        Header* next;
    };
    static_assert(sizeof(Header) % alignof(std::max_align_t) == 0);

    [[nodiscard]] Header* cut(std::size_t bytes);

    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::byte* free_ = nullptr;
    std::size_t left_ = 0;
    std::array<Header*, 64> given_back_{};  ///< by size class: powers of two
};

}  // namespace ainews::text
