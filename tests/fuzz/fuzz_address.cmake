ainews_fuzz(fuzz_address
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/fuzz_address.cpp"
    LIBS ainews::net)
