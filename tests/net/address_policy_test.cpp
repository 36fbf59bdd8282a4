#include "net/address_policy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <stdexcept>

namespace ainews::net {
namespace {

struct Case {
    std::string_view address;
    std::string_view why;  ///< empty: globally routable
};

class SpecialPurposeTest : public ::testing::TestWithParam<Case> {};

TEST_P(SpecialPurposeTest, NamesTheBlockThatAnAddressBelongsTo) {
    const auto address = parse_address(GetParam().address);
    ASSERT_TRUE(address) << GetParam().address;
    EXPECT_EQ(special_purpose(*address), GetParam().why) << GetParam().address;
}

INSTANTIATE_TEST_SUITE_P(
    Ipv4, SpecialPurposeTest,
    ::testing::Values(
        Case{"8.8.8.8", ""}, Case{"1.1.1.1", ""}, Case{"93.184.216.34", ""},
        Case{"0.0.0.0", "this network"}, Case{"0.255.255.255", "this network"}, Case{"1.0.0.0", ""},
        Case{"9.255.255.255", ""}, Case{"10.0.0.0", "private use"},
        Case{"10.255.255.255", "private use"}, Case{"11.0.0.0", ""}, Case{"100.63.255.255", ""},
        Case{"100.64.0.0", "carrier-grade NAT"}, Case{"100.127.255.255", "carrier-grade NAT"},
        Case{"100.128.0.0", ""}, Case{"126.255.255.255", ""}, Case{"127.0.0.1", "loopback"},
        Case{"127.255.255.255", "loopback"}, Case{"128.0.0.0", ""}, Case{"169.253.255.255", ""},
        Case{"169.254.169.254", "link-local"}, Case{"169.255.0.0", ""}, Case{"172.15.255.255", ""},
        Case{"172.16.0.0", "private use"}, Case{"172.31.255.255", "private use"},
        Case{"172.32.0.0", ""}, Case{"192.0.0.8", "protocol assignments"}, Case{"192.0.1.0", ""},
        Case{"192.0.2.1", "documentation"}, Case{"192.31.196.1", ""},
        Case{"192.88.99.1", "6to4 relay"}, Case{"192.167.255.255", ""},
        Case{"192.168.0.1", "private use"}, Case{"192.169.0.0", ""}, Case{"198.17.255.255", ""},
        Case{"198.18.0.1", "benchmarking"}, Case{"198.19.255.255", "benchmarking"},
        Case{"198.20.0.0", ""}, Case{"198.51.100.7", "documentation"},
        Case{"203.0.113.7", "documentation"}, Case{"223.255.255.255", ""},
        Case{"224.0.0.1", "multicast"}, Case{"239.255.255.250", "multicast"},
        Case{"240.0.0.1", "reserved"}, Case{"255.255.255.255", "broadcast"}));

INSTANTIATE_TEST_SUITE_P(
    Ipv6, SpecialPurposeTest,
    ::testing::Values(Case{"2606:4700:4700::1111", ""}, Case{"2a00:1450:4001::1", ""},
                      Case{"2620:4f:8000::1", ""}, Case{"::", "unspecified"},
                      Case{"::1", "loopback"}, Case{"::127.0.0.1", "not global unicast"},
                      Case{"::ffff:127.0.0.1", "loopback"}, Case{"::ffff:7f00:1", "loopback"},
                      Case{"::ffff:10.0.0.1", "private use"},
                      Case{"::ffff:169.254.169.254", "link-local"}, Case{"::ffff:8.8.8.8", ""},
                      Case{"::ffff:0:127.0.0.1", "not global unicast"},
                      Case{"64:ff9b::10.0.0.1", "private use"}, Case{"64:ff9b::7f00:1", "loopback"},
                      Case{"64:ff9b::8.8.8.8", ""}, Case{"64:ff9b:1::1", "local-use NAT64"},
                      Case{"100::1", "discard-only"}, Case{"2001::1", "Teredo"},
                      Case{"2001:2::1", "benchmarking"}, Case{"2001:1::1", "protocol assignments"},
                      Case{"2001:1ff:ffff::1", "protocol assignments"}, Case{"2001:200::1", ""},
                      Case{"2001:db8::1", "documentation"}, Case{"2001:db9::1", ""},
                      Case{"2002:7f00:1::1", "6to4"}, Case{"2002:808:808::1", "6to4"},
                      Case{"3fff::1", "documentation"}, Case{"3fff:1000::1", ""},
                      Case{"5f00::1", "not global unicast"}, Case{"4000::1", "not global unicast"},
                      Case{"fc00::1", "unique local"}, Case{"fdff::1", "unique local"},
                      Case{"fe80::1", "link-local"}, Case{"fe80::1%eth0", "link-local"},
                      Case{"fec0::1", "site-local"}, Case{"ff02::1", "multicast"},
                      Case{"fe00::1", "not global unicast"}));

class NoAddressTest : public ::testing::TestWithParam<std::string_view> {};

TEST_P(NoAddressTest, IsNotRead) { EXPECT_FALSE(parse_address(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Table, NoAddressTest,
                         ::testing::Values("", "localhost", "127.1", "0x7f.0.0.1", "2130706433",
                                           "127.0.0.1 ", "127.0.0.01x", "256.0.0.1", "[::1]",
                                           ":::1", "1.2.3.4%eth0", "1.2.3.4/8",
                                           std::string_view{"1.2.3.4\0", 8}));

struct NetworkCase {
    std::string_view network;
    std::string_view address;
    bool inside;
};

class NetworkTest : public ::testing::TestWithParam<NetworkCase> {};

TEST_P(NetworkTest, ContainsTheAddressesUnderItsPrefix) {
    const auto network = parse_network(GetParam().network);
    ASSERT_TRUE(network);
    EXPECT_EQ(network->contains(*parse_address(GetParam().address)), GetParam().inside)
        << GetParam().network << " " << GetParam().address;
}

INSTANTIATE_TEST_SUITE_P(Table, NetworkTest,
                         ::testing::Values(NetworkCase{"127.0.0.0/8", "127.9.9.9", true},
                                           NetworkCase{"127.0.0.1/8", "127.9.9.9", true},
                                           NetworkCase{"127.0.0.0/8", "::ffff:127.9.9.9", true},
                                           NetworkCase{"127.0.0.0/8", "::1", false},
                                           NetworkCase{"127.0.0.0/8", "128.0.0.0", false},
                                           NetworkCase{"10.1.2.3", "10.1.2.3", true},
                                           NetworkCase{"10.1.2.3", "10.1.2.4", false},
                                           NetworkCase{"10.0.0.0/9", "10.127.0.1", true},
                                           NetworkCase{"10.0.0.0/9", "10.128.0.1", false},
                                           NetworkCase{"0.0.0.0/0", "203.0.113.1", true},
                                           NetworkCase{"0.0.0.0/0", "2001:db8::1", false},
                                           NetworkCase{"::/0", "2001:db8::1", true},
                                           NetworkCase{"::1/128", "::1", true},
                                           NetworkCase{"::1", "::2", false},
                                           NetworkCase{"fd00::/8", "fdab::1", true},
                                           NetworkCase{"fd00::/8", "fc00::1", false},
                                           NetworkCase{"2001:db8::/33", "2001:db8:7fff::", true},
                                           NetworkCase{"2001:db8::/33", "2001:db8:8000::", false},
                                           NetworkCase{"::ffff:10.0.0.0/104", "10.9.9.9", true}));

class NoNetworkTest : public ::testing::TestWithParam<std::string_view> {};

TEST_P(NoNetworkTest, IsRefusedByName) {
    EXPECT_FALSE(parse_network(GetParam()));
    try {
        const AddressPolicy policy{{"127.0.0.0/8", std::string{GetParam()}}};
        ADD_FAILURE() << "accepted " << GetParam();
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string_view{error.what()}.find(GetParam()), std::string_view::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Table, NoNetworkTest,
                         ::testing::Values("", "/8", "127.0.0.0/", "127.0.0.0/33", "127.0.0.0/-1",
                                           "127.0.0.0/8x", "::/129", "localhost", "10.0.0.0/8 ",
                                           "10/8"));

TEST(AddressPolicyTest, RefusesEverySpecialAddressUnlessListed) {
    const AddressPolicy closed{{}};
    const AddressPolicy open{{"127.0.0.0/8", "::1"}};
    for (const auto* text : {"127.0.0.1", "::ffff:127.0.0.1", "::1"}) {
        EXPECT_FALSE(closed.allows(*parse_address(text))) << text;
        EXPECT_TRUE(open.allows(*parse_address(text))) << text;
    }
    EXPECT_FALSE(open.allows(*parse_address("10.0.0.1")));
    EXPECT_TRUE(closed.allows(*parse_address("9.9.9.9")));
}

TEST(AddressPolicyTest, IsLiftedAsAWholeByTheTwoWidestNetworks) {
    const AddressPolicy policy{{"0.0.0.0/0", "::/0"}};
    for (const auto* text : {"127.0.0.1", "::1", "10.0.0.1", "fe80::1", "169.254.169.254"})
        EXPECT_TRUE(policy.allows(*parse_address(text))) << text;
}

TEST(IpAddressTest, ComesOutOfASocketAddressOfEitherFamily) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    inet_pton(AF_INET, "192.0.2.7", &four.sin_addr);
    EXPECT_EQ(address_of(reinterpret_cast<const sockaddr&>(four)), parse_address("192.0.2.7"));
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2001:db8::7", &six.sin6_addr);
    EXPECT_EQ(address_of(reinterpret_cast<const sockaddr&>(six)), parse_address("2001:db8::7"));
    sockaddr other{};
    other.sa_family = AF_UNIX;
    EXPECT_FALSE(address_of(other));
}

TEST(IpAddressTest, IsWrittenInTheShapeOfItsFamily) {
    EXPECT_EQ(to_string(*parse_address("::ffff:192.0.2.7")), "192.0.2.7");
    EXPECT_EQ(to_string(*parse_address("2001:DB8:0::1")), "2001:db8::1");
}

}  // namespace
}  // namespace ainews::net
