#include "daemon/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "core/results_json.h"
#include "daemon/item_input.h"
#include "site/labels.h"

namespace ainews::daemon {
namespace {

/// Texts by name, in the order in which a reader of the result meets them.
using Texts = std::vector<std::pair<std::string, std::string>>;

Texts summary_texts(const Summary& summary) {
    Texts texts{{"見出し", summary.title}, {"TL;DR", summary.tldr}};
    int number = 0;
    for (const KeyPoint& point : summary.key_points) {
        texts.emplace_back(fmt::format("要点{}の見出し", ++number), point.heading);
        texts.emplace_back(fmt::format("要点{}", number),
                           fmt::format("{} [p{}]", point.text, fmt::join(point.blocks, ", p")));
    }
    texts.emplace_back("タグ", fmt::format("{}", fmt::join(summary.tags, "、")));
    std::string names;
    for (const Entity& entity : summary.entities)
        names += fmt::format("{}{}({}、{})", names.empty() ? "" : "、", entity.name, entity.kind,
                             entity.role);
    texts.emplace_back("固有名", names);
    return texts;
}

Texts score_texts(const Score& score) {
    Texts texts;
    for (const Axis axis : kAxes)
        if (const auto found = score.axes.find(axis); found != score.axes.end())
            texts.emplace_back(std::string{site::axis_name(axis)},
                               fmt::format("{} {}", found->second.level, found->second.reason));
    return texts;
}

Texts analysis_texts(const Analysis& analysis) {
    return {{"影響分析", analysis.impact},
            {"編集コメント", analysis.comment},
            {"注目点", fmt::format("{}", fmt::join(analysis.watch, "\n"))}};
}

Texts translation_texts(const Translation& translation) {
    Texts texts;
    for (const Block& block : translation.blocks)
        if (!block.dropped)
            texts.emplace_back(fmt::format("p{}", block.n),
                               (block.original ? "(原文のまま)" : "") + block.text);
    return texts;
}

Texts texts_of(std::string_view stage, const CompareSide& side) {
    if (side.result_json.empty()) return {};
    const auto read = [&](auto parse, auto show) -> Texts {
        const auto value = parse(side.result_json);
        return value ? show(*value) : Texts{};
    };
    if (stage == stage_names::kSummarize) return read(summary_from_json, summary_texts);
    if (stage == stage_names::kScore) return read(score_from_json, score_texts);
    if (stage == stage_names::kAnalyze) return read(analysis_from_json, analysis_texts);
    if (stage == stage_names::kTranslate) return read(translation_from_json, translation_texts);
    return {};
}

void add_originals(std::vector<CompareField>& fields, const Item& item) {
    const auto extract = item.stages.find(stage_names::kExtract);
    if (extract == item.stages.end() || !extract->second.result_json) return;
    const auto extraction = extraction_from_json(*extract->second.result_json);
    if (!extraction) return;
    for (const Block& block : extraction->blocks)
        for (CompareField& field : fields)
            if (field.name == fmt::format("p{}", block.n)) field.original = block.text;
}

CompareSide stored_side(const Item& item, std::string_view stage) {
    CompareSide side;
    const auto found = item.stages.find(stage);
    if (found == item.stages.end() || !found->second.result_json) {
        side.error = "結果がない";
        return side;
    }
    side.result_json = *found->second.result_json;
    side.made = found->second.provenance;
    side.findings = found->second.findings;
    return side;
}

CompareSide new_side(const pipeline::StageOutput& output) {
    CompareSide side;
    side.result_json = output.result_json;
    side.made = output.provenance;
    side.findings = output.findings;
    if (!output.gave_up.empty())
        side.error = output.gave_up;
    else if (output.result_json.empty())
        side.error = "検査に通る答えがない";
    return side;
}

/// Whether asking about another item would end the same way.
bool concerns_all(ErrorKind kind) {
    return kind == ErrorKind::OverBudget || kind == ErrorKind::Refused ||
           kind == ErrorKind::Unavailable || kind == ErrorKind::RateLimited ||
           kind == ErrorKind::Cancelled;
}

/// The workers of one comparison.
class Run {
public:
    Run(Comparison& comparison, const pipeline::Stage& stage, std::vector<Item> sample)
        : comparison_{comparison}, stage_{stage}, sample_{std::move(sample)} {
        done_.resize(sample_.size());
    }

    void work() {
        try {
            while (!stop_.stop_requested()) {
                const std::size_t index = next_++;
                if (index >= sample_.size()) return;
                one(index);
            }
        } catch (...) {
            const std::lock_guard lock{mutex_};
            failure_ = std::current_exception();
            stop_.request_stop();
        }
    }

