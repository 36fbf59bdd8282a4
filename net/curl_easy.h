#pragma once

#include <curl/curl.h>

#include <concepts>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "core/c_ptr.h"

namespace ainews::net {

/// libcurl is variadic: only these types may travel through it unharmed.
template <typename T>
concept CurlValue = std::same_as<T, long> || std::same_as<T, curl_off_t> || std::is_pointer_v<T> ||
    std::same_as<T, std::nullptr_t>;

/// libcurl's global state; counted by libcurl, so each client holds one.
class CurlGlobal {
public:
    CurlGlobal() {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw std::runtime_error{"libcurl can't be initialised"};
    }
    ~CurlGlobal() { curl_global_cleanup(); }
    CurlGlobal(const CurlGlobal&) = delete;
    CurlGlobal& operator=(const CurlGlobal&) = delete;
};

/// A list of header lines as libcurl wants them.
class CurlList {
public:
    void append(const std::string& line) {
        curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc{};
        (void)list_.release();  // the same list, or its first node
        list_.reset(longer);
    }
    [[nodiscard]] curl_slist* get() const noexcept { return list_.get(); }

private:
    CPtr<curl_slist, curl_slist_free_all> list_;
};

/// Owns one easy handle. Used by one thread at a time.
class CurlEasy {
public:
    CurlEasy() : handle_{curl_easy_init()} {
        if (!handle_) throw std::bad_alloc{};
    }

    /// Throws std::logic_error: a refused option is a bug, never a network condition.
    template <CurlValue T>
    void set(CURLoption option, T value) {
        check(curl_easy_setopt(handle_.get(), option, value));
    }
    /// For options that take a function; `+lambda` makes one of a lambda without captures.
    template <typename R, typename... Args>
    void set_function(CURLoption option, R (*function)(Args...)) {
        check(curl_easy_setopt(handle_.get(), option, function));
    }

    [[nodiscard]] long number(CURLINFO info) const {
        long value = 0;
        (void)curl_easy_getinfo(handle_.get(), info, &value);
        return value;
    }
    [[nodiscard]] curl_off_t bytes(CURLINFO info) const {
        curl_off_t value = 0;
        (void)curl_easy_getinfo(handle_.get(), info, &value);
        return value;
    }

    /// Forgets every option; connections live in the multi handle and stay.
    void reset() noexcept { curl_easy_reset(handle_.get()); }
    [[nodiscard]] CURL* get() const noexcept { return handle_.get(); }

private:
    static void check(CURLcode code) {
        if (code != CURLE_OK) throw std::logic_error{curl_easy_strerror(code)};
    }

    CPtr<CURL, curl_easy_cleanup> handle_;
};

}  // namespace ainews::net
