find_package(CLI11 REQUIRED)
add_executable(feed_cli ${CMAKE_CURRENT_LIST_DIR}/feed_cli.cpp)
target_link_libraries(feed_cli PRIVATE ainews::feeds CLI11::CLI11 ainews_flags)
