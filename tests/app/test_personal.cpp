// Personal data: every column of the real schema that may name a person is declared by a room; an erased
// person leaves no byte behind.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "journal/sequencer.hpp"
#include "people/actions_account.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_kept_form.hpp"
#include "people/actions_role.hpp"
#include "people/actions_sign_in.hpp"
#include "people/person_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "support/databases.hpp"

namespace {

using base::Done;
using base::Duration;
using base::Result;
using db::Tx;

ON_BOTH_ENGINES(PersonalTest);

/// A program over a test database, whose clock we move.
struct House {
    explicit House(db::Engine engine) : database(engine) {
        app::Config config;
        config.database = database.address();
        config.data = folder.file("data");
        config.node_modules = "node_modules";
        EXPECT_TRUE(app::complete(config).ok());
        program = std::make_unique<app::Program>(config, base::World{clock, random});
    }
    template<class Action>
    auto write(Action&& action) {
        return program->database().write(std::forward<Action>(action));
    }
    std::string text(std::string const& sql, std::string const& value) {
        return program->database()
            .snapshot()
            ->first<std::string>(sql, {value}, [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }

    support::TestDatabase database;
    support::TemporaryFolder folder;
    base::FixedClock clock{*base::parse_iso8601("2026-03-10T09:00:00Z")};
    base::SeededRandom random{11};
    std::unique_ptr<app::Program> program;
};

/// "table.column" of every column.
std::vector<std::string> columns_of(db::Reader const& reader) {
    std::string_view const sql = reader.engine() == db::Engine::sqlite
                                     ? "SELECT m.name, c.name FROM sqlite_master m JOIN "
                                       "pragma_table_info(m.name) c WHERE m.type = 'table'"
                                     : "SELECT table_name::text, column_name::text FROM "
                                       "information_schema.columns WHERE table_schema = "
                                       "'public'";
    return reader.list<std::string>(sql, {},
                                    [](db::Row const& row) { return row.string(0) + "." + row.string(1); });
}

/// Names that look like a person's, with why they are none. Whoever adds a line says why.
std::set<std::string> const& of_no_person() {
    static std::set<std::string> const all{
        "official_emails.email",      // addresses that the authority itself publishes
        "official_emails.email_key",  // the same
    };
    return all;
}

void add_acts(House& house, base::Id<people::Person> person, base::Id<people::Affiliation> affiliation) {
    auto const done = house.write([&](Tx& tx) -> Result<Done> {
        base::Instant const now = house.clock.now();
        tx.execute(
            "INSERT INTO campaigns (id, slug, title, pitch, description, rules, state, supporting_classes, "
            "late_verification_days, api_supports, results_published_at, created_at) "
            "VALUES (1, 'essai', 'Essai', '', '', '', 'published', 'authority', 2, 0, $1, $2)",
            {now, now});
        tx.execute(
            "INSERT INTO themes (id, campaign_id, slug, name, hint, rank) VALUES (1, 1, 'a', 'A', '', 1)");
        for (char const* state : {"published", "draft"})
            tx.execute(
                "INSERT INTO contributions (reference, campaign_id, kind, state, outcome, theme_id, title, "
                "title_key, problem, audience, territory, service_name, maturity, licence, source_url, cost, "
                "hosting, author_person_id, author_affiliation_id, authority_id, quality, function, version, "
                "created_at, published_at, changed_at) "
                "VALUES ($1, 1, 'need', $2, 'pending', 1, 'Titre', 'titre', $3, '', '', '', '', '', '', '', "
                "'', $4, $5, 1, 'agent', 'secretaire-de-mairie', 1, $6, $7, $8)",
                {std::string("C-2026-") + state, state,
                 std::string(state) == "draft" ? "brouillon-secret-de-camille" : "Un besoin", person,
                 affiliation, now, now, now});
        return Done{};
    });
    ASSERT_TRUE(done.ok());
}

/// Every file under the folder that holds one of the words, whatever the case.
std::vector<std::string> files_with(std::filesystem::path const& folder,
                                    std::vector<std::string> const& words) {
    std::vector<std::string> found;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (char& c : bytes) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        for (std::string const& word : words)
            if (bytes.find(word) != std::string::npos)
                found.push_back(entry.path().filename().string() + ": " + word);
    }
    return found;
}

}  // namespace

TEST_P(PersonalTest, every_column_that_may_name_a_person_is_declared_by_its_room) {
    House house(GetParam());
    std::set<std::string> declared;
    for (web::Room const& room : house.program->rooms_wired())
        for (journal::PersonalTable const& table : room.personal) {
            EXPECT_FALSE(table.what.empty() || table.why.empty()) << table.table;
            for (journal::PersonalColumn const& column : table.columns)
                declared.insert(std::string(table.table) + "." + std::string(column.name));
        }
    std::vector<std::string> const real = columns_of(*house.program->database().snapshot());
    std::set<std::string> const known(real.begin(), real.end());
    for (std::string const& column : declared)
        EXPECT_TRUE(known.contains(column)) << column << " is declared and does not exist";
    std::regex const personal(
        R"(\.(.*person(_id)?|.*_by|.*email.*|to_address|to_key|sent_to|browser|.*_hash|function|actor|owner.*|user.*|phone.*|first_name|last_name|assigned_to|assignee.*|author|author_person.*)$)");
    std::set<std::string> const hashes_of_things{"idempotency_keys.request_hash",
                                                 "sign_in_requests.link_hash", "sign_in_requests.code_hash",
                                                 "official_codes.code_hash", "account_codes.code_hash"};
    for (std::string const& column : real) {
        if (!std::regex_search(column, personal) || column.ends_with("replaced_by")) continue;
        if (hashes_of_things.contains(column) || of_no_person().contains(column)) continue;
        // Hashes of files, texts, leaves name nobody; those of the room of accounts may.
        if (column.ends_with("_hash") && !column.starts_with("sign_in") &&
            !column.starts_with("api_tokens") && !column.starts_with("recovery_codes"))
            continue;
        EXPECT_TRUE(declared.contains(column))
            << column
            << " may name a person and no room declares it: add it to personal_tables() of its room "
            << "(journal/personal.hpp), or to of_no_person() here with the reason";
    }
}

TEST_P(PersonalTest, the_retention_table_is_the_one_that_is_published) {
    std::ifstream file("docs/legal/retention.md");
    std::string const published((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    House house(GetParam());
    EXPECT_EQ(app::personal_table(house.program->rooms_wired()), published)
        << "run: build/tremplin personal-data > docs/legal/retention.md";
}

TEST_P(PersonalTest, an_erased_person_leaves_no_byte_in_database_mails_or_files) {
    House house(GetParam());
    std::string const address = "camille.le-bihannec@ty-gwenn.example";
    std::vector<std::string> const words{address, "camille.le-bihannec", "brouillon-secret-de-camille"};
    web::Services const& services = house.program->services();
    base::World const world{house.clock, house.random};
    people::SignedIn signed_in;
    ASSERT_TRUE(
        house
            .write([&](Tx& tx) -> Result<Done> {
                tx.script(
                    "INSERT INTO authorities (id, reference, kind, legal_class, form, name, long_name, "
                    "name_key, in_force, since_edition) VALUES (1, '29134', 'commune', 'authority', '', "
                    "'Locronan', 'Commune de Locronan', 'locronan', 1, 1);"
                    "INSERT INTO official_emails (authority_id, email_key, email, loaded_at) "
                    "VALUES (1, 'mairie@locronan.fr', 'mairie@locronan.fr', 0)");
                auto const started =
                    people::start_sign_in(tx, world, services.people_settings, {address, {}, "", ""});
                std::string const body = *tx.first<std::string>(
                    "SELECT body FROM mails", {}, [](db::Row const& row) { return row.string(0); });
                signed_in =
                    *people::enter_code(tx, world, started->browser_token, body.substr(0, 6), "Firefox");
                return Done{};
            })
            .ok());
    auto const affiliation = house.write([&](Tx& tx) {
        return people::claim(tx, world, services.hooks,
                             {signed_in.person,
                              base::Id<territories::Authority>(1),
                              {},
                              people::Quality::agent,
                              "secretaire-de-mairie"});
    });
    ASSERT_TRUE(affiliation.ok());
    ASSERT_TRUE(house
                    .write([&](Tx& tx) {
                        return people::send_official_code(tx, world, services.people_settings,
                                                          signed_in.person, affiliation->id);
                    })
                    .ok())
        << "the town hall is told the address of who asks";
    add_acts(house, signed_in.person, affiliation->id);
    ASSERT_TRUE(house
                    .write([&](Tx& tx) {
                        return people::make_token(tx, world, signed_in.person, affiliation->id,
                                                  "jeton de camille.le-bihannec");
                    })
                    .ok());
    ASSERT_TRUE(house
                    .write([&](Tx& tx) {
                        std::string const elsewhere = "another session";
                        people::insert_sign_in(tx, people::hash_of_token(elsewhere), signed_in.person, {},
                                               "Firefox", house.clock.now());
                        people::sign_out(tx, world, elsewhere);
                        people::KeptForm form;
                        form.target = "/contact";
                        form.fields = {{"text", "brouillon-secret-de-camille, gardé"}};
                        return people::keep_form(tx, world, people::hash_of_token(elsewhere), form);
                    })
                    .ok());
    house.program->run_jobs();
    house.program->sequence();
    std::filesystem::path const folder(house.folder.file(""));
    EXPECT_FALSE(files_with(folder, {"camille.le-bihannec"}).empty())
        << "the mails were files, and named the person";

    ASSERT_TRUE(house
                    .write([&](Tx& tx) {
                        return people::send_erasure_code(tx, world, services.people_settings,
                                                         signed_in.person);
                    })
                    .ok());
    std::string const code =
        house.text("SELECT body FROM mails WHERE kind = 'account.erasure_code' AND to_key = $1", address)
            .substr(0, 6);
    auto const asked = house.write([&](Tx& tx) {
        return people::ask_erasure(tx, world, services.people_settings, services.hooks, signed_in.person,
                                   code);
    });
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    EXPECT_EQ(asked->due_at, house.clock.now() + people::recourse_time) << "the results came today";
    house.program->run_jobs();
    house.clock.set(house.clock.now() + Duration::days(60));
    house.program->keep_house();
    EXPECT_EQ(house.text("SELECT email FROM persons WHERE email_key = $1", address), address)
        << "still open to recourse";
    house.clock.set(house.clock.now() + Duration::days(4));
    house.program->keep_house();
    house.program->sequence();

    auto const snapshot = house.program->database().snapshot();
    EXPECT_EQ(
        snapshot->integer("SELECT count(*) FROM contributions WHERE state = 'published' AND function = ''"),
        1)
        << "the act stays, its author's function goes";
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM contributions WHERE state = 'draft'"), 0);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM affiliations WHERE function <> ''"), 0);
    EXPECT_TRUE(journal::verify(*snapshot, house.program->signer()).problems.empty()) << "the tree is whole";
    EXPECT_GT(journal::verify(*snapshot, house.program->signer()).sequenced, 0);
    for (std::string const& found : files_with(folder, words)) ADD_FAILURE() << found;
    if (GetParam() == db::Engine::sqlite) {
        for (std::string const& found :
             files_with(std::filesystem::path(house.database.address()).parent_path(), words))
            ADD_FAILURE() << found;
    } else {
        std::string const dump = house.folder.file("dump.sql");
        ASSERT_EQ(
            std::system(("pg_dump \"" + house.database.address() + "\" > " + dump + " 2>/dev/null").c_str()),
            0);
        EXPECT_GT(std::filesystem::file_size(dump), 1000U);
        for (std::string const& found : files_with(folder, words)) ADD_FAILURE() << found;
    }
}
