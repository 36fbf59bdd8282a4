#include "site/api.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "site/page.h"
#include "tests/site/reader_fixture.h"

namespace ainews::site {
namespace {

using nlohmann::json;
using testing::finished_item;
using ::testing::HasSubstr;
using ::testing::Not;

TimePoint hours(int n) { return TimePoint{std::chrono::hours{n}}; }

class Api : public testing::ReaderFixture {
protected:
    json get_json(const std::string& path, int status = 200) {
        const auto answer = get(path);
        if (!answer) {
            ADD_FAILURE() << path << ": no answer";
            return {};
        }
        EXPECT_EQ(answer->status, status) << path << '\n' << answer->body;
        EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json; charset=utf-8");
        return json::parse(answer->body, nullptr, false);
    }
    std::vector<ItemId> ids(const json& answer) {
        std::vector<ItemId> out;
        for (const json& item : answer.at("items")) out.push_back(item.at("id"));
        return out;
    }

    /// Something in every field that the API has.
    void fill() {
        Item item = finished_item(1, "full");
        item.authors = {"A. Writer"};
        item.published = hours(1);
        item.story = 9;
        item.corrections = {{hours(5), "title", "題名を直しました。"}};
        item.first_published = hours(2);
        Summary summary{"日本語の見出し", "要旨の文。", {{"論点", "根拠のある文。", {1}}},
                        {"LLM"},          {},           false};
        summary.entities = {{"架空社", "company", "main", "Kakuu"}};
        item.stages["summarize"] = testing::done(to_json(summary));
        item.stages["summarize"].provenance.engine = "llm";
        item.stages["summarize"].provenance.model = "test-model";
        item.stages["summarize"].finished = hours(2);
        Translation translation{{{.n = 1, .text = "訳文の段落。"}}};
        translation.blocks[0].spans = {{0, 2, "https://other.example/"}};
        item.stages["translate"] = testing::done(to_json(translation));
        items_.change(item);
        Item other = finished_item(2, "summary");
        other.story = 9;
        items_.change(other);
        Edition edition;
        edition.kind = EditionKind::Daily;
        edition.name = "1970-01-01";
        edition.headline = "号の見出し";
        edition.lead = {"", "号の前文。", {1}};
        edition.sections = {{"節", "節の文。", {1, 2}}};
        edition.items = {{1, 12, 3, "https://forum.example/1"}, {2}};
        edition.corrections = {{hours(30), "号を直しました。"}};
        edition.provenance.model = "test-model";
        Edition older = edition;
        older.name = "1969-12-31";
        paper_.all = {edition, older};
        TrendReport report;
        report.until = hours(24);
        report.days_counted = 3;
        Topic topic{
            .id = 1, .kind = TopicKind::Company, .name = "架空社", .slug = "kakuu", .items = 2};
        report.trends = {{topic, 4, 1.5, 1.6, 2, {1, 2, 4}}};
        paper_.report = report;
        const Topic tag{.id = 2, .kind = TopicKind::Tag, .name = "LLM", .slug = "llm", .items = 2};
        paper_.item_topics[1] = {{tag, true}, {topic, true}};
    }
};

json specification() {
    std::ifstream file{testing::source_tree() / "docs/openapi.json"};
    return json::parse(file);
}

/// Holds answers against the schema: every field of an answer is in it and every field of the
/// schema occurs in some answer.
class SchemaCheck {
public:
    explicit SchemaCheck(const json& document) : document_{document} {}

