#include "text/html_arena.h"

#include <algorithm>
#include <bit>
#include <new>

namespace ainews::text {
namespace {

constexpr std::size_t kChunkBytes = 256U << 10U;
constexpr std::size_t kPieceBytesMin = 16;

}  // namespace

HtmlArena::Header* HtmlArena::cut(std::size_t bytes) {
    if (bytes > left_) {
        const std::size_t chunk = std::max(bytes, kChunkBytes);
        // Uninitialised: gumbo writes before it reads.
        chunks_.emplace_back(new std::byte[chunk]);
        free_ = chunks_.back().get();
        left_ = chunk;
    }
    auto* header = ::new (static_cast<void*>(free_)) Header{};
    free_ += bytes;
    left_ -= bytes;
    return header;
}

void* HtmlArena::allocate(std::size_t bytes) {
    const std::size_t rounded = std::bit_ceil(std::max(bytes, kPieceBytesMin));
    const auto size_class = static_cast<std::size_t>(std::countr_zero(rounded));
    Header*& given_back = given_back_[size_class];
    Header* header = given_back;
    if (header != nullptr)
        given_back = header->next;
    else
        header = cut(sizeof(Header) + rounded);
    header->size_class = size_class;
    return header + 1;
}

void HtmlArena::release(void* piece) noexcept {
    if (piece == nullptr) return;
    auto* header = static_cast<Header*>(piece) - 1;
    header->next = given_back_[header->size_class];
    given_back_[header->size_class] = header;
}

}  // namespace ainews::text
