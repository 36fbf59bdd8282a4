# One interface target carries every flag; folders link it and set none of their own.
option(AINEWS_PCH "Precompile the standard library and JSON headers once" ON)
option(AINEWS_BENCH "Build the programs in bench/" OFF)
option(AINEWS_FUZZ "Build libFuzzer targets (clang only)" OFF)
option(AINEWS_COVERAGE "Instrument for line coverage (clang only)" OFF)
option(AINEWS_WERROR "Warnings are errors" ON)
set(AINEWS_SANITIZE "" CACHE STRING "Value for -fsanitize=")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# -O3 buys nothing measurable here, costs build time, and makes g++ 12 see overflows that are not there.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# Presets that build everything compile two dozen files as one: a quarter of the time. `dev` and `tidy` compile each
# by itself, which also shows that each includes what it uses.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 24)

find_program(CCACHE ccache)
if(CCACHE)
    # Precompiled headers are cached only when ccache is told that macros in them may be trusted.
    set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(ainews_flags INTERFACE)
target_include_directories(ainews_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(ainews_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
    -Wno-missing-field-initializers -fstack-protector-strong
    -fPIE  # said here, not by CMake's property: programs and libraries must agree to share one PCH
    $<$<BOOL:${AINEWS_WERROR}>:-Werror>
    # A collection costs a tenth of a compiler's time; up to a gigabyte it needs none.
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -Winvalid-pch --param=ggc-min-heapsize=1000000>
    # False alarms of g++ 12's optimiser in inlined std::string and std::optional (GCC PR 105329, 105651, 80635).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict -Wno-array-bounds>)
target_compile_definitions(ainews_flags INTERFACE AINEWS_VERSION="${PROJECT_VERSION}")
target_link_options(ainews_flags INTERFACE -pie -Wl,-z,relro,-z,now)
# Fifty test programs are linked from the same libraries: lld takes a fifth of the time.
find_program(AINEWS_LLD ld.lld)
if(AINEWS_LLD)
    target_link_options(ainews_flags INTERFACE -fuse-ld=lld)
endif()

if(AINEWS_SANITIZE)
    target_compile_options(ainews_flags INTERFACE -fsanitize=${AINEWS_SANITIZE} -fno-omit-frame-pointer -O1 -g1)
    target_link_options(ainews_flags INTERFACE -fsanitize=${AINEWS_SANITIZE})
    if(AINEWS_SANITIZE MATCHES undefined)
        target_compile_options(ainews_flags INTERFACE -fno-sanitize-recover=undefined)
    endif()
elseif(CMAKE_BUILD_TYPE STREQUAL Release)
    # Fortifying needs an optimiser.
    target_compile_options(ainews_flags INTERFACE
        $<$<NOT:$<BOOL:$<TARGET_PROPERTY:AINEWS_UNOPTIMISED>>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
endif()
target_compile_definitions(ainews_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(AINEWS_COVERAGE)
    # Counted by source region (clang), so that an optimiser may run below it: gcov's exact counters, atomic for the sake
    # of threads, made the program many times slower.
    target_compile_options(ainews_flags INTERFACE -fprofile-instr-generate -fcoverage-mapping -O1 -g0)
    target_link_options(ainews_flags INTERFACE -fprofile-instr-generate)
endif()
if(AINEWS_FUZZ)
    target_compile_options(ainews_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# Test programs are half of the code and little of the running time: unoptimised they build in a third of the time.
target_compile_options(ainews_flags INTERFACE $<$<BOOL:$<TARGET_PROPERTY:AINEWS_UNOPTIMISED>>:-O0>)
