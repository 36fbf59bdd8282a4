#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace ainews::net {

/// An IPv4 or IPv6 address. IPv4 is held in its IPv4-mapped form (RFC 4291 §2.5.5.2), so that
/// `::ffff:127.0.0.1` and `127.0.0.1` are one address and no spelling escapes a rule.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] bool is_v4() const noexcept;
    bool operator==(const IpAddress&) const = default;
};

/// Reads "192.0.2.1" or "2001:db8::1" (a zone as in "fe80::1%eth0" is dropped); no other spelling.
[[nodiscard]] std::optional<IpAddress> parse_address(std::string_view text);
/// Nullopt for a family other than AF_INET and AF_INET6.
[[nodiscard]] std::optional<IpAddress> address_of(const sockaddr& socket_address) noexcept;
[[nodiscard]] std::string to_string(const IpAddress& address);

/// A block of addresses. The prefix counts the bits of the mapped form: 104 for 10.0.0.0/8.
struct Network {
    IpAddress first;
    int prefix = 128;

    [[nodiscard]] bool contains(const IpAddress& address) const noexcept;
};

/// Reads "10.0.0.0/8", "fd00::/8" or a single address; bits beyond the prefix are ignored.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

/// Why the address is not globally routable, in a word or two ("loopback", "private use"); empty
/// where it is. Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries; IPv6 outside
/// 2000::/3 is not assigned for global unicast. NAT64 (64:ff9b::/96) is judged by the IPv4 address
/// inside it. The few anycast exceptions within 192.0.0.0/24 and 2001::/23 count as special too:
/// no feed lives there.
[[nodiscard]] std::string_view special_purpose(const IpAddress& address) noexcept;

/// Which addresses may be contacted: those that are globally routable and the listed networks.
/// Immutable, so any thread may ask.
class AddressPolicy {
public:
    /// Throws std::invalid_argument naming the entry that is not a network.
    explicit AddressPolicy(const std::vector<std::string>& allow_networks);

    [[nodiscard]] bool allows(const IpAddress& address) const noexcept;

private:
    std::vector<Network> allowed_;
};

}  // namespace ainews::net
