ainews_fuzz(fuzz_encoding SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_encoding.cpp LIBS ainews::text)
