#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/block.h"

namespace ainews::pipeline {

/// So many articles of a source are looked at, and a line that stands in so many of them beside the
/// one at hand is the outlet's and not the article's.
constexpr std::size_t kArticlesCompared = 8;
constexpr std::size_t kArticlesSharing = 3;

/// Marks blocks of an article that recur in other articles of its source as dropped: calls to
/// subscribe, disclaimers, an author's standing biography. Paragraphs and quotations count, and
/// lists as a whole; headings, code, tables and pictures recur for good reasons, and what is
/// shorter than a sentence may do so by chance. Digits do not tell lines apart ("Issue 12"). Where
/// more than half of the article's text would go, nothing is marked: it is then a form, such as a
/// weather report, and not a footer. Returns how many were marked.
std::size_t drop_recurring(std::vector<Block>& blocks, std::span<const std::vector<Block>> others);

}  // namespace ainews::pipeline
