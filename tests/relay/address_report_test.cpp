// A relay reports an official address, the operator decides, the relay reads what became of it.
#include "relay/fixture.hpp"

#include "relay/address_report_rows.hpp"
#include "territories/contacts.hpp"

ON_BOTH_ENGINES(AddressReportTest);

namespace {

using namespace relay_tests;

std::string const argol = "/relais/29/collectivites/29004";
std::string const queue = "/operateur/adresses";

struct Desk : Fixture {
    explicit Desk(db::Engine engine) : Fixture(engine) {}
    Browser operator_person(int id) {
        Browser made = relay(id, {});
        sql(
            fmt::format("INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES ({}, "
                        "'operator', '', 0, 0)",
                        id));
        return made;
    }
    Result<base::Id<::relay::AddressReport>> report(int person, ::relay::ReportAddress const& said) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(person);
        return site.database->write(
            [&](db::Tx& tx) { return ::relay::report_address(tx, site.services->world, actor, said); });
    }
    Result<::relay::AddressReport> decide(int person, ::relay::DecideReport const& decision) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(person);
        return site.database->write(
            [&](db::Tx& tx) { return ::relay::decide_report(tx, site.services->world, actor, decision); });
    }
    std::vector<std::string> usable(int authority) {
        std::vector<std::string> all;
        for (auto const& one : territories::official_emails(*site.database->snapshot(),
                                                            base::Id<territories::Authority>(authority)))
            if (one.is_usable()) all.push_back(one.email);
        return all;
    }
};

base::Id<territories::Authority> body_id(int id) {
    return base::Id<territories::Authority>(id);
}

}  // namespace

TEST_P(AddressReportTest, what_the_operator_accepts_corrects_the_directory_and_the_relay_reads_it) {
    Desk f(GetParam());
    Browser relay = f.relay(900, {"29"});
    EXPECT_TRUE(shows(relay.get(argol), argol + "/adresse"));
    auto const form = relay.get(argol + "/adresse");
    EXPECT_TRUE(shows(form, "mairie@argol.example"));
    auto const sent = relay.submit(argol + "/adresse", {{"wrong", "mairie@argol.example"},
                                                        {"proposed", "Accueil@Argol.example"},
                                                        {"source", "Le site de la mairie."}});
    EXPECT_EQ(Browser::location(sent), argol + "?fait=signalee");
    EXPECT_TRUE(shows(relay.get(argol), "en attente"));
    EXPECT_EQ(f.usable(2), (std::vector<std::string>{"mairie@argol.example"})) << "nothing changes by itself";

    Browser team = f.operator_person(950);
    EXPECT_TRUE(reads(team.get(queue), "1 signalement"));
    auto const one = team.get(queue + "/1");
    EXPECT_TRUE(shows(one, "Le site de la mairie."));
    auto const empty = team.submit(queue + "/1", {});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "Dites si vous acceptez"));
    EXPECT_EQ(Browser::location(team.submit(queue + "/1", {{"verdict", "accepter"}})),
              queue + "?fait=accepter");
    EXPECT_EQ(f.usable(2), (std::vector<std::string>{"Accueil@Argol.example"}));
    EXPECT_TRUE(shows(relay.get(argol), "accepté"));
    EXPECT_TRUE(shows(relay.get("/relais/29/adresses"), "accepté"));
    EXPECT_TRUE(reads(team.get(queue), "0 signalement"));
    EXPECT_TRUE(reads(team.get(queue + "?etat=acceptes"), "1 signalement"));
    for (auto const& [act, count] : {std::pair{"official_email.report", 1},
                                     {"official_email.accept_report", 1},
                                     {"official_email.correct", 2}})
        EXPECT_EQ(f.count(fmt::format("SELECT count(*) FROM journal_entries WHERE act = '{}'", act)), count);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE payload LIKE '%argol%'"), 0)
        << "hashes only";
    f.expect_sound();
}

TEST_P(AddressReportTest, a_refusal_has_a_reason_that_the_relay_reads_and_changes_nothing) {
    Desk f(GetParam());
    Browser relay = f.relay(900, {"29"});
    auto const made = f.report(900, {"29", body_id(1), {}, "mairie@locronan.example", "Un habitant."});
    ASSERT_TRUE(made.ok()) << made.refusal().message;
    Browser team = f.operator_person(950);
    std::string const one = queue + "/" + std::to_string(made->value);
    team.get(one);
    Browser colleague = f.operator_person(951);
    colleague.get(one);
    auto const without = team.submit(one, {{"verdict", "refuser"}, {"reason", " "}});
    EXPECT_EQ(without.status, 422);
    EXPECT_TRUE(shows(without, "la préfecture le lira"));
    auto const huge = team.submit(one, {{"verdict", "refuser"}, {"reason", std::string(1001, 'x')}});
    EXPECT_EQ(huge.status, 422);
    EXPECT_EQ(team.submit(one, {{"verdict", "refuser"}, {"reason", "Le site en donne une autre."}}).status,
              303);
    EXPECT_EQ(f.usable(1), std::vector<std::string>{});
    EXPECT_TRUE(shows(relay.get("/relais/29/collectivites/29134"), "Le site en donne une autre."));
    EXPECT_EQ(colleague.submit(one, {{"verdict", "accepter"}}).status, 409) << "decided once";
    EXPECT_EQ(f.usable(1), std::vector<std::string>{});
    EXPECT_TRUE(
        f.report(900, {"29", body_id(1), {}, "mairie@locronan.example", "Confirmé au téléphone."}).ok())
        << "after a refusal one may come back with a better source";
    f.expect_sound();
}

