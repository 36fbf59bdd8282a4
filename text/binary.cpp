#include "text/binary.h"

#include <array>
#include <cstddef>

namespace ainews::text {
namespace {

using std::string_view_literals::operator""sv;

struct Magic {
    std::string_view begins;
    std::string_view kind;
};
constexpr auto kMagics = std::to_array<Magic>({
    {"\x89PNG\r\n\x1A\n"sv, "a PNG image"},
    {"\xFF\xD8\xFF"sv, "a JPEG image"},
    {"GIF87a"sv, "a GIF image"},
    {"GIF89a"sv, "a GIF image"},
    {"RIFF"sv, "an image, sound or film"},
    {"OggS\0"sv, "a sound or film"},
    {"ID3"sv, "a sound"},
    {"\x1A\x45\xDF\xA3"sv, "a film"},
    {"%PDF-"sv, "a PDF document"},
    {"%!PS-"sv, "a PostScript document"},
    {"PK\x03\x04"sv, "a ZIP archive"},
    {"\x1F\x8B\x08"sv, "gzip data"},
    {"BZh9"sv, "bzip2 data"},
    {"\xFD"
     "7zXZ\0"sv,
     "xz data"},
    {"\x28\xB5\x2F\xFD"sv, "zstd data"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
    {"\x7F"
     "ELF"sv,
     "a program"},
    {"wOFF"sv, "a font"},
    {"wOF2"sv, "a font"},
    {"SQLite format 3\0"sv, "a SQLite database"},
});

constexpr std::size_t kSampleBytes = 4096;
/// Shorter input says too little.
constexpr std::size_t kSampleBytesMin = 16;
/// Random bytes have one control character in ten; text has none, of some charsets a few.
constexpr std::size_t kBytesPerControlMin = 20;

/// Half of the bytes of ASCII in a wide charset are zero, all in even places or all in odd ones.
bool is_wide_text(std::string_view bytes) noexcept {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
        bytes.starts_with("\0\0\xFE\xFF"sv))
        return true;
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] == '\0') ++zeros[i % 2];
    const std::size_t many = bytes.size() / 4;
    return (zeros[0] > many) != (zeros[1] > many) || bytes.starts_with("<\0\0\0"sv) ||
           bytes.starts_with("\0\0\0<"sv);
}

/// Controls of C0 that no text format uses; ESC shifts charsets.
bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1B';
}

}  // namespace

std::string_view binary_kind(std::string_view bytes) noexcept {
    for (const Magic& magic : kMagics)
        if (bytes.starts_with(magic.begins)) return magic.kind;
    if (bytes.substr(0, 12).ends_with("ftypisom") || bytes.substr(0, 12).ends_with("ftypmp42"))
        return "a film";
    const std::string_view sample = bytes.substr(0, kSampleBytes);
    if (sample.size() < kSampleBytesMin || is_wide_text(sample)) return {};
    std::size_t controls = 0;
    for (const char c : sample)
        if (is_control(c)) ++controls;
    return controls * kBytesPerControlMin > sample.size() ? "binary data" : std::string_view{};
}

}  // namespace ainews::text