    void hold(const json& value, const json& schema, const std::string& where) {
        if (schema.contains("$ref")) {
            const std::string name = schema.at("$ref").get<std::string>().substr(21);
            return hold(value, document_.at("components").at("schemas").at(name), name);
        }
        if (schema.contains("oneOf")) {
            if (!value.is_null()) hold(value, schema.at("oneOf").at(0), where);
            return;
        }
        const std::string type = type_of(value);
        const json& types = schema.at("type");
        const bool fits = types == type || (type == "integer" && types == "number") ||
                          (types.is_array() && has(types, type));
        EXPECT_TRUE(fits) << where << " is " << type;
        EXPECT_TRUE(!schema.contains("enum") || has(schema.at("enum"), value)) << where << value;
        if (value.is_object()) object(value, schema, where);
        if (value.is_array())
            for (const json& element : value) hold(element, schema.at("items"), where + "[]");
    }
    [[nodiscard]] const std::set<std::string>& never_filled() const { return never_filled_; }

private:
    static bool has(const json& list, const json& value) {
        bool found = false;
        for (const json& one : list) found = found || one == value;
        return found;
    }
    static std::string type_of(const json& value) {
        if (value.is_null()) return "null";
        if (value.is_boolean()) return "boolean";
        if (value.is_number_integer()) return "integer";
        if (value.is_number()) return "number";
        return value.is_string() ? "string" : value.is_array() ? "array" : "object";
    }
    void object(const json& value, const json& schema, const std::string& where) {
        const json& properties = schema.at("properties");
        for (const auto& [name, field] : value.items())
            EXPECT_TRUE(properties.contains(name)) << where << '.' << name << " is not documented";
        for (const auto& [name, property] : properties.items()) {
            const std::string field = where + '.' + name;
            if (!value.contains(name)) {
                ADD_FAILURE() << field << " is documented and not there";
                continue;
            }
            hold(value.at(name), property, field);
            const bool empty =
                value.at(name).is_null() || (value.at(name).is_array() && value.at(name).empty());
            if (!empty) filled_.insert(field);
            if (filled_.contains(field))
                never_filled_.erase(field);
            else
                never_filled_.insert(field);
        }
    }

