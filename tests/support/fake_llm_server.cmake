add_library(ainews_fake_llm_server STATIC "${CMAKE_CURRENT_SOURCE_DIR}/fake_llm_server.cpp")
target_link_libraries(ainews_fake_llm_server PUBLIC ainews_flags)
ainews_use_pch(ainews_fake_llm_server)
