#include "tests/support/newsroom_request.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/sha256.h"

namespace ainews::newsroom {
namespace {

using nlohmann::json;

constexpr std::string_view kOpen = "資料[";
constexpr std::string_view kClose = "資料終わり[";
constexpr std::size_t kMarkBytesMin = 8;

struct StageSign {
    AskedStage stage;
    std::string_view property;  ///< of the answer's schema
    std::string_view task;      ///< of the prompt
};
constexpr std::array kSigns{
    StageSign{AskedStage::Summarize, "key_points", "要約"},
    StageSign{AskedStage::Score, "practicality", "4軸の評価"},
    StageSign{AskedStage::Impact, "facts_used", "影響分析"},
    StageSign{AskedStage::Digest, "headline", "日報"},
    StageSign{AskedStage::Digest, "headline", "Hacker日報"},
    StageSign{AskedStage::Digest, "headline", "週報"},
    StageSign{AskedStage::Translate, "[[end]]", "全訳"},
};

std::string text_of(const json& content) {
    if (content.is_string()) return content.get<std::string>();
    std::string text;
    if (content.is_array())
        for (const auto& part : content) text += part.value("text", "");
    return text;
}

std::optional<AskedStage> stage_of(const std::string& system) {
    for (const auto& sign : kSigns)
        for (const std::string_view colon : {":", "\uFF1A"})
            if (system.find("作業" + std::string{colon} + std::string{sign.task}) !=
                std::string::npos)
                return sign.stage;
    for (const auto& sign : kSigns)
        if (system.find(sign.property) != std::string::npos) return sign.stage;
    return std::nullopt;
}

void read_format(Question& question, const json& request) {
    const auto format = request.value("response_format", json::object());
    const auto type = format.value("type", "text");
    if (type == "json_schema") {
        question.format = AskedFormat::Schema;
        const auto schema =
            format.value("json_schema", json::object()).value("schema", json::object());
        const auto properties = schema.value("properties", json::object());
        for (const auto& sign : kSigns)
            if (sign.stage == question.stage && !properties.contains(sign.property))
                question.violations.emplace_back("the schema is not that of the stage");
        if (schema.value("additionalProperties", true))
            question.violations.emplace_back("the schema is open");
    } else if (type == "json_object") {
        question.format = AskedFormat::Object;
    }
    if (question.stage == AskedStage::Translate && question.format != AskedFormat::Text)
        question.violations.emplace_back("translation is tagged text, not JSON");
}

/// Finds the fence; the material is what stands inside the last one of the mark.
void read_fence(Question& question, const std::string& user) {
    const auto close = user.rfind(kClose);
    if (close == std::string::npos)
        return question.violations.emplace_back("no closing fence"), void();
    const auto mark_at = close + kClose.size();
    question.mark = user.substr(mark_at, user.find(']', mark_at) - mark_at);
    if (question.mark.size() < kMarkBytesMin)
        question.violations.emplace_back("the mark can be guessed");
    const auto opening = std::string{kOpen} + question.mark + "]";
    const auto open = user.rfind(opening, close);
    if (open == std::string::npos)
        return question.violations.emplace_back("no opening fence"), void();
    question.material = user.substr(open + opening.size(), close - open - opening.size());
    if (question.material.find(question.mark) != std::string::npos)
        question.violations.emplace_back("the mark stands inside the material");
    if (question.material.find("http://") != std::string::npos)
        question.violations.emplace_back("an address was sent");
}

/// "[[p12]] text" up to the next number or the end.
void read_blocks(Question& question) {
    constexpr std::string_view kTag = "[[p";
    const std::string_view text = question.material;
    auto at = text.find(kTag);
    while (at != std::string_view::npos) {
        const auto close = text.find("]]", at);
        if (close == std::string_view::npos) break;
        AskedBlock block;
        const auto digits = text.substr(at + kTag.size(), close - at - kTag.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), block.n);
        at = text.find(kTag, close);
        block.text = text.substr(close + 2, at == std::string_view::npos ? at : at - close - 2);
        while (!block.text.empty() && (block.text.front() == ' ' || block.text.front() == '\n'))
            block.text.erase(0, 1);
        while (!block.text.empty() && (block.text.back() == ' ' || block.text.back() == '\n'))
            block.text.pop_back();
        question.blocks.push_back(std::move(block));
    }
}

std::string blanked(std::string text, const std::string& mark) {
    if (mark.empty()) return text;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
        text.erase(at, mark.size());
    return text;
}

Question read(const json& request, std::string_view secret) {
    Question question;
    question.model = request.at("model").get<std::string>();
    question.stream = request.value("stream", false);
    if (request.contains("stream_options"))
        question.include_usage = request.at("stream_options").value("include_usage", false);
    std::string system;
    std::string user;
    std::string all;
    for (const auto& message : request.at("messages")) {
        const auto text = text_of(message.at("content"));
        const auto role = message.at("role").get<std::string>();
        if (role == "system" || role == "developer") system += text + "\n";
        // A re-asked question repeats the finding after the answer; the material stands in the
        // first.
        if (role == "user" && user.empty()) user = text;
        all += role + "\n" + text + "\n";
    }
    question.characters = all.size();
    const auto stage = stage_of(system);
    if (!stage) question.violations.emplace_back("the prompt names no task");
    question.stage = stage.value_or(AskedStage::Translate);
    read_format(question, request);
    read_fence(question, user);
    read_blocks(question);
    if (!secret.empty() && request.dump().find(secret) != std::string::npos)
        question.violations.emplace_back("the key stands in the body");
    question.identity = sha256_hex(blanked(request.dump(), question.mark));
    return question;
}

}  // namespace

std::string_view to_string(AskedStage stage) noexcept {
    switch (stage) {
        case AskedStage::Summarize:
            return "summarize";
        case AskedStage::Score:
            return "score";
        case AskedStage::Impact:
            return "analyze";
        case AskedStage::Digest:
            return "digest";
        case AskedStage::Translate:
            break;
    }
    return "translate";
}

Expected<Question> read_question(std::string_view body, std::string_view secret) {
    try {
        return read(json::parse(body), secret);
    } catch (const json::exception& error) {
        return fail(ErrorKind::BadInput, error.what());
    }
}

}  // namespace ainews::newsroom
