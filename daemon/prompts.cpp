#include "daemon/prompts.h"

#include <vector>

#include "daemon/exit.h"
#include "pipeline/condense.h"
#include "pipeline/token_estimate.h"

namespace ainews::daemon {

pipeline::PromptSet load_prompts(const config::Config& config,
                                 const std::filesystem::path& share_dir) {
    std::vector<std::filesystem::path> folders;
    if (!config.directory.empty()) folders.push_back(config.directory / "prompts");
    folders.push_back(share_dir / "prompts");
    auto prompts = pipeline::PromptSet::load(folders);
    if (!prompts) throw Exit{ExitCode::BadConfig, prompts.error().message};
    return std::move(*prompts);
}

PromptTokens prompt_tokens(const config::Config& config, const std::filesystem::path& share_dir) {
    const pipeline::PromptSet prompts = load_prompts(config, share_dir);
    PromptTokens tokens;
    for (const config::StageConfig& stage : config.stages)
        if (stage.engine == "llm")
            tokens[stage.name] = pipeline::estimate_tokens(prompts.system(stage.name));
    tokens[std::string{pipeline::kCondense}] =
        pipeline::estimate_tokens(prompts.system(pipeline::kCondense));
    return tokens;
}

}  // namespace ainews::daemon
