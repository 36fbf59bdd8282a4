#include "daemon/signals.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <csignal>

namespace ainews::daemon {
namespace {

/// Signals blocks some for the process; the other tests of this program shall not notice.
class SignalsTest : public ::testing::Test {
protected:
    SignalsTest() { pthread_sigmask(SIG_SETMASK, nullptr, &mask_); }
    ~SignalsTest() override { pthread_sigmask(SIG_SETMASK, &mask_, nullptr); }

    sigset_t mask_{};
};

TEST_F(SignalsTest, DoesNotWaitWhereTheTimeIsOver) {
    Signals signals;
    EXPECT_EQ(signals.wait(Millis{0}), std::nullopt);
    EXPECT_EQ(signals.wait(Millis{-1}), std::nullopt);
}

TEST_F(SignalsTest, TellsWhichSignalCame) {
    Signals signals;
    for (const auto& [signal, event] : {std::pair{SIGTERM, Signals::Event::Terminate},
                                        std::pair{SIGINT, Signals::Event::Interrupt},
                                        std::pair{SIGHUP, Signals::Event::Reload}}) {
        raise(signal);
        EXPECT_EQ(signals.wait(Millis{1000}), event);
    }
    signals.wake();
    EXPECT_EQ(signals.wait(Millis{1000}), Signals::Event::Woken);
}

}  // namespace
}  // namespace ainews::daemon
