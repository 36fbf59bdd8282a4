#include "tests/text/story_pairs.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/source_tree.h"
#include "text/date.h"

namespace ainews::testing {
namespace {

std::string with_spaces(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::vector<Entity> entities_of(const std::string& line) {
    std::vector<Entity> entities;
    std::istringstream words{line};
    for (std::string word; words >> word;) {
        Entity entity;
        entity.role = word.starts_with('*') ? "main" : "mention";
        if (word.starts_with('*')) word.erase(0, 1);
        const auto bar = word.find('|');
        entity.name = with_spaces(word.substr(0, bar));
        entity.surface = bar == std::string::npos ? entity.name : with_spaces(word.substr(bar + 1));
        entities.push_back(std::move(entity));
    }
    return entities;
}

}  // namespace

StoryPairs::StoryPairs(const std::string& file) {
    std::ifstream in{source_tree() / "tests/data/stories" / file};
    if (!in) throw std::runtime_error{file + " cannot be read"};
    LabelledReport* report = nullptr;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        std::istringstream words{line};
        std::string first;
        words >> first;
        const std::string rest = line.size() > 3 ? line.substr(3) : "";
        if (first == "@") {
            LabelledReport next;
            std::string published;
            words >> next.id >> next.language >> published;
            const auto at = text::parse_date(published);
            if (!at) throw std::runtime_error{file + ":" + std::to_string(number) + ": no date"};
            next.facts.at = *at;
            report = &reports_[next.id];
            *report = std::move(next);
        } else if (report != nullptr && first == "t:") {
            report->original_title = rest;
        } else if (report != nullptr && first == "j:") {
            report->facts.title = rest;
        } else if (report != nullptr && first == "d:") {
            report->facts.tldr = rest;
        } else if (report != nullptr && first == "e:") {
            report->facts.entities = entities_of(rest);
        } else {
            LabelledPair pair;
            pair.same = first == "same";
            words >> pair.a >> pair.b >> pair.kind;
            if ((first != "same" && first != "diff") || !reports_.contains(pair.a) ||
                !reports_.contains(pair.b) || pair.kind.empty())
                throw std::runtime_error{file + ":" + std::to_string(number) + ": " + line};
            pairs_.push_back(std::move(pair));
        }
    }
    for (const auto& [id, one] : reports_)
        for (const Entity& entity : one.facts.entities)
            for (const std::string& key : text::entity_keys(entity)) ++items_with_[key];
}

text::EventMatch StoryPairs::compare(const LabelledPair& pair) const {
    const auto rarity = [this](const std::string& key) {
        const auto found = items_with_.find(key);
        return text::entity_rarity(found == items_with_.end() ? 0 : found->second,
                                   static_cast<std::int64_t>(reports_.size()));
    };
    return text::compare_events(reports_.at(pair.a).facts, reports_.at(pair.b).facts, rarity);
}

}  // namespace ainews::testing
