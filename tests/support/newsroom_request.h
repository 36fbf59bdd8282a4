#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace ainews::newsroom {

enum class AskedStage { Summarize, Score, Impact, Digest, Translate };
[[nodiscard]] std::string_view to_string(AskedStage stage) noexcept;

/// How the request wants its answer shaped: a rung of the capability ladder.
enum class AskedFormat { Schema, Object, Text };

struct AskedBlock {
    int n = 0;
    std::string text;
};

/// One chat completion request, as far as the newsroom cares.
struct Question {
    AskedStage stage = AskedStage::Translate;
    AskedFormat format = AskedFormat::Text;
    std::string model;
    bool stream = false;
    bool include_usage = false;
    std::string mark;                     ///< of the fence around the material
    std::string material;                 ///< what stands between the fences
    std::vector<AskedBlock> blocks;       ///< the material's numbered blocks
    std::string identity;                 ///< SHA-256 of the question with the mark blanked
    std::size_t characters = 0;           ///< of all messages
    std::vector<std::string> violations;  ///< what a careful client would not have sent
};

/// Reads the request and checks it: one intact fence with one unguessable mark, the stage's schema
/// where one is sent, no address and no secret in what is sent. BadInput where it is no chat
/// completion request at all.
[[nodiscard]] Expected<Question> read_question(std::string_view body, std::string_view secret);

}  // namespace ainews::newsroom
