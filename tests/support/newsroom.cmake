# The sample newsroom: a library for tests, and a program for the demo.
find_package(CLI11 REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)

add_library(ainews_newsroom STATIC
    newsroom_article.cpp newsroom_config.cpp newsroom_endpoint.cpp newsroom_faults.cpp newsroom_feeds.cpp
    newsroom_library.cpp newsroom_markup.cpp newsroom_model.cpp newsroom_pages.cpp newsroom_request.cpp
    newsroom_server.cpp newsroom_stats.cpp)
add_library(ainews::newsroom ALIAS ainews_newsroom)
target_link_libraries(ainews_newsroom PUBLIC ainews::core ainews_flags PRIVATE PkgConfig::HTTPLIB)
target_compile_definitions(ainews_newsroom
    PRIVATE AINEWS_NEWSROOM_DATA="${CMAKE_SOURCE_DIR}/tests/data/newsroom")
ainews_use_pch(ainews_newsroom)

add_executable(ainewsd-newsroom newsroom_main.cpp)
target_link_libraries(ainewsd-newsroom PRIVATE ainews::newsroom CLI11::CLI11)
ainews_use_pch(ainewsd-newsroom)
