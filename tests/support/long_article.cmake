# An article of 20,000 words and a model that knows its grammar, behind a context of the test's choosing.
add_library(ainews_long_article STATIC long_article.cpp)
target_link_libraries(ainews_long_article PUBLIC ainews_fake_llm_server ainews::core ainews_flags)
ainews_use_pch(ainews_long_article)
