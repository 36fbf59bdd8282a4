#include "daemon/makers.h"

#include <algorithm>

#include "config/glossary.h"
#include "config/load.h"
#include "daemon/exit.h"
#include "daemon/prompts.h"
#include "daemon/term_index.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

std::vector<Term> load_terms(const config::Config& config, const fs::path& share) {
    std::vector<fs::path> files{share / "glossary.toml"};
    if (!config.directory.empty() && fs::exists(config.directory / "glossary.toml"))
        files.push_back(config.directory / "glossary.toml");
    auto terms = config::load_glossary(files);
    if (!terms) throw Exit{ExitCode::BadConfig, config::describe(terms.error())};
    return std::move(*terms);
}

}  // namespace

std::vector<pipeline::StageSettings> stage_settings(const config::Config& config) {
    std::vector<pipeline::StageSettings> settings;
    for (const config::StageConfig& stage : config.stages) {
        if (stage.engine == "off") continue;
        pipeline::StageSettings one;
        one.name = stage.name;
        one.engine = stage.engine;
        one.llm = stage.llm;
        one.min_importance = stage.min_importance;
        one.always = stage.always;
        one.command.argv = stage.command;
        one.command.time_max = stage.timeout;
        one.command.memory_bytes_max = static_cast<std::size_t>(stage.memory_max.bytes);
        settings.push_back(std::move(one));
    }
    return settings;
}

void set_makers(pipeline::StageServices& services, const config::Config& config,
                const fs::path& share_dir) {
    services.prompts = std::make_shared<const pipeline::PromptSet>(load_prompts(config, share_dir));
    services.terms = term_lookup(load_terms(config, share_dir));
    services.model = [llms = config.llms](std::span<const std::string> names) {
        if (names.empty()) return llms.empty() ? std::string{} : llms.front().model;
        const auto found = std::ranges::find(llms, names.front(), &config::LlmConfig::name);
        return found == llms.end() ? std::string{} : found->model;
    };
}

std::vector<pipeline::StageMaker> stage_makers(const config::Config& config,
                                               const fs::path& share_dir) {
    pipeline::StageServices services;
    set_makers(services, config, share_dir);
    std::vector<pipeline::StageMaker> makers;
    for (const pipeline::StageSettings& stage : stage_settings(config))
        if (auto maker = pipeline::stage_maker(stage, services))
            makers.push_back(std::move(*maker));
    return makers;
}

}  // namespace ainews::daemon
