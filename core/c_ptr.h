#pragma once

#include <memory>

namespace ainews {

/// Calls a C library's own release function; makes a C handle behave like any other value.
template <auto Free>
struct FreeWith {
    template <typename T>
    void operator()(T* handle) const noexcept {
        Free(handle);
    }
};

template <typename T, auto Free>
using CPtr = std::unique_ptr<T, FreeWith<Free>>;

}  // namespace ainews
