#include "tests/support/long_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/clock.h"

namespace ainews::testing {
namespace {

using nlohmann::json;

constexpr std::int64_t kFirstFact = 10'001;
constexpr int kSentencesPerParagraph = 7;

/// One form of sentence: English with {0} for the fact's number and {1}, {2} for other figures.
struct Form {
    const char* english;
    const char* pattern;
    const char* japanese;
};
constexpr std::array<Form, 4> kForms{{
    {"Sensor {0} in hall {1} of the works reported a steady load of {2} watts.",
     R"(Sensor (\d+) in hall (\d+) of the works reported a steady load of (\d+) watts\.)",
     "工場の第{1}ホールにあるセンサー{0}は、{2}ワットの安定した負荷を報告した。"},
    {"Engineer group {1} then ran test {0} for {2} minutes and found no fault.",
     R"(Engineer group (\d+) then ran test (\d+) for (\d+) minutes and found no fault\.)",
     "技術班{0}は続いて試験{1}を{2}分間行い、不具合を見つけなかった。"},
    {"According to log entry {0}, the model gave right answers to {1} of {2} questions.",
     R"(According to log entry (\d+), the model gave right answers to (\d+) of (\d+) questions\.)",
     "記録{0}によると、このモデルは{2}問のうち{1}問に正しく答えた。"},
    {"The team noted in line {0} that the cost stayed below {1} dollars for {2} runs.",
     R"(The team noted in line (\d+) that the cost stayed below (\d+) dollars for (\d+) runs\.)",
     "チームは{0}行目に、{2}回の実行で費用が{1}ドルを下回ったと記した。"},
}};

std::string sentence(std::int64_t fact) {
    const auto form = static_cast<std::size_t>(fact) % kForms.size();
    return fmt::format(fmt::runtime(kForms[form].english), fact, 11 + fact * 7 % 80,
                       120 + fact * 13 % 700);
}

std::int64_t tokens(std::string_view text) {
    std::int64_t quarters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        quarters += byte < 0x80 ? 1 : byte >= 0xC0 ? 4 : 0;
    }
    return quarters / 4 + 1;
}

struct Paragraph {
    std::int64_t n = 0;
    std::string text;
};

/// The lines "[[pN]] text" of the material.
std::vector<Paragraph> material(std::string_view user) {
    static const std::regex kLine{R"(\[\[p(\d+)\]\] ([^\n]*))"};
    std::vector<Paragraph> out;
    const std::string text{user};
    for (std::sregex_iterator it{text.begin(), text.end(), kLine}, end; it != end; ++it)
        out.push_back({std::stoll((*it)[1]), (*it)[2]});
    return out;
}

/// The first fact of a paragraph, in Japanese: of a condensed article it is Japanese already.
std::string first_fact(const Paragraph& paragraph) {
    const std::string first =
        LongArticle::japanese(paragraph.text.substr(0, paragraph.text.find(". ") + 1));
    const std::string whole = first.empty() ? LongArticle::japanese(paragraph.text) : first;
    return whole.empty() ? paragraph.text : whole;
}

std::string translated(const std::vector<Paragraph>& paragraphs) {
    std::string out;
    for (const Paragraph& one : paragraphs)
        out += fmt::format("[[p{}]] {}\n", one.n, LongArticle::japanese(one.text));
    return out + "[[end]]";
}

std::string condensed(const std::vector<Paragraph>& paragraphs, std::string_view user) {
    std::size_t wanted = 0;
    for (const char c : user.substr(user.find("要点は") + std::string_view{"要点は"}.size())) {
        if (c < '0' || c > '9') break;
        wanted = wanted * 10 + static_cast<std::size_t>(c - '0');
    }
    std::string out;
    const std::size_t count = std::min(std::max<std::size_t>(1, wanted), paragraphs.size());
    for (std::size_t i = 0; i < count; ++i) {
        const Paragraph& one = paragraphs[i * paragraphs.size() / count];
        out += fmt::format("[[p{}]] {}\n", one.n, first_fact(one));
    }
    return out + "[[end]]";
}

std::string summary(const std::vector<Paragraph>& paragraphs) {
    constexpr std::array<const char*, 3> kHeadings{"設備の稼働状況の報告", "試験の経過と結果の記録",
                                                   "費用と残された確認作業"};
    constexpr std::array<const char*, 3> kRests{
        "現場の記録に基づく値であり、外部の機関による確認はまだ済んでいない。",
        "同じ手順での追試の予定は示されておらず、条件の詳細も公開されていない。",
        "集計の方法は資料の後半で説明されているが、比較の対象は限られている。"};
    json points = json::array();
    for (std::size_t i = 0; i < 3; ++i) {
        const Paragraph& one = paragraphs[i * (paragraphs.size() - 1) / 2];
        points.push_back(
            {{"paras", {one.n}}, {"heading", kHeadings[i]}, {"text", first_fact(one) + kRests[i]}});
    }
    return json{{"key_points", points},
                {"tldr",
                 "工場の設備とモデルの試験を続けた長い記録がまとまり、不具合は見つからなかった"
                 "としているが、独立した確認はまだ済んでいない。"},
                {"title", "工場の長期試験の記録を公開、独立した確認はこれから"},
                {"entities", json::array()},
                {"topics", json::array({"AIインフラ", "評価・ベンチマーク"})},
                {"new_topic", ""}}
        .dump();
}

std::string score(const std::vector<Paragraph>& paragraphs) {
    const json axis{{"paras", {paragraphs.front().n}},
                    {"reason",
                     "測定の記録を具体的に示しているが、独立した検証や比較の対象がなく、"
                     "上の段階の条件には足りない。"},
                    {"level", "3"}};
    return json{{"depth", axis}, {"relevance", axis}, {"practicality", axis}, {"novelty", axis}}
        .dump();
}

std::string analysis(const std::vector<Paragraph>& paragraphs) {
    return json{
        {"facts_used", {paragraphs.front().n}},
        {"impact",
         {"同じ種類の設備を運用する企業は、監視の手順を見直す材料を得られる可能性があります。"}},
        {"comment",
         "記録は当事者の発表だけに基づくため、独立した試験で同じ結果が出るかどうかを"
         "確かめる必要があります。"},
        {"watch", json::array()}}
        .dump();
}

std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string{c};
    return out;
}

}  // namespace

