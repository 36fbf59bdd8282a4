# bench_steady [CYCLES]: does the daemon grow over a hundred cycles that each bring something new?
ainews_bench(bench_steady
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/steady.cpp" "${PROJECT_SOURCE_DIR}/tests/integration/daemon_process.cpp"
    LIBS ainews::core PkgConfig::HTTPLIB)
target_compile_definitions(bench_steady PRIVATE
    AINEWSD_PROGRAM="$<TARGET_FILE:ainewsd>"
    AINEWS_LIBFAKETIME="/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/faketime/libfaketimeMT.so.1")
add_dependencies(bench_steady ainewsd)
