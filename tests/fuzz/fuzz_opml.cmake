ainews_fuzz(fuzz_opml SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_opml.cpp LIBS ainews::feeds)
