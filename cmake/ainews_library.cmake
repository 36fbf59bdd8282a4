# Every target compiles with the same flags, so that one precompiled header serves all of them.
target_link_libraries(ainews_flags INTERFACE spdlog::spdlog fmt::fmt nlohmann_json::nlohmann_json
    tl::expected Threads::Threads)

if(AINEWS_PCH)
    file(WRITE "${CMAKE_BINARY_DIR}/pch_anchor.cpp" "// Carries the precompiled header.\n")
    add_library(ainews_pch OBJECT "${CMAKE_BINARY_DIR}/pch_anchor.cpp")
    target_link_libraries(ainews_pch PRIVATE ainews_flags)
    target_precompile_headers(ainews_pch PRIVATE
        <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <filesystem>
        <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token> <string> <string_view>
        <thread> <unordered_map> <utility> <variant> <vector>
        <fmt/chrono.h> <fmt/format.h> <nlohmann/json.hpp> <spdlog/spdlog.h> <tl/expected.hpp>)
endif()

function(ainews_use_pch target)
    if(TARGET ainews_pch)
        target_precompile_headers(${target} REUSE_FROM ainews_pch)
    endif()
endfunction()

# ainews_library(NAME SOURCES a.cpp... [PUBLIC libs...] [PRIVATE libs...])
# defines ainews::NAME, the library of the folder NAME.
function(ainews_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(ainews_${name} STATIC ${arg_SOURCES})
    add_library(ainews::${name} ALIAS ainews_${name})
    target_link_libraries(ainews_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    target_link_libraries(ainews_${name} PUBLIC ainews_flags)
    ainews_use_pch(ainews_${name})
endfunction()

# ainews_test(NAME SOURCES a.cpp... [LIBS libs...] [LABELS l...] [TIMEOUT s])
# defines the GoogleTest program NAME; each TEST becomes one CTest case.
function(ainews_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags GTest::gmock GTest::gtest_main)
    ainews_use_pch(${name})
    target_compile_definitions(${name} PRIVATE AINEWS_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# ainews_bench(NAME SOURCES a.cpp... [LIBS libs...]): a program of bench/ that prints figures.
function(ainews_bench name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags)
    ainews_use_pch(${name})
endfunction()

# ainews_fuzz(NAME SOURCES a.cpp [LIBS libs...]): a libFuzzer target; its seeds are tests/fuzz/corpus/NAME.
function(ainews_fuzz name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags)
    ainews_use_pch(${name})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
