ainews_fuzz(fuzz_feed SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_feed.cpp LIBS ainews::feeds)
