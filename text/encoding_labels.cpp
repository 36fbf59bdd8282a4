#include "text/encoding_labels.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/c_ptr.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

struct Known {
    std::string_view name;
    std::string_view converter;
    std::string_view labels;  ///< space separated, padded: " a b "
};

// Converters are the tables that agree with the standard's indexes, not always ICU's default of
// that name.
constexpr auto kKnown = std::to_array<Known>({
    {"utf-8", "",
     " utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-8n "},
    {"shift_jis", "ibm-943_P15A-2003",
     " shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932 windows-932 "
     "shift_jis-2004 shift_jisx0213 "},
    {"euc-jp", "euc-jp-2007",
     " euc-jp x-euc-jp eucjp eucjp-ms eucjp-win cseucpkdfmtjapanese euc-jisx0213 "},
    {"iso-2022-jp", "ISO-2022-JP", " iso-2022-jp csiso2022jp "},
    {"gb18030", "gb18030", " gb18030 gb-18030 "},
    {"gbk", "gb18030",
     " gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936 "
     "ms936 windows-936 euc-cn euccn "},
    {"big5", "ibm-1375_P100-2008", " big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950 "},
    {"euc-kr", "windows-949-2000",
     " euc-kr euckr cseuckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 iso-ir-149 "
     "csksc56011987 windows-949 cp949 uhc ms949 "},
    {"windows-1252", "ibm-5348_P100-1997",
     " windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 "
     "iso-ir-100 latin1 latin-1 l1 csisolatin1 ascii us-ascii ansi_x3.4-1968 cp819 ibm819 646 "},
    {"windows-1254", "ibm-5350_P100-1998",
     " windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 "
     "iso-ir-148 latin5 l5 csisolatin5 "},
    {"windows-874", "ibm-874_P100-1995",
     " windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 tis620 cp874 "},
    {"windows-1250", "ibm-5346_P100-1998", " windows-1250 cp1250 x-cp1250 "},
    {"windows-1251", "ibm-5347_P100-1998", " windows-1251 cp1251 x-cp1251 "},
    {"windows-1253", "ibm-5349_P100-1998", " windows-1253 cp1253 x-cp1253 "},
    {"windows-1255", "ibm-9447_P100-2002", " windows-1255 cp1255 x-cp1255 "},
    {"windows-1256", "ibm-9448_X100-2005", " windows-1256 cp1256 x-cp1256 "},
    {"windows-1257", "ibm-9449_P100-2002", " windows-1257 cp1257 x-cp1257 "},
    {"windows-1258", "ibm-5354_P100-1998", " windows-1258 cp1258 x-cp1258 "},
    {"iso-8859-2", "ibm-912_P100-1995",
     " iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2 "},
    {"iso-8859-5", "ibm-915_P100-1995",
     " iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso-ir-144 cyrillic csisolatincyrillic "},
    {"iso-8859-7", "ibm-9005_X110-2007",
     " iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso-ir-126 greek greek8 ecma-118 elot_928 "},
    {"iso-8859-8", "ibm-5012_P100-1999",
     " iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso-ir-138 hebrew visual iso-8859-8-i logical "},
    {"iso-8859-15", "ibm-923_P100-1998",
     " iso-8859-15 iso8859-15 iso885915 iso_8859-15 latin9 l9 csisolatin9 "},
    {"koi8-r", "ibm-878_P100-1996", " koi8-r koi koi8 koi8_r cskoi8r "},
    {"koi8-u", "ibm-1168_P100-2002", " koi8-u koi8-ru "},
    {"macintosh", "macos-0_2-10.2", " macintosh mac csmacintosh x-mac-roman macroman "},
    {"utf-16le", "UTF-16LE", " utf-16le utf-16 utf16 ucs-2 iso-10646-ucs-2 csunicode unicode "},
    {"utf-16be", "UTF-16BE", " utf-16be unicodefffe "},
    {"utf-32le", "UTF-32LE", " utf-32le utf-32 utf32 ucs-4 iso-10646-ucs-4 "},
    {"utf-32be", "UTF-32BE", " utf-32be "},
});

// Stateful or transport encodings: in them ASCII bytes need not mean ASCII characters.
constexpr auto kRefused = std::to_array<std::string_view>(
    {"utf-7", "utf7", "unicode-1-1-utf-7", "csunicode11utf7", "x-utf-7", "imap-mailbox-name",
     "scsu", "bocu-1", "hz", "hz-gb-2312", "iso-2022-cn", "iso-2022-cn-ext", "iso-2022-kr",
     "csiso2022kr", "replacement", "x-user-defined", "cesu-8"});

std::string normalized_label(std::string_view label) {
    while (!label.empty() &&
           (label.front() == '"' || label.front() == '\'' || label.front() == ' '))
        label.remove_prefix(1);
    while (!label.empty() && (label.back() == '"' || label.back() == '\'' || label.back() == ' '))
        label.remove_suffix(1);
    return ascii_lower(trim(label));
}

bool is_plausible_label(std::string_view label) {
    constexpr std::size_t kLabelBytesMax = 40;
    return !label.empty() && label.size() <= kLabelBytesMax &&
           std::ranges::all_of(label, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                      c == '.' || c == ':';
           });
}

Charset from_icu(const std::string& label) {
    UErrorCode status = U_ZERO_ERROR;
    const CPtr<UConverter, ucnv_close> converter{ucnv_open(label.c_str(), &status)};
    if (U_FAILURE(status) || !converter) return {};
    const UConverterType type = ucnv_getType(converter.get());
    if (type == UCNV_UTF7 || type == UCNV_ISO_2022 || type == UCNV_HZ || type == UCNV_SCSU ||
        type == UCNV_BOCU1 || type == UCNV_IMAP_MAILBOX)
        return {};
    return {label, label, type == UCNV_SBCS};
}

}  // namespace

Charset charset_from_label(std::string_view label) {
    const std::string wanted = normalized_label(label);
    if (!is_plausible_label(wanted) || std::ranges::find(kRefused, wanted) != kRefused.end())
        return {};
    const std::string padded = " " + wanted + " ";
    for (const Known& known : kKnown) {
        if (known.labels.find(padded) == std::string_view::npos) continue;
        const bool single = known.name.starts_with("windows") ||
                            known.name.starts_with("iso-8859") || known.name.starts_with("koi8") ||
                            known.name == "macintosh";
        return {std::string{known.name}, std::string{known.converter}, single};
    }
    return from_icu(wanted);
}

}  // namespace ainews::text
