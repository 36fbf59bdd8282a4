#pragma once

#include <map>
#include <string>
#include <vector>

#include "text/same_event.h"

namespace ainews::testing {

/// One report of the labelled set (tests/data/stories/README.md).
struct LabelledReport {
    std::string id;
    std::string language;
    std::string original_title;
    text::EventFacts facts;
};

struct LabelledPair {
    std::string a;
    std::string b;
    bool same = false;
    std::string kind;  ///< outlets, languages, follow-up, version ...
};

/// A file of the set: reports, and pairs of them with the editors' verdict.
class StoryPairs {
public:
    /// `file` of tests/data/stories. Throws std::runtime_error naming file and line where it cannot
    /// be read.
    explicit StoryPairs(const std::string& file);

    [[nodiscard]] const std::vector<LabelledPair>& pairs() const noexcept { return pairs_; }
    [[nodiscard]] const std::map<std::string, LabelledReport>& reports() const noexcept {
        return reports_;
    }
    /// As if the file's reports were what the archive has.
    [[nodiscard]] text::EventMatch compare(const LabelledPair& pair) const;

private:
    std::map<std::string, LabelledReport> reports_;
    std::vector<LabelledPair> pairs_;
    std::map<std::string, int> items_with_;  ///< by entity key
};

}  // namespace ainews::testing
