#include "tests/editorial/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "core/results_json.h"
#include "pipeline/analyze_stage.h"
#include "pipeline/score_stage.h"
#include "pipeline/summarize_stage.h"
#include "pipeline/translate_stage.h"

namespace ainews::editorial {
namespace {

using pipeline::Answer;
using pipeline::Gate;
using pipeline::Question;

constexpr double kMicro = 1e6;

/// What was asked and answered in one run of a stage.
struct Exchange {
    std::string user;
    int attempt = 0;
    Answer answer;
};

/// Passes questions on and remembers the answers.
class Watch final : public pipeline::LlmClient {
public:
    explicit Watch(pipeline::LlmClient& client) : client_{client} {}

    [[nodiscard]] Expected<Answer> ask(const Question& question, int attempt,
                                       std::stop_token stop) override {
        auto answer = client_.ask(question, attempt, std::move(stop));
        if (answer) exchanges.push_back({question.user, attempt, *answer});
        return answer;
    }
    Expected<void> judge(const Answer& answer, bool accepted, std::string_view finding) override {
        return client_.judge(answer, accepted, finding);
    }

    std::vector<Exchange> exchanges;

private:
    pipeline::LlmClient& client_;
};

/// An error that says something about the endpoint and nothing about the text.
bool hits_every_question(ErrorKind kind) {
    return kind != ErrorKind::BadInput && kind != ErrorKind::Rejected &&
           kind != ErrorKind::TooLarge;
}

void add_cost(Fate& fate, const Answer& answer) {
    fate.tokens_in += answer.tokens_in;
    fate.tokens_out += answer.tokens_out;
    if (answer.cost)
        fate.cost += *answer.cost;
    else
        fate.unpriced = true;
}

class Run {
public:
    Run(Evaluation& evaluation, pipeline::LlmClient& client,
        std::shared_ptr<const pipeline::PromptSet> prompts, const Clock& clock)
        : evaluation_{evaluation}, watch_{client}, prompts_{std::move(prompts)}, clock_{clock} {}

    /// False where it makes no sense to go on.
    bool put(const Case& one) {
        pipeline::StageInput input = extracted(one);
        const pipeline::Judge judge{*prompts_, terms_of(one)};
        const pipeline::LlmStageParts parts{&watch_, prompts_, terms_of(one), &clock_, {}};
        pipeline::TranslateRules rules;
        rules.always = true;
        std::vector<std::unique_ptr<pipeline::Stage>> stages;
        stages.push_back(pipeline::make_llm_summarize(parts));
        stages.push_back(pipeline::make_llm_score(parts));
        stages.push_back(pipeline::make_llm_analyze(parts));
        if (one.language != "ja") stages.push_back(pipeline::make_llm_translate(parts, rules));
        for (const auto& stage : stages) {
            if (!put(one, *stage, input, judge)) return false;
            if (input.summary || stage->name() != "summarize") continue;
            if (const auto summary = summary_from_json(result_)) input.summary = *summary;
        }
        return true;
    }

private:
    bool put(const Case& one, const pipeline::Stage& stage, const pipeline::StageInput& input,
             const pipeline::Judge& judge) {
        watch_.exchanges.clear();
        result_.clear();
        const auto out = stage.run(input, {});
        if (!out && hits_every_question(out.error().kind)) {
            evaluation_.stopped = out.error().message;
            return false;
        }
        if (out && out->not_needed) return true;
        if (out) result_ = out->result_json;
        Fate& fate = evaluation_.stages[std::string{stage.name()}];
        for (const Exchange& exchange : watch_.exchanges) add_cost(fate, exchange.answer);
        const bool reasked = std::ranges::any_of(
            watch_.exchanges, [](const Exchange& exchange) { return exchange.attempt > 0; });
        const bool content = out && out->findings.empty() && out->gave_up.empty();
        ++(!content ? fate.degraded : reasked ? fate.reasked : fate.first);
        if (!content) complain(one, stage, out);
        count_gates(stage, input, judge);
        return true;
    }

