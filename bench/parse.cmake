ainews_bench(bench_parse SOURCES ${CMAKE_CURRENT_LIST_DIR}/parse.cpp LIBS ainews::feeds pugixml::pugixml)
