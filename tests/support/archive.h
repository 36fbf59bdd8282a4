#pragma once

#include <string>
#include <vector>

#include "core/results.h"
#include "core/source.h"
#include "core/stage_graph.h"
#include "core/store.h"

namespace ainews::testing {

/// An invented article, always the same for its number.
struct ArchiveArticle {
    std::string url;
    std::string source;
    std::string title;  ///< of the original
    TimePoint published;
    Extraction extraction;
    Summary summary;
    Score score;
    Translation translation;
    Analysis analysis;
};

/// Articles a day, from 2020 on.
inline constexpr int kArchivePerDay = 250;

[[nodiscard]] std::vector<Source> archive_sources();
[[nodiscard]] StageGraph archive_graph();
[[nodiscard]] ArchiveArticle archive_article(int number);
/// Puts articles [first, first + count) into the store with every stage done, through its ports as
/// a daemon would. Ends the program where the store refuses.
void fill_archive(Store& store, int first, int count);

}  // namespace ainews::testing
