#include "text/language.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Enough to know a language by; detection stays cheap for whole books.
constexpr std::size_t kSampleBytes = 16U << 10U;
/// Common words found before a Latin-script language is taken for certain.
constexpr int kCertainWords = 5;

struct Scripts {
    std::size_t latin = 0;
    std::size_t kana = 0;
    std::size_t kanji = 0;
    std::size_t hangul = 0;
    std::size_t cyrillic = 0;
    std::size_t other = 0;
    std::string_view other_language;
};

struct Block {
    char32_t first;
    char32_t last;
    std::string_view language;  ///< the most written one in that script
};
constexpr auto kBlocks = std::to_array<Block>({{0x0370, 0x03FF, "el"},
                                               {0x0530, 0x058F, "hy"},
                                               {0x0590, 0x05FF, "he"},
                                               {0x0600, 0x06FF, "ar"},
                                               {0x0900, 0x097F, "hi"},
                                               {0x0980, 0x09FF, "bn"},
                                               {0x0B80, 0x0BFF, "ta"},
                                               {0x0C00, 0x0C7F, "te"},
                                               {0x0E00, 0x0E7F, "th"},
                                               {0x0E80, 0x0EFF, "lo"},
                                               {0x1000, 0x109F, "my"},
                                               {0x10A0, 0x10FF, "ka"},
                                               {0x1780, 0x17FF, "km"}});

struct Profile {
    std::string_view language;
    std::string_view words;    ///< common ones, space separated, padded
    std::string_view letters;  ///< that only few languages have
};

constexpr auto kLatin = std::to_array<Profile>({
    {"en",
     " the and of to in is that for it with as was are this by from be have not or an at which you "
     "we ",
     ""},
    {"de",
     " der die das und ist nicht ein eine mit von zu den auf für im dem des sich auch es wird ",
     "äöüß"},
    {"fr", " le la les et des est un une du en que pour dans qui sur pas au par avec ce plus sont ",
     "éèêàçœ"},
    {"es", " el la los las de y que en un una es por con para del se su como más pero al ",
     "ñóíáú¿¡"},
    {"it", " il di che è la per un una non con del della sono gli le nel alla più anche si ",
     "àèìòù"},
    {"pt", " o os de que e do da em um uma para com não no na por mais dos as ao é ", "ãõçáâ"},
    {"nl", " de het een en van in is dat op te voor met zijn niet aan er ook als bij naar ", ""},
    {"sv", " och att det som en på är av för med den till ett om inte har de vi ", "åäö"},
    {"da", " og at det er en den til på af med for der ikke som de et har vi om ", "æøå"},
    {"no", " og det er en på til av med for som ikke den har de et om vi å ", "æøå"},
    {"fi", " ja on ei että se hän oli mutta ovat kun myös joka sen niin kuin tai ", "äö"},
    {"pl", " i w na z że się nie do jest to o jak po co przez od dla ", "ąęłńśźż"},
    {"cs", " a se na je v že s z do to jako pro o i by ale jsou ", "ěšřžůýč"},
    {"hu", " a az és hogy nem is egy de ez meg van volt csak mint ", "őűáéó"},
    {"ro", " și de la în a cu nu este pe o un care din sau mai ", "ăâîșț"},
    {"tr", " ve bir bu için ile de da çok olarak daha olan gibi ne ", "ğışçö"},
    {"vi", " và của là có không được cho một trong người các với này đã ", "đơưạếộ"},
    {"id", " yang dan di untuk dengan ini itu dari pada tidak dalam adalah akan ke juga ", ""},
    {"ca", " el la els les de i que en un una és per amb del no més com ", "çàèòï"},
});

constexpr auto kCyrillic = std::to_array<Profile>({
    {"ru", " и в не на что с по для как это его от из но ", "ыэъё"},
    {"uk", " і в не на що з до для як це та від але ", "іїєґ"},
    {"bg", " и в на да не се е за от са по като това ", "щъ"},
    {"sr", " и у на да се не је за од са као што ", "ђћџљњј"},
    {"be", " і ў не на што з да для як гэта ", "ўі"},
});