LongArticle::LongArticle(std::size_t words_min) {
    for (std::int64_t fact = kFirstFact; words_ < words_min;) {
        std::string paragraph;
        for (int i = 0; i < kSentencesPerParagraph; ++i, ++fact) {
            paragraph += (paragraph.empty() ? "" : " ") + sentence(fact);
            facts_.push_back(fact);
        }
        words_ += static_cast<std::size_t>(std::ranges::count(paragraph, ' ')) + 1;
        paragraphs_.push_back(std::move(paragraph));
    }
}

std::string LongArticle::feed(std::string_view published_rfc822) const {
    std::string body;
    for (const std::string& paragraph : paragraphs_) body += "<p>" + paragraph + "</p>\n";
    return fmt::format(
        R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Works Log</title><link>http://works.example/</link><description>Logs</description>
<item><title>The long log of the works</title><link>http://works.example/log</link>
<guid>works-log</guid><pubDate>{}</pubDate><content:encoded>{}</content:encoded></item>
</channel></rss>)",
        published_rfc822, xml(body));
}

std::string LongArticle::japanese(std::string_view english) {
    static const auto kPatterns = [] {
        std::vector<std::regex> patterns;
        for (const Form& form : kForms) patterns.emplace_back(form.pattern);
        return patterns;
    }();
    std::string out;
    std::string_view rest = english;
    while (!rest.empty()) {
        const auto end = rest.find(". ");
        const std::string one{rest.substr(0, end == std::string_view::npos ? end : end + 1)};
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
        std::smatch found;
        for (std::size_t i = 0; i < kForms.size(); ++i)
            if (std::regex_match(one, found, kPatterns[i]))
                out += fmt::format(fmt::runtime(kForms[i].japanese), found[1].str(), found[2].str(),
                                   found[3].str());
    }
    return out;
}

