#include "daemon/source_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "config/file_edit.h"
#include "config/load.h"
#include "config/source_file.h"
#include "daemon/exit.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in.is_open() || in.bad())
        throw Exit{ExitCode::Unavailable, fmt::format("{}: cannot be read", file.string())};
    return text;
}

bool is_same_file(const fs::path& a, const fs::path& b) {
    std::error_code ec;
    return fs::equivalent(a, b, ec);
}

/// By slug, because a file's place decides the order. The words of a new source may stand for a
/// list of the file's, so that they are compared by what names a source only.
bool holds(const config::Config& config, const std::vector<Source>& wanted,
           const std::vector<Source>& known) {
    if (config.sources.size() != wanted.size()) return false;
    return std::ranges::all_of(wanted, [&](const Source& source) {
        const auto found = std::ranges::find(config.sources, source.slug, &Source::slug);
        if (found == config.sources.end()) return false;
        const bool is_known = std::ranges::find(known, source.slug, &Source::slug) != known.end();
        return is_known ? *found == source : found->url == source.url && found->name == source.name;
    });
}

}  // namespace

config::Config SourceEditor::load() const {
    if (main_file_.empty())
        throw Exit{ExitCode::BadConfig,
                   "there is no configuration file to change: name one with --config, or make "
                   "/etc/ainewsd/ainewsd.toml"};
    auto loaded = config::load(main_file_, share_dir_);
    if (!loaded) throw Exit{ExitCode::BadConfig, config::describe(loaded.error())};
    return *std::move(loaded);
}

SourceEditor::Target SourceEditor::target_of(const config::Config& config) const {
    const fs::path& sources = config.daemon.sources;
    if (sources.empty()) return {main_file_, text_of(main_file_), ""};
    if (!is_same_file(sources, share_dir_ / "sources.toml")) return {sources, text_of(sources), ""};
    fs::path own = config.directory / "sources.toml";
    std::string note = fmt::format(
        "{} is new: a copy of the shipped list, which it takes the place of", own.string());
    return {std::move(own), text_of(sources), std::move(note)};
}

void SourceEditor::write(const Target& target, std::string text, const std::vector<Source>& wanted,
                         bool dry_run) const {
    const auto before = load();
    const auto after = config::load_with_draft(main_file_, share_dir_, {target.file, text});
    if (!after)
        throw Exit{ExitCode::BadData,
                   "nothing is written, the configuration would not be valid:\n" +
                       config::describe(after.error())};
    if (!holds(*after, wanted, before.sources))
        throw Exit{ExitCode::BadData,
                   fmt::format("{}: nothing is written, the configuration would hold other "
                               "sources than wanted ({} of {}); change the file by hand",
                               target.file.string(), after->sources.size(), wanted.size())};
    if (dry_run) return;
    if (const auto written = config::replace_file(target.file, text); !written)
        throw Exit{ExitCode::Unavailable, "nothing is written: " + written.error().message};
}

SourceEditor::Done SourceEditor::add(const std::vector<Source>& sources, bool dry_run) const {
    const config::Config unlocked = load();
    const config::EditLock lock{target_of(unlocked).file};
    const config::Config config = load();
    Target target = target_of(config);
    std::vector<Source> wanted = config.sources;
    wanted.insert(wanted.end(), sources.begin(), sources.end());
    write(target, config::append_sources(target.text, sources), wanted, dry_run);
    return {std::move(target.file), std::move(target.note)};
}

SourceEditor::Done SourceEditor::remove(const std::string& slug, bool dry_run) const {
    const config::Config unlocked = load();
    const config::EditLock lock{target_of(unlocked).file};
    const config::Config config = load();
    std::vector<Source> wanted = config.sources;
    if (std::erase_if(wanted, [&](const Source& source) { return source.slug == slug; }) == 0)
        throw Exit{ExitCode::BadData, fmt::format("there is no source \"{}\"", slug)};
    for (Target target : {target_of(config), Target{main_file_, text_of(main_file_), ""}}) {
        auto text = config::remove_source(target.text, slug);
        if (!text && text.error().kind == ErrorKind::NotFound) continue;
        if (!text)
            throw Exit{ExitCode::BadData,
                       fmt::format("{}: {}", target.file.string(), text.error().message)};
        write(target, *std::move(text), wanted, dry_run);
        return {std::move(target.file), std::move(target.note)};
    }
    throw Exit{ExitCode::BadData,
               fmt::format("source {}: is in no file that can be changed", slug)};
}

}  // namespace ainews::daemon
