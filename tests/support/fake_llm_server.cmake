    add_library(ainews_fake_llm_server STATIC fake_llm_server.cpp)
        target_link_libraries(ainews_fake_llm_server PUBLIC ainews_flags PRIVATE PkgConfig::HTTPLIB)
            ainews_use_pch(ainews_fake_llm_server)
