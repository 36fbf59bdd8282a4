#pragma once

#include "core/clock.h"
#include "daemon/signals.h"

namespace ainews::daemon {

/// A long run that ends early in steps, each harder than the one before. run() has a thread of its
/// own; the other functions are called from the thread that listens to signals.
class InterruptibleRun {
public:
    InterruptibleRun() = default;
    virtual ~InterruptibleRun() = default;
    InterruptibleRun(const InterruptibleRun&) = delete;
    InterruptibleRun& operator=(const InterruptibleRun&) = delete;

    virtual void run() = 0;
    /// Begin nothing new; what is in hand may end.
    virtual void drain() = 0;
    /// Give up what is in hand, but leave what was done in order: publish it.
    virtual void abort() = 0;
    /// Give up that, too.
    virtual void stop_now() = 0;
    /// Now and then, whether or not anything happened.
    virtual void tick() {}
};

/// Returns when the run has ended, and throws what it threw. At the first SIGTERM or SIGINT it is
/// drained, 5 s later aborted, 6 s after that stopped; a second signal aborts and stops it at once.
void supervise(InterruptibleRun& run, Signals& signals, Clock& clock);

}  // namespace ainews::daemon