std::vector<std::int64_t> LongArticle::facts_of(std::string_view text) {
    static const std::regex kFact{"1[0-9]{4}"};
    std::vector<std::int64_t> facts;
    const std::string copy{text};
    for (std::sregex_iterator it{copy.begin(), copy.end(), kFact}, end; it != end; ++it)
        facts.push_back(std::stoll(it->str()));
    return facts;
}

LongArticleModel::LongArticleModel(const LongArticle& article, std::int64_t context_tokens,
                                   std::chrono::milliseconds delay)
    : article_{article}, context_tokens_{context_tokens}, delay_{delay} {}

int LongArticleModel::Stats::total() const {
    int sum = 0;
    for (const auto& [stage, count] : answered) sum += count;
    return sum;
}

LongArticleModel::Stats LongArticleModel::stats() const {
    const std::lock_guard lock{mutex_};
    return stats_;
}

bool LongArticleModel::wait_for(int answers, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return stats_.total() >= answers; });
}

LlmReply LongArticleModel::answer(const LlmRequest& request) {
    if (request.method == "POST") return chat(request.body);
    if (request.path == "/feed.xml")
        return {.body = article_.feed("Fri, 01 May 2026 00:00:00 GMT"),
                .content_type = "application/rss+xml"};
    return {.status = 404, .body = "no such page"};
}

LlmReply LongArticleModel::chat(const std::string& body) {
    const json request = json::parse(body);
    std::int64_t prompt = 0;
    for (const json& message : request.at("messages"))
        prompt += tokens(message.at("content").get<std::string>()) + 4;
    if (request.contains("response_format")) prompt += tokens(request["response_format"].dump());
    const std::int64_t cap = request.value("max_tokens", std::int64_t{0});
    if (prompt + cap > context_tokens_) {
        const std::lock_guard lock{mutex_};
        ++stats_.refused;
        return {.status = 400,
                .body = json{{"error",
                              {{"message", fmt::format("This model's maximum context length is {} "
                                                       "tokens; you requested {}",
                                                       context_tokens_, prompt + cap)},
                               {"code", "context_length_exceeded"}}}}
                            .dump()};
    }
    const std::string system = request["messages"].front()["content"];
    const std::string user = request["messages"][1]["content"];
    const std::vector<Paragraph> paragraphs = material(user);
    std::string stage = "translate";
    if (request.contains("response_format"))
        stage = request["response_format"]["json_schema"].value("name", "");
    else if (system.find("要点の書き出し") != std::string::npos)
        stage = "condense";
    std::string content;
    if (!paragraphs.empty() && stage == "translate") content = translated(paragraphs);
    if (!paragraphs.empty() && stage == "condense") content = condensed(paragraphs, user);
    if (!paragraphs.empty() && stage == "summarize") content = summary(paragraphs);
    if (!paragraphs.empty() && stage == "score") content = score(paragraphs);
    if (!paragraphs.empty() && stage == "analyze") content = analysis(paragraphs);

    const std::int64_t out = tokens(content);
    {
        const std::lock_guard lock{mutex_};
        if (content.empty()) stats_.problems.push_back(user.substr(0, 300));
        if (request["messages"].size() > 2)
            stats_.problems.push_back(request["messages"].back()["content"]);
        ++stats_.answered[stage];
        if (++asked_[request["messages"].dump()] > 1) ++stats_.repeated;
        stats_.largest = std::max(stats_.largest, prompt + cap);
        stats_.tokens_in += prompt;
        stats_.tokens_out += out;
    }
    changed_.notify_all();
    LlmReply reply{.delay = delay_};
    if (request.value("stream", false)) {
        reply.content_type = "text/event-stream";
        reply.pieces =
            completion_events({content}, "stop", static_cast<int>(prompt), static_cast<int>(out));
    } else {
        reply.body =
            completion_json(content, "stop", static_cast<int>(prompt), static_cast<int>(out));
    }
    return reply;
}

}  // namespace ainews::testing
