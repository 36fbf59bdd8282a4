#include "pipeline/translate_stage.h"

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "pipeline/translation_run.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kFindingsMax = 50;  // kept with a result
constexpr std::size_t kKeyDigits = 16;

/// The blocks as they are: nothing to do for Japanese.
StageOutput copied(const Extraction& extraction) {
    StageOutput out;
    out.result_json = dump(to_json(Translation{extraction.blocks}));
    out.provenance.engine = "builtin";
    out.provenance.input_hash = sha256_hex("translate/copy\n" + out.result_json);
    return out;
}

/// A copy of the source block with the translated text of its units.
struct BlockBuilder {
    const Block& source;
    const MarkedText& marked;
    std::string text;
    bool missing = false;  ///< some part has no translation
    bool left_out = false;
    std::vector<std::string> findings;

    void add(const TranslationUnit& unit, const UnitResult* result) {
        if (result == nullptr) {
            missing = true;
            return;
        }
        for (const Finding& finding : result->findings)
            findings.push_back("p" + std::to_string(source.n) + ": " + finding.text);
        if (result->left_out)
            left_out = true;
        else if (result->text.empty())
            missing = true;
        else
            text += unit.glue + result->text;
    }

    [[nodiscard]] Block build() const {
        Block block = source;
        if (missing) {
            block.original = true;
        } else if (left_out && text.empty()) {
            block.dropped = true;
        } else {
            RestoredText restored = restore_marks(text, marked);
            block.text = std::move(restored.text);
            block.spans = std::move(restored.spans);
        }
        return block;
    }
};

/// What each block's translation depends on, by the index of the block; only of those that are
/// asked for.
using BlockKeys = std::map<std::size_t, std::string>;

BlockKeys block_keys(const LlmStageParts& parts, const std::vector<TranslationUnit>& units) {
    BlockKeys keys;
    for (const TranslationUnit& unit : units)
        keys[unit.block] += parts.maker + '\0' + terms_part(parts, unit.text) + '\0' + unit.text;
    for (auto& [block, key] : keys) key = sha256_hex(key).substr(0, kKeyDigits);
    return keys;
}

/// Blocks of the last translation whose key did not change, by the index of the block today. None
/// where no key changed at all: then somebody wants another translation of the same text.
std::map<std::size_t, Block> unchanged_blocks(const WorkItem& item, const BlockKeys& keys) {
    std::map<std::size_t, Block> kept;
    const auto previous = translation_from_json(item.previous);
    if (!previous || previous->keys.empty()) return kept;
    std::map<std::string, const Block*> known;
    for (const Block& block : previous->blocks)
        if (const auto key = previous->keys.find(block.n); key != previous->keys.end())
            known.emplace(key->second, &block);
    for (const auto& [block, key] : keys)
        if (const auto found = known.find(key); found != known.end())
            kept.emplace(block, *found->second);
    if (kept.size() == keys.size() && keys.size() == previous->keys.size()) kept.clear();
    return kept;
}

class LlmTranslate final : public Stage {
public:
    LlmTranslate(LlmStageParts parts, TranslateRules rules)
        : parts_{std::move(parts)},
          rules_{std::move(rules)},
          judge_{*parts_.prompts, parts_.terms} {}

    [[nodiscard]] std::string_view name() const noexcept override {
        return stage_names::kTranslate;
    }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        StageOutput out;
        if (std::string why = translate_gate(rules_, input); !why.empty()) {
            out.not_needed = true;
            out.findings = {std::move(why)};
            return out;
        }
        const Extraction& extraction = *input.extraction;
        const std::string& language =
            extraction.language.empty() ? input.item.language : extraction.language;
        if (language == "ja") return copied(extraction);
        std::vector<MarkedText> marked;
        for (const Block& block : extraction.blocks) marked.push_back(mark_block(block));
        const std::vector<TranslationUnit> units = translation_units(extraction.blocks, marked);
        if (units.empty()) return copied(extraction);
        const BlockKeys keys = block_keys(parts_, units);
        const std::map<std::size_t, Block> kept = unchanged_blocks(input.item, keys);
        TranslationRun run{parts_, judge_, input, language};
        // For the context of its neighbours; assemble() takes the whole block.
        for (const TranslationUnit& unit : units)
            if (const auto block = kept.find(unit.block); block != kept.end())
                run.keep(unit.id, block->second.text);
        if (auto done = run.translate(units, std::move(stop)); !done)
            return tl::unexpected{std::move(done).error()};
        return assemble(extraction, marked, units, run, keys, kept);
    }