    void complain(const Case& one, const pipeline::Stage& stage,
                  const Expected<pipeline::StageOutput>& out) {
        std::string why = out ? out->gave_up : out.error().message;
        for (const std::string& finding : out ? out->findings : std::vector<std::string>{})
            why += (why.empty() ? "" : "; ") + finding;
        evaluation_.complaints.push_back(fmt::format("{} {}: {}", one.name, stage.name(), why));
    }

    /// A gate is content with the first answers, with what came after re-asks, or with neither.
    void count_gates(const pipeline::Stage& stage, const pipeline::StageInput& input,
                     const pipeline::Judge& judge) {
        if (watch_.exchanges.empty()) return;
        std::set<Gate> at_first, at_last;
        int last = 0;
        for (const Exchange& exchange : watch_.exchanges) last = std::max(last, exchange.attempt);
        for (const Exchange& exchange : watch_.exchanges) {
            const auto findings = judged(judge, input, stage.name(), exchange.answer.text,
                                         exchange.answer.mark, exchange.user);
            for (const auto& finding : findings) {
                if (exchange.attempt == 0) at_first.insert(finding.gate);
                if (exchange.attempt == last) at_last.insert(finding.gate);
            }
        }
        for (const Gate gate : pipeline::all_gates()) {
            Fate& fate = evaluation_.gates[gate];
            if (at_last.contains(gate))
                ++fate.degraded;
            else
                ++(at_first.contains(gate) ? fate.reasked : fate.first);
            if (!at_first.contains(gate)) continue;
            for (const Exchange& exchange : watch_.exchanges)
                if (exchange.attempt > 0) add_cost(fate, exchange.answer);
        }
    }

    Evaluation& evaluation_;
    Watch watch_;
    std::shared_ptr<const pipeline::PromptSet> prompts_;
    const Clock& clock_;
    std::string result_;  ///< of the stage that ran last
};

void print_row(std::ostream& out, std::string_view name, const Fate& fate) {
    out << fmt::format("{:<14}{:>7}{:>7}{:>9}{:>10}{:>11}{:>11}{:>12}\n", name, fate.all(),
                       fate.first, fate.reasked, fate.degraded, fate.tokens_in, fate.tokens_out,
                       fmt::format("{}${:.4f}", fate.unpriced ? ">" : "",
                                   static_cast<double>(fate.cost) / kMicro));
}

void print_head(std::ostream& out, std::string_view name) {
    out << fmt::format("{:<14}{:>7}{:>7}{:>9}{:>10}{:>11}{:>11}{:>12}\n", name, "runs", "first",
                       "re-asked", "degraded", "tokens in", "tokens out", "cost");
}

}  // namespace

Evaluation evaluate(std::span<const Case> cases, pipeline::LlmClient& client,
                    std::shared_ptr<const pipeline::PromptSet> prompts, const Clock& clock) {
    Evaluation evaluation;
    Run run{evaluation, client, std::move(prompts), clock};
    for (const Case& one : cases)
        if (!run.put(one)) break;
    return evaluation;
}

void print(std::ostream& out, const Evaluation& evaluation) {
    for (const std::string& complaint : evaluation.complaints) out << complaint << '\n';
    print_head(out, "stage");
    Fate sum;
    for (const auto& [name, fate] : evaluation.stages) {
        print_row(out, name, fate);
        sum.first += fate.first;
        sum.reasked += fate.reasked;
        sum.degraded += fate.degraded;
        sum.tokens_in += fate.tokens_in;
        sum.tokens_out += fate.tokens_out;
        sum.cost += fate.cost;
        sum.unpriced = sum.unpriced || fate.unpriced;
    }
    print_row(out, "all", sum);
    out << '\n';
    print_head(out, "gate");
    for (const auto& [gate, fate] : evaluation.gates) print_row(out, to_string(gate), fate);
    if (!evaluation.stopped.empty()) out << "stopped: " << evaluation.stopped << '\n';
}

}  // namespace ainews::editorial
