# bench_endpoint [IN_FLIGHT]: calls a second of the model client, beside an ideal client.
ainews_bench(bench_endpoint
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/endpoint.cpp" "${CMAKE_CURRENT_LIST_DIR}/endpoint_server.cpp"
    LIBS ainews::pipeline ainews::net ainews::storage)
