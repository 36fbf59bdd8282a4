#include "pipeline/llm_client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ainews::pipeline {
namespace {

constexpr std::string_view kFindingsMark = "{項目}";

std::string replace_all(std::string_view text, std::string_view what, std::string_view by) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos;
         at = text.find(what, from)) {
        out.append(text.substr(from, at - from)).append(by);
        from = at + what.size();
    }
    return out.append(text.substr(from));
}

AttemptNote note_of(const Answer& answer, std::vector<std::string> findings) {
    AttemptNote note;
    note.engine = "llm";
    note.model = answer.model;
    note.accepted = findings.empty();
    note.findings = std::move(findings);
    // A replayed answer was paid for, and noted, when it came.
    if (!answer.replayed) {
        note.tokens_in = answer.tokens_in;
        note.tokens_out = answer.tokens_out;
        note.cost = answer.cost;
    }
    note.at = answer.at;
    return note;
}

std::string joined(const std::vector<std::string>& findings) {
    return fmt::format("{}", fmt::join(findings, " / "));
}

Question reask_of(const Question& question, std::string previous,
                  const std::vector<std::string>& findings, std::string_view reask_prompt) {
    Question again = question;
    again.previous = std::move(previous);
    again.reask = replace_all(reask_prompt, kFindingsMark, joined(findings));
    return again;
}

}  // namespace

std::string without_fence_mark(std::string_view untrusted) {
    std::string text;
    text.reserve(untrusted.size());
    // From character to character: taking one out may join the halves of another, and however
    // deep they are nested, each character is looked at once.
    for (const char c : untrusted) {
        text += c;
        if (text.ends_with(kFenceMark)) text.resize(text.size() - kFenceMark.size());
    }
    return text;
}

Expected<CheckedAnswer> ask_checked(LlmClient& client, const Question& question, const Check& check,
                                    std::string_view reask_prompt, std::stop_token stop) {
    CheckedAnswer checked;
    std::optional<Error> unreadable;
    Question next = question;
    for (int attempt = 0; attempt <= kReasksMax; ++attempt) {
        auto answer = client.ask(next, attempt, stop);
        if (!answer) {
            const bool degradable = answer.error().kind == ErrorKind::TooLarge ||
                                    answer.error().kind == ErrorKind::BadInput;
            if (degradable && checked.answer.call != 0)
                return checked;  // the re-ask is what did not fit
            if (answer.error().kind != ErrorKind::Rejected)
                return tl::unexpected{std::move(answer).error()};
            unreadable = std::move(answer).error();
            checked.attempts.push_back(
                AttemptNote{.engine = "llm", .findings = {unreadable->message}});
            next = reask_of(question, {}, {unreadable->message}, reask_prompt);
            continue;
        }
        std::vector<std::string> findings = check(*answer);
        if (auto noted = client.judge(*answer, true, joined(findings)); !noted)
            return tl::unexpected{std::move(noted).error()};
        checked.attempts.push_back(note_of(*answer, findings));
        if (!findings.empty()) next = reask_of(question, answer->text, findings, reask_prompt);
        checked.answer = *std::move(answer);
        checked.findings = std::move(findings);
        if (checked.findings.empty()) return checked;
    }
    if (checked.answer.call == 0) return tl::unexpected{*std::move(unreadable)};
    return checked;
}

}  // namespace ainews::pipeline
