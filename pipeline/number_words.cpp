#include "pipeline/number_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "core/ascii.h"

namespace ainews::pipeline {
namespace {

using WordValues = std::map<std::string_view, std::vector<double>>;

const WordValues& number_words() {
    static const WordValues kWords{{"zero", {0}},          {"two", {2}},
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
                                   {"twelfth", {12}},      {"half", {2, 0.5, 50, 6, 30}},
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
                                   {"sept", {9, 7}},       {"sep", {9}},
                                   {"october", {10}},      {"oct", {10}},
                                   {"november", {11}},     {"nov", {11}},
                                   {"december", {12}},     {"dec", {12}},
                                   {"single", {1}},        {"twin", {2}},
                                   {"score", {20}},        {"runner", {2}},
                                   {"zwei", {2}},          {"drei", {3}},
                                   {"vier", {4}},          {"fünf", {5}},
                                   {"sechs", {6}},         {"sieben", {7}},
                                   {"acht", {8}},          {"neun", {9}},
                                   {"zehn", {10}},         {"elf", {11}},
                                   {"zwölf", {12}},        {"zwanzig", {20}},
                                   {"dreißig", {30}},      {"hundert", {100}},
                                   {"tausend", {1000}},    {"dutzend", {12}},
                                   {"hälfte", {2, 50}},    {"doppelt", {2}},
                                   {"viertel", {4, 25}},   {"drittel", {3}},
                                   {"beide", {2}},         {"beiden", {2}},
                                   {"halbe", {0.5, 30}},   {"halben", {0.5, 30, 6}},
                                   {"dritten", {3}},       {"zweiten", {2}},
                                   {"vierten", {4}},       {"deux", {2}},
                                   {"trois", {3}},         {"quatre", {4}},
                                   {"cinq", {5}},          {"huit", {8}},
                                   {"neuf", {9}},          {"dix", {10}},
                                   {"onze", {11}},         {"douze", {12}},
                                   {"quinze", {15}},       {"vingt", {20}},
                                   {"trente", {30}},       {"quarante", {40}},
                                   {"cinquante", {50}},    {"soixante", {60}},
                                   {"cent", {100}},        {"mille", {1000}},
                                   {"moitié", {2, 50}},    {"demi", {0.5, 30}},
                                   {"demie", {0.5, 30}},   {"tiers", {3}},
                                   {"quart", {4, 25}},     {"troisième", {3}},
                                   {"deuxième", {2}},      {"dos", {2}},
                                   {"tres", {3}},          {"cuatro", {4}},
                                   {"cinco", {5}},         {"seis", {6}},
                                   {"siete", {7}},         {"ocho", {8}},
                                   {"nueve", {9}},         {"diez", {10}},
                                   {"doce", {12}},         {"quince", {15}},
                                   {"veinte", {20}},       {"treinta", {30}},
                                   {"cien", {100}},        {"mil", {1000}},
                                   {"mitad", {2, 50}},     {"medio", {0.5, 30}},
                                   {"media", {0.5, 30}},   {"tercio", {3}},
                                   {"tercer", {3}},        {"segundo", {2}},
                                   {"cuarto", {4, 25}},    {"doble", {2}},
                                   {"januar", {1}},        {"februar", {2}},
                                   {"märz", {3}},          {"mai", {5}},
                                   {"juni", {6}},          {"juli", {7}},
                                   {"oktober", {10}},      {"dezember", {12}},
                                   {"janvier", {1}},       {"février", {2}},
                                   {"mars", {3}},          {"avril", {4}},
                                   {"juin", {6}},          {"juillet", {7}},
                                   {"août", {8}},          {"septembre", {9}},
                                   {"octobre", {10}},      {"novembre", {11}},
                                   {"décembre", {12}},     {"enero", {1}},
                                   {"febrero", {2}},       {"marzo", {3}},
                                   {"abril", {4}},         {"mayo", {5}},
                                   {"junio", {6}},         {"julio", {7}},
                                   {"agosto", {8}},        {"septiembre", {9}},
                                   {"octubre", {10}},      {"noviembre", {11}},
                                   {"diciembre", {12}},    {"due", {2}},
                                   {"tre", {3}},           {"quattro", {4}},
                                   {"cinque", {5}},        {"sei", {6}},
                                   {"sette", {7}},         {"otto", {8}},
                                   {"nove", {9}},          {"dieci", {10}},
                                   {"metà", {2, 50}},      {"gennaio", {1}},
                                   {"febbraio", {2}},      {"aprile", {4}},
                                   {"maggio", {5}},        {"giugno", {6}},
                                   {"luglio", {7}},        {"settembre", {9}},
                                   {"ottobre", {10}},      {"dicembre", {12}},
                                   {"dois", {2}},          {"duas", {2}},
                                   {"três", {3}},          {"quatro", {4}},
                                   {"sete", {7}},          {"oito", {8}},
                                   {"dez", {10, 12}},      {"metade", {2, 50}},
                                   {"janeiro", {1}},       {"fevereiro", {2}},
                                   {"março", {3}},         {"abril", {4}},
                                   {"maio", {5}},          {"junho", {6}},
                                   {"julho", {7}},         {"setembro", {9}},
                                   {"outubro", {10}},      {"novembro", {11}},
                                   {"dezembro", {12}},     {"primeiro", {1}},
                                   {"tercera", {3}}};
    return kWords;
}

const std::map<std::string_view, double>& scale_words() {
    static const std::map<std::string_view, double> kScales{
        {"hundred", 100},    {"thousand", 1e3},   {"k", 1e3},          {"million", 1e6},
        {"millions", 1e6},   {"mn", 1e6},         {"m", 1e6},          {"mm", 1e6},
        {"mio", 1e6},        {"millionen", 1e6},  {"millones", 1e6},   {"milhões", 1e6},
        {"milioni", 1e6},    {"billion", 1e9},    {"billions", 1e9},   {"bn", 1e9},
        {"b", 1e9},          {"mrd", 1e9},        {"milliarden", 1e9}, {"milliarde", 1e9},
        {"milliards", 1e9},  {"milliard", 1e9},   {"miliardi", 1e9},   {"trillion", 1e12},
        {"trillions", 1e12}, {"billionen", 1e12}, {"billones", 1e12},  {"mil", 1e3},
        {"mille", 1e3},      {"tausend", 1e3},    {"tsd", 1e3},        {"hundert", 100},
        {"tn", 1e12},        {"t", 1e12},         {"percent", 1},      {"dozen", 12}};
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

bool is_month_name(std::string_view word) {
    static constexpr std::string_view kStems[] = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "fév",
        "avr", "mai", "jui", "aoû", "déc", "mär", "okt", "dez", "ene", "abr", "ago", "dic"};
    if (number_word(word).empty()) return false;
    for (const std::string_view stem : kStems)
        if (word.starts_with(stem)) return true;
    return false;
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

bool has_digit(std::string_view text) noexcept { return std::ranges::any_of(text, is_digit); }

std::optional<int> numeral_character(char32_t c) noexcept {
    static constexpr std::u32string_view kNumerals = U"〇一二三四五六七八九";
    if (c == U'两' || c == U'兩') return 2;
    const auto at = kNumerals.find(c);
    if (at == std::u32string_view::npos) return std::nullopt;
    return static_cast<int>(at);
}

}  // namespace ainews::pipeline
