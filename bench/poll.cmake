ainews_bench(bench_poll
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/poll.cpp" "${CMAKE_CURRENT_LIST_DIR}/poll_server.cpp"
    LIBS ainews::net CURL::libcurl)
