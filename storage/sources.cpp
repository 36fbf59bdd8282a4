#include <fmt/format.h>

#include <map>
#include <set>

#include "storage/polls.h"
#include "storage/source_rows.h"

namespace ainews::storage {
namespace {

struct Known {
    std::int64_t id;
    bool configured;
    std::string url;
    bool paused;
    double weight;
};

std::map<std::string, Known, std::less<>> known_sources(Connection& connection) {
    std::map<std::string, Known, std::less<>> known;
    Query query{
        connection,
        "SELECT slug, id, configured, configured_url, configured_paused, weight FROM sources"};
    while (query.step())
        known.emplace(query.text(0), Known{query.integer(1), query.flag(2), query.text(3),
                                           query.flag(4), query.real(5)});
    return known;
}

/// A source that comes back or was given another address starts from nothing, its first poll
/// included: what another address shows is a backlog like any other.
void start_over(Connection& connection, std::int64_t id, const Source& source, TimePoint now) {
    Query{
        connection,
        "UPDATE sources SET configured = 1, configured_url = ?1, configured_at = ?2, url = ?1, "
        "state = ?3, etag = '', last_modified = '', body_hash = '', failures = 0, next_poll = ?2, "
        "retry_after = NULL, error = '', first_poll_done = 0, first_poll_taken = 0, ttl = NULL, "
        "skip_hours = 0, skip_days = 0 WHERE id = ?4",
        source.url,
        now,
        to_string(source.paused ? SourceState::Paused : SourceState::Ok),
        id}
        .run();
}

void update_source(Connection& connection, const Known& known, const Source& source,
                   TimePoint now) {
    if (!known.configured || known.url != source.url) start_over(connection, known.id, source, now);
    if (known.paused != source.paused) {
        Query{connection, "UPDATE sources SET configured_paused = ? WHERE id = ?", source.paused,
              known.id}
            .run();
        (void)set_source_state(connection, source.slug,
                               source.paused ? SourceState::Paused : SourceState::Ok, now);
    }
    if (known.weight != source.weight)
        Query{connection, "UPDATE sources SET weight = ? WHERE id = ?", source.weight, known.id}
            .run();
}

void forget_schedule(Connection& connection, std::int64_t id) {
    Query{connection,
          "UPDATE sources SET configured = 0, etag = '', last_modified = '', body_hash = '', "
          "failures = 0, "
          "retry_after = NULL, error = '' WHERE id = ?",
          id}
        .run();
}

}  // namespace

SourceState source_state_from(std::string_view text) {
    for (const auto state : {SourceState::Failing, SourceState::Gone, SourceState::Paused})
        if (text == to_string(state)) return state;
    return SourceState::Ok;
}

std::int64_t insert_source(Connection& connection, const Source& source, bool configured,
                           TimePoint now) {
    Query{connection,
          "INSERT INTO sources (slug, configured, configured_url, configured_paused, "
          "configured_at, weight, "
          "url, state, next_poll) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3, ?7, ?5)",
          source.slug,
          configured,
          source.url,
          source.paused,
          now,
          source.weight,
          to_string(source.paused ? SourceState::Paused : SourceState::Ok)}
        .run();
    return connection.last_insert_id();
}

void sync_sources(Connection& connection, std::span<const Source> sources, TimePoint now) {
    const auto known = known_sources(connection);
    std::set<std::string_view> wanted;
    for (const Source& source : sources) {
        if (!wanted.insert(source.slug).second) continue;
        const auto found = known.find(source.slug);
        if (found == known.end()) {
            insert_source(connection, source, true, now);
        } else {
            update_source(connection, found->second, source, now);
        }
    }
    for (const auto& [slug, source] : known)
        if (source.configured && !wanted.contains(slug)) forget_schedule(connection, source.id);
}

std::vector<FetchState> fetch_states(Connection& connection) {
    std::vector<FetchState> states;
    Query query{
        connection,
        "SELECT slug, url, state, etag, last_modified, body_hash, last_ok, last_poll, failures, "
        "next_poll, retry_after, error, first_poll_done, ttl, skip_hours, skip_days FROM sources "
        "WHERE configured = 1 ORDER BY id"};
    while (query.step()) {
        FetchState state;
        state.slug = query.text(0);
        state.url = query.text(1);
        state.state = source_state_from(query.text(2));
        state.etag = query.text(3);
        state.last_modified = query.text(4);
        state.body_hash = query.text(5);
        state.last_ok = query.maybe_time(6);
        state.last_poll = query.maybe_time(7);
        state.failures = query.small(8);
        state.next_poll = query.time(9);
        state.retry_after = query.maybe_time(10);
        state.error = query.text(11);
        state.first_poll_done = query.flag(12);
        if (const auto ttl = query.maybe_integer(13)) state.hints.ttl = Millis{*ttl};
        state.hints.skip_hours = static_cast<std::uint32_t>(query.integer(14));
        state.hints.skip_days = static_cast<std::uint8_t>(query.integer(15));
        states.push_back(std::move(state));
    }
    return states;
}

Expected<void> set_source_state(Connection& connection, std::string_view slug, SourceState state,
                                TimePoint now) {
    if (state == SourceState::Ok) {
        Query{connection,
              "UPDATE sources SET state = 'ok', failures = 0, error = '', next_poll = ? WHERE slug "
              "= ?",
              now, slug}
            .run();
    } else if (state == SourceState::Failing) {
        Query{connection, "UPDATE sources SET state = 'failing', next_poll = ? WHERE slug = ?", now,
              slug}
            .run();
    } else {
        Query{connection, "UPDATE sources SET state = ? WHERE slug = ?", to_string(state), slug}
            .run();
    }
    if (connection.changes() == 0)
        return fail(ErrorKind::NotFound, fmt::format("there is no source \"{}\"", slug));
    return {};
}

}  // namespace ainews::storage
