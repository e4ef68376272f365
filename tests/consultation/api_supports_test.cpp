// Supports by programs: PUT and DELETE under a personal token.
#include <thread>

#include "consultation/api_fixture.hpp"

using namespace api_tests;
using http::Method;

ON_BOTH_ENGINES(ApiSupportsTest);

namespace {

struct Supporting : ApiSite {
    explicit Supporting(db::Engine engine) : ApiSite(engine) {
        incident = proposal("Signaler un incident");
        agent(1, 1);
        at("2026-04-02T10:00");
    }
    std::int64_t counted() { return count("SELECT count(*) FROM supports WHERE state = 'counted'"); }
    std::int64_t acts(char const* act) {
        return site.database->snapshot()->integer("SELECT count(*) FROM journal_entries WHERE act = $1",
                                                  {act});
    }
    consultation::Proposal incident;
};

boost::json::object answer_of(http::Response const& response) {
    EXPECT_EQ(response.status, 200) << response.content();
    EXPECT_EQ(response.content_type, "application/json; charset=utf-8");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
    return boost::json::parse(response.content()).as_object();
}

}  // namespace

TEST_P(ApiSupportsTest, a_support_by_the_api_counts_and_can_be_withdrawn) {
    Supporting site(GetParam());
    auto const cast = answer_of(site.put(site.incident.reference, 1001));
    EXPECT_EQ(cast.size(), 5U);
    EXPECT_EQ(cast.at("proposal").as_string(), site.incident.reference);
    EXPECT_EQ(cast.at("authority").as_string(), "29001");
    EXPECT_EQ(cast.at("state").as_string(), "counted");
    EXPECT_EQ(cast.at("since").as_string(), "2026-04-02T08:00:00Z");
    EXPECT_TRUE(std::string_view(cast.at("why").as_string()).starts_with("Compté"));
    EXPECT_EQ(site.counted(), 1);

    auto const withdrawn = answer_of(site.del(site.incident.reference, 1001));
    EXPECT_EQ(withdrawn.at("state").as_string(), "withdrawn");
    EXPECT_TRUE(withdrawn.at("since").is_null());
    EXPECT_EQ(site.counted(), 0);
    EXPECT_EQ(answer_of(site.del(site.incident.reference, 1001)).at("state").as_string(), "withdrawn");
}

TEST_P(ApiSupportsTest, a_support_that_stands_is_the_same_success) {
    Supporting site(GetParam());
    answer_of(site.put(site.incident.reference, 1001));
    site.at("2026-04-03T10:00");
    EXPECT_EQ(answer_of(site.put(site.incident.reference, 1001)).at("since").as_string(),
              "2026-04-02T08:00:00Z");
    EXPECT_EQ(site.counted(), 1);
}

TEST_P(ApiSupportsTest, an_unverified_affiliation_gives_a_pending_support) {
    Supporting site(GetParam());
    site.agent(2, 2, false);
    auto const cast = answer_of(site.put(site.incident.reference, 2002));
    EXPECT_EQ(cast.at("state").as_string(), "pending");
    EXPECT_EQ(cast.at("since").as_string(), "2026-04-02T08:00:00Z");
    EXPECT_EQ(site.counted(), 0);
}

TEST_P(ApiSupportsTest, nobody_supports_without_a_working_token) {
    Supporting site(GetParam());
    std::string const address = "/api/v1/proposals/" + site.incident.reference + "/support";
    std::vector<std::string> const credentials{"",
                                               "Bearer",
                                               "Bearer ",
                                               "Bearer tremplin_",
                                               "Bearer " + ApiSite::token_of(9999),
                                               "bearer " + ApiSite::token_of(1001),
                                               "Basic " + ApiSite::token_of(1001),
                                               ApiSite::token_of(1001),
                                               "Bearer " + std::string(4000, 'A'),
                                               "Bearer ' OR 1=1 --"};
    for (std::string const& given : credentials)
        for (Method const method : {Method::put, Method::del}) {
            http::Response const response =
                Browser(site.site).send(method, address, {}, {{"authorization", given}});
            expect_problem(response, 401);
            EXPECT_EQ(header_of(response, "WWW-Authenticate"), "Bearer");
        }
    site.sql("UPDATE api_tokens SET revoked_at = 1 WHERE person_id = 1");
    expect_problem(site.put(site.incident.reference, 1001), 401);
    site.sql("UPDATE api_tokens SET revoked_at = NULL WHERE person_id = 1");
    site.sql("UPDATE affiliations SET state = 'ended' WHERE person_id = 1");
    expect_problem(site.put(site.incident.reference, 1001), 401);
    EXPECT_EQ(site.count("SELECT count(*) FROM support_casts"), 0);
}

TEST_P(ApiSupportsTest, a_token_acts_for_its_own_affiliation_only) {
    Supporting site(GetParam());
    site.affiliate(base::Id<people::Person>(1), 3, true);
    site.agent(2, 1);
    EXPECT_EQ(answer_of(site.put(site.incident.reference, 1003)).at("authority").as_string(), "29003");
    EXPECT_EQ(site.count("SELECT count(*) FROM supports WHERE authority_id = 1"), 0);
    answer_of(site.put(site.incident.reference, 1001));
    // A colleague withdraws only what is theirs.
    EXPECT_EQ(answer_of(site.del(site.incident.reference, 2001)).at("state").as_string(), "counted");
    EXPECT_EQ(site.counted(), 2);
}

