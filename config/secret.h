#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/config.h"
#include "core/error.h"

namespace ainews::config {

/// The environment, handed in so that tests can have one of their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The process's own environment.
[[nodiscard]] Environment process_environment();

/// A secret on its way from its file to its one user. Nothing that formats or prints takes it.
struct SecretValue {
    std::string value;    ///< without the line break at its end
    std::string warning;  ///< one line; empty where the file is as it should be
};

/// The endpoint's key: `$CREDENTIALS_DIRECTORY/NAME` where api_key_file is such a name, else the
/// file, else the variable api_key_env. Empty where neither is configured. Refused, with a message
/// that names the file or variable and never the content, where it is missing, empty or no single
/// line.
[[nodiscard]] Expected<SecretValue> read_secret(const LlmConfig& llm,
                                                const Environment& environment);
/// The same for a webhook's address.
[[nodiscard]] Expected<SecretValue> read_secret(const WebhookConfig& hook,
                                                const Environment& environment);

}  // namespace ainews::config
