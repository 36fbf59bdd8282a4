#include "pipeline/check_names.h"

#include <algorithm>
#include <array>
#include <set>

#include "pipeline/check_terms.h"
#include "pipeline/code_points.h"
#include "pipeline/name_sounds.h"
#include "text/chinese.h"

namespace ainews::pipeline {
namespace {

/// Abbreviations that Japanese news prose uses as common words.
constexpr auto kCommon = std::to_array<std::string_view>(
    {"ai",  "agi",  "api", "app",  "b2b",  "ceo",  "cfo",  "coo", "cpu", "cto", "cso", "cio",
     "db",  "faq",  "gpu", "gpus", "html", "http", "id",   "iot", "ip",  "ipo", "it",  "json",
     "llm", "llms", "ml",  "ng",   "npu",  "ok",   "os",   "pc",  "pdf", "pr",  "q",   "qa",
     "rag", "sdk",  "sns", "sql",  "ssd",  "tpu",  "ui",   "un",  "uk",  "eu",  "us",  "usb",
     "ux",  "url",  "usd", "vc",   "vr",   "web",  "wifi", "x",   "xml", "am",  "pm",  "ar",
     "dx",  "esg",  "gdp", "csv",  "nlp",  "vram", "ram",  "hbm", "hr",  "m",   "a",   "ab"});
constexpr auto kTitles = std::to_array<std::u32string_view>(
    {U"氏", U"さん", U"被告", U"容疑者", U"博士", U"教授", U"議員", U"大統領", U"首相"});
/// A name this long is found inside the source's letters run together; a shorter one as a word.
constexpr std::size_t kJoinedNameMin = 5;
constexpr std::size_t kGivenNameMax = 3;
constexpr std::size_t kKanjiNameMax = 4;

bool is_capital(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE); }

/// Lower case, letters and digits only, accents kept.
std::string bare_letters(std::string_view text) {
    std::string out;
    for (const char32_t c : code_points(text::lower(text::nfkc(text))))
        if (text::is_latin_letter(c) || text::is_ascii_digit(c) || text::is_cjk(c))
            text::append(out, c);
    return out;
}

/// Letters and digits in a row, with what may stand inside a name.
std::vector<std::u32string> latin_words(std::string_view text) {
    std::vector<std::u32string> words(1);
    const std::u32string points = code_points(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        const bool inner =
            (c == U'-' || c == U'.' || c == U'\'' || c == U'’' || c == U'&' || c == U'+' ||
             c == U'_') &&
            !words.back().empty() && i + 1 < points.size() &&
            (text::is_latin_letter(points[i + 1]) || text::is_ascii_digit(points[i + 1]));
        if (text::is_latin_letter(c) || text::is_ascii_digit(c) || inner)
            words.back().push_back(c);
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

bool is_name(const std::u32string& word) {
    const bool letters = std::ranges::any_of(word, text::is_latin_letter);
    const bool capital = std::ranges::any_of(word, is_capital);
    if (!letters || !capital) return false;
    // "34B", "5GB", "300W": a number with its unit is the numbers' business.
    if (text::is_ascii_digit(word.front())) return false;
    std::string key = bare_letters(to_utf8(word));
    if (std::ranges::find(kCommon, key) != kCommon.end()) return false;
    while (!key.empty() && key.back() >= '0' && key.back() <= '9') key.pop_back();  // ノートPC1台
    return key.size() < 2 || std::ranges::find(kCommon, key) == kCommon.end();
}

/// Traditional characters as Japanese writes them today, as far as names have them.
std::u32string japanese_forms(std::u32string text) {
    constexpr std::u32string_view kOld =
        U"懷勳澤國廣齊齋邊龍瀧濱櫻惠德黑靜榮學豐壽應曉眞圓鐵寶譽傳實淺吳嚴顯顏樂溫禮祿藝藏覺觀賴遙"
        U"鄕靈驗";
    constexpr std::u32string_view kNew =
        U"懐勲沢国広斉斎辺竜滝浜桜恵徳黒静栄学豊寿応暁真円鉄宝誉伝実浅呉厳顕顔楽温礼禄芸蔵覚観頼遥"
        U"郷霊験";
    static_assert(kOld.size() == kNew.size());
    for (char32_t& c : text)
        if (const auto at = kOld.find(c); at != std::u32string_view::npos) c = kNew[at];
    return text;
}

}  // namespace

std::vector<std::string> latin_names(std::string_view text) {
    std::vector<std::string> names;
    for (const std::u32string& word : latin_words(text)) {
        const std::string name = to_utf8(word);
        if (is_name(word) && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

std::vector<std::string> numbered_names(std::string_view japanese) {
    std::vector<std::string> names;
    const std::u32string text = code_points(japanese);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_capital(text[i]) ||
            (i > 0 && (text::is_latin_letter(text[i - 1]) || text::is_ascii_digit(text[i - 1]))))
            continue;
        std::size_t end = i;
        while (end < text.size() &&
               (text::is_latin_letter(text[end]) || text::is_ascii_digit(text[end])))
            ++end;
        if (end >= text.size() || text[end] != U' ') continue;
        std::size_t number = end + 1;
        while (number < text.size() && (text::is_ascii_digit(text[number]) || text[number] == U'.'))
            ++number;
        if (number == end + 1) continue;
        while (number < text.size() && text::is_latin_letter(text[number])) ++number;
        const char32_t next = number < text.size() ? text[number] : U'。';
        if (next == U'%' || next == U',' || text::is_kanji(next) || text::is_katakana(next))
            continue;
        names.push_back(to_utf8(std::u32string_view{text}.substr(i, number - i)));
    }
    return names;
}

namespace {

/// People named with 氏, さん, 被告 and the like: the characters right before it.
std::vector<std::string> people_named(std::string_view japanese) {
    std::vector<std::string> people;
    const std::u32string text = code_points(japanese);
    for (std::size_t i = 0; i < text.size(); ++i)
        for (const std::u32string_view title : kTitles) {
            if (std::u32string_view{text}.substr(i, title.size()) != title) continue;
            std::size_t start = i;
            while (start > 0 && (text::is_katakana(text[start - 1]) || text[start - 1] == U'・' ||
                                 text[start - 1] == U'＝'))
                --start;
            // A family name in kanji before a given name in katakana, or a name all in kanji.
            const bool given = i - start <= kGivenNameMax && title == U"氏";
            for (std::size_t kanji = 0;
                 given && start > 0 && kanji < kKanjiNameMax && text::is_kanji(text[start - 1]);
                 ++kanji)
                --start;
            const std::u32string name = text.substr(start, i - start);
            if (name.size() >= 2) people.push_back(to_utf8(name));
        }
    return people;
}

}  // namespace

struct KnownNames::Names {
    std::string joined;           ///< all letters run together
    std::set<std::string> words;  ///< folded
    std::string initials;         ///< of every word, in lower case
    std::set<std::string> capitalized;
    std::u32string points;
    std::u32string traditional;  ///< points with simplified characters in their other form
    std::size_t latin = 0;       ///< letters of Latin words
};

KnownNames::Names KnownNames::names_of(std::string_view source) {
    Names names;
    names.joined = bare_letters(source);
    names.points = code_points(source);
    names.traditional = japanese_forms(code_points(text::to_traditional(source)));
    for (const std::u32string& word : latin_words(source)) {
        const std::string key = bare_letters(to_utf8(word));
        names.words.insert(key);
        // "Northlake's" is Northlake, "Heron-2" also Heron.
        std::u32string part;
        for (const char32_t c : word + U"-") {
            if (c != U'-' && c != U'\'' && c != U'’' && c != U'.') {
                part.push_back(c);
                continue;
            }
            if (!part.empty()) names.words.insert(bare_letters(to_utf8(part)));
            if (!part.empty()) text::append(names.initials, part.front());
            part.clear();
        }
        if (is_capital(word.front())) names.capitalized.insert(to_utf8(word));
        names.latin += word.size();
    }
    names.initials = text::lower(names.initials);
    return names;
}

/// One look into the names of a source and of what stands beside it.
class KnownNames::Lookup {
public:
    Lookup(const Names& source, const Names& beside) : parts_{&source, &beside} {}

    [[nodiscard]] bool has_latin(const std::string& name) const {
        const std::string key = bare_letters(name);
        if (has_word(key)) return true;
        if (key.size() >= kJoinedNameMin && has_joined(key)) return true;
        const bool all_capitals = std::ranges::all_of(
            name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '&' || c == '-'; });
        if (all_capitals && key.size() >= 2 && has_initials(key)) return true;
        // Parts of a name joined by a hyphen, and a plural that the source does not use.
        if (key.ends_with("s") && has_word(key.substr(0, key.size() - 1))) return true;
        if (has_word(key + "s")) return true;
        std::string part;
        bool all = true;
        int parts = 0;
        for (const char c : name + "-") {
            if (c != '-' && c != '&' && c != '\'' && c != '.') {
                part.push_back(c);
                continue;
            }
            all = all && (part.size() < 2 || has_word(bare_letters(part)));
            ++parts;
            part.clear();
        }
        return parts > 1 && all;
    }

    [[nodiscard]] bool has_joined(const std::string& key) const {
        return any([&](const Names& names) { return names.joined.find(key) != npos; });
    }

    [[nodiscard]] bool has_person(const std::string& person) const {
        const std::u32string points = code_points(person);
        static constexpr std::u32string_view kNobody[] = {U"両", U"各", U"同", U"某"};
        for (const std::u32string_view one : kNobody)
            if (points.starts_with(one)) return true;
        if (std::ranges::any_of(points, text::is_kanji)) return is_latin() || has_kanji(points);
        const bool katakana = std::ranges::all_of(
            points, [](char32_t c) { return text::is_katakana(c) || c == U'・' || c == U'＝'; });
        // Latin names are looked up as such.
        if (!katakana || !any([](const Names& names) { return !names.capitalized.empty(); }))
            return true;
        if (any([&](const Names& names) { return names.points.find(points) != npos; })) return true;
        const std::string surname = person.substr(
            person.rfind("・") == npos ? 0 : person.rfind("・") + std::string{"・"}.size());
        return any([&](const Names& names) {
            return std::ranges::any_of(names.capitalized, [&](const std::string& word) {
                return sounds_alike(surname, word);
            });
        });
    }

private:
    static constexpr auto npos = std::string::npos;

    template <typename Test>
    [[nodiscard]] bool any(Test test) const {
        return std::ranges::any_of(parts_, [&](const Names* names) { return test(*names); });
    }
    [[nodiscard]] bool has_word(const std::string& key) const {
        return any([&](const Names& names) { return names.words.contains(key); });
    }
    [[nodiscard]] bool has_initials(const std::string& key) const {
        return any([&](const Names& names) { return names.initials.find(key) != npos; });
    }
    /// Most of the text is in Latin letters.
    [[nodiscard]] bool is_latin() const {
        std::size_t latin = 0;
        std::size_t all = 0;
        for (const Names* names : parts_) {
            latin += names->latin;
            all += names->points.size();
        }
        return latin * 2 > all;
    }
    /// Some end of the name of at least two characters: what stands before may be a title (創業者).
    [[nodiscard]] bool has_kanji(const std::u32string& name) const {
        const auto kana = static_cast<std::size_t>(std::ranges::count_if(name, text::is_katakana));
        const std::size_t least = kana > 0 ? kana + 2 : 2;  // 瀬名ミツ is not any other ミツ
        for (std::size_t from = 0; from + std::min(least, name.size()) <= name.size(); ++from) {
            const std::u32string end = name.substr(from);
            if (any([&](const Names& names) {
                    return names.points.find(end) != npos || names.traditional.find(end) != npos;
                }))
                return true;
        }
        return false;
    }

    std::array<const Names*, 2> parts_;
};

KnownNames::KnownNames(std::string source) : source_{std::move(source)} {}
KnownNames::~KnownNames() = default;

const KnownNames::Names& KnownNames::names() const {
    std::call_once(taken_, [this] { names_ = std::make_unique<const Names>(names_of(source_)); });
    return *names_;
}

std::vector<std::string> KnownNames::ungrounded(std::string_view japanese, std::string_view beside,
                                                std::span<const Term> terms) const {
    const std::vector<std::string> latin = latin_names(japanese);
    const std::vector<std::string> numbered = numbered_names(japanese);
    const std::vector<std::string> people = people_named(japanese);
    if (latin.empty() && numbered.empty() && people.empty()) return {};
    std::string more{beside};
    for (const Term& term : terms)
        for (const std::string& form : accepted_forms(term)) more += "\n" + form;
    const Names others = names_of(more);
    const Lookup known{names(), others};
    std::vector<std::string> missing;
    for (const std::string& name : latin)
        if (!known.has_latin(name)) missing.push_back(name);
    for (const std::string& name : numbered)
        if (!known.has_joined(bare_letters(name))) missing.push_back(name);
    for (const std::string& person : people)
        if (!known.has_person(person) && std::ranges::find(missing, person) == missing.end())
            missing.push_back(person);
    return missing;
}

std::vector<std::string> ungrounded_names(std::string_view japanese, std::string_view source,
                                          std::span<const Term> terms) {
    return KnownNames{std::string{source}}.ungrounded(japanese, {}, terms);
}

}  // namespace ainews::pipeline
