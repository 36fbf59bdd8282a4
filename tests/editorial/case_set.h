#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/finding.h"
#include "pipeline/judge.h"
#include "pipeline/source_text.h"

/// The editorial test set: source texts of our own writing, each with answers that an editor would
/// accept and answers that are wrong in one way (tests/data/editorial).
namespace ainews::editorial {

struct CaseAnswer {
    std::string stage;  ///< summarize, score, translate, analyze
    bool good = true;
    std::optional<pipeline::Gate> gate = std::nullopt;  ///< of a bad one: what must refuse it
    std::string text;                                   ///< the model's raw reply
};

struct Case {
    std::string name;  ///< of the file, without its ending
    std::string title;
    std::string language;
    std::string kind;
    std::string published;  ///< RFC 3339
    std::vector<std::string> traps;
    std::string note;
    std::vector<std::pair<std::string, std::string>> glossary;
    std::string html;
    std::vector<CaseAnswer> answers;
};

/// Every *.toml of the folder, by name. Throws std::runtime_error naming the file, the line or key
/// that is wrong: the set is ours, so a mistake in it is a bug.
[[nodiscard]] std::vector<Case> load_cases(const std::filesystem::path& folder);

/// The case as a stage gets it, after the real extractor has been over its page.
[[nodiscard]] pipeline::StageInput extracted(const Case& one);

/// The case's glossary as stages ask it.
[[nodiscard]] pipeline::TermLookup terms_of(const Case& one);

/// What the real stage would find in a reply: the JSON object or tagged text in it, its shape, then
/// every check. Nothing is sent anywhere. `question`: what was asked, where a translation is only
/// of the paragraphs that it holds; empty: of all.
[[nodiscard]] pipeline::Findings judged(const pipeline::Judge& judge,
                                        const pipeline::StageInput& input, std::string_view stage,
                                        std::string_view reply, std::string_view mark,
                                        std::string_view question = {});

}  // namespace ainews::editorial
