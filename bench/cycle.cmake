# The real program, whole: what a cycle costs, and whether it grows.
ainews_bench(bench_cycle
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/cycle.cpp" "${CMAKE_CURRENT_LIST_DIR}/poll_server.cpp"
            "${PROJECT_SOURCE_DIR}/tests/integration/daemon_process.cpp"
    LIBS ainews::core)
target_compile_definitions(bench_cycle PRIVATE AINEWSD_PROGRAM="$<TARGET_FILE:ainewsd>")
add_dependencies(bench_cycle ainewsd)
