// Whatever a URL or a resolver may say: an address has one reading, whichever way it is written,
// and what is not globally routable is refused unless a listed network holds it. The first 16 bytes
// are an address; the whole input is also read as text, as a network and as a Location.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "net/address_policy.h"
#include "net/target.h"

namespace {

using namespace ainews::net;

void require(bool holds) {
    if (!holds) std::abort();
}

bool in(const IpAddress& address, std::string_view network) {
    return parse_network(network)->contains(address);
}

/// An opinion of its own, by the few blocks that must never be contacted.
bool is_internal(const IpAddress& address) {
    for (const auto* network : {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
                                "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
                                "::/127", "fc00::/7", "fe80::/10", "ff00::/8"})
        if (in(address, network)) return true;
    return false;
}

void check_address(const IpAddress& address) {
    static const AddressPolicy closed{{}};
    static const AddressPolicy open{{"0.0.0.0/0", "::/0"}};
    require(parse_address(to_string(address)) == address);
    require(closed.allows(address) == special_purpose(address).empty());
    require(!is_internal(address) || !closed.allows(address));
    require(open.allows(address));
    for (int prefix = 0; prefix <= 128; ++prefix)
        require(Network{address, prefix}.contains(address));
    if (!address.is_v4()) return;
    // The same four bytes behind NAT64 are no less internal.
    IpAddress nat64 = *parse_address("64:ff9b::");
    std::memcpy(nat64.bytes.data() + 12, address.bytes.data() + 12, 4);
    require(closed.allows(nat64) == closed.allows(address));
}

void check_text(std::string_view text) {
    if (const auto address = parse_address(text)) check_address(*address);
    if (const auto network = parse_network(text)) require(network->contains(network->first));
    static const auto from = parse_target("https://user:pass@a.test/feed", true);
    const auto next = resolve_location(*from, text, true);
    if (!next) return;
    require(next->url.starts_with("https://") || next->url.starts_with("http://"));
    require(!next->host.empty());
    if (next->origin != from->origin && text.find("pass@") == std::string_view::npos)
        require(next->url.find("pass@") == std::string::npos);
    const auto again = parse_target(next->url, true);
    require(again && again->origin == next->origin);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_text(text);
    IpAddress address;
    if (size >= address.bytes.size()) {
        std::memcpy(address.bytes.data(), data, address.bytes.size());
        check_address(address);
        const IpAddress four = *parse_address("::ffff:0.0.0.0");
        std::memcpy(address.bytes.data(), four.bytes.data(), 12);
        check_address(address);
    }
    return 0;
}
