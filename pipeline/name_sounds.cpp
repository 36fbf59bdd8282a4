#include "pipeline/name_sounds.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "pipeline/code_points.h"

namespace ainews::pipeline {
namespace {

constexpr double kAlike = 0.5;
constexpr double kSame = 0.75;

/// Classes by katakana row; vowels, small letters and ー have none.
char class_of_kana(char32_t c) {
    constexpr std::u32string_view kRows[] = {U"カキクケコガギグゲゴヵヶ",
                                             U"サシスセソザジズゼゾ",
                                             U"タチツテトダヂヅデド",
                                             U"ナニヌネノマミムメモン",
                                             U"パピプペポバビブベボヴフ",
                                             U"ラリルレロ",
                                             U"ハヒヘホ"};
    constexpr char kClasses[] = {'K', 'S', 'T', 'N', 'P', 'R', 'H'};
    for (std::size_t row = 0; row < std::size(kRows); ++row)
        if (kRows[row].find(c) != std::u32string_view::npos) return kClasses[row];
    return '\0';
}

char class_of_letter(char32_t c) {
    constexpr std::u32string_view kRows[] = {U"kgcqx", U"szjśšçž", U"td", U"nmñ", U"pbfv", U"rlł"};
    constexpr char kClasses[] = {'K', 'S', 'T', 'N', 'P', 'R'};
    for (std::size_t row = 0; row < std::size(kRows); ++row)
        if (kRows[row].find(c) != std::u32string_view::npos) return kClasses[row];
    return '\0';
}

std::string without_repeats(std::string classes) {
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    return classes;
}

std::string kana_skeleton(std::string_view katakana) {
    std::string out;
    for (const char32_t c : code_points(katakana))
        if (const char one = class_of_kana(c); one != '\0' && one != 'H') out.push_back(one);
    return without_repeats(std::move(out));
}

std::string latin_skeleton(std::string_view latin) {
    std::string out;
    for (const char32_t c : code_points(text::lower(latin)))
        if (const char one = class_of_letter(c); one != '\0') out.push_back(one);
    return without_repeats(std::move(out));
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

/// 1: the same consonants in the same order.
double likeness(std::string_view katakana, std::string_view latin) {
    const std::string a = kana_skeleton(katakana);
    const std::string b = latin_skeleton(latin);
    const std::size_t longer = std::max(a.size(), b.size());
    if (longer == 0) return 1;
    return 1.0 - static_cast<double>(distance(a, b)) / static_cast<double>(longer);
}

/// One Latin letter for a sound: enough to lay two words side by side.
std::string romaji(std::string_view katakana) {
    static const std::map<char32_t, std::string_view> kLetters{
        {U'ア', "a"},  {U'イ', "i"},  {U'ウ', "u"},  {U'エ', "e"},  {U'オ', "o"},  {U'ァ', "a"},
        {U'ィ', "i"},  {U'ゥ', "u"},  {U'ェ', "e"},  {U'ォ', "o"},  {U'カ', "ka"}, {U'キ', "ki"},
        {U'ク', "ku"}, {U'ケ', "ke"}, {U'コ', "ko"}, {U'ガ', "ga"}, {U'ギ', "gi"}, {U'グ', "gu"},
        {U'ゲ', "ge"}, {U'ゴ', "go"}, {U'サ', "sa"}, {U'シ', "si"}, {U'ス', "su"}, {U'セ', "se"},
        {U'ソ', "so"}, {U'ザ', "sa"}, {U'ジ', "si"}, {U'ズ', "su"}, {U'ゼ', "se"}, {U'ゾ', "so"},
        {U'タ', "ta"}, {U'チ', "ti"}, {U'ツ', "tu"}, {U'テ', "te"}, {U'ト', "to"}, {U'ダ', "da"},
        {U'ヂ', "di"}, {U'ヅ', "du"}, {U'デ', "de"}, {U'ド', "do"}, {U'ナ', "na"}, {U'ニ', "ni"},
        {U'ヌ', "nu"}, {U'ネ', "ne"}, {U'ノ', "no"}, {U'ハ', "ha"}, {U'ヒ', "hi"}, {U'フ', "fu"},
        {U'ヘ', "he"}, {U'ホ', "ho"}, {U'バ', "ba"}, {U'ビ', "bi"}, {U'ブ', "bu"}, {U'ベ', "be"},
        {U'ボ', "bo"}, {U'パ', "pa"}, {U'ピ', "pi"}, {U'プ', "pu"}, {U'ペ', "pe"}, {U'ポ', "po"},
        {U'マ', "ma"}, {U'ミ', "mi"}, {U'ム', "mu"}, {U'メ', "me"}, {U'モ', "mo"}, {U'ヤ', "ya"},
        {U'ユ', "yu"}, {U'ヨ', "yo"}, {U'ャ', "a"},  {U'ュ', "u"},  {U'ョ', "o"},  {U'ラ', "ra"},
        {U'リ', "ri"}, {U'ル', "ru"}, {U'レ', "re"}, {U'ロ', "ro"}, {U'ワ', "ua"}, {U'ヲ', "o"},
        {U'ン', "n"},  {U'ヴ', "b"}};
    std::string out;
    for (const char32_t c : code_points(katakana))
        if (const auto found = kLetters.find(c); found != kLetters.end()) out += found->second;
    return out;
}

/// Latin spelling with letters that katakana does not tell apart made one.
std::string plain_latin(std::string_view latin) {
    std::string out;
    for (char c : text::lower(latin)) {
        if (c == 'l') c = 'r';
        if (c == 'v') c = 'b';
        if (c == 'w') c = 'u';
        if (c == 'c' || c == 'q') c = 'k';
        if (c == 'z' || c == 'j') c = 's';
        if (c >= 'a' && c <= 'z') out.push_back(c);
    }
    return out;
}

std::size_t common_letters(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (const char c : a) {
        std::size_t diagonal = 0;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = c == b[j - 1] ? diagonal + 1 : std::max(row[j], row[j - 1]);
            diagonal = above;
        }
    }
    return row[b.size()];
}

constexpr double kReadsLike = 0.7;
constexpr std::size_t kWordMin = 3;

}  // namespace

bool reads_like(std::string_view katakana, std::string_view latin) {
    const std::string a = romaji(katakana);
    const std::string b = plain_latin(latin);
    if (a.size() < kWordMin || b.size() < kWordMin || a.front() != b.front()) return false;
    const auto common = static_cast<double>(common_letters(a, b));
    return common >= kReadsLike * static_cast<double>(a.size()) * 0.85 &&
           common >= 0.55 * static_cast<double>(b.size());
}

std::vector<std::string> katakana_words(std::string_view japanese) {
    std::vector<std::string> words;
    std::u32string word;
    for (const char32_t c : code_points(std::string{japanese} + "。")) {
        if ((c >= U'ァ' && c <= U'ヺ') || c == U'ー') {
            word.push_back(c);
            continue;
        }
        if (word.size() >= kWordMin) words.push_back(to_utf8(word));
        word.clear();
    }
    return words;
}

bool sounds_alike(std::string_view katakana, std::string_view latin) {
    return likeness(katakana, latin) >= kAlike;
}

bool sounds_the_same(std::string_view katakana, std::string_view latin) {
    return likeness(katakana, latin) >= kSame;
}

}  // namespace ainews::pipeline
