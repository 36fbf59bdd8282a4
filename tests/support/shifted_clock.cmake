# The wall clock of another program, set by a test while that runs.
add_library(ainews_shifted_clock_preload MODULE shifted_clock_preload.cpp)
add_library(ainews_shifted_clock STATIC shifted_clock.cpp)
target_link_libraries(ainews_shifted_clock PUBLIC ainews_flags)
target_compile_definitions(ainews_shifted_clock
    PRIVATE SHIFTED_CLOCK_LIBRARY="$<TARGET_FILE:ainews_shifted_clock_preload>")
add_dependencies(ainews_shifted_clock ainews_shifted_clock_preload)
