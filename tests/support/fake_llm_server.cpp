#include "tests/support/fake_llm_server.h"

#include <fmt/format.h>
#include <httplib.h>

#include <cctype>
#include <nlohmann/json.hpp>

namespace ainews::testing {
namespace {

using nlohmann::json;

constexpr std::string_view kModel = "fake-model-1";

std::string lower(std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

std::string event_of(const json& value) { return "data: " + value.dump() + "\n\n"; }

json usage_json(int tokens_in, int tokens_out) {
    return {{"prompt_tokens", tokens_in},
            {"completion_tokens", tokens_out},
            {"total_tokens", tokens_in + tokens_out}};
}

}  // namespace

std::string completion_json(std::string_view content, std::string_view finish, int tokens_in,
                            int tokens_out) {
    const json message{{"role", "assistant"}, {"content", content}};
    const json body{
        {"id", "chatcmpl-1"},
        {"object", "chat.completion"},
        {"model", kModel},
        {"choices", json::array({{{"index", 0}, {"message", message}, {"finish_reason", finish}}})},
        {"usage", usage_json(tokens_in, tokens_out)}};
    return body.dump();
}

std::vector<std::string> completion_events(const std::vector<std::string>& contents,
                                           std::string_view finish, int tokens_in, int tokens_out) {
    std::vector<std::string> events;
    const auto chunk = [&](json delta, json reason) {
        return json{{"object", "chat.completion.chunk"},
                    {"model", kModel},
                    {"choices", json::array({{{"index", 0},
                                              {"delta", std::move(delta)},
                                              {"finish_reason", std::move(reason)}}})}};
    };
    events.push_back(event_of(chunk({{"role", "assistant"}, {"content", ""}}, nullptr)));
    for (const std::string& content : contents)
        events.push_back(event_of(chunk({{"content", content}}, nullptr)));
    events.push_back(event_of(chunk(json::object(), finish)));
    events.push_back(event_of({{"model", kModel},
                               {"choices", json::array()},
                               {"usage", usage_json(tokens_in, tokens_out)}}));
    events.emplace_back("data: [DONE]\n\n");
    return events;
}

FakeLlmServer::FakeLlmServer(int threads) : server_{std::make_unique<httplib::Server>()} {
    server_->new_task_queue = [threads] {
        return new httplib::ThreadPool(static_cast<std::size_t>(threads));
    };
    server_->set_keep_alive_max_count(1'000'000);
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_timeout(1);
    server_->Get("/v1/models", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(json{{"data", json::array({{{"id", kModel}}})}}.dump(),
                             "application/json");
    });
    const auto serve = [this](const httplib::Request& request, httplib::Response& response) {
        const int now = ++in_flight_;
        for (int most = in_flight_max_;
             now > most && !in_flight_max_.compare_exchange_weak(most, now);) {
        }
        LlmRequest seen{request.method,
                        request.path,
                        request.get_header_value("Authorization"),
                        request.body,
                        {}};
        for (const auto& [name, value] : request.headers) seen.headers[lower(name)] = value;
        const LlmReply reply = next(seen);
        const bool in_time = pause(reply.delay);
        response.status = reply.status;
        for (const auto& [name, value] : reply.headers) response.set_header(name, value);
        --in_flight_;
        if (!in_time) return;
        if (reply.pieces.empty() && !reply.hang && !reply.abort)
            return response.set_content(reply.body, reply.content_type);
        response.set_chunked_content_provider(
            reply.content_type,
            [this, reply, sent = std::size_t{0}](std::size_t, httplib::DataSink& sink) mutable {
                if (sent >= reply.pieces.size()) {
                    if (reply.abort) return false;
                    if (reply.hang) return pause(std::chrono::milliseconds{10});
                    sink.done();
                    return true;
                }
                if (sent > 0 && !pause(reply.piece_delay)) return false;
                const std::string& piece = reply.pieces[sent++];
                return sink.write(piece.data(), piece.size());
            });
    };
    server_->Post(".*", serve);
    server_->Get(".*", serve);
    port_ = server_->bind_to_any_port("127.0.0.1");
    thread_ = std::thread{[this] { server_->listen_after_bind(); }};
    while (!server_->is_running()) std::this_thread::yield();
}

FakeLlmServer::~FakeLlmServer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stopped_.notify_all();
    server_->stop();
    thread_.join();
}

std::string FakeLlmServer::base_url() const { return fmt::format("http://127.0.0.1:{}/v1", port_); }

void FakeLlmServer::reply(LlmReply reply) {
    const std::lock_guard lock{mutex_};
    replies_.push_back(std::move(reply));
}

void FakeLlmServer::set_handler(Handler handler) {
    const std::lock_guard lock{mutex_};
    handler_ = std::move(handler);
}

std::vector<LlmRequest> FakeLlmServer::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

LlmReply FakeLlmServer::next(const LlmRequest& request) {
    Handler handler;
    {
        const std::lock_guard lock{mutex_};
        requests_.push_back(request);
        if (!replies_.empty()) {
            LlmReply reply = std::move(replies_.front());
            replies_.pop_front();
            return reply;
        }
        handler = handler_;
    }
    if (handler) return handler(request);
    return {.status = 404, .body = R"({"error":{"message":"no such page"}})"};
}

bool FakeLlmServer::pause(std::chrono::milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !stopped_.wait_for(lock, duration, [this] { return stopping_; });
}

}  // namespace ainews::testing
