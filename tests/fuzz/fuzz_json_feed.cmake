ainews_fuzz(fuzz_json_feed SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_json_feed.cpp LIBS ainews::feeds)
