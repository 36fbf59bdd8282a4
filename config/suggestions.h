#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/secret.h"

/// What `ainewsd check` and the first start may tell an operator who has configured no model.
/// Nothing here touches the network: the caller probes and says what answered. A model is never
/// used unasked.
namespace ainews::config {

/// A model server that listens on this machine by default.
struct LocalServer {
    std::string name;       ///< "Ollama"
    std::string base_url;   ///< "http://127.0.0.1:11434/v1"
    std::string probe_url;  ///< lists the models where the server runs
};
[[nodiscard]] std::span<const LocalServer> local_servers();

/// What was found, and the lines that would put it to use.
struct ModelSuggestion {
    std::string found;  ///< "Ollama answers at http://127.0.0.1:11434/v1"
    std::string toml;   ///< ready to paste
};

/// For the local servers that answered (with a model they offer, where one is known) and the API
/// keys that the environment holds. Empty where the configuration already has a model of its own.
/// Keys' values are never looked at.
struct AnsweringServer {
    LocalServer server;
    std::string model;
};
[[nodiscard]] std::vector<ModelSuggestion> model_suggestions(
    const Config& config, std::span<const AnsweringServer> answering,
    const Environment& environment);

}  // namespace ainews::config
