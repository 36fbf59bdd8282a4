#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/newsroom_library.h"
#include "tests/support/newsroom_request.h"

namespace ainews::newsroom {

struct ModelAnswer {
    std::string article;       ///< slug; empty where the material is nobody's
    std::string content;       ///< what the model says
    int unknown_blocks = 0;    ///< blocks that are neither text nor furniture of an article
    int furniture_blocks = 0;  ///< blocks that are page furniture
    std::vector<std::string> violations;
};

/// Answers questions about the sample articles with the recorded answers. It knows an article by
/// the blocks it is asked for, whatever their numbers are, and answers those blocks only.
/// Thread-safe.
class RecordedModel {
public:
    explicit RecordedModel(const Library& library);
    ~RecordedModel();
    RecordedModel(const RecordedModel&) = delete;
    RecordedModel& operator=(const RecordedModel&) = delete;

    [[nodiscard]] ModelAnswer answer(const Question& question) const;

private:
    struct Unit;  ///< a block or one line of it
    struct ArticleIndex;
    struct Found;  ///< an asked block in an article

    [[nodiscard]] const ArticleIndex* identify(const Question& question, ModelAnswer& answer) const;
    [[nodiscard]] Found find(const ArticleIndex& index, std::string_view text) const;
    [[nodiscard]] bool is_furniture(std::string_view key) const;
    [[nodiscard]] std::string translate(const ArticleIndex& index, const Question& question,
                                        ModelAnswer& answer) const;
    [[nodiscard]] std::string digest(const Question& question, ModelAnswer& answer) const;
    [[nodiscard]] std::string structured(const ArticleIndex& index, const Question& question) const;

    std::vector<ArticleIndex> articles_;
    std::map<std::string, RecordedDigest> digests_;  ///< by the summary's title and by heading
    std::vector<std::string> furniture_;             ///< match keys
};

}  // namespace ainews::newsroom
