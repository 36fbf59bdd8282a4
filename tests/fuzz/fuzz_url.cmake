ainews_fuzz(fuzz_url SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_url.cpp LIBS ainews::text)
