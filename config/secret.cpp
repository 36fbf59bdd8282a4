#include "config/secret.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ainews::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretBytesMax = 16U << 10U;

/// Where a secret may be, as configured.
struct Place {
    std::string owner;  ///< "ainewsd.toml:9: llm.main.api_key_file"
    std::string file;
    Path path;
    std::string variable;
};

std::string trimmed(std::string text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    text.resize(end == std::string::npos ? 0 : end + 1);
    text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text;
}

/// A secret goes into one header line: anything else in it would change the request.
Expected<SecretValue> checked(std::string raw, const std::string& where) {
    SecretValue secret{trimmed(std::move(raw)), {}};
    if (secret.value.empty()) return fail(ErrorKind::Refused, where + " is empty");
    const bool printable =
        std::ranges::all_of(secret.value, [](char c) { return c > 0x20 && c < 0x7F; });
    if (!printable || secret.value.size() > kSecretBytesMax)
        return fail(ErrorKind::Refused,
                    where + " holds more than one word of printable characters");
    return secret;
}

fs::path credential(const std::string& name, const Environment& environment) {
    const auto directory = environment("CREDENTIALS_DIRECTORY");
    if (!directory || directory->empty() || name.find('/') != std::string::npos) return {};
    std::error_code ec;
    fs::path path = fs::path{*directory} / name;
    return fs::is_regular_file(path, ec) ? path : fs::path{};
}

Expected<SecretValue> from_file(const Place& place, const Environment& environment) {
    const fs::path given = credential(place.file, environment);
    const fs::path path = given.empty() ? place.path : given;
    const std::string where = fmt::format("{}: the file {}", place.owner, path.string());
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        const bool maybe_credential = place.file.find('/') == std::string::npos;
        return fail(ErrorKind::Refused,
                    where + " cannot be read" +
                        (maybe_credential && !environment("CREDENTIALS_DIRECTORY")
                             ? "; a systemd credential of that name is seen by the service alone"
                             : ""));
    }
    std::string text(kSecretBytesMax + 2, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    auto secret = checked(std::move(text), where);
    std::error_code ec;
    const auto mode = fs::status(path, ec).permissions();
    if (secret && !ec && (mode & fs::perms::others_read) != fs::perms::none)
        secret->warning = where + " can be read by every user of this machine";
    return secret;
}

Expected<SecretValue> from_place(const Place& place, const Environment& environment) {
    if (!place.file.empty()) return from_file(place, environment);
    if (place.variable.empty()) return SecretValue{};
    const std::string where =
        fmt::format("{}: the environment variable {}", place.owner, place.variable);
    auto value = environment(place.variable);
    if (!value) return fail(ErrorKind::Refused, where + " is not set");
    return checked(*std::move(value), where);
}

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        // Read at start and on reload, while no thread changes the environment; nothing here ever
        // does.
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        return value == nullptr ? std::nullopt : std::optional<std::string>{value};
    };
}

Expected<SecretValue> read_secret(const LlmConfig& llm, const Environment& environment) {
    const std::string owner = llm.key_place.empty() ? "llm." + llm.name : llm.key_place;
    return from_place({owner, llm.api_key_file, llm.api_key_path, llm.api_key_env}, environment);
}

Expected<SecretValue> read_secret(const WebhookConfig& hook, const Environment& environment) {
    if (!hook.url.empty()) return SecretValue{hook.url, {}};
    return from_place({"notify.webhook " + hook.name, hook.url_file, hook.url_path, hook.url_env},
                      environment);
}

}  // namespace ainews::config
