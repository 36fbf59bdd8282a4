#include "pipeline/number_words.h"

#include <array>
#include <map>
#include <string>

namespace ainews::pipeline {
namespace {

using Words = std::map<std::string_view, std::vector<double>>;

const Words& number_words() {
    static const Words kWords{{"zero", {0}},          {"two", {2}},
                              {"three", {3}},         {"four", {4}},
                              {"five", {5}},          {"six", {6}},
                              {"seven", {7}},         {"eight", {8}},
                              {"nine", {9}},          {"ten", {10}},
                              {"eleven", {11}},       {"twelve", {12}},
                              {"thirteen", {13}},     {"fourteen", {14}},
                              {"fifteen", {15}},      {"sixteen", {16}},
                              {"seventeen", {17}},    {"eighteen", {18}},
                              {"nineteen", {19}},     {"twenty", {20}},
                              {"thirty", {30}},       {"forty", {40}},
                              {"fifty", {50}},        {"sixty", {60}},
                              {"seventy", {70}},      {"eighty", {80}},
                              {"ninety", {90}},       {"hundred", {100}},
                              {"hundreds", {100}},    {"thousand", {1000}},
                              {"thousands", {1000}},  {"million", {1e6}},
                              {"millions", {1e6}},    {"billion", {1e9}},
                              {"billions", {1e9}},    {"trillion", {1e12}},
                              {"dozen", {12}},        {"dozens", {12}},
                              {"second", {2}},        {"third", {3}},
                              {"thirds", {3}},        {"fourth", {4}},
                              {"fifth", {5}},         {"fifths", {5}},
                              {"sixth", {6}},         {"seventh", {7}},
                              {"eighth", {8}},        {"ninth", {9}},
                              {"tenth", {10}},        {"eleventh", {11}},
                              {"twelfth", {12}},      {"half", {2, 0.5, 50, 6}},
                              {"halves", {2}},        {"halved", {2, 50}},
                              {"halving", {2, 50}},   {"quarter", {4, 0.25, 25, 3}},
                              {"quarters", {4}},      {"twice", {2}},
                              {"double", {2}},        {"doubled", {2}},
                              {"doubles", {2}},       {"doubling", {2}},
                              {"triple", {3}},        {"tripled", {3}},
                              {"tripling", {3}},      {"quadruple", {4}},
                              {"quadrupled", {4}},    {"thrice", {3}},
                              {"both", {2}},          {"pair", {2}},
                              {"couple", {2}},        {"duo", {2}},
                              {"trio", {3}},          {"decade", {10}},
                              {"decades", {10}},      {"century", {100}},
                              {"fortnight", {2, 14}}, {"biweekly", {2}},
                              {"midnight", {0, 12}},  {"noon", {12}},
                              {"january", {1}},       {"jan", {1}},
                              {"february", {2}},      {"feb", {2}},
                              {"march", {3}},         {"mar", {3}},
                              {"april", {4}},         {"apr", {4}},
                              {"may", {5}},           {"june", {6}},
                              {"jun", {6}},           {"july", {7}},
                              {"jul", {7}},           {"august", {8}},
                              {"aug", {8}},           {"september", {9}},
                              {"sept", {9}},          {"sep", {9}},
                              {"october", {10}},      {"oct", {10}},
                              {"november", {11}},     {"nov", {11}},
                              {"december", {12}},     {"dec", {12}}};
    return kWords;
}

const std::map<std::string_view, double>& scale_words() {
    static const std::map<std::string_view, double> kScales{
        {"hundred", 100},    {"thousand", 1e3},  {"k", 1e3},          {"million", 1e6},
        {"millions", 1e6},   {"mn", 1e6},        {"m", 1e6},          {"mm", 1e6},
        {"mio", 1e6},        {"millionen", 1e6}, {"millones", 1e6},   {"milhões", 1e6},
        {"milioni", 1e6},    {"billion", 1e9},   {"billions", 1e9},   {"bn", 1e9},
        {"b", 1e9},          {"mrd", 1e9},       {"milliarden", 1e9}, {"milliarde", 1e9},
        {"milliards", 1e9},  {"milliard", 1e9},  {"miliardi", 1e9},   {"trillion", 1e12},
        {"trillions", 1e12}, {"tn", 1e12},       {"t", 1e12},         {"percent", 1},
        {"dozen", 12}};
    return kScales;
}

}  // namespace

std::vector<double> number_word(std::string_view word) {
    if (const auto found = number_words().find(word); found != number_words().end())
        return found->second;
    // "tenfold", "fivefold"
    if (word.size() > 4 && word.ends_with("fold"))
        return number_word(word.substr(0, word.size() - 4));
    return {};
}

std::optional<double> scale_word(std::string_view word) {
    const auto found = scale_words().find(word);
    if (found == scale_words().end()) return std::nullopt;
    return found->second;
}

std::optional<double> scale_character(char32_t c) noexcept {
    switch (c) {
        case U'十':
            return 10;
        case U'百':
            return 100;
        case U'千':
        case U'천':
            return 1e3;
        case U'万':
        case U'萬':
        case U'만':
            return 1e4;
        case U'億':
        case U'亿':
        case U'억':
            return 1e8;
        case U'兆':
        case U'조':
            return 1e12;
        default:
            return std::nullopt;
    }
}

std::optional<int> numeral_character(char32_t c) noexcept {
    static constexpr std::u32string_view kNumerals = U"〇一二三四五六七八九";
    if (c == U'两' || c == U'兩') return 2;
    const auto at = kNumerals.find(c);
    if (at == std::u32string_view::npos) return std::nullopt;
    return static_cast<int>(at);
}

}  // namespace ainews::pipeline
