#include "daemon/model_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews::daemon {
namespace {

using pipeline::LlmApi;

/// Of the models that an endpoint offers instead, so many are named.
constexpr std::size_t kNamedMax = 20;

std::string_view rung_name(const ModelReport& report) {
    static constexpr std::array<std::string_view, 4> kNames{"strict schema", "schema",
                                                            "JSON object", "plain text"};
    if (report.api == LlmApi::Anthropic && report.dialect.rung == pipeline::Rung::StrictSchema)
        return "output_config schema";
    return kNames.at(static_cast<std::size_t>(report.dialect.rung));
}

std::vector<std::string> without(const ModelReport& report) {
    std::vector<std::string> names{report.dialect.dropped.begin(), report.dialect.dropped.end()};
    std::erase(names, "stream");
    return names;
}

}  // namespace

Expected<ModelReport> model_report(const config::LlmConfig& config, pipeline::ChatClient& client) {
    auto traits = client.look({});
    if (!traits) return tl::unexpected{std::move(traits).error()};
    ModelReport report;
    report.model = config.model;
    report.traits = *std::move(traits);
    const auto& models = report.traits.models;
    // Ollama lists "name:latest" for what is asked for as "name".
    report.offered = models.empty() || std::ranges::any_of(models, [&](const std::string& model) {
                         return model == config.model || model == config.model + ":latest";
                     });
    report.context_tokens = config.context_tokens.value_or(report.traits.context_tokens);
    report.context_from = config.context_tokens ? "configured" : report.traits.context_from;
    report.dialect = client.dialect();
    report.api = client.api();
    report.answered_by = client.answered_by();
    return report;
}

std::string sentence(const ModelReport& report) {
    if (!report.offered) {
        std::vector<std::string> named = report.traits.models;
        const bool more = named.size() > kNamedMax;
        if (more) named.resize(kNamedMax);
        return fmt::format("answers, but does not offer {}; it has: {}{}", report.model,
                           fmt::join(named, ", "), more ? ", …" : "");
    }
    std::string line = fmt::format("answers and offers {}", report.model);
    line += report.traits.kind.empty() ? "; unknown kind of server"
                                       : fmt::format("; {}", report.traits.kind);
    line += report.context_tokens > 0 ? fmt::format("; context {} tokens ({})",
                                                    report.context_tokens, report.context_from)
                                      : std::string{"; context unknown"};
    line += fmt::format("; asks for a {}", rung_name(report));
    if (const auto names = without(report); !names.empty())
        line += fmt::format(", without {}", fmt::join(names, ", "));
    if (!report.dialect.accepts("stream")) line += "; does not stream";
    if (report.dialect.reasons) line += "; reasons first";
    if (!report.answered_by.empty() && report.answered_by != report.model)
        line += fmt::format("; answered as {}", report.answered_by);
    return line;
}

std::string to_json(const ModelReport& report) {
    const nlohmann::json out{
        {"kind", report.traits.kind},
        {"api", report.api == LlmApi::Anthropic ? "anthropic" : "openai"},
        {"model", report.model},
        {"offered", report.offered},
        {"context_tokens",
         report.context_tokens > 0 ? nlohmann::json(report.context_tokens) : nlohmann::json()},
        {"context_from", report.context_from},
        {"rung", rung_name(report)},
        {"without", without(report)},
        {"streams", report.dialect.accepts("stream")},
        {"reasons", report.dialect.reasons},
        {"answered_by", report.answered_by},
    };
    return dump(out);
}

}  // namespace ainews::daemon