TEST_P(AddressReportTest, wrong_forms_and_wrong_people_are_refused) {
    Desk f(GetParam());
    Browser relay = f.relay(900, {"29"});
    f.relay(901, {"35"});
    Browser team = f.operator_person(950);
    auto const refused = [&](int person, ::relay::ReportAddress const& said) {
        auto const done = f.report(person, said);
        return done.ok()                       ? std::string("accepted")
               : done.refusal().fields.empty() ? std::to_string(static_cast<int>(done.refusal().code))
                                               : done.refusal().fields.front().field;
    };
    auto const forbidden = std::to_string(static_cast<int>(base::RefusalCode::forbidden));
    auto const absent = std::to_string(static_cast<int>(base::RefusalCode::not_found));
    EXPECT_EQ(refused(900, {"29", body_id(2), {}, {}, "Le site."}), "proposed") << "nothing is said";
    EXPECT_EQ(refused(900, {"29", body_id(2), {}, "mairie", "Le site."}), "proposed");
    EXPECT_EQ(refused(900, {"29", body_id(2), {}, "MAIRIE@argol.example", "Le site."}), "proposed")
        << "known already";
    EXPECT_EQ(refused(900, {"29", body_id(2), "autre@argol.example", {}, "Le site."}), "wrong");
    EXPECT_EQ(refused(900, {"29", body_id(2), {}, "a@b.example", "  "}), "source");
    EXPECT_EQ(refused(900, {"29", body_id(2), {}, "a@b.example", std::string(301, 'x')}), "source");
    EXPECT_EQ(refused(900, {"29", body_id(5), {}, "a@b.example", "Le site."}), absent) << "Rennes";
    EXPECT_EQ(refused(901, {"29", body_id(2), {}, "a@b.example", "Le site."}), forbidden);
    EXPECT_EQ(refused(950, {"29", body_id(2), {}, "a@b.example", "Le site."}), forbidden);
    for (char const* const path : {"/relais/29/collectivites/35238/adresse", "/relais/35/adresses",
                                   "/relais/35/collectivites/35238/adresse", "/relais/29/adresses?page=0"})
        EXPECT_EQ(relay.get(path).status, 404) << path;
    EXPECT_EQ(relay.get(queue).status, 403);

    relay.get(argol + "/adresse");
    auto const hostile_page = relay.submit(
        argol + "/adresse", {{"proposed", std::string(hostile)}, {"source", std::string(hostile)}});
    EXPECT_EQ(hostile_page.status, 422);
    EXPECT_FALSE(shows(hostile_page, "<script>alert"));
    auto const made = f.report(900, {"29", body_id(2), {}, "a@b.example", std::string(hostile)});
    ASSERT_TRUE(made.ok());
    EXPECT_FALSE(shows(team.get(queue), "<script>alert"));
    EXPECT_FALSE(shows(relay.get(argol), "<script>alert"));
    EXPECT_EQ(f.decide(900, {*made, true, {}}).refusal().code, base::RefusalCode::forbidden);
    EXPECT_EQ(f.decide(950, {base::Id<::relay::AddressReport>(999), true, {}}).refusal().code,
              base::RefusalCode::not_found);
    EXPECT_EQ(team.get(queue + "/x").status, 404);
    EXPECT_EQ(team.get(queue + "?page=9").status, 303);
    f.expect_sound();
}

TEST_P(AddressReportTest, the_same_said_twice_waits_once_and_two_operators_decide_once) {
    Desk f(GetParam());
    f.relay(900, {"29"});
    f.operator_person(950);
    f.operator_person(951);
    std::atomic<int> said{0};
    std::atomic<int> decided{0};
    auto const at_once = [&](std::function<void(int, base::World const&)> const& act) {
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                base::SeededRandom own(static_cast<std::uint64_t>(100 + i));
                act(i, {f.site.clock, own});
            });
        for (std::thread& thread : threads) thread.join();
    };
    at_once([&](int i, base::World const& world) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(900);
        auto const done = f.site.database->write([&](db::Tx& tx) {
            return ::relay::report_address(
                tx, world, actor,
                {"29", body_id(1), {}, i % 2 == 0 ? "a@b.example" : "A@B.example", "Le site."});
        });
        if (done.ok())
            ++said;
        else
            EXPECT_EQ(done.refusal().code, base::RefusalCode::conflict);
    });
    EXPECT_EQ(said, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM address_reports"), 1);
    at_once([&](int i, base::World const& world) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(950 + i % 2);
        auto const done = f.site.database->write([&](db::Tx& tx) {
            return ::relay::decide_report(tx, world, actor,
                                          {base::Id<::relay::AddressReport>(1), i % 3 != 0, "Vu."});
        });
        if (done.ok()) ++decided;
    });
    EXPECT_EQ(decided, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act LIKE 'official_email.%_report'"), 1);
    f.expect_sound();
}

TEST_P(AddressReportTest, the_queue_comes_as_a_file_without_formulas) {
    Desk f(GetParam());
    f.relay(900, {"29"});
    ASSERT_TRUE(f.report(900, {"29", body_id(1), {}, "a@b.example", "=HYPERLINK(\"x\")"}).ok());
    Browser team = f.operator_person(950);
    auto const file = team.get(queue + ".csv");
    ASSERT_EQ(file.status, 200);
    std::ifstream stream(file.file_path);
    std::string const text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    EXPECT_NE(text.find("a@b.example"), std::string::npos) << text;
    EXPECT_EQ(text.find("\n=HYPERLINK"), std::string::npos);
    EXPECT_EQ(text.find(",=HYPERLINK"), std::string::npos);
    EXPECT_EQ(team.get(queue + ".xlsx").status, 200);
    f.expect_sound();
}
