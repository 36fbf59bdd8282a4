#include "config/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "config/rules.h"
#include "core/nearest_name.h"
#include "core/results.h"

namespace ainews::config {
namespace {

constexpr std::array kShippedStages{stage_names::kExtract, stage_names::kSummarize,
                                    stage_names::kScore, stage_names::kTranslate,
                                    stage_names::kAnalyze};

void check_endpoints(Config& config, Reader& main) {
    for (const LlmConfig& llm : config.llms) {
        const std::string key = "llm." + llm.name;
        if (!llm.api_key_file.empty() && !llm.api_key_env.empty())
            main.error_at(key + ".api_key_env", "give either api_key_file or api_key_env");
        if (llm.base_url.empty() || is_loopback_url(llm.base_url)) continue;
        const bool priced = (llm.price_in && llm.price_out) || !config.prices_of(llm).empty();
        if (config.budget.any() && !priced)
            main.error_at(key,
                          "needs price_in and price_out, or a [[price]]: a [budget] is set and the "
                          "server is not "
                          "on loopback");
        if (!config.budget.any())
            config.warnings.push_back(
                fmt::format("{} may cost money and no [budget] limits it", key));
    }
}

void check_prices(const Config& config, Reader& main) {
    std::set<std::array<std::string, 3>> seen;
    for (std::size_t i = 0; i < config.prices.size(); ++i) {
        const PriceConfig& row = config.prices[i];
        const std::string key = fmt::format("price[{}]", i + 1);
        if (!row.llm.empty() && config.find_llm(row.llm) == nullptr)
            main.error_at(key + ".llm", fmt::format("there is no [llm.{}]", row.llm));
        if (!seen.insert({row.llm, row.model, row.from}).second)
            main.error_at(key + ".model",
                          fmt::format("\"{}\" is priced twice from the same day", row.model));
    }
}

void check_stages(const Config& config, Reader& main) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < config.stages.size(); ++i) {
        const StageConfig& stage = config.stages[i];
        const std::string key = fmt::format("pipeline.stage[{}]", i + 1);
        if (!stage.name.empty() && !seen.insert(stage.name).second)
            main.error_at(key + ".name",
                          fmt::format("the stage \"{}\" is configured twice", stage.name));
        std::vector<std::string_view> names;
        for (const LlmConfig& llm : config.llms) names.push_back(llm.name);
        for (const std::string& name : stage.llm) {
            if (config.find_llm(name) != nullptr) continue;
            const auto meant = nearest_name(name, names);
            main.error_at(
                key + ".llm",
                fmt::format("there is no [llm.{}]{}", name,
                            meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
        }
        if (stage.engine == "command" && stage.command.empty())
            main.error_at(key + ".engine", "a command engine needs command = [\"PROGRAM\", ...]");
        if (stage.engine != "command" && !stage.command.empty())
            main.error_at(key + ".command", "is only for engine = \"command\"");
        if (stage.name == stage_names::kExtract && (stage.engine == "llm" || stage.engine == "off"))
            main.error_at(key + ".engine", "extract has only the engines builtin and command");
        const bool has_builtin =
            stage.name == stage_names::kExtract || stage.name == stage_names::kSummarize;
        if (stage.engine == "builtin" && !has_builtin)
            main.error_at(key + ".engine",
                          fmt::format("{} has only the engines llm and command", stage.name));
    }
}

void check_weights(const ScoreConfig& score, Reader& main) {
    const int sum = score.depth + score.relevance + score.practicality + score.novelty;
    if (sum != 100)
        main.error_at("score", fmt::format("the four weights must sum to 100, not {}", sum));
}

void check_webhooks(const NotifyConfig& notify, Reader& main) {
    constexpr std::array<std::string_view, 3> kAddressKeys{"url", "url_file", "url_env"};
    std::set<std::string> names;
    for (std::size_t i = 0; i < notify.webhooks.size(); ++i) {
        const std::string key = fmt::format("notify.webhook[{}]", i + 1);
        const std::string& called = notify.webhooks[i].name;
        if (!called.empty() && !names.insert(called).second)
            main.error_at(key + ".name",
                          fmt::format("there is another webhook called \"{}\"", called));
        const auto given = std::ranges::count_if(
            kAddressKeys, [&](std::string_view name) { return main.has(joined(key, name)); });
        if (given != 1) main.error_at(key, "needs exactly one of url, url_file and url_env");
    }
}

std::string place_of(const SourceOrigin& origin, const std::string& field) {
    return fmt::format("{}:{}", origin.reader->file(),
                       origin.reader->line_of(origin.key + "." + field));
}

void check_sources(Config& config, Reader& main, const std::vector<SourceOrigin>& origins) {
    std::map<std::string, std::size_t> slugs;
    std::map<std::string, std::size_t> urls;
    std::vector<std::string> without_basis;
    for (std::size_t i = 0; i < config.sources.size(); ++i) {
        const Source& source = config.sources[i];
        const SourceOrigin& at = origins[i];
        if (const auto [first, fresh] = slugs.try_emplace(source.slug, i);
            !fresh && !source.slug.empty())
            at.reader->error_at(at.key + ".slug",
                                fmt::format("\"{}\" is already taken at {}", source.slug,
                                            place_of(origins[first->second], "slug")));
        if (const auto [first, fresh] = urls.try_emplace(source.url, i);
            !fresh && !source.url.empty())
            at.reader->error_at(at.key + ".url", fmt::format("is already polled as \"{}\"",
                                                             config.sources[first->second].slug));
        if (source.rights == Rights::Full && source.rights_basis.empty())
            at.reader->error_at(at.key + ".rights",
                                "\"full\" needs a rights_basis, which readers see");
        if (!source.rights && source.rights_basis.empty()) without_basis.push_back(source.slug);
    }
    if (config.site.rights_default != Rights::Full || without_basis.empty()) return;
    constexpr std::size_t kNamed = 5;
    const std::size_t more = without_basis.size() > kNamed ? without_basis.size() - kNamed : 0;
    without_basis.resize(without_basis.size() - more);
    main.error_at("site.rights_default",
                  fmt::format("\"full\" needs a rights_basis on every source without rights of its "
                              "own; missing on: {}{}",
                              fmt::join(without_basis, ", "),
                              more > 0 ? fmt::format(" and {} more", more) : ""));
}

}  // namespace

void check_whole(Config& config, Reader& main, const std::vector<SourceOrigin>& origins) {
    check_prices(config, main);
    check_endpoints(config, main);
    check_stages(config, main);
    check_weights(config.score, main);
    check_webhooks(config.notify, main);
    check_sources(config, main, origins);
    const auto makes = [&](std::string_view paper) {
        return std::ranges::find(config.daemon.editions, paper) != config.daemon.editions.end();
    };
    if (makes("weekly") && !makes("daily"))
        config.warnings.emplace_back(
            "daemon.editions has weekly without daily: a weekly is made of dailies");
    if (config.sources.empty())
        config.warnings.emplace_back("no source is configured: there is nothing to poll");
}

void complete_stages(Config& config) {
    std::vector<StageConfig> complete;
    for (const std::string_view name : kShippedStages) {
        const auto own = std::ranges::find(config.stages, name, &StageConfig::name);
        StageConfig stage = own == config.stages.end() ? StageConfig{} : *own;
        stage.name = name;
        if (stage.engine.empty()) stage.engine = name == stage_names::kExtract ? "builtin" : "llm";
        complete.push_back(std::move(stage));
    }
    config.stages = std::move(complete);
}

}  // namespace ainews::config
