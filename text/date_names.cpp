#include "text/date_names.h"

#include <algorithm>
#include <array>

namespace ainews::text {
namespace {

// Padded lists: " a b ". English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish,
// Danish, Norwegian, Polish (nominative, genitive, short), Czech, Hungarian, Greek, Russian,
// Turkish, Finnish.
constexpr std::array<std::string_view, 12> kMonths{
    " january jan januar januari jän jänner janvier janv enero ene janeiro gennaio gen styczeń "
    "stycznia sty "
    "leden ledna január ιανουάριος ιανουαρίου ιαν ιανουαριος января январь янв ocak oca tammikuu "
    "tammikuuta ",
    " february feb februar februari février févr fév fevrier febrero fevereiro fev febbraio febr "
    "luty "
    "lutego lut únor února február φεβρουάριος φεβρουαρίου φεβ φεβρουάριοσ φεβρουαριος февраля "
    "февраль фев "
    "şubat şub helmikuu helmikuuta ",
    " march mar märz mär mrz mars marzo março marco maart mrt marts marzec marca březen března "
    "március márc "
    "μάρτιος μαρτίου μάρ μαρ μαρτιος марта март мар mart maaliskuu maaliskuuta ",
    " april apr avril avr abril abr aprile april. kwiecień kwietnia kwi duben dubna április ápr "
    "απρίλιος "
    "απριλίου απρ απριλιος апреля апрель апр nisan nis huhtikuu huhtikuuta április ",
    " may mai mayo maio maggio mag mei maj maja květen května május máj μάιος μαΐου μαϊ μαι μάϊος "
    "μάι мая май "
    "mayıs toukokuu toukokuuta ",
    " june jun juni juin junio junho giugno giu czerwiec czerwca cze červen června június jún "
    "ιούνιος ιουνίου "
    "ιούν ιουν ιον июня июнь июн haziran haz kesäkuu kesäkuuta ",
    " july jul juli juillet juil julio julho luglio lug lipiec lipca lip červenec července július "
    "júl "
    "ιούλιος ιουλίου ιούλ ιουλ ιολ июля июль июл temmuz tem heinäkuu heinäkuuta ",
    " august aug août aout agosto ago augustus augusti sierpień sierpnia sie srpen srpna augusztus "
    "αύγουστος αυγούστου αύγ αυγ αυγουστος августа август авг ağustos ağu elokuu elokuuta ",
    " september sep sept septembre septiembre setiembre setembro set settembre wrzesień września "
    "wrz září "
    "szeptember szept σεπτέμβριος σεπτεμβρίου σεπ сентября сентябрь сен сент eylül eyl syyskuu "
    "syyskuuta ",
    " october oct oktober okt octobre octubre outubro out ottobre ott październik października paź "
    "pa¼ říjen "
    "října október οκτώβριος οκτωβρίου οκτ октября октябрь окт ekim eki lokakuu lokakuuta ",
    " november nov novembre noviembre novembro listopad listopada lis νοέμβριος νοεμβρίου νοέ νοε "
    "ноября "
    "ноябрь ноя нояб kasım kas marraskuu marraskuuta ",
    " december dec dezember dez décembre déc diciembre dic dezembro dicembre grudzień grudnia gru "
    "prosinec "
    "prosince δεκέμβριος δεκεμβρίου δεκ декабря декабрь дек aralık ara joulukuu joulukuuta "};

struct Zone {
    std::string_view name;
    int minutes;
};
// RFC 822 §5.1 and the abbreviations that feeds show. CST is Chicago's, IST India's, BST Britain's.
constexpr auto kZones = std::to_array<Zone>(
    {{"z", 0},       {"ut", 0},      {"utc", 0},    {"gmt", 0},     {"wet", 0},    {"west", 60},
     {"bst", 60},    {"cet", 60},    {"cest", 120}, {"met", 60},    {"mez", 60},   {"mest", 120},
     {"mesz", 120},  {"eet", 120},   {"eest", 180}, {"msk", 180},   {"msd", 240},  {"sast", 120},
     {"trt", 180},   {"gst", 240},   {"pkt", 300},  {"ist", 330},   {"npt", 345},  {"ict", 420},
     {"wib", 420},   {"sgt", 480},   {"hkt", 480},  {"myt", 480},   {"pht", 480},  {"awst", 480},
     {"jst", 540},   {"kst", 540},   {"acst", 570}, {"acdt", 630},  {"aest", 600}, {"aedt", 660},
     {"nzst", 720},  {"nzdt", 780},  {"nst", -210}, {"ndt", -150},  {"ast", -240}, {"adt", -180},
     {"at", -240},   {"art", -180},  {"brt", -180}, {"brst", -120}, {"clt", -240}, {"clst", -180},
     {"est", -300},  {"edt", -240},  {"et", -300},  {"cst", -360},  {"cdt", -300}, {"ct", -360},
     {"mst", -420},  {"mdt", -360},  {"mt", -420},  {"pst", -480},  {"pdt", -420}, {"pt", -480},
     {"akst", -540}, {"akdt", -480}, {"hst", -600}});

bool in_list(std::string_view list, std::string_view word) {
    for (auto at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
        if (at > 0 && list[at - 1] == ' ' && list.substr(at + word.size()).starts_with(' '))
            return true;
    return false;
}

}  // namespace

std::optional<int> month_from_name(std::string_view word) {
    if (word.empty()) return std::nullopt;
    for (std::size_t i = 0; i < kMonths.size(); ++i)
        if (in_list(kMonths[i], word)) return static_cast<int>(i) + 1;
    return std::nullopt;
}

std::optional<HalfDay> half_day_from_word(std::string_view word) {
    if (word == "am" || word == "午前" || word == "上午" || word == "오전" || word == "πμ")
        return HalfDay::Morning;
    if (word == "pm" || word == "午後" || word == "下午" || word == "오후" || word == "μμ")
        return HalfDay::Afternoon;
    return std::nullopt;
}

std::optional<std::chrono::minutes> zone_offset(std::string_view abbreviation) {
    const auto found = std::ranges::find(kZones, abbreviation, &Zone::name);
    if (found == kZones.end()) return std::nullopt;
    return std::chrono::minutes{found->minutes};
}

}  // namespace ainews::text