    /// After all workers have ended.
    void finish() {
        if (failure_) std::rethrow_exception(failure_);
        for (std::size_t i = 0; i < sample_.size(); ++i)
            if (done_[i]) comparison_.items.push_back(*std::move(done_[i]));
    }

private:
    void one(std::size_t index) {
        ComparedItem compared;
        compared.before = stored_side(sample_[index], comparison_.stage);
        auto input = input_of(sample_[index]);
        Expected<pipeline::StageOutput> output = input ? stage_.run(*input, stop_.get_token())
                                                       : tl::unexpected{std::move(input).error()};
        if (output) {
            compared.after = new_side(*output);
        } else if (concerns_all(output.error().kind)) {
            stop(output.error());
            return;
        } else {
            compared.after.error = output.error().message;
        }
        compared.item = sample_[index];
        done_[index] = std::move(compared);
    }

    void stop(const Error& error) {
        const std::lock_guard lock{mutex_};
        // The first reason; the others are cancelled because of it.
        if (comparison_.stopped.empty() && error.kind != ErrorKind::Cancelled)
            comparison_.stopped = error.message;
        stop_.request_stop();
    }

    Comparison& comparison_;
    const pipeline::Stage& stage_;
    std::vector<Item> sample_;
    std::vector<std::optional<ComparedItem>> done_;  ///< each written by one worker
    std::atomic<std::size_t> next_{0};
    std::stop_source stop_;
    std::mutex mutex_;
    std::exception_ptr failure_;
};

bool answered(const ComparedItem& item) {
    return !item.before.result_json.empty() && !item.after.result_json.empty();
}

}  // namespace

std::vector<CompareField> compare_fields(std::string_view stage, const ComparedItem& item) {
    std::vector<CompareField> fields;
    const auto field = [&](const std::string& name) -> CompareField& {
        const auto found = std::ranges::find(fields, name, &CompareField::name);
        if (found != fields.end()) return *found;
        fields.push_back({name, {}, {}, {}});
        return fields.back();
    };
    for (auto& [name, text] : texts_of(stage, item.before)) field(name).before = text;
    for (auto& [name, text] : texts_of(stage, item.after)) field(name).after = text;
    if (stage == stage_names::kTranslate) add_originals(fields, item.item);
    return fields;
}

std::optional<Score> compared_score(const CompareSide& side) {
    if (side.result_json.empty()) return std::nullopt;
    auto score = score_from_json(side.result_json);
    return score ? std::optional{*std::move(score)} : std::nullopt;
}

std::vector<AxisShift> axis_shifts(const Comparison& comparison) {
    std::vector<AxisShift> shifts;
    for (const Axis axis : kAxes) {
        AxisShift shift{.axis = axis};
        for (const ComparedItem& item : comparison.items) {
            const auto before = compared_score(item.before);
            const auto after = compared_score(item.after);
            if (!before || !after || !before->axes.contains(axis) || !after->axes.contains(axis))
                continue;
            const int old_level = before->axes.at(axis).level;
            const int new_level = after->axes.at(axis).level;
            ++shift.items;
            shift.moved += old_level != new_level ? 1 : 0;
            shift.before += old_level;
            shift.after += new_level;
        }
        if (shift.items > 0) {
            shift.before /= shift.items;
            shift.after /= shift.items;
        }
        shifts.push_back(shift);
    }
    return shifts;
}

SideSum sum_of(const Comparison& comparison, CompareSide ComparedItem::*side) {
    SideSum sum;
    for (const ComparedItem& item : comparison.items) {
        if (!answered(item)) continue;
        const CompareSide& one = item.*side;
        ++sum.items;
        sum.with_findings += one.findings.empty() ? 0 : 1;
        sum.findings += static_cast<int>(one.findings.size());
        sum.tokens_in += one.made.tokens_in;
        sum.tokens_out += one.made.tokens_out;
        sum.cost += one.made.cost.value_or(0);
    }
    return sum;
}

void run_comparison(Comparison& comparison, const pipeline::Stage& stage, std::vector<Item> sample,
                    int workers) {
    comparison.wanted = static_cast<int>(sample.size());
    Run run{comparison, stage, std::move(sample)};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::clamp(workers, 1, std::max(1, comparison.wanted)); ++i)
            threads.emplace_back([&run] { run.work(); });
    }
    run.finish();
}

}  // namespace ainews::daemon
