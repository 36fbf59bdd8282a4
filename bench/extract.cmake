# bench_extract [DIR]: articles a second over the .html files of DIR, beside the parser alone.
ainews_bench(bench_extract SOURCES "${CMAKE_CURRENT_LIST_DIR}/extract.cpp"
    LIBS ainews::text PkgConfig::GUMBO)
