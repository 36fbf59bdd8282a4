# Where the project's files are, for tests that read shipped prompts or sample data.
add_library(ainews_source_tree STATIC "${CMAKE_CURRENT_LIST_DIR}/source_tree.cpp")
target_link_libraries(ainews_source_tree PUBLIC ainews_flags)
target_compile_definitions(ainews_source_tree PRIVATE AINEWS_SOURCE_TREE="${CMAKE_SOURCE_DIR}")