private:
    StageOutput assemble(const Extraction& extraction, const std::vector<MarkedText>& marked,
                         const std::vector<TranslationUnit>& units, TranslationRun& run,
                         const BlockKeys& keys,
                         const std::map<std::size_t, Block>& kept_blocks) const {
        std::vector<BlockBuilder> builders;
        for (std::size_t i = 0; i < extraction.blocks.size(); ++i)
            builders.push_back({extraction.blocks[i], marked[i], {}, false, false, {}});
        std::string input_text;
        std::vector<bool> asked(builders.size(), false);
        for (const TranslationUnit& unit : units) {
            const auto found = run.results().find(unit.id);
            builders[unit.block].add(unit, found == run.results().end() ? nullptr : &found->second);
            asked[unit.block] = true;
            input_text += unit.text + "\n";
        }
        StageOutput out;
        Translation translation;
        std::size_t wanted = 0;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < builders.size(); ++i) {
            if (const auto same = kept_blocks.find(i); same != kept_blocks.end()) {
                translation.blocks.push_back(same->second);
                translation.blocks.back().n = extraction.blocks[i].n;
                translation.keys[extraction.blocks[i].n] = keys.at(i);
                ++wanted;
                continue;
            }
            translation.blocks.push_back(asked[i] ? builders[i].build() : extraction.blocks[i]);
            if (asked[i] && !translation.blocks.back().original)
                translation.keys[extraction.blocks[i].n] = keys.at(i);
            wanted += asked[i] ? 1 : 0;
            kept += translation.blocks.back().original ? 1 : 0;
            if (translation.blocks.back().original)
                out.findings.push_back("p" + std::to_string(extraction.blocks[i].n) +
                                       ": 訳が検査に通らず、原文のまま");
            for (std::string& finding : builders[i].findings)
                out.findings.push_back(std::move(finding));
        }
        if (out.findings.size() > kFindingsMax) out.findings.resize(kFindingsMax);
        out.attempts = std::move(run.attempts());
        out.provenance = llm_provenance(parts_, name(), terms_part(parts_, input_text) + input_text,
                                        out.attempts);
        if (kept * 2 > wanted)
            out.gave_up = "no translation passed the checks for " + std::to_string(kept) + " of " +
                          std::to_string(wanted) + " blocks";
        else
            out.result_json = dump(to_json(translation));
        return out;
    }

    LlmStageParts parts_;
    TranslateRules rules_;
    Judge judge_;
};

}  // namespace

std::string translate_gate(const TranslateRules& rules, const StageInput& input) {
    if (!input.extraction || input.extraction->blocks.empty()) return "本文がない";
    if (!rules.always && rules.rights &&
        rules.rights->of(input.item.source, input.item.url) != Rights::Full)
        return "権利(rights)が全文の公開を許さないため、訳さない";
    if (rules.min_importance > 1 && input.score) {
        const int stars = score_stars(score_total(*input.score, rules.weights));
        if (stars < rules.min_importance)
            return "重要度 " + std::to_string(stars) + " が min_importance " +
                   std::to_string(rules.min_importance) + " に満たない";
    }
    return {};
}

std::unique_ptr<Stage> make_llm_translate(LlmStageParts parts, TranslateRules rules) {
    return std::make_unique<LlmTranslate>(std::move(parts), std::move(rules));
}

}  // namespace ainews::pipeline
