#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/editions.h"
#include "pipeline/check_output.h"
#include "pipeline/finding.h"
#include "pipeline/llm_stage.h"

/// Writing an edition's prose with a model: from stored summaries only, cited as S1 to S20.
namespace ainews::pipeline {

/// Summaries that one question carries: the references are a constant enum, so that schema and
/// cache prefix stay the same.
inline constexpr std::size_t kDigestRefsMax = 20;

/// One entry of a question: what the model reads and what it stands for.
struct DigestSource {
    std::string text;     ///< Japanese, no addresses; one line each of 題, 要約, 要点
    std::string grounds;  ///< the stored summaries behind it: where numbers and names must be
    std::vector<ItemId> items;
};

/// What a model made of sources, in the order of importance; `refs` are indexes of sources.
struct DigestText {
    std::string heading;
    std::string text;
    std::vector<std::size_t> refs;
};
struct Digest {
    std::string headline;
    DigestText lead;
    std::vector<DigestText> sections;
};

[[nodiscard]] std::string_view digest_schema() noexcept;
/// Rejected: the shape is wrong, or a reference is none of the `sources` entries.
[[nodiscard]] Expected<Digest> read_digest(std::string_view json, std::size_t sources);

/// What the checks say of a digest, part by part; empty parts passed.
struct DigestFindings {
    Findings headline;
    Findings lead;
    std::vector<Findings> sections;  ///< one for each section
    [[nodiscard]] std::vector<std::string> texts() const;
};
/// References used once, numbers and names found in the summaries cited (a lead may count them),
/// 常体, lengths, Japanese, and nothing that no answer may hold. `about`: the period's name, whose
/// date may be said. Pure.
[[nodiscard]] DigestFindings check_digest(const Digest& digest,
                                          const std::vector<DigestSource>& sources,
                                          std::string_view about, const OutputCheck& output,
                                          std::string_view mark);

/// What came of writing. Without sections no answer passed.
struct WrittenDigest {
    std::string headline;
    EditionText lead;
    std::vector<EditionText> sections;
    std::vector<std::string> findings;
    std::vector<AttemptNote> attempts;
    std::string asked;  ///< every question's text: what the result depends on
};

/// More sources than fit into a question are worked on in chunks, whose most important sections
/// become the sources of the last question. A section that fails its checks after the re-asks is
/// dropped, a lead or headline likewise (the first section's heading takes its place). `stage`
/// names the prompt: daily, hacker, weekly. Errors are the client's: no model answered.
[[nodiscard]] Expected<WrittenDigest> write_digest(const LlmStageParts& parts,
                                                   std::string_view stage, std::string_view about,
                                                   const std::vector<DigestSource>& sources,
                                                   std::stop_token stop);

}  // namespace ainews::pipeline
