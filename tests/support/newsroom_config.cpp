#include "tests/support/newsroom_config.h"

#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace ainews::newsroom {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << text;
    if (!out.flush()) throw std::runtime_error{"cannot write " + path.string()};
}

std::string main_file(const ConfigOptions& options) {
    std::string text =
        fmt::format(R"(# Reads the sample newsroom on loopback; written by ainewsd-newsroom.
[daemon]
interval = "{}"
jitter = "0s"
timezone = "Asia/Tokyo"
state_dir = "."
sources = "sources.toml"

[fetch]
allow_networks = ["127.0.0.0/8"]
host_interval = "0s"

[store]
url = "sqlite:ainewsd.db"

[site]
dir = "site"
base_url = "http://127.0.0.1:8088/"

[server]
listen = "{}"
)",
                    options.interval, options.serve ? "127.0.0.1:8088" : "");
    if (!options.llm) return text;
    text +=
        fmt::format(R"(
[llm.main]
base_url = "http://127.0.0.1:{}/v1"
model = "newsroom-1"
{}concurrency = {}
price_in = 0.20
price_out = 1.20

[budget]
day_usd = 5.0
month_usd = 50.0
)",
                    options.port, options.secret.empty() ? "" : "api_key_file = \"newsroom.key\"\n",
                    options.concurrency);
    constexpr std::string_view kStages[] = {"summarize", "score", "translate", "analyze"};
    text += "\n[[pipeline.stage]]\nname = \"extract\"\nengine = \"builtin\"\n";
    for (const auto stage : kStages)
        text += fmt::format(
            "\n[[pipeline.stage]]\nname = \"{}\"\nengine = \"llm\"\nllm = \"main\"\n", stage);
    return text;
}

std::string sources_file(const Library& library, int port) {
    std::string text = "# The outlets of the sample newsroom: invented, every one of them.\n";
    for (const auto& outlet : library.outlets())
        text += fmt::format(R"(
[[source]]
name = "{}"
slug = "{}"
url = "{}"
kind = "{}"
language = "{}"
weight = {:.1f}
rights = "full"
rights_basis = "サンプル編集部（架空の媒体）の許諾による"
)",
                            outlet.name, outlet.slug, feed_url(outlet, port), outlet.kind,
                            outlet.language, outlet.weight);
    return text;
}

}  // namespace

void write_config(const Library& library, const ConfigOptions& options) {
    namespace fs = std::filesystem;
    fs::create_directories(options.directory);
    write_file(options.directory / "sources.toml", sources_file(library, options.port));
    if (!options.secret.empty()) {
        const auto key = options.directory / "newsroom.key";
        write_file(key, options.secret + "\n");
        fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    }
    write_file(options.directory / "ainewsd.toml", main_file(options));
}

}  // namespace ainews::newsroom
