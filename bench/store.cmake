find_package(SQLiteCpp REQUIRED)
ainews_bench(bench_store SOURCES "${CMAKE_CURRENT_LIST_DIR}/store.cpp"
    LIBS ainews::storage SQLiteCpp PkgConfig::SQLITE3)