std::string primary_tag(std::string_view declared) {
    const std::string tag = ascii_lower(trim(declared));
    const std::string primary = tag.substr(0, tag.find_first_of("-_ ,;"));
    const bool valid = primary.size() >= 2 && primary.size() <= 3 &&
                       std::ranges::all_of(primary, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!valid || primary == "und" || primary == "mul" || primary == "zxx") return {};
    if (primary == "jp") return "ja";  // a country, but meant
    if (primary == "cn") return "zh";
    if (primary == "nb" || primary == "nn") return "no";
    if (primary == "eng") return "en";
    if (primary == "jpn") return "ja";
    return primary;
}

Scripts count_scripts(std::string_view text) {
    Scripts scripts;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next(text, pos);
        if (c < 0x80 || (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF)) {
            if (is_word_char(c) && (c < '0' || c > '9')) ++scripts.latin;
        } else if (is_kana(c)) {
            if (c != 0x30FC) ++scripts.kana;
        } else if (is_kanji(c)) {
            ++scripts.kanji;
        } else if (is_hangul(c)) {
            ++scripts.hangul;
        } else if (c >= 0x0400 && c <= 0x052F) {
            ++scripts.cyrillic;
        } else if (const auto block = std::ranges::find_if(
                       kBlocks, [c](const Block& b) { return c >= b.first && c <= b.last; });
                   block != kBlocks.end()) {
            ++scripts.other;
            if (scripts.other_language.empty()) scripts.other_language = block->language;
        }
    }
    return scripts;
}

struct Score {
    std::string_view language;
    int words = 0;    ///< common words found
    int letters = 0;  ///< telling letters found
    [[nodiscard]] int value() const noexcept {
        return words * 3 + std::min(letters, words * 2 + 4);
    }
};

/// Which profiles, by bits, have a common word or a telling letter: a text is then read once,
/// however many languages there are.
class Telling {
public:
    template <std::size_t N>
    explicit Telling(const std::array<Profile, N>& profiles) {
        static_assert(N <= 32, "one bit a profile");
        for (std::size_t i = 0; i < N; ++i) {
            languages_.push_back(profiles[i].language);
            const std::uint32_t bit = std::uint32_t{1} << i;
            for_each_word(profiles[i].words, [&](std::string_view word) { words_[word] |= bit; });
            for (std::size_t pos = 0; pos < profiles[i].letters.size();)
                letters_[next(profiles[i].letters, pos)] |= bit;
        }
    }

    /// Of every language, best first.
    [[nodiscard]] std::vector<Score> ranked(std::string_view text) const {
        const std::string folded = lower(text);
        std::vector<Score> scores;
        for (const std::string_view language : languages_) scores.push_back({language});
        for_each_word(folded, [&](std::string_view word) {
            add(words_, word, scores, &Score::words);
            for (std::size_t pos = 0; pos < word.size();)
                if (const char32_t c = next(word, pos); c >= 0x80)
                    add(letters_, c, scores, &Score::letters);
        });
        std::ranges::stable_sort(scores, std::ranges::greater{}, &Score::value);
        return scores;
    }

private:
    template <typename Visit>
    static void for_each_word(std::string_view text, Visit visit) {
        std::size_t begin = 0;
        for (std::size_t pos = 0; pos < text.size();) {
            const std::size_t from = pos;
            const bool letter = is_word_char(next(text, pos));
            if (letter && pos < text.size()) continue;
            const std::size_t end = letter ? pos : from;
            if (end > begin) visit(text.substr(begin, end - begin));
            begin = pos;
        }
    }

    template <typename Map, typename Key>
    static void add(const Map& map, const Key& key, std::vector<Score>& scores, int Score::*count) {
        const auto found = map.find(key);
        if (found == map.end()) return;
        for (std::uint32_t bits = found->second; bits != 0; bits &= bits - 1)
            ++(scores[static_cast<std::size_t>(std::countr_zero(bits))].*count);
    }

    std::vector<std::string_view> languages_;
    std::unordered_map<std::string_view, std::uint32_t> words_;
    std::unordered_map<char32_t, std::uint32_t> letters_;
};

