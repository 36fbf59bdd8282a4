// The main function of a fuzz target in builds without libFuzzer: goes through the files of its
// corpus once. A target aborts where something is wrong.
//   fuzz_NAME DIRECTORY

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    if (argc != 2) return std::fputs("usage: fuzz_NAME DIRECTORY\n", stderr), 64;
    int inputs = 0;
    for (const auto& file : std::filesystem::directory_iterator{argv[1]}) {
        std::ifstream in{file.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        std::printf("%s\n", file.path().filename().c_str());
        std::fflush(stdout);  // what made it abort is the last line
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++inputs;
    }
    if (inputs == 0) std::fputs("no inputs\n", stderr);
    return inputs == 0 ? 66 : 0;
}
