# bench_serve PORT PID [SLOW RATE SECONDS]: a server under slow clients and a steady rate of requests.
ainews_bench(bench_serve SOURCES "${CMAKE_CURRENT_LIST_DIR}/serve.cpp" "${CMAKE_CURRENT_LIST_DIR}/serve_client.cpp")
