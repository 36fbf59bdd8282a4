# The few sources it reaches, not the library: the other fifty would double the time of a fuzz build.
ainews_fuzz(fuzz_model_reply
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/fuzz_model_reply.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/llm_dialect.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/llm_error.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/llm_json.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/llm_reply.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/llm_stream.cpp"
        "${CMAKE_SOURCE_DIR}/pipeline/rate_limiter.cpp"
    LIBS ainews::text)
