#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "storage/admin.h"
#include "storage/connection.h"
#include "storage/migrations.h"
#include "tests/storage/sqlite_harness.h"
#include "tests/support/source_tree.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;
using storage::OpenMode;
using storage::SqliteOptions;
using storage::SqliteStore;
using storage::StoreError;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqliteOpenTest : public ::testing::Test {
protected:
    [[nodiscard]] fs::path file() const { return directory_.path() / "ainewsd.db"; }
    std::unique_ptr<SqliteStore> open(OpenMode mode = OpenMode::Tool) {
        return SqliteStore::open({.path = file(), .mode = mode}, news_graph(), clock_);
    }
    StoreError refusal(OpenMode mode = OpenMode::Tool) {
        try {
            open(mode);
        } catch (const StoreError& error) {
            return error;
        }
        ADD_FAILURE() << "it was opened";
        return {StoreError::Kind::Failed, "", ""};
    }
    /// Runs SQL on the file as another program would.
    void run(const std::string& sql) {
        SQLite::Database database{file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        database.exec(sql);
    }
    std::int64_t number(const std::string& sql) {
        SQLite::Database database{file().string(), SQLite::OPEN_READONLY};
        return database.execAndGet(sql).getInt64();
    }
    void add_item(SqliteStore& store, const std::string& name) {
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = clock_.now();
        outcome.after.slug = "a";
        outcome.entries = {entry(name, "https://a.example/" + name, name, clock_.now())};
        ASSERT_TRUE(store.record_polls({outcome}).has_value());
    }
    static std::vector<ItemId> ids(const SqliteStore& store) {
        std::vector<ItemId> found;
        store.for_each({}, [&](const Item& item) {
            found.push_back(item.id);
            return true;
        });
        return found;
    }

    TempDir directory_;
    FakeClock clock_;
};

TEST_F(SqliteOpenTest, OneFeedThatCannotBeStoredTakesNoOtherWithIt) {
    const auto store = open();
    run("CREATE TRIGGER refuse BEFORE INSERT ON items WHEN new.title = 'bad' BEGIN SELECT "
        "RAISE(ABORT, 'not this one'); END");
    std::vector<PollOutcome> polls;
    for (const char* name : {"one", "bad", "two"}) {
        PollOutcome& outcome = polls.emplace_back();
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = clock_.now();
        outcome.after.slug = std::string{"s-"} + name;
        for (const std::string& title : {name + std::string{" more"}, std::string{name}})
            outcome.entries.push_back(
                entry(title, "https://a.example/" + title, title, clock_.now()));
    }
    const auto receipts = store->record_polls(std::move(polls));
    ASSERT_TRUE(receipts);
    ASSERT_EQ(receipts->size(), 2U);
    EXPECT_EQ(receipts->at(0).slug, "s-one");
    EXPECT_EQ(receipts->at(1).slug, "s-two");
    EXPECT_EQ(number("SELECT count(*) FROM items"), 4) << "nothing of the bad one";
}

TEST_F(SqliteOpenTest, UsesAWriteAheadLogAndTheNewestSchema) {
    const auto store = open();
    EXPECT_EQ(storage::schema_version(file()), storage::newest_schema_version());
    EXPECT_TRUE(store->answers());
    SQLite::Database database{file().string(), SQLite::OPEN_READONLY};
    EXPECT_STREQ(database.execAndGet("PRAGMA journal_mode").getText(), "wal");
}

TEST_F(SqliteOpenTest, RefusesASecondDaemonAndNamesTheFirst) {
    const auto daemon = open(OpenMode::Daemon);
    const auto error = refusal(OpenMode::Daemon);
    EXPECT_EQ(error.kind(), StoreError::Kind::InUse);
    EXPECT_THAT(error.what(), HasSubstr(std::to_string(getpid())));
    EXPECT_TRUE(open(OpenMode::Tool)->answers()) << "a tool works beside it";
    EXPECT_TRUE(open(OpenMode::ReadOnly)->answers());
}

TEST_F(SqliteOpenTest, ASecondDaemonMayFollowTheFirst) {
    open(OpenMode::Daemon).reset();
    EXPECT_TRUE(open(OpenMode::Daemon)->answers());
}

TEST_F(SqliteOpenTest, NeverStartsAnEmptyDatabaseOverADamagedOne) {
    std::ofstream{file()} << std::string(8192, 'x');
    const auto error = refusal();
    EXPECT_EQ(error.kind(), StoreError::Kind::Corrupt);
    EXPECT_THAT(error.hint(), HasSubstr("restore"));
    EXPECT_EQ(fs::file_size(file()), 8192U);
}

TEST_F(SqliteOpenTest, SaysSoWhenADamagedPageIsMet) {
    {
        const auto store = open();
        for (int i = 0; i < 200; ++i) add_item(*store, std::to_string(i));
    }
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'items'");
    {
        std::fstream raw{file(), std::ios::in | std::ios::out | std::ios::binary};
        for (std::int64_t at = page - 1; at < page + 3; ++at) {
            raw.seekp(at * 4096);
            raw << std::string(4096, '\xff');
        }
    }
    EXPECT_THROW((void)ids(*open()), StoreError);
    EXPECT_THAT(storage::check_database(file()), ::testing::Not(IsEmpty()));
}

TEST_F(SqliteOpenTest, RefusesANewerSchemaAndAnotherProgramsFile) {
    open().reset();
    run("PRAGMA user_version = 999");
    EXPECT_EQ(refusal().kind(), StoreError::Kind::Newer);
    EXPECT_THAT(refusal().what(), HasSubstr("999"));
    fs::remove(file());
    run("CREATE TABLE somebody_elses (x)");
    EXPECT_EQ(refusal().kind(), StoreError::Kind::Corrupt);
}

TEST_F(SqliteOpenTest, SaysWhereItCannotWrite) {
    EXPECT_THROW((void)SqliteStore::open({.path = directory_.path() / "no" / "such.db"},
                                         news_graph(), clock_),
                 StoreError);
    EXPECT_EQ(refusal(OpenMode::ReadOnly).kind(), StoreError::Kind::NotWritable)
        << "nothing to read";
    EXPECT_FALSE(fs::exists(file()));
}

TEST_F(SqliteOpenTest, ReadsWithoutWriting) {
    add_item(*open(), "one");
    const auto reader = open(OpenMode::ReadOnly);
    EXPECT_EQ(ids(*reader).size(), 1U);
    EXPECT_EQ(reader->claim({.now = clock_.now()}).error().kind, ErrorKind::Refused);
    EXPECT_THROW(reader->record_cycle({}), StoreError);
}

TEST_F(SqliteOpenTest, TellsOfAFullDiskAndGoesOnWhenThereIsSpace) {
    const auto store = open();
    add_item(*store, "before");
    // The kernel refuses to let any file of this process grow further, as a full disk would.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit full{fs::file_size(file().string() + "-wal"), before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
    PollOutcome outcome;
    outcome.kind = PollOutcome::Kind::Fetched;
    outcome.at = clock_.now();
    outcome.after.slug = "a";
    for (int i = 0; i < 300; ++i) {
        outcome.entries.push_back(
            entry("g" + std::to_string(i), "https://a.example/" + std::to_string(i), "t"));
        outcome.entries.back().entry.content_html = std::string(5000, 'x');
    }
    const auto refused = store->record_polls({outcome});
    setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(ids(*store).size(), 1U) << "nothing of it was kept";
    EXPECT_TRUE(store->record_polls({outcome}).has_value());
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
}

TEST_F(SqliteOpenTest, OpensADatabaseOfTheFirstVersionAndKeepsACopy) {
    std::ifstream fixture{testing::source_tree() / "tests/storage/fixtures/schema_v1.sql"};
    run({std::istreambuf_iterator<char>{fixture}, {}});
    ASSERT_EQ(storage::schema_version(file()), 1);
    EXPECT_EQ(refusal(OpenMode::ReadOnly).kind(), StoreError::Kind::Failed)
        << "a reader migrates nothing";
    const auto store = open();
    EXPECT_EQ(storage::schema_version(file()), storage::newest_schema_version());
    EXPECT_TRUE(fs::exists(file().string() + ".schema-1.bak"));
    const Item kept = store->item(1).value();
    EXPECT_EQ(kept.title, "古い記事");
    EXPECT_EQ(kept.stages.at("extract").state, JobState::Done);
    while (store->refresh(10).value() > 0) {
    }
    EXPECT_EQ(store->search("古い", 10).value().size(), 1U) << "what was there is indexed";
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
}

TEST_F(SqliteOpenTest, EachMigrationStandsOnTheOneBefore) {
    const auto steps = storage::migrations();
    for (std::size_t i = 0; i < steps.size(); ++i)
        EXPECT_EQ(steps[i].version, static_cast<int>(i) + 1);
}

TEST_F(SqliteOpenTest, BacksUpWhileItIsWrittenTo) {
    const auto store = open(OpenMode::Daemon);
    add_item(*store, "one");
    const auto copy = directory_.path() / "copy.db";
    {
        std::jthread writer{[&](const std::stop_token& stop) {
            for (int i = 0; !stop.stop_requested(); ++i)
                add_item(*store, "more" + std::to_string(i));
        }};
        storage::backup_database(file(), copy);
    }
    EXPECT_THAT(storage::check_database(copy), IsEmpty());
    EXPECT_THROW(storage::backup_database(file(), copy), StoreError) << "never over something";
    EXPECT_THROW((void)storage::restore_database(file(), copy), StoreError) << "the daemon runs";
}

TEST_F(SqliteOpenTest, ARestoreGivesNoIdTwiceAndBringsNothingBack) {
    const auto copy = directory_.path() / "copy.db";
    auto store = open();
    for (const char* name : {"kept", "deleted", "withdrawn"}) add_item(*store, name);
    storage::backup_database(file(), copy);
    add_item(*store, "late");
    add_item(*store, "late withdrawn");
    ASSERT_TRUE(store->delete_item(2, "spam", clock_.now()).has_value());
    for (const ItemId id : {3, 5})
        ASSERT_TRUE(store->set_publish_state(id, PublishState::Withdrawn, "", "", clock_.now())
                        .has_value());
    const auto revision = store->revision();
    store.reset();
    const auto report = storage::restore_database(file(), copy);
    EXPECT_EQ(report.kept_deleted, 3);
    EXPECT_EQ(report.lost_items, 1);
    EXPECT_EQ(report.not_taken_over, "");
    EXPECT_TRUE(fs::exists(report.before));
    store = open();
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
    EXPECT_EQ(ids(*store), (std::vector<ItemId>{1, 3, 5})) << "5 keeps its notice";
    EXPECT_EQ(store->item(2).error().kind, ErrorKind::Gone);
    EXPECT_EQ(store->item(4).error().kind, ErrorKind::Gone) << "lost with the day";
    EXPECT_EQ(store->item(5).value().publish, PublishState::Withdrawn);
    EXPECT_EQ(store->item(3).value().publish, PublishState::Withdrawn);
    EXPECT_GE(store->revision(), revision);
    for (const char* name : {"deleted", "withdrawn", "late withdrawn", "late"})
        add_item(*store, name);
    ASSERT_EQ(ids(*store).size(), 4U) << "only \"late\" comes again";
    EXPECT_GE(ids(*store).back(), report.next_item);
    EXPECT_GT(report.next_item, 5);
    EXPECT_EQ(store->item(4).value().id, ids(*store).back()) << "its old address leads to it";
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
}

TEST_F(SqliteOpenTest, ALogThatLiesAloneIsNotPlayedBackOverWhatIsRestored) {
    const auto copy = directory_.path() / "copy.db";
    auto store = open();
    add_item(*store, "one");
    storage::backup_database(file(), copy);
    store.reset();
    fs::remove(file());
    std::ofstream{file().string() + "-wal"} << "frames of another time";
    EXPECT_EQ(storage::restore_database(file(), copy).before, fs::path{});
    EXPECT_TRUE(fs::exists(file().string() + ".before-restore-wal")) << "kept, out of the way";
    EXPECT_FALSE(fs::exists(file().string() + "-wal"));
    EXPECT_EQ(ids(*open()), std::vector<ItemId>{1});
}

TEST_F(SqliteOpenTest, EachRestoreKeepsTheDatabaseItReplaced) {
    const auto copy = directory_.path() / "copy.db";
    open().reset();
    storage::backup_database(file(), copy);
    const auto first = storage::restore_database(file(), copy).before;
    const auto second = storage::restore_database(file(), copy).before;
    EXPECT_NE(first, second);
    EXPECT_TRUE(fs::exists(first) && fs::exists(second));
}

TEST_F(SqliteOpenTest, WhatIsNoBackupIsRefusedInWordsAboutIt) {
    open().reset();
    const auto junk = directory_.path() / "junk.db";
    std::ofstream{junk} << "no database at all, whatever its name says";
    const auto empty = directory_.path() / "empty.db";
    std::ofstream{empty}.flush();
    for (const auto& [backup, said] : std::vector<std::pair<fs::path, std::string>>{
             {directory_.path() / "missing.db", "missing.db does not exist"},
             {junk, "junk.db is damaged or no backup"},
             {empty, "empty.db is damaged or no backup"},
             {file(), "is the database itself"}}) {
        try {
            (void)storage::restore_database(file(), backup);
            ADD_FAILURE() << backup << " was restored";
        } catch (const StoreError& refused) {
            EXPECT_EQ(refused.kind(), StoreError::Kind::NoBackup) << backup;
            EXPECT_THAT(refused.what(), HasSubstr(said));
        }
    }
    EXPECT_FALSE(fs::exists(file().string() + ".before-restore")) << "nothing was changed";
}

TEST_F(SqliteOpenTest, AnItemThatOneRestoreLostIsNoDeletionToTheNext) {
    const auto early = directory_.path() / "early.db";
    const auto late = directory_.path() / "late.db";
    auto store = open();
    add_item(*store, "one");
    storage::backup_database(file(), early);
    add_item(*store, "two");
    storage::backup_database(file(), late);
    store.reset();
    EXPECT_EQ(storage::restore_database(file(), early).lost_items, 1);
    EXPECT_EQ(storage::restore_database(file(), early).kept_deleted, 0) << "lost, not taken away";
    EXPECT_EQ(storage::restore_database(file(), late).lost_items, 0);
    EXPECT_EQ(ids(*open()), (std::vector<ItemId>{1, 2}));
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
}

TEST_F(SqliteOpenTest, ARestoreGivesNoSlugToAnotherName) {
    const auto copy = directory_.path() / "copy.db";
    open().reset();
    storage::backup_database(file(), copy);
    run("INSERT INTO topics (kind, name, slug) VALUES ('company', 'カワセミ計算', 't-1');"
        "INSERT INTO topic_names VALUES ('company', 'カワセミ計算', 1)");
    (void)storage::restore_database(file(), copy);
    EXPECT_EQ(number("SELECT topic_id FROM topic_names"), 1) << "the slug stays with its name";
    run("INSERT INTO topics (kind, name, slug) VALUES ('company', 'b', 'b')");
    EXPECT_GT(number("SELECT max(id) FROM topics"), 1);
}

TEST_F(SqliteOpenTest, ARestoreOverALostDatabaseStillGoesOnAboveItsIds) {
    const auto copy = directory_.path() / "copy.db";
    {
        const auto store = open();
        add_item(*store, "one");
        storage::backup_database(file(), copy);
        for (int i = 0; i < 50; ++i) add_item(*store, std::to_string(i));
    }
    std::ofstream{file()} << "lost";
    fs::remove(file().string() + "-wal");
    EXPECT_GT(storage::restore_database(file(), copy).next_item, 51);
    EXPECT_GT(storage::restore_database(file(), copy, 1'000'000).next_item, 1'000'000);
    EXPECT_TRUE(open()->item(1).has_value());
}

TEST_F(SqliteOpenTest, VacuumsAndChecks) {
    open().reset();
    storage::vacuum_database(file());
    EXPECT_THAT(storage::check_database(file()), IsEmpty());
    EXPECT_EQ(storage::migrate_database(file()), 0);
    run("UPDATE counters SET value = value; INSERT INTO item_totals VALUES ('done', 5)");
    EXPECT_THAT(storage::check_database(file()),
                ::testing::ElementsAre(HasSubstr("total of done")));
}

}  // namespace
}  // namespace ainews::testing
