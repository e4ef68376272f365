// Races (reliability.md S10): every form of the rights matrix that is accepted is sent 64 times at once, each
// time as another request. Whatever comes of it, no answer is a fault and what may exist once exists once.
// Every uniqueness rule of the real schema has such a race here, or says where it is raced, or why it cannot
// be.
#include <gtest/gtest.h>

#include <barrier>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "db/tables.hpp"
#include "messaging/bounce.hpp"
#include "security/rights_table.hpp"

namespace {

using security::House;
using security::RightsRow;

constexpr int at_once = 64;

/// "support_casts(proposal_id, authority_id, person_id)": every unique index, the plain numbers (id) left
/// out.
std::set<std::string> uniqueness_rules(db::Reader const& reader) {
    std::map<std::string, std::string> by_index;
    std::string_view const sql = reader.engine() == db::Engine::sqlite
                                     ? "SELECT m.name, i.name, coalesce(c.name, '?') FROM sqlite_master m "
                                       "JOIN pragma_index_list(m.name) i JOIN "
                                       "pragma_index_info(i.name) c WHERE m.type = 'table' AND i.\"unique\" "
                                       "= 1 AND m.name NOT LIKE 'search_texts%' "
                                       "ORDER BY m.name, i.name, c.seqno"
                                     : "SELECT t.relname::text, i.relname::text, coalesce(a.attname::text, "
                                       "'?') FROM pg_index x JOIN pg_class t ON "
                                       "t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN "
                                       "pg_namespace n ON n.oid = t.relnamespace "
                                       "CROSS JOIN LATERAL unnest(x.indkey::int[]) WITH ORDINALITY AS "
                                       "k(attnum, position) LEFT JOIN pg_attribute a "
                                       "ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0 WHERE "
                                       "x.indisunique AND n.nspname = 'public' "
                                       "ORDER BY t.relname, i.relname, k.position";
    reader.each(sql, {}, [&](db::Row const& row) {
        std::string& rule = by_index[row.string(0) + " " + row.string(1)];
        rule += (rule.empty() ? row.string(0) + "(" : ", ") + row.string(2);
    });
    std::set<std::string> rules;
    // A table whose key is one whole number has no index on SQLite: the number is the row.
    std::set<std::string> const numbered{"id",           "entry_id",  "position",   "size",
                                         "authority_id", "person_id", "campaign_id"};
    for (auto const& [index, rule] : by_index) {
        std::string const columns = rule.substr(rule.find('(') + 1);
        bool const is_number = numbered.contains(columns);
        if (!is_number || index.find("autoindex") == std::string::npos) {
            if (columns == "id") continue;
        }
        rules.insert(rule + ")");
    }
    return rules;
}

/// Rules that no form reaches, or that a form reaches with something drawn anew: raced where named, or why
/// not.
std::map<std::string, std::string> const& elsewhere() {
    static std::string const drawn = "drawn from 32 random bytes";
    static std::string const loaded =
        "the register is loaded by one command at a time: it locks register_counter";
    static std::map<std::string, std::string> const all{
        {"api_tokens(token_hash)", drawn},
        {"authorities(reference)", loaded},
        {"authorities(siren)", loaded},
        {"authority_codes(code, authority_id)", loaded},
        {"authority_domains(domain, authority_id)", loaded},
        {"authority_editions(edition_id, authority_id)", loaded},
        {"authority_postcodes(postcode, authority_id)", loaded},
        {"authority_words(word, authority_id)", loaded},
        {"departments(code)", loaded},
        {"editions(year, version)", loaded},
        {"regions(code)", loaded},
        {"contribution_attachments(key)", drawn},
        {"mails(message_id)", drawn},
        {"recovery_codes(person_id, code_hash)", drawn},
        {"sign_in_requests(browser_hash)", drawn},
        {"sign_in_requests(link_hash)", drawn},
        {"sign_ins(token_hash)", drawn},
        {"ended_sign_ins(token_hash)", drawn},
        {"kept_fields(kept_form_id, position)",
         "written with its form, whose row is new in the same transaction"},
        {"idempotency_keys(actor, route, key)",
         "`JournalTest.sixty_four_identical_requests_at_once_act_once`"},
        {"journal_leaves(entry_id)", "`JournalTest.every_act_written_at_once_by_many_is_in_the_tree_once`"},
        {"mail_bounces(mail_id, permanent)",
         "`RaceOfBounces.a_report_that_comes_sixty_four_times_at_once_is_one`"},
        {"mail_suspensions(to_key)", "`RaceOfBounces.a_report_that_comes_sixty_four_times_at_once_is_one`"},
        {"mailing_recipients(mailing_id, email_key)",
         "`MailingTest.a_slice_run_by_several_threads_at_once_writes_to_nobody_twice`"},
        {"mailing_parts(mailing_id, part)",
         "written with its mailing, whose row is new in the same transaction"},
        {"mail_rounds(job, payload)",
         "a round is posted by one job, which is leased to one runner (`JournalTest`)"},
        {"follow_event_topics(event_id, topic)",
         "written with its event, whose row is new in the same transaction"},
        {"contribution_bodies(contribution_id, authority_id)", "written with its draft, whose row is locked"},
        {"decision_proposals(decision_id, proposal_id)",
         "written with its decision, whose row is new in the same transaction"},
        {"second_readings(contribution_id)",
         "asked under the lock of its contribution, as decisions are "
         "(`TriageTest.operators_who_decide_the_same_at_once_leave_one_standing_decision`)"},
        {"validations(contribution_id)",
         "asked under the lock of its contribution "
         "(`ValidationTest.validated_by_many_at_once_it_is_published_once`)"},
        {"reminders(campaign_id, phase, version, days_before)",
         "planned by one job, which is leased to one runner, and decided under the campaign's lock"},
        {"second_reading_proposals(reading_id, proposal_id)",
         "written with its reading, new in the same transaction"},
        {"late_requests(contribution_id)",
         "asked under the lock of its draft (`LateRequestTest.many_decisions_at_once_are_one`)"},
        {"late_request_proposals(request_id, proposal_id)",
         "`LateRequestTest.sixty_four_identical_requests_at_once_are_one`"},
        {"late_request_proposals(proposal_id, affiliation_id)",
         "`LateRequestTest.sixty_four_identical_requests_at_once_are_one`"},
        {"schema_migrations(room, name)", "migrations are applied under a lock of the whole installation"},
        {"support_casts(proposal_id, authority_id, person_id)",
         "`SupportTest.sixty_four_identical_supports_at_once_count_once`"},
    };
    return all;
}

/// Tables that hold one row more for each request, and are meant to: another request, another thing. (A flag
/// lifts the one before it, an assignment ends it: one stands, by a unique index.)
std::set<std::string> const& each_its_own() {
    static std::set<std::string> const all{"idempotency_keys",
                                           "flags",
                                           "assignments",
                                           "journal_entries",
                                           "journal_leaves",
                                           "journal_heads",
                                           "journal_pending",
                                           "mails",
                                           "jobs",
                                           "mail_causes",
                                           "sign_in_requests",
                                           "sign_ins",
                                           "ended_sign_ins",
                                           "notes",
                                           "answers",
                                           "contributions",
                                           "contribution_versions",
                                           "api_tokens",
                                           "proposals",
                                           "proposal_themes",
                                           "recovery_codes",
                                           "follow_events",
                                           "follow_event_topics",
                                           "search_documents",
                                           "official_codes",
                                           "snapshots",
                                           "mailings",
                                           "mailing_parts",
                                           "mailing_recipients",
                                           "contact_messages",
                                           "contact_posts",
                                           "banners"};
    return all;
}

std::map<std::string, std::int64_t> counts_of(House& house) {
    std::map<std::string, std::int64_t> counts;
    auto const snapshot = house.database().snapshot();
    for (db::Table const& table : db::tables(*snapshot)) counts[table.name] = db::count_of(*snapshot, table);
    return counts;
}

/// The form of a row, sent `times` times at once by who is welcome: the statuses.
std::vector<int> sent_at_once(House& house, RightsRow const& row, std::size_t role, std::size_t variant,
                              int times) {
    web::Route const route = *security::route_of(house, row.route);
    std::string const target = security::target_of(house, route, row, variant);
    security::Fields const form = security::form_of(house, route, row);
    std::vector<http::Request> requests;
    for (int i = 0; i < times; ++i)
        requests.push_back(house.request_of(security::roles[role], route.method, target, form));
    std::vector<int> statuses(static_cast<std::size_t>(times));
    std::barrier gate(times);
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(times));
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] {
            gate.arrive_and_wait();
            statuses[i] = house.dispatcher().handle(requests[i]).status;
        });
    threads.clear();
    return statuses;
}

