ainews_fuzz(fuzz_http_headers
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/fuzz_http_headers.cpp"
    LIBS ainews::net)