TEST_P(ApiSupportsTest, a_body_that_may_not_support_is_told_why) {
    Supporting site(GetParam());
    site.agent(2, 22);
    site.affiliate(site.person(3), 0, true, true);
    for (std::int64_t const affiliation : {2022, 3000}) {
        http::Response const response = site.put(site.incident.reference, affiliation);
        expect_problem(response, 403);
        EXPECT_TRUE(shows(response, affiliation == 3000 ? "partenaire" : "groupement"));
    }
}

TEST_P(ApiSupportsTest, a_campaign_may_forbid_supports_by_programs) {
    Supporting site(GetParam());
    auto const other = site.load("sans-api-2026", false);
    auto const closed = site.proposal("Ailleurs sans programmes", other);
    for (Method const method : {Method::put, Method::del})
        expect_problem(site.support(method, closed.reference, 1001), 403);
    EXPECT_EQ(site.count("SELECT count(*) FROM support_casts"), 0);
}

TEST_P(ApiSupportsTest, early_and_late_are_409_with_the_instant) {
    Supporting site(GetParam());
    answer_of(site.put(site.incident.reference, 1001));
    site.at("2026-03-20T10:00");
    http::Response const early = site.put(site.incident.reference, 1001);
    expect_problem(early, 409);
    EXPECT_TRUE(shows(early, "1er avril 2026"));
    site.at("2026-04-30T18:00");
    for (Method const method : {Method::put, Method::del}) {
        http::Response const late = site.support(method, site.incident.reference, 1001);
        expect_problem(late, 409);
        EXPECT_TRUE(shows(late, "30 avril 2026"));
    }
    EXPECT_EQ(site.counted(), 1);
}

TEST_P(ApiSupportsTest, an_unknown_or_draft_proposal_is_a_404) {
    Supporting site(GetParam());
    std::string const draft = site.draft_proposal("En préparation").reference;
    for (std::string const& reference :
         {draft, std::string("P-1999-001"), std::string("1"), std::string("%27%20OR%201=1"),
          std::string("%3Cscript%3E"), std::string(3000, 'P'), std::string("p-2026-001")})
        for (Method const method : {Method::put, Method::del})
            expect_problem(site.support(method, reference, 1001), 404);
    site.sql("UPDATE campaigns SET state = 'draft'");
    expect_problem(site.put(site.incident.reference, 1001), 404);
}

TEST_P(ApiSupportsTest, the_same_key_gives_the_same_answer_and_does_nothing) {
    Supporting site(GetParam());
    http::Response const first = site.put(site.incident.reference, 1001, "cle-numero-1");
    answer_of(site.del(site.incident.reference, 1001));
    http::Response const again = site.put(site.incident.reference, 1001, "cle-numero-1");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.content(), first.content());
    EXPECT_EQ(site.counted(), 0) << "the answer of then, and no second act";
    expect_problem(site.put(site.incident.reference, 1001, "cle-numero-1", "{\"autre\": 1}"), 422);
    expect_problem(site.put(site.incident.reference, 1001, "court"), 422);
    auto const other = site.proposal("Réserver une salle");
    expect_problem(site.put(other.reference, 1001, "cle-numero-1"), 422);
    EXPECT_EQ(site.counted(), 0);
}

TEST_P(ApiSupportsTest, one_key_used_with_two_tokens_of_a_person_makes_two_supports) {
    Supporting site(GetParam());
    // A secretary of two communes, whose program gives each campaign's run one key.
    site.affiliate(base::Id<people::Person>(1), 3, true);
    EXPECT_EQ(answer_of(site.put(site.incident.reference, 1001, "tournee-2026")).at("authority").as_string(),
              "29001");
    EXPECT_EQ(answer_of(site.put(site.incident.reference, 1003, "tournee-2026")).at("authority").as_string(),
              "29003");
    EXPECT_EQ(site.counted(), 2);
}

TEST_P(ApiSupportsTest, sixty_four_puts_at_once_make_one_support) {
    Supporting site(GetParam());
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
            // A third with the same key, a third with their own, a third without.
            std::string const key = i % 3 == 0   ? "la-meme-cle"
                                    : i % 3 == 1 ? fmt::format("cle-numero-{}", i)
                                                 : "";
            if (site.put(site.incident.reference, 1001, key).status == 200) ++accepted;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(accepted, 64);
    EXPECT_EQ(site.counted(), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM support_casts"), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM supports"), 1);
    EXPECT_EQ(site.acts("support.cast"), 1);
}

TEST_P(ApiSupportsTest, a_flood_with_one_persons_tokens_is_told_to_wait) {
    Supporting site(GetParam());
    http::Response last;
    for (int i = 0; i < 700 && last.status != 429; ++i) last = site.put("P-1999-001", 1001);
    expect_problem(last, 429);
    EXPECT_FALSE(header_of(last, "Retry-After").empty());
}