std::optional<std::pair<std::size_t, std::size_t>> welcome(RightsRow const& row) {
    for (std::size_t r = 0; r < std::size(security::roles); ++r)
        for (std::size_t v = 0; v < row.variants.size(); ++v) {
            std::string const cell = row.expected(r, v);
            if (cell.starts_with("303+") || cell.starts_with("303~") || cell.starts_with("200+") ||
                cell.starts_with("200~"))
                return std::pair{r, v};
        }
    return std::nullopt;
}

/// With a file: each request would need its own copy on the disk; attachments race in tests/consultation.
bool is_raced(RightsRow const& row) {
    return row.route.starts_with("POST") || row.route.starts_with("PUT") || row.route.starts_with("DELETE");
}

/// What one request of each row adds, table by table; the SQLite race leaves it to the one on PostgreSQL.
std::map<std::string, std::map<std::string, std::int64_t>>& added_by_one() {
    static std::map<std::string, std::map<std::string, std::int64_t>> all;
    return all;
}

class RacesTest : public testing::Test {
  protected:
    void SetUp() override {
        if (!House::can_be_built())
            GTEST_SKIP() << "node_modules is absent: run from the root of the repository after npm ci";
    }
};

TEST_F(RacesTest, every_accepted_form_sent_sixty_four_times_at_once_does_once_what_may_exist_once) {
    House& house = security::shared_house(db::Engine::sqlite);
    std::set<std::string> touched;
    for (RightsRow const& row : security::read_rights(security::rights_file).rows) {
        if (!is_raced(row) || row.form.find("=@") != std::string::npos) continue;
        auto const found = welcome(row);
        if (!found) continue;
        SCOPED_TRACE(row.route);
        house.restore();
        auto const before = counts_of(house);
        sent_at_once(house, row, found->first, found->second, 1);
        auto const once = counts_of(house);
        house.restore();
        std::vector<int> const statuses = sent_at_once(house, row, found->first, found->second, at_once);
        auto const after = counts_of(house);
        for (int const status : statuses) EXPECT_LT(status, 500);
        for (auto const& [table, rows] : once) {
            added_by_one()[row.route][table] = rows - before.at(table);
            if (rows != before.at(table)) touched.insert(table);
            if (each_its_own().contains(table)) continue;
            EXPECT_EQ(after.at(table) - before.at(table), rows - before.at(table))
                << table << ": once it becomes " << rows - before.at(table) << " rows more, 64 times at once "
                << after.at(table) - before.at(table);
        }
        EXPECT_EQ(house.faults, std::vector<std::string>{});
        house.faults.clear();
    }
    // Updated rather than inserted by these forms, so that counts do not show it.
    for (char const* const table :
         {"reference_numbers", "triage_rules", "mail_limits", "member_locks", "stored_files", "file_uses",
          "contribution_attachments", "campaigns", "search_documents"})
        touched.insert(table);
    std::set<std::string> missing;
    for (std::string const& rule : uniqueness_rules(*house.database().snapshot())) {
        std::string const table = rule.substr(0, rule.find('('));
        if (!touched.contains(table) && !elsewhere().contains(rule)) missing.insert(rule);
    }
    EXPECT_EQ(missing, std::set<std::string>{}) << "no form of rights.csv writes there 64 times at once: add "
                                                   "a row whose form does, or say in elsewhere() where "
                                                   "the rule is raced, or why it cannot be";
    house.restore();
}

