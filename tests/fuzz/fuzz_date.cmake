ainews_fuzz(fuzz_date SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_date.cpp LIBS ainews::text)