    const json& document_;
    std::set<std::string> filled_;
    std::set<std::string> never_filled_;
};

TEST_F(Api, IsWhatItsSpecificationSaysAndNothingElse) {
    fill();
    serve();
    const json document = specification();
    std::map<std::string, std::vector<std::string>> examples{
        {"/api/v1/items", {"/api/v1/items?limit=1", "/api/v1/items"}},
        {"/api/v1/items/{id}", {"/api/v1/items/1"}},
        {"/api/v1/stories/{id}", {"/api/v1/stories/9"}},
        {"/api/v1/editions/{kind}", {"/api/v1/editions/daily?limit=1"}},
        {"/api/v1/editions/{kind}/{name}", {"/api/v1/editions/daily/1970-01-01"}},
        {"/api/v1/trends", {"/api/v1/trends"}},
        {"/api/v1/search",
         {"/api/v1/search?q=%E8%A6%81%E6%97%A8&limit=1", "/api/v1/search?q=%E8%A6%81%E6%97%A8"}}};
    SchemaCheck check{document};
    std::set<std::string> documented;
    for (const auto& [path, operations] : document.at("paths").items()) {
        documented.insert(path);
        const json& responses = operations.at("get").at("responses");
        const json& schema = responses.at("200").at("content").at("application/json").at("schema");
        for (const std::string& example : examples[path])
            check.hold(get_json(example), schema, path);
        ASSERT_FALSE(examples[path].empty()) << path;
        std::set<std::string> parameters;
        for (const json& parameter : operations.at("get").at("parameters"))
            if (parameter.at("in") == "query") parameters.insert(parameter.at("name"));
        const auto route = std::ranges::find(api_routes(), path, &ApiRoute::path);
        ASSERT_NE(route, api_routes().end()) << path;
        const std::set<std::string> known{route->parameters.begin(), route->parameters.end()};
        EXPECT_EQ(parameters, known) << path;
    }
    for (const ApiRoute& route : api_routes())
        EXPECT_TRUE(documented.contains(std::string{route.path})) << route.path;
    // A field that never held anything would prove nothing about its shape.
    EXPECT_EQ(check.never_filled(), std::set<std::string>{});
    check.hold(get_json("/api/v1/items/999", 404),
               document.at("components").at("schemas").at("Error"), "Error");
}

TEST_F(Api, ListsRunByCursorWithoutGapOrRepeat) {
    for (ItemId id = 1; id <= 25; ++id)
        items_.change(finished_item(id, id % 2 == 0 ? "full" : "link"));
    serve();
    std::vector<ItemId> all;
    std::string cursor;
    for (int page = 0; page < 10; ++page) {
        const json answer =
            get_json("/api/v1/items?limit=7" + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const ItemId id : ids(answer)) all.push_back(id);
        if (answer.at("next").is_null()) break;
        cursor = answer.at("next");
    }
    ASSERT_EQ(all.size(), 25U);
    EXPECT_TRUE(std::ranges::is_sorted(all, std::greater{}));
    EXPECT_EQ(ids(get_json("/api/v1/items?source=full&limit=100")).size(), 12U);
    EXPECT_EQ(ids(get_json("/api/v1/items?rating=4&lang=en&kind=news&limit=100")).size(), 25U);
    EXPECT_EQ(ids(get_json("/api/v1/items?rating=5")).size(), 0U);
    EXPECT_EQ(ids(get_json("/api/v1/items?since=1970-01-01T20:00:00Z")).size(), 6U);
    EXPECT_EQ(ids(get_json("/api/v1/items?until=1970-01-01T03:00:00Z")).size(), 2U);
    EXPECT_EQ(ids(get_json("/api/v1/items?since=1970-01-02")).size(), 11U) << "midnight in Tokyo";
    const json first = get_json("/api/v1/search?q=LLM&limit=10");
    EXPECT_EQ(first.at("total"), 25);
    const json second =
        get_json("/api/v1/search?q=LLM&limit=10&cursor=" + first.at("next").get<std::string>());
    EXPECT_NE(ids(first), ids(second));
    EXPECT_EQ(ids(second).size(), 10U);
}

TEST_F(Api, NamesWhatIsWrongInAStableShape) {
    items_.change(finished_item(1, "full"));
    Item withdrawn = finished_item(2, "full");
    withdrawn.publish = PublishState::Withdrawn;
    items_.change(withdrawn);
    Item held = finished_item(3, "full");
    held.publish = PublishState::Held;
    items_.change(held);
    Item skipped = finished_item(4, "full");
    skipped.state = ItemState::Skipped;
    items_.change(skipped);
    stories_.merged[7] = 9;
    for (const ItemId id : {5, 6}) {
        Item member = finished_item(id, "full");
        member.story = 9;
        items_.change(member);
    }
    Item left = finished_item(7, "full");
    left.story = 11;
    items_.change(left);
    Item lead = finished_item(8, "full");
    lead.story = 11;
    lead.publish = PublishState::Withdrawn;
    items_.change(lead);
    serve();
    struct Case {
        const char* path;
        int status;
        const char* code;
    };
    const Case cases[] = {{"/api/v1/items?limit=0", 400, "bad_request"},
                          {"/api/v1/items?limit=101", 400, "bad_request"},
                          {"/api/v1/items?limit=ten", 400, "bad_request"},
                          {"/api/v1/items?colour=red", 400, "bad_request"},
                          {"/api/v1/items?kind=news&kind=blog", 400, "bad_request"},
                          {"/api/v1/items?kind=sport", 400, "bad_request"},
                          {"/api/v1/items?rating=2", 400, "bad_request"},
                          {"/api/v1/items?tag=../x", 400, "bad_request"},
                          {"/api/v1/items?since=yesterday", 400, "bad_request"},
                          {"/api/v1/items?cursor=zz", 400, "bad_request"},
                          {"/api/v1/items?cursor=1-", 400, "bad_request"},
                          {"/api/v1/items?source=%ff", 400, "bad_request"},
                          {"/api/v1/search", 400, "bad_request"},
                          {"/api/v1/search?q=%20", 400, "bad_request"},
                          {"/api/v1/search?q=a&cursor=dffff", 400, "bad_request"},
                          {"/api/v1/items/one", 400, "bad_request"},
                          {"/api/v1/items/-1", 400, "bad_request"},
                          {"/api/v1/items/99999999999999999999", 400, "bad_request"},
                          {"/api/v1/items/999", 404, "not_found"},
                          {"/api/v1/items/2", 410, "withdrawn"},
                          {"/api/v1/items/3", 404, "not_found"},
                          {"/api/v1/items/4", 404, "not_found"},
                          {"/api/v1/stories/1", 404, "not_found"},
                          {"/api/v1/stories/11", 404, "not_found"},
                          {"/api/v1/editions/monthly", 404, "not_found"},
                          {"/api/v1/editions/daily/2026-05-01", 404, "not_found"},
                          {"/api/v1/editions/daily?cursor=%27", 400, "bad_request"},
                          {"/api/v1/items/1/", 404, "not_found"},
                          {"/api/v2/items", 404, "not_found"},
                          {"/api/", 404, "not_found"}};
    for (const Case& one : cases) {
        const json answer = get_json(one.path, one.status);
        EXPECT_EQ(answer.at("error").at("code"), one.code) << one.path;
        EXPECT_NE(answer.at("error").at("message"), "") << one.path;
    }
    EXPECT_EQ(get("/api/v1/stories/7")->status, 301);
    EXPECT_EQ(get("/api/v1/stories/7")->get_header_value("Location"), "9");
    EXPECT_EQ(ids(get_json("/api/v1/stories/9")).size(), 2U);
    EXPECT_EQ(ids(get_json("/api/v1/items")), (std::vector<ItemId>{7, 6, 5, 1}));
}

TEST_F(Api, NoAnswerShowsWhatRightsForbid) {
    for (const std::string source : {"summary", "link"}) {
        SCOPED_TRACE(source);
        stop();
        items_ = {};
        index_.clear();
        std::filesystem::remove_all(options().dir);
        for (const ItemId id : {1, 2}) {
            Item item = finished_item(id, source);
            item.story = 9;
            items_.change(item);
        }
        Edition edition;
        edition.name = "1970-01-01";
        edition.items = {{1}, {2}};
        paper_.all = {edition};
        serve();
        std::string all;
        for (const char* path : {"/api/v1/items", "/api/v1/items/1", "/api/v1/stories/9",
                                 "/api/v1/editions/daily/1970-01-01"})
            all += get_json(path).dump();
        for (const auto& [name, word] : testing::guarded_texts()) {
            json answer = get_json("/api/v1/search?q=" + percent_encoded(word));
            EXPECT_EQ(answer.at("total"), 2) << name;
            answer.erase("query");
            all += answer.dump();
        }
        for (const auto& [what, text] : testing::guarded_texts()) {
            const bool allowed = source == "summary" && testing::texts_of_summary().contains(what);
            EXPECT_EQ(all.find(text) != std::string::npos, allowed) << what;
        }
    }
}

TEST_F(Api, AnUnchangedAnswerIsNotSentAgain) {
    items_.change(finished_item(1, "full"));
    serve();
    const std::string tag = get("/api/v1/items")->get_header_value("ETag");
    EXPECT_EQ(get("/api/v1/items", {{"If-None-Match", tag}})->status, 304);
    EXPECT_EQ(get("/api/v1/items/1", {{"If-None-Match", tag}})->status, 200);
}

TEST_F(Api, HostileTextStaysInertWhereverItIsPasted) {
    const std::string hostile = "</script><script>alert(1)</script><!--\u2028&\u2029\"'";
    Item item = finished_item(1, "full");
    item.title = hostile;
    item.authors = {hostile};
    item.url = "javascript:alert(2)";
    item.stages["summarize"] = testing::done(
        to_json(Summary{hostile, hostile, {{hostile, hostile, {1}}}, {hostile}, {}, false}));
    Translation translation{{{.n = 1, .text = hostile}}};
    translation.blocks[0].spans = {{0, 1, "javascript:alert(3)"}};
    item.stages["translate"] = testing::done(to_json(translation));
    items_.change(item);
    serve();
    for (const char* path : {"/api/v1/items", "/api/v1/items/1", "/api/v1/search?q=alert"}) {
        const std::string text = body(path);
        ASSERT_THAT(text, HasSubstr("alert(1)")) << path;
        for (const char* shape : {"<", ">", "&", "\u2028", "\u2029", "javascript:"})
            EXPECT_THAT(text, Not(HasSubstr(shape))) << path << ' ' << shape;
        EXPECT_NE(json::parse(text).dump().find("</script>"), std::string::npos) << "only escaped";
    }
}

}  // namespace
}  // namespace ainews::site
