ainews_fuzz(fuzz_html SOURCES "${CMAKE_CURRENT_LIST_DIR}/fuzz_html.cpp" LIBS ainews::text)
