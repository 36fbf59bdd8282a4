#pragma once

#include <string>

namespace ainews::testing {

/// Moves this process into a network and mount namespace of its own, in which every IPv4 address of
/// the world is this machine: what a client contacts by mistake is seen by the test's own server
/// and by nobody else. Call it first in main, while there is one thread. Throws std::system_error
/// where the kernel forbids it.
void enter_isolation();

/// Replaces /etc/hosts within the isolation.
void set_hosts(const std::string& lines);
/// Makes 127.0.0.1 the name server within the isolation.
void use_local_resolver();

}  // namespace ainews::testing