const Telling& latin() {
    static const Telling kTelling{kLatin};
    return kTelling;
}

const Telling& cyrillic() {
    static const Telling kTelling{kCyrillic};
    return kTelling;
}

/// Among languages of one script: the declared one unless another is clearly ahead of it.
std::string by_words(const Telling& telling, std::string_view text, const std::string& declared,
                     bool declared_fits_script) {
    const std::vector<Score> scores = telling.ranked(text);
    const Score& best = scores.front();
    if (declared_fits_script) {
        const auto own = std::ranges::find(scores, declared, &Score::language);
        const int own_value = own == scores.end() ? best.value() / 2 : own->value();
        const bool contradicted = best.words >= kCertainWords && best.value() > 2 * own_value;
        return contradicted ? std::string{best.language} : declared;
    }
    return best.value() > 0 ? std::string{best.language} : std::string{};
}

bool is_cjk_language(const std::string& tag) {
    return tag == "ja" || tag == "zh" || tag == "ko" || tag == "yue";
}

template <std::size_t N>
bool has_profile(const std::array<Profile, N>& profiles, const std::string& tag) {
    return std::ranges::find(profiles, tag, &Profile::language) != profiles.end();
}

/// A CJK text: kana tell Japanese from Chinese. A short title may be all kanji.
std::string by_cjk(const Scripts& scripts, const std::string& declared) {
    constexpr std::size_t kTitleLetters = 40;
    if (scripts.hangul > scripts.kana + scripts.kanji) return "ko";
    // Chinese texts quote a Japanese name now and then; Japanese ones are about half kana.
    if (scripts.kana * 20 > scripts.kanji) return "ja";
    if (declared == "ja" && scripts.kanji < kTitleLetters) return "ja";
    if (declared == "yue") return declared;
    return "zh";
}

std::string by_latin(std::string_view text, const Scripts& scripts, const std::string& declared) {
    const bool other_script = is_cjk_language(declared) || has_profile(kCyrillic, declared);
    if (!other_script) return by_words(latin(), text, declared, !declared.empty());
    // A title of Latin names alone, in a feed of another script, says nothing against what is
    // declared.
    constexpr std::size_t kTitleLetters = 60;
    const Score best = latin().ranked(text).front();
    if (scripts.latin < kTitleLetters && best.words < kCertainWords) return declared;
    return best.words > 0 ? std::string{best.language} : declared;
}

}  // namespace

std::string detect_language(std::string_view text, std::string_view declared_tag) {
    const std::string declared = primary_tag(declared_tag);
    const std::string_view sample = truncate_bytes(text, kSampleBytes);
    const Scripts scripts = count_scripts(sample);
    // One CJK letter says as much as about three Latin ones; Japanese texts on AI are full of Latin
    // names.
    const std::size_t cjk = 3 * (scripts.kana + scripts.kanji + scripts.hangul);
    const std::size_t most = std::max({scripts.latin, cjk, scripts.cyrillic, scripts.other});
    if (most == 0) return declared;
    if (most == cjk) return by_cjk(scripts, declared);
    // A Japanese text full of Latin names or code: few of its Latin words are those of running
    // text.
    const std::size_t cjk_letters = cjk / 3;
    if (most == scripts.latin && cjk_letters > 0) {
        const auto running_words = static_cast<std::size_t>(latin().ranked(sample).front().words);
        const bool is_quotation = cjk * (is_cjk_language(declared) ? 8 : 4) < most;
        if (!is_quotation && running_words * 3 < cjk_letters) return by_cjk(scripts, declared);
    }
    if (most == scripts.other) {
        const bool fits = !declared.empty() && !is_cjk_language(declared) &&
                          !has_profile(kLatin, declared) && !has_profile(kCyrillic, declared);
        return fits ? declared : std::string{scripts.other_language};
    }
    if (most == scripts.cyrillic) {
        const bool fits =
            !declared.empty() && !is_cjk_language(declared) && !has_profile(kLatin, declared);
        const std::string found = by_words(cyrillic(), sample, declared, fits);
        return found.empty() ? "ru" : found;
    }
    return by_latin(sample, scripts, declared);
}

}  // namespace ainews::text
