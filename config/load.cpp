#include "config/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "config/check.h"
#include "config/file_edit.h"
#include "config/reader.h"
#include "config/rules.h"
#include "core/error.h"
#include "text/unicode.h"

namespace ainews::config {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = 16U << 20U;

/// Word lists of `[words]`, which `include = ["@ai"]` refers to.
using WordLists = std::map<std::string, std::vector<std::string>, std::less<>>;

bool is_drafted(const FileDraft* draft, const Path& path) {
    return draft != nullptr && real_file(path) == real_file(draft->file);
}

/// One load: the readers of its files and what they have read so far.
class Loader {
public:
    Loader(std::string file, const Path& directory, const FileDraft* draft = nullptr)
        : main_{std::move(file), directory}, draft_{draft} {}

    void read_main(std::string_view text) {
        const auto root = parse(main_, text);
        if (!root) return;
        read_sections(*root);
        read_llms(*root);
        read_prices(*root);
        read_stages(*root);
        read_notify(*root);
        read_words(*root, main_);
        read_sources(*root, main_);
        main_.refuse_unknown(*root,
                             {"daemon", "fetch", "store", "llm", "price", "budget", "pipeline",
                              "score", "site", "server", "notify", "log", "words", "source"},
                             "");
    }

    void read_sources_file(const Path& path) {
        sources_ = std::make_unique<Reader>(path.string(), path.parent_path());
        const auto text = read_text(*sources_, path);
        if (!text) return;
        const auto root = parse(*sources_, *text);
        if (!root) return;
        read_words(*root, *sources_);
        read_sources(*root, *sources_);
        sources_->refuse_unknown(*root, {"words", "source"}, "");
    }

