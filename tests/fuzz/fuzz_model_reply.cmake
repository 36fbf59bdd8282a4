ainews_fuzz(fuzz_model_reply
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/fuzz_model_reply.cpp"
    LIBS ainews::pipeline)
