ainews_bench(bench_publish SOURCES
             "${CMAKE_CURRENT_LIST_DIR}/publish.cpp"
             "${CMAKE_CURRENT_LIST_DIR}/publish_hugo.cpp"
             "${CMAKE_SOURCE_DIR}/tests/support/archive.cpp" LIBS ainews::site ainews::storage
                 ainews_source_tree)