    [[nodiscard]] std::optional<std::string> read_text(Reader& reader, const Path& path) {
        std::error_code ec;
        if (is_drafted(draft_, path)) return draft_->text;
        if (!fs::is_regular_file(path, ec)) {
            reader.error(0, "", fs::exists(path, ec) ? "is not a file" : "there is no such file");
            return std::nullopt;
        }
        if (fs::file_size(path, ec) > kFileBytesMax) {
            reader.error(0, "", "is larger than 16 MiB");
            return std::nullopt;
        }
        std::ifstream in{path, std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        if (in.bad() || !in.is_open()) {
            reader.error(0, "", "cannot be read");
            return std::nullopt;
        }
        return text;
    }

    Loaded finish() {
        check_whole(config_, main_, origins_);
        expand_word_lists();
        std::vector<ConfigError> errors;
        for (Reader* reader : {&main_, sources_.get()}) {
            if (reader == nullptr) continue;
            std::ranges::stable_sort(reader->errors(), {}, &ConfigError::line);
            errors.insert(errors.end(), reader->errors().begin(), reader->errors().end());
        }
        if (!errors.empty()) return tl::unexpected{std::move(errors)};
        settle();
        return std::move(config_);
    }

    [[nodiscard]] Config& config() noexcept { return config_; }
    [[nodiscard]] Reader& main() noexcept { return main_; }

private:
    static std::optional<toml::table> parse(Reader& reader, std::string_view text) {
        try {
            return toml::parse(text, reader.file());
        } catch (const toml::parse_error& error) {
            reader.error(static_cast<int>(error.source().begin.line), "",
                         std::string{error.description()});
            return std::nullopt;
        }
    }

    template <typename S>
    void read_section(const toml::table& root, std::string_view name, S& target, Fields<S> fields) {
        if (const toml::table* table = main_.table(root, name, name))
            main_.read(*table, target, fields, name);
    }

    void read_sections(const toml::table& root) {
        read_section(root, "daemon", config_.daemon, daemon_fields());
        read_section(root, "fetch", config_.fetch, fetch_fields());
        read_section(root, "store", config_.store, store_fields());
        read_section(root, "budget", config_.budget, budget_fields());
        read_section(root, "score", config_.score, score_fields());
        read_section(root, "site", config_.site, site_fields());
        read_section(root, "server", config_.server, server_fields());
        read_section(root, "log", config_.log, log_fields());
    }

    void read_llms(const toml::table& root) {
        const toml::table* all = main_.table(root, "llm", "llm");
        if (all == nullptr) return;
        std::vector<std::pair<int, LlmConfig>> found;
        for (const auto& [key, node] : *all) {
            LlmConfig llm;
            llm.name = key_of(key);
            const std::string path = "llm." + llm.name;
            const toml::table* table = main_.table(*all, llm.name, path);
            if (table == nullptr) continue;
            if (violation(Rule::Slug, {}, llm.name))
                main_.error_at(path,
                               "the name of an endpoint must be 1 to 60 of a-z, 0-9 and \"-\"");
            main_.read(*table, llm, llm_fields(), path);
            llm.api_key_path = main_.resolved(llm.api_key_file);
            for (const char* where : {".api_key_env", ".api_key_file"})
                if (main_.has(path + where))
                    llm.key_place = fmt::format("{}:{}: {}{}", main_.file(),
                                                main_.line_of(path + where), path, where);
            found.emplace_back(main_.line_of(path), std::move(llm));
        }
        // TOML tables have no order; the file has, and it is the order of fallback.
        std::ranges::stable_sort(found, {}, &std::pair<int, LlmConfig>::first);
        for (auto& [line, llm] : found) config_.llms.push_back(std::move(llm));
    }

    void read_prices(const toml::table& root) {
        for (const toml::table* table : main_.tables(root, "price", "price")) {
            PriceConfig price;
            main_.read(*table, price, price_fields(),
                       fmt::format("price[{}]", config_.prices.size() + 1));
            config_.prices.push_back(std::move(price));
        }
    }

    void read_stages(const toml::table& root) {
        const toml::table* pipeline = main_.table(root, "pipeline", "pipeline");
        if (pipeline == nullptr) return;
        main_.refuse_unknown(*pipeline, {"stage"}, "pipeline");
        for (const toml::table* table : main_.tables(*pipeline, "stage", "pipeline.stage")) {
            StageConfig stage;
            main_.read(*table, stage, stage_fields(),
                       fmt::format("pipeline.stage[{}]", config_.stages.size() + 1));
            config_.stages.push_back(std::move(stage));
        }
    }

    void read_notify(const toml::table& root) {
        const toml::table* notify = main_.table(root, "notify", "notify");
        if (notify == nullptr) return;
        main_.read(*notify, config_.notify, notify_fields(), "notify", {"webhook"});
        for (const toml::table* table : main_.tables(*notify, "webhook", "notify.webhook")) {
            WebhookConfig hook;
            main_.read(*table, hook, webhook_fields(),
                       fmt::format("notify.webhook[{}]", config_.notify.webhooks.size() + 1));
            hook.url_path = main_.resolved(hook.url_file);
            config_.notify.webhooks.push_back(std::move(hook));
        }
    }

    void read_words(const toml::table& root, Reader& reader) {
        const toml::table* lists = reader.table(root, "words", "words");
        if (lists == nullptr) return;
        for (const auto& [key, node] : *lists) {
            const std::string name = key_of(key);
            reader.mark("words." + name, node);
            std::vector<std::string> words;
            const toml::array* array = node.as_array();
            const bool strings = array != nullptr && array->is_homogeneous(toml::node_type::string);
            if (!strings) {
                reader.error_at("words." + name, "must be a list of strings, not empty");
                continue;
            }
            for (const toml::node& word : *array) words.push_back(word.value_or(std::string{}));
            if (!words_.emplace(name, std::move(words)).second)
                reader.error_at("words." + name, "is already given in another file");
        }
    }

    void read_sources(const toml::table& root, Reader& reader) {
        int number = 0;
        for (const toml::table* table : reader.tables(root, "source", "source")) {
            Source source;
            const std::string key = fmt::format("source[{}]", ++number);
            reader.read(*table, source, source_fields(), key);
            // Nothing that carries the name on keeps space around it, OPML's attributes least.
            source.name = std::string{text::trim(source.name)};
            config_.sources.push_back(std::move(source));
            origins_.push_back({&reader, key});
        }
    }

    void expand_word_lists() {
        for (std::size_t i = 0; i < config_.sources.size(); ++i) {
            Source& source = config_.sources[i];
            expand(source.include, origins_[i], "include");
            expand(source.exclude, origins_[i], "exclude");
            expand(source.hold_if, origins_[i], "hold_if");
        }
    }

    void expand(std::vector<std::string>& words, const SourceOrigin& origin,
                std::string_view field) {
        std::vector<std::string> expanded;
        for (std::string& word : words) {
            if (!word.starts_with('@') || (field == "hold_if" && word == kHoldFindings)) {
                expanded.push_back(std::move(word));
                continue;
            }
            const auto list = words_.find(std::string_view{word}.substr(1));
            if (list == words_.end())
                origin.reader->error_at(joined(origin.key, field),
                                        fmt::format("there is no list \"{}\" in [words]", word));
            else
                expanded.insert(expanded.end(), list->second.begin(), list->second.end());
        }
        words = std::move(expanded);
    }

    /// Values that follow from others where the file leaves them open.
    void settle() {
        complete_stages(config_);
        if (config_.site.dir.empty()) config_.site.dir = config_.daemon.state_dir / "site";
        config_.daemon.jitter = std::min(config_.daemon.jitter, config_.daemon.interval / 10);
        if (config_.fetch.user_agent.empty()) {
            config_.fetch.user_agent = "ainewsd/" AINEWS_VERSION;
            if (!config_.fetch.contact.empty())
                config_.fetch.user_agent += " (+" + config_.fetch.contact + ")";
        }
    }

    Reader main_;
    const FileDraft* draft_;
    std::unique_ptr<Reader> sources_;
    Config config_;
    WordLists words_;
    std::vector<SourceOrigin> origins_;
};

/// The file that sources are read from beside the main one; empty where there is none.
Path sources_file(const Config& config, bool named, const Path& share_dir, const FileDraft* draft) {
    if (named) return config.daemon.sources;
    std::error_code ec;
    const Path beside = config.directory / "sources.toml";
    if (!config.file.empty() && (is_drafted(draft, beside) || fs::is_regular_file(beside, ec)))
        return beside;
    // Someone who lists sources in the main file wants those, not sixty more.
    if (!config.sources.empty() || share_dir.empty()) return {};
    const Path shipped = share_dir / "sources.toml";
    return fs::is_regular_file(shipped, ec) ? shipped : Path{};
}

Loaded load_files(const Path& main_file, const Path& share_dir, const FileDraft* draft) {
    const Path directory = main_file.empty() ? Path{} : fs::absolute(main_file).parent_path();
    Loader loader{main_file.string(), directory, draft};
    loader.config().file = main_file;
    loader.config().directory = directory;
    if (!main_file.empty())
        if (const auto text = loader.read_text(loader.main(), main_file)) loader.read_main(*text);
    const Path sources =
        sources_file(loader.config(), loader.main().has("daemon.sources"), share_dir, draft);
    if (!sources.empty()) {
        loader.config().daemon.sources = sources;
        loader.read_sources_file(sources);
    }
    return loader.finish();
}

}  // namespace

std::string ConfigError::str() const {
    std::string out = file;
    if (line > 0) out += fmt::format(":{}", line);
    out += ": ";
    if (!key.empty()) out += key + ": ";
    return out + message;
}

std::string describe(const std::vector<ConfigError>& errors) {
    std::string out;
    for (const ConfigError& error : errors) out += error.str() + "\n";
    return out;
}

Loaded load(const fs::path& main_file, const fs::path& share_dir) {
    return load_files(main_file, share_dir, nullptr);
}

Loaded load_with_draft(const fs::path& main_file, const fs::path& share_dir,
                       const FileDraft& draft) {
    return load_files(main_file, share_dir, &draft);
}

Loaded load_from_string(std::string_view toml, const fs::path& directory) {
    Loader loader{"configuration", directory};
    loader.config().directory = directory;
    loader.read_main(toml);
    return loader.finish();
}

}  // namespace ainews::config
