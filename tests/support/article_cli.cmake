find_package(CLI11 REQUIRED)
add_executable(article_cli ${CMAKE_CURRENT_LIST_DIR}/article_cli.cpp)
target_link_libraries(article_cli PRIVATE ainews::text CLI11::CLI11 ainews_flags)
