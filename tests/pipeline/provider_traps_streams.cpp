// Streams: comments, missing ends, stalls, connections that break.

#include <numeric>

#include "tests/pipeline/heron_article.h"
#include "tests/pipeline/provider_traps.h"

namespace ainews::pipeline {
namespace {

using std::chrono::milliseconds;
using testing::LlmReply;
using Pieces = std::vector<std::string>;

/// The good answer as a stream, the text in pieces of about 200 bytes.
Pieces good_stream(std::string_view finish = "stop") {
    std::vector<std::string> contents;
    const std::string text = testing::kHeronSummary;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(at + 200, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        contents.push_back(text.substr(at, end - at));
        at = end;
    }
    return testing::completion_events(contents, finish, 5000, 400);
}

LlmReply stream(Pieces pieces) {
    return {.content_type = "text/event-stream", .pieces = std::move(pieces)};
}

Pieces with_between(const Pieces& pieces, const std::string& between) {
    Pieces out;
    for (const std::string& piece : pieces) {
        out.push_back(between);
        out.push_back(piece);
    }
    return out;
}

std::string joined(const Pieces& pieces) {
    return std::accumulate(pieces.begin(), pieces.end(), std::string{});
}

Pieces without_blank_lines() {
    Pieces pieces = good_stream();
    for (std::string& piece : pieces) piece.pop_back();
    return pieces;
}

Trap streamed(std::string name, std::string provider, std::string does,
              std::vector<LlmReply> replies, std::string outcome = "the answer is taken") {
    const std::size_t calls = replies.size();
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = std::move(outcome),
            .calls = calls,
            .replies = std::move(replies),
            .streamed = true};
}

void add_whole(std::vector<Trap>& traps) {
    traps.push_back(streamed("stream", "all", "streams the answer", {stream(good_stream())}));
    traps.push_back(streamed("stream_comments", "OpenRouter",
                             "keeps the stream alive with comments",
                             {stream(with_between(good_stream(), ": OPENROUTER PROCESSING\n\n"))},
                             "the comments pass by, the answer is taken"));
    traps.push_back(streamed("stream_blank_lines", "DeepSeek",
                             "keeps the stream alive with blank lines",
                             {stream(with_between(good_stream(), "\n\n"))}));
    traps.push_back(
        streamed("stream_crlf_and_fields", "gateways",
                 "sends `event:`, `id:` and `retry:` lines that end in CR LF",
                 {stream(with_between(good_stream(), "event: x\r\nid: 1\r\nretry: 10\r\n\r\n"))}));
    traps.push_back(streamed("stream_no_blank_lines", "small servers",
                             "leaves out the blank lines between events",
                             {stream(without_blank_lines())}));
    Pieces bytes;
    for (const char c : joined(good_stream())) bytes.emplace_back(1, c);
    traps.push_back(streamed("stream_byte_by_byte", "proxies",
                             "cuts the stream anywhere, within characters too",
                             {stream(std::move(bytes))}));
    Pieces no_done = good_stream();
    no_done.pop_back();
    traps.push_back(streamed("stream_without_done", "vLLM of old", "never sends `[DONE]`",
                             {stream(std::move(no_done))}));
    traps.push_back(streamed("stream_ignored", "small servers",
                             "ignores `stream` and sends one JSON body", {good()}));
}

void add_broken(std::vector<Trap>& traps) {
    const std::string retried = "no end was seen: tried again, then taken";
    Pieces half = good_stream();
    half.resize(3);
    LlmReply dropped = stream(half);
    dropped.abort = true;
    traps.push_back(streamed("stream_half_closed", "proxies",
                             "closes the connection in the middle of the answer",
                             {dropped, stream(good_stream())}, retried));
    traps.push_back(streamed("stream_ends_early", "gateways",
                             "ends the stream politely without a finish reason",
                             {stream(half), stream(good_stream())}, retried));
    Pieces failing = half;
    failing.emplace_back("data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n");
    traps.push_back(streamed("stream_error_event", "OpenRouter", "sends an error in mid-stream",
                             {stream(failing), stream(good_stream())}, "tried again, then taken"));
    traps.push_back(streamed("stream_of_nothing", "gateways", "sends `[DONE]` and nothing else",
                             {stream({"data: [DONE]\n\n"}), stream(good_stream())}, retried));
    traps.push_back({.name = "closed_without_answer",
                     .provider = "proxies",
                     .does = "closes the connection before the answer begins",
                     .outcome = "tried again, then taken; the lost call stays booked",
                     .calls = 2,
                     .replies = {{.abort = true}, good()}});
    Trap cut = streamed(
        "stream_length", "all", "cuts the stream at the cap (`length`)", {stream([] {
            Pieces pieces = testing::completion_events({"{\"key_points\":["}, "length", 5000);
            return pieces;
        }())},
        "not asked again; shown with sentences of the original");
    cut.end = TrapEnd::Degraded;
    cut.reason = "cut at its length limit";
    cut.never_again = true;
    traps.push_back(std::move(cut));
}

void add_stalls(std::vector<Trap>& traps) {
    const auto stalls = [&](std::string name, std::string does, LlmReply reply, bool stream) {
        traps.push_back(
            {.name = std::move(name),
             .provider = "all",
             .does = std::move(does),
             .outcome = "given up when its timer ends; the job waits, the call stays booked",
             .end = TrapEnd::Waiting,
             .replies = {std::move(reply)},
             .reason = "no answer in time",
             .set =
                 [](LlmEndpoint& endpoint) {
                     endpoint.timeouts.first_token = milliseconds{300};
                     endpoint.timeouts.progress = milliseconds{200};
                     endpoint.timeouts.total = milliseconds{1500};
                 },
             .streamed = stream});
    };
    stalls("silence", "accepts the request and never answers", {.hang = true}, false);
    LlmReply begun = stream(good_stream());
    begun.pieces.resize(3);
    begun.hang = true;
    stalls("stream_stalls", "begins to stream and falls silent", begun, true);
    LlmReply chatter = stream({});
    chatter.pieces.assign(3, good_stream().at(1));
    for (int i = 0; i < 2000; ++i) chatter.pieces.emplace_back(": keep-alive\n\n");
    chatter.piece_delay = milliseconds{2};
    stalls("stream_comments_only", "stalls, but keeps the connection alive with comments", chatter,
           true);
    LlmReply crawl = stream({});
    crawl.pieces.insert(crawl.pieces.end(), 2000, good_stream().at(1));
    crawl.piece_delay = milliseconds{5};
    stalls("stream_without_end", "streams on and on", crawl, true);
}

}  // namespace

std::vector<Trap> stream_traps() {
    std::vector<Trap> traps;
    add_whole(traps);
    add_broken(traps);
    add_stalls(traps);
    return traps;
}

}  // namespace ainews::pipeline
