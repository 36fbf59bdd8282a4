# Every target compiles with the same flags, so that one precompiled header serves all of them.
target_link_libraries(ainews_flags INTERFACE spdlog::spdlog fmt::fmt nlohmann_json::nlohmann_json
    tl::expected Threads::Threads)

set(AINEWS_PCH_HEADERS
        <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <filesystem>
        <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token> <string> <string_view>
        <thread> <unordered_map> <utility> <variant> <vector>
        <fmt/chrono.h> <fmt/format.h> <nlohmann/json.hpp> <spdlog/spdlog.h> <tl/expected.hpp>)

# ainews_pch(NAME LIBS libs... HEADERS headers...): an object library that others share the header of.
function(ainews_pch name)
    cmake_parse_arguments(arg "" "" "LIBS;HEADERS" ${ARGN})
    # CONFIGURE leaves an unchanged file alone, so that configuring again rebuilds nothing.
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${name}.cpp" CONTENT "// Carries the precompiled header.\n")
    add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/${name}.cpp")
    target_link_libraries(${name} PRIVATE ainews_flags ${arg_LIBS})
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

if(AINEWS_PCH)
    ainews_pch(ainews_pch HEADERS ${AINEWS_PCH_HEADERS})
endif()

# ainews_use_pch(TARGET [PCH])
function(ainews_use_pch target)
    set(pch ainews_pch)
    if(ARGC GREATER 1)
        set(pch ${ARGV1})
    endif()
    if(TARGET ${pch})
        target_precompile_headers(${target} REUSE_FROM ${pch})
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
# The label `threaded` makes it one of the programs that run under the thread sanitizer.
function(ainews_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(AINEWS_PCH AND NOT TARGET ainews_test_pch)
        ainews_pch(ainews_test_pch LIBS GTest::gmock
            HEADERS ${AINEWS_PCH_HEADERS} <gtest/gtest.h> <gmock/gmock.h>)
        set_target_properties(ainews_test_pch PROPERTIES AINEWS_UNOPTIMISED ON)
    endif()
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AINEWS_UNOPTIMISED ON)
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags ainews_source_tree
        GTest::gmock GTest::gtest_main)
    ainews_use_pch(${name} ainews_test_pch)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT})
    # Given to gtest_discover_tests, a list of labels would lose all but its first.
    set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake")
    file(WRITE "${labels_file}"
        "if(${name}_TESTS)\n    set_tests_properties(\${${name}_TESTS} PROPERTIES LABELS \"${arg_LABELS}\")\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
    if("threaded" IN_LIST arg_LABELS)
        add_dependencies(threaded_tests ${name})
    endif()
endfunction()

# ainews_bench(NAME SOURCES a.cpp... [LIBS libs...]): a program of bench/ that prints figures.
function(ainews_bench name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags)
    ainews_use_pch(${name})
endfunction()

# ainews_fuzz(NAME SOURCES a.cpp [LIBS libs...]): a libFuzzer target; its seeds are tests/fuzz/corpus/NAME.
# Without AINEWS_FUZZ it is a test that goes through the seeds once, so that no target falls behind the code.
function(ainews_fuzz name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ainews_flags)
    if(AINEWS_FUZZ)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp")
        add_test(NAME ${name} COMMAND ${name} "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    endif()
    ainews_use_pch(${name})
endfunction()
