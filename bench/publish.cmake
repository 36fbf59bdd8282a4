# Templates and assets are read from the source tree.
ainews_bench(bench_publish
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/publish.cpp" "${CMAKE_CURRENT_LIST_DIR}/publish_hugo.cpp"
            "${CMAKE_SOURCE_DIR}/tests/support/archive.cpp" "${CMAKE_SOURCE_DIR}/tests/support/source_tree.cpp"
    LIBS ainews::site ainews::storage)
target_compile_definitions(bench_publish PRIVATE AINEWS_SOURCE_TREE="${CMAKE_SOURCE_DIR}")