TEST_F(RacesTest, what_is_said_to_be_raced_elsewhere_is_a_rule_that_stands) {
    House& house = security::shared_house(db::Engine::sqlite);
    auto const rules = uniqueness_rules(*house.database().snapshot());
    for (auto const& [rule, where] : elsewhere())
        if (where != "migrations are applied under a lock of the whole installation") {
            EXPECT_TRUE(rules.contains(rule)) << rule << " is no rule of the schema (any more)";
        }
}

/// The same on PostgreSQL, one after the other on one database: forms that end somebody's sign-in, address or
/// rights are left out, since later ones need them.
TEST_F(RacesTest, on_postgresql_too_no_race_is_a_fault_and_nothing_is_doubled) {
    if (std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr)
        GTEST_SKIP() << "no PostgreSQL: TREMPLIN_TEST_POSTGRES is not set (./test sets it)";
    if (added_by_one().empty()) GTEST_SKIP() << "compared with what SQLite did: run the whole suite";
    House& house = security::shared_house(db::Engine::postgresql);
    int raced = 0;
    for (RightsRow const& row : security::read_rights(security::rights_file).rows) {
        if (!is_raced(row) || row.form.find("=@") != std::string::npos) continue;
        bool is_ending = false;
        for (char const* const word :
             {"/deconnexion", "/connexion", "/suppression", "/fin", "/retrait", "/membres",
              "double-authentification", "second-facteur", "/revocation", "retirer", "archiver", "depublier",
              "/annuler", "/elections", "/mon-compte/adresse"})
            is_ending = is_ending || row.route.find(word) != std::string::npos;
        auto const found = welcome(row);
        if (is_ending || !found) continue;
        SCOPED_TRACE(row.route);
        auto const before = counts_of(house);
        for (int const status : sent_at_once(house, row, found->first, found->second, at_once))
            EXPECT_LT(status, 500);
        auto const after = counts_of(house);
        for (auto const& [table, added] : added_by_one()[row.route])
            if (!each_its_own().contains(table)) {
                EXPECT_LE(after.at(table) - before.at(table), std::max<std::int64_t>(added, 0))
                    << table << ": one request adds " << added;
            }
        EXPECT_EQ(house.faults, std::vector<std::string>{});
        house.faults.clear();
        ++raced;
    }
    EXPECT_GT(raced, 30);
}

TEST(RaceOfBounces, a_report_that_comes_sixty_four_times_at_once_is_one) {
    if (!House::can_be_built()) GTEST_SKIP() << "node_modules is absent";
    for (db::Engine const engine : {db::Engine::sqlite, db::Engine::postgresql}) {
        if (engine == db::Engine::postgresql && std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr) continue;
        House& house = security::shared_house(engine);
        base::Id<messaging::Mail> const mail(
            house.database().snapshot()->integer("SELECT min(id) FROM mails"));
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < at_once; ++i)
                threads.emplace_back([&] {
                    auto const noted = house.database().write([&](db::Tx& tx) -> base::Result<base::Done> {
                        messaging::note_bounce(tx, mail, {true, "5.1.1"}, base::Instant{1});
                        return base::Done{};
                    });
                    EXPECT_TRUE(noted.ok());
                });
        }
        EXPECT_EQ(house.database().snapshot()->integer("SELECT count(*) FROM mail_bounces WHERE mail_id = $1",
                                                       {mail}),
                  1);
    }
}

}  // namespace
