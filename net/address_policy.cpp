#include "net/address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>
#include <stdexcept>

namespace ainews::net {
namespace {

constexpr int kMappedPrefix = 96;
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) noexcept {
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

constexpr IpAddress v6(std::array<std::uint16_t, 3> head) noexcept {
    IpAddress address;
    for (std::size_t i = 0; i < head.size(); ++i) {
        address.bytes[2 * i] = static_cast<std::uint8_t>(head[i] >> 8U);
        address.bytes[2 * i + 1] = static_cast<std::uint8_t>(head[i] & 0xffU);
    }
    return address;
}

struct Special {
    Network network;
    std::string_view why;
};

constexpr Special block4(IpAddress first, int prefix, std::string_view why) noexcept {
    return {{first, kMappedPrefix + prefix}, why};
}

constexpr std::array kSpecialV4 = {
    block4(v4(0, 0, 0, 0), 8, "this network"),
    block4(v4(10, 0, 0, 0), 8, "private use"),
    block4(v4(100, 64, 0, 0), 10, "carrier-grade NAT"),
    block4(v4(127, 0, 0, 0), 8, "loopback"),
    block4(v4(169, 254, 0, 0), 16, "link-local"),
    block4(v4(172, 16, 0, 0), 12, "private use"),
    block4(v4(192, 0, 0, 0), 24, "protocol assignments"),
    block4(v4(192, 0, 2, 0), 24, "documentation"),
    block4(v4(192, 88, 99, 0), 24, "6to4 relay"),
    block4(v4(192, 168, 0, 0), 16, "private use"),
    block4(v4(198, 18, 0, 0), 15, "benchmarking"),
    block4(v4(198, 51, 100, 0), 24, "documentation"),
    block4(v4(203, 0, 113, 0), 24, "documentation"),
    block4(v4(224, 0, 0, 0), 4, "multicast"),
    block4(v4(255, 255, 255, 255), 32, "broadcast"),
    block4(v4(240, 0, 0, 0), 4, "reserved"),
};

constexpr std::array kSpecialV6 = {
    Special{{v6({0x2001, 0xdb8, 0}), 32}, "documentation"},
    Special{{v6({0x2001, 0x2, 0}), 48}, "benchmarking"},
    Special{{v6({0x2001, 0, 0}), 32}, "Teredo"},
    Special{{v6({0x2001, 0, 0}), 23}, "protocol assignments"},
    Special{{v6({0x2002, 0, 0}), 16}, "6to4"},
    Special{{v6({0x3fff, 0, 0}), 20}, "documentation"},
};

/// Named only to say more than "not global unicast" of what lies outside 2000::/3.
constexpr std::array kOutsideGlobalUnicast = {
    Special{{v6({0xfe80, 0, 0}), 10}, "link-local"},
    Special{{v6({0xfec0, 0, 0}), 10}, "site-local"},
    Special{{v6({0xfc00, 0, 0}), 7}, "unique local"},
    Special{{v6({0xff00, 0, 0}), 8}, "multicast"},
    Special{{v6({0x64, 0xff9b, 1}), 48}, "local-use NAT64"},
    Special{{v6({0x100, 0, 0}), 64}, "discard-only"},
};

constexpr Network kGlobalUnicast = {v6({0x2000, 0, 0}), 3};
constexpr Network kNat64 = {v6({0x64, 0xff9b, 0}), 96};
constexpr Network kUnspecified = {IpAddress{}, 128};
constexpr Network kLoopback6 = {IpAddress{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, 128};

std::string_view find_in(std::span<const Special> table, const IpAddress& address) noexcept {
    for (const Special& special : table)
        if (special.network.contains(address)) return special.why;
    return {};
}

IpAddress mapped(const void* four_bytes) noexcept {
    IpAddress address;
    std::ranges::copy(kMapped, address.bytes.begin());
    std::memcpy(address.bytes.data() + kMapped.size(), four_bytes, 4);
    return address;
}

}  // namespace

bool IpAddress::is_v4() const noexcept {
    return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

std::optional<IpAddress> parse_address(std::string_view text) {
    const std::string copy{text.substr(0, text.find('%'))};
    if (copy.find('\0') != std::string::npos) return std::nullopt;
    IpAddress address;
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
    in_addr four{};
    if (copy.size() == text.size() && inet_pton(AF_INET, copy.c_str(), &four) == 1)
        return mapped(&four);
    return std::nullopt;
}

std::optional<IpAddress> address_of(const sockaddr& socket_address) noexcept {
    // Copied out: the memory behind a sockaddr need not be aligned for the family's own type.
    if (socket_address.sa_family == AF_INET) {
        sockaddr_in v4_address{};
        std::memcpy(&v4_address, &socket_address, sizeof v4_address);
        return mapped(&v4_address.sin_addr);
    }
    if (socket_address.sa_family == AF_INET6) {
        sockaddr_in6 v6_address{};
        std::memcpy(&v6_address, &socket_address, sizeof v6_address);
        IpAddress address;
        std::memcpy(address.bytes.data(), &v6_address.sin6_addr, address.bytes.size());
        return address;
    }
    return std::nullopt;
}

std::string to_string(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool four = address.is_v4();
    const auto* bytes = address.bytes.data() + (four ? kMapped.size() : 0);
    inet_ntop(four ? AF_INET : AF_INET6, bytes, text.data(), text.size());
    return text.data();
}

bool Network::contains(const IpAddress& address) const noexcept {
    const auto whole = static_cast<std::size_t>(prefix / 8);
    for (std::size_t i = 0; i < whole; ++i)
        if (first.bytes[i] != address.bytes[i]) return false;
    if (prefix % 8 == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xffU << (8U - static_cast<unsigned>(prefix % 8)));
    return (first.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<Network> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    // "::ffff:10.0.0.0/104" is an IPv6 prefix although its address is held like an IPv4 one.
    const bool dotted = text.substr(0, slash).find(':') == std::string_view::npos;
    const int width = dotted ? 32 : 128;
    int prefix = width;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto* end = digits.data() + digits.size();
        const auto parsed = std::from_chars(digits.data(), end, prefix);
        if (parsed.ec != std::errc{} || parsed.ptr != end || prefix < 0 || prefix > width)
            return std::nullopt;
    }
    return Network{*address, prefix + (dotted ? kMappedPrefix : 0)};
}

std::string_view special_purpose(const IpAddress& address) noexcept {
    if (address.is_v4()) return find_in(kSpecialV4, address);
    if (kNat64.contains(address)) return special_purpose(mapped(address.bytes.data() + 12));
    if (kGlobalUnicast.contains(address)) return find_in(kSpecialV6, address);
    if (kLoopback6.contains(address)) return "loopback";
    if (kUnspecified.contains(address)) return "unspecified";
    const auto why = find_in(kOutsideGlobalUnicast, address);
    return why.empty() ? "not global unicast" : why;
}

AddressPolicy::AddressPolicy(const std::vector<std::string>& allow_networks) {
    for (const std::string& text : allow_networks) {
        const auto network = parse_network(text);
        if (!network) throw std::invalid_argument{"not a network: \"" + text + "\""};
        allowed_.push_back(*network);
    }
}

bool AddressPolicy::allows(const IpAddress& address) const noexcept {
    if (special_purpose(address).empty()) return true;
    return std::ranges::any_of(
        allowed_, [&address](const Network& network) { return network.contains(address); });
}

}  // namespace ainews::net
