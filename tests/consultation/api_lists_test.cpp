// The API's lists: shapes, cursors, hostile parameters, what must not appear, CSV.
#include <set>
#include <thread>

#include "base/crypto.hpp"
#include "consultation/api_fixture.hpp"
#include "consultation/attachment_actions.hpp"
#include "consultation/datasets.hpp"

using namespace api_tests;
using consultation::Choice;
using http::Method;

ON_BOTH_ENGINES(ApiListsTest);

namespace {

/// Three proposals, five contributions with every outcome, five files, five counted supports, one pending.
struct Filled : ApiSite {
    explicit Filled(db::Engine engine) : ApiSite(engine) {
        people::Actor const first = agent(1, 1);
        people::Actor const second = agent(2, 2);
        people::Actor const partner = affiliate(person(3), 0, true, true);
        incident = proposal("Signaler un incident");
        booking = proposal("Réserver une salle");
        council = proposal("Convoquer le conseil");
        auto text_of_workshop = text("=Atelier \"à trois\", mairie");
        text_of_workshop.bodies = {consultation::AuthorityId(3), consultation::AuthorityId(4)};
        auto const grouped = contribute(first, text_of_workshop);
        auto const reoriented = contribute(second, "Équiper une école");
        auto const rejected = contribute(second, "Acheter des ordinateurs");
        contribute(partner, "Former les agents");
        auto const twice = contribute(first, "Décidée deux fois");
        join_five_files(first, twice.id);
        auto const choices = consultation::choices(*site.database->snapshot(), campaign);
        decide(grouped, consultation::Grouped{{incident.id, booking.id}, {}});
        decide(reoriented, consultation::Reoriented{choices.desks.front().id});
        decide(rejected, consultation::Rejected{choices.grounds.front().id});
        decide(twice, consultation::Rejected{choices.grounds.front().id});
        decide(twice, consultation::Grouped{{booking.id}, {}}, "Après réexamen, regroupée.");
        at("2026-04-02T10:00");
        affiliate(person(4), 20, true);
        affiliate(person(5), 21, true);
        affiliate(person(6), 5, false);
        for (auto const& [reference, affiliation] :
             {std::pair{incident.reference, 1001}, std::pair{incident.reference, 2002},
              std::pair{incident.reference, 4020}, std::pair{incident.reference, 5021},
              std::pair{booking.reference, 1001}, std::pair{booking.reference, 6005}})
            EXPECT_EQ(put(reference, affiliation).status, 200);
    }
    consultation::Proposal incident;
    consultation::Proposal booking;
    consultation::Proposal council;

  private:
    void join_five_files(people::Actor const& author, base::Id<consultation::Contribution> contribution) {
        std::vector<files::TakenFile> taken;
        for (std::string const name : {"=a.csv", "b, \"b\".csv", "c.csv", "d.csv", "é.csv"})
            taken.push_back(
                {{{}, base::hex(base::as_bytes(base::sha256(name))), files::FileType::csv, 12}, name});
        EXPECT_TRUE(write([&](db::Tx& tx) {
                        return consultation::attach(tx, world(), author, contribution, taken);
                    }).ok());
    }
};

std::string address(std::string_view list, std::string_view query = {}) {
    return fmt::format("/api/v1/campaigns/essai-2026/{}{}", list, query);
}

std::vector<std::string> names(consultation::Dataset const& dataset) {
    std::vector<std::string> all;
    for (consultation::DataColumn const& column : dataset.columns) all.emplace_back(column.name);
    return all;
}

std::vector<std::string> names(boost::json::object const& object) {
    std::vector<std::string> all;
    for (auto const& member : object) all.emplace_back(member.key());
    return all;
}

/// A JSON value as its CSV cell says it.
std::string text_of(boost::json::value const& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_int64()) return std::to_string(value.as_int64());
    std::vector<std::string> items;
    for (boost::json::value const& item : value.as_array()) items.emplace_back(item.as_string());
    return base::joined(items, "|");
}

}  // namespace

TEST_P(ApiListsTest, the_campaigns_are_listed_with_phases_and_counts) {
    Filled site(GetParam());
    auto const list = site.json("/api/v1/campaigns").as_array();
    ASSERT_EQ(list.size(), 1U);
    auto const& campaign = list[0].as_object();
    EXPECT_EQ(campaign.at("slug").as_string(), "essai-2026");
    EXPECT_EQ(campaign.at("title").as_string(), "Consultation essai-2026");
    EXPECT_TRUE(campaign.at("demonstration").as_bool());
    EXPECT_TRUE(campaign.at("results_published_at").is_null());
    auto const& phases = campaign.at("phases").as_array();
    ASSERT_EQ(phases.size(), 2U);
    EXPECT_EQ(boost::json::serialize(phases[1]),
              R"({"kind":"support","opens_at":"2026-04-01T07:00:00Z","closes_at":"2026-04-30T16:00:00Z"})");
    EXPECT_EQ(boost::json::serialize(campaign.at("counts")),
              R"({"contributions":5,"pending":1,"reoriented":1,"rejected":1,"grouped":2,)"
              R"("proposals":3,"supports":5,"selected":0})");
}

TEST_P(ApiListsTest, without_demonstration_nothing_says_so) {
    Filled site(GetParam());
    site.site.settings.is_demo = false;
    EXPECT_FALSE(site.json("/api/v1/campaigns").as_array()[0].as_object().contains("demonstration"));
    EXPECT_FALSE(site.json(address("supports")).as_object().contains("demonstration"));
    EXPECT_EQ(site.file(address("supports.csv")).find("demonstration"), std::string::npos);
}

TEST_P(ApiListsTest, a_supports_line_says_who_where_how_many_and_when) {
    Filled site(GetParam());
    auto const page = site.json(address("supports", "?per_page=1")).as_object();
    EXPECT_EQ(names(page), (std::vector<std::string>{"items", "total", "next", "demonstration"}));
    EXPECT_EQ(page.at("total").as_int64(), 5);
    EXPECT_EQ(boost::json::serialize(page.at("items").as_array().at(0)),
              fmt::format(R"({{"proposal":"{}","authority_code":"29001","name":"Ville 1","kind":"commune",)"
                          R"("department":"29","region":"53","population":100,)"
                          R"("instant":"2026-04-02T08:00:00Z","insee_code":"29001","late":null}})",
                          site.incident.reference));
}

TEST_P(ApiListsTest, what_an_edition_froze_is_what_the_lists_say) {
    Filled site(GetParam());
    // Ville 1 has merged since: the campaign keeps the commune of its edition, and its 90 inhabitants.
    site.sql("INSERT INTO editions (id, year, version, loaded_at, authorities) VALUES (1, 2021, '1', 0, 1)");
    site.sql(
        "INSERT INTO authority_editions (edition_id, authority_id, kind, name, population, department_code, "
        "region_code) VALUES (1, 1, 'commune', 'Vieille Ville', 90, '29', '53')");
    site.sql(
        "UPDATE authorities SET kind = 'former_commune', reference = 'ANC-29001', in_force = 0 WHERE id = 1");
    site.sql("UPDATE authorities SET kind = 'former_commune', in_force = 0 WHERE id = 2");
    site.sql("UPDATE campaigns SET edition = 2021");
    auto const page = site.json(address("supports")).as_object();
    auto const& first = page.at("items").as_array().at(0).as_object();
    EXPECT_EQ(first.at("name").as_string(), "Vieille Ville");
    EXPECT_EQ(first.at("kind").as_string(), "commune");
    EXPECT_EQ(first.at("population").as_int64(), 90);
    EXPECT_EQ(first.at("authority_code").as_string(), "ANC-29001");
    EXPECT_EQ(first.at("insee_code").as_string(), "29001");
    EXPECT_EQ(page.at("items").as_array().at(1).at("kind").as_string(), "commune")
        << "not in the edition, and merged: it acted as a commune";
}

TEST_P(ApiListsTest, a_contribution_says_what_became_of_it) {
    Filled site(GetParam());
    auto const page = site.json(address("contributions")).as_object();
    auto const& items = page.at("items").as_array();
    ASSERT_EQ(items.size(), 5U);
    auto const& workshop = items[0].as_object();
    EXPECT_EQ(workshop.at("outcome").as_string(), "grouped");
    EXPECT_EQ(boost::json::serialize(workshop.at("proposals")),
              fmt::format(R"(["{}","{}"])", site.incident.reference, site.booking.reference));
    EXPECT_EQ(boost::json::serialize(workshop.at("other_authorities")), R"(["29003","29004"])");
    EXPECT_EQ(workshop.at("theme").as_string(), "usagers");
    EXPECT_EQ(items[1].at("desk").as_string(), "guichet");
    EXPECT_EQ(items[2].at("ground").as_string(), "equipement");
    EXPECT_EQ(items[3].at("partner").as_string(), "Les Interconnectés");
    EXPECT_TRUE(items[3].at("authority_code").is_null());
    EXPECT_EQ(items[3].at("outcome").as_string(), "pending");
    auto const decisions = site.json(address("decisions")).as_object();
    EXPECT_EQ(decisions.at("total").as_int64(), 5);
    EXPECT_FALSE(decisions.at("items").as_array()[3].at("is_standing").as_bool());
    EXPECT_TRUE(decisions.at("items").as_array()[4].at("is_standing").as_bool());
}

TEST_P(ApiListsTest, a_cursor_walks_every_line_once) {
    Filled site(GetParam());
    for (std::string const list : every_list)
        for (int const per_page : {1, 2, 5, 100}) {
            std::vector<std::string> walked;
            std::string after;
            int pages = 0;
            do {
                auto const page =
                    site.json(address(list, fmt::format("?per_page={}&after={}", per_page, after)))
                        .as_object();
                auto const& items = page.at("items").as_array();
                EXPECT_LE(items.size(), static_cast<std::size_t>(per_page));
                for (auto const& item : items) walked.push_back(boost::json::serialize(item));
                after = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
                EXPECT_EQ(page.at("total").as_int64(), list == "proposals" ? 3 : 5) << list;
            } while (!after.empty() && ++pages < 20);
            EXPECT_EQ(walked.size(), list == "proposals" ? 3U : 5U) << list << " by " << per_page;
            EXPECT_EQ(std::set<std::string>(walked.begin(), walked.end()).size(), walked.size()) << list;
        }
}

TEST_P(ApiListsTest, a_parameter_that_is_not_a_number_or_a_cursor_is_a_400) {
    Filled site(GetParam());
    std::string const next =
        std::string(site.json(address("supports", "?per_page=1")).at("next").as_string());
    for (std::string const value :
         {"", "0", "-1", "101", "1.5", "1e1", "0x10", "+5", " 5", "5 ", "5'--", "5;DROP TABLE supports",
          "<script>alert(1)</script>", "99999999999999999999", "９", "5%0d%0aSet-Cookie:a=b", "null"})
        for (std::string const list : every_list)
            expect_problem(site.get(address(list, "?per_page=" + (value.find('%') == std::string::npos
                                                                      ? base::percent_encoded(value)
                                                                      : value))),
                           400);
    std::vector<std::string> const cursors{"1",
                                           "abc",
                                           "../../etc/passwd",
                                           "' OR 1=1 --",
                                           "<svg onload=alert(1)>",
                                           "c3VwcG9ydHM",
                                           "====",
                                           next + "A",
                                           next + "=",
                                           next.substr(1),
                                           std::string(5000, 'A'),
                                           base::base64url("supports.1.-1.1"),
                                           base::base64url("supports.1.01.1"),
                                           base::base64url("supports.99.1.1"),
                                           base::base64url("supports.1.1.1.1")};
    for (std::string const& value : cursors)
        for (std::string const list : every_list)
            expect_problem(site.get(address(list, "?after=" + base::percent_encoded(value))), 400);
    expect_problem(site.get(address("proposals", "?after=" + next)), 400);  // another list's
    expect_problem(site.get(address("supports", "?per_page=5&per_page=6")), 400);
    EXPECT_EQ(
        site.get(address("supports", "?per_page=100&after=" + next + "&utm_source=x&%3Cscript%3E=1")).status,
        200);
}

TEST_P(ApiListsTest, an_unknown_campaign_or_a_draft_one_is_a_404) {
    Filled site(GetParam());
    site.load("cachee-2027", true);
    site.sql("UPDATE campaigns SET state = 'draft', title = 'Titre secret' WHERE slug = 'cachee-2027'");
    for (std::string const slug : {"cachee-2027", "rien", "%27%20OR%201=1", "essai-2026%20", "ESSAI-2026"})
        for (std::string const list : every_list)
            for (std::string const end : {"", ".csv"})
                expect_problem(site.get(fmt::format("/api/v1/campaigns/{}/{}{}", slug, list, end)), 404);
    expect_problem(site.get(address("drafts")), 404);
    EXPECT_FALSE(shows(site.get("/api/v1/campaigns"), "secret"));
    EXPECT_FALSE(shows(site.get("/donnees-ouvertes"), "secret"));
}

TEST_P(ApiListsTest, nothing_unpublished_appears_in_any_representation) {
    Filled site(GetParam());
    site.at("2026-02-10T10:00");
    people::Actor const author = site.agent(50, 6);
    site.draft(author, site.text("Secret brouillon"));
    auto const withdrawn = site.contribute(author, "Secret retiré");
    auto const hidden = site.draft_proposal("Secret en préparation");
    auto const public_one = site.contribute(author, "Visible");
    site.decide(public_one, consultation::Grouped{{hidden.id}, {}});
    ASSERT_TRUE(
        site.write([&](db::Tx& tx) { return consultation::withdraw(tx, site.world(), author, withdrawn.id); })
            .ok());
    site.at("2026-05-02T10:00");
    for (auto const& proposal : {site.incident, site.booking, site.council})
        site.select(proposal, Choice::selected, "Secret motif du comité, assez long.");

    std::vector<std::string> representations{std::string(site.get("/api/v1/campaigns").content()),
                                             std::string(site.get("/donnees-ouvertes").content())};
    for (std::string const list : every_list) {
        representations.emplace_back(site.get(address(list, "?per_page=100")).content());
        representations.push_back(site.file(address(list) + ".csv"));
    }
    for (std::string const& text : representations) {
        EXPECT_EQ(text.find("Secret"), std::string::npos) << text;
        EXPECT_EQ(text.find(hidden.reference), std::string::npos) << text;
        EXPECT_EQ(text.find(withdrawn.reference), std::string::npos) << text;
        EXPECT_EQ(text.find("x.example"), std::string::npos) << "no address of a person: " << text;
    }
    EXPECT_EQ(site.json("/api/v1/campaigns").as_array()[0].at("counts").at("selected").as_int64(), 0);
    EXPECT_EQ(site.json(address("proposals")).at("items").as_array()[0].at("state").as_string(), "open");

    ASSERT_TRUE(site.write([&](db::Tx& tx) {
                        return consultation::publish_results(tx, site.world(), site.operator_, site.campaign);
                    })
                    .ok());
    auto const proposals = site.json(address("proposals"));
    EXPECT_EQ(proposals.at("items").as_array()[0].at("state").as_string(), "selected");
    EXPECT_EQ(proposals.at("items").as_array()[0].at("decision_reason").as_string(),
              "Secret motif du comité, assez long.");
    EXPECT_EQ(site.json("/api/v1/campaigns").as_array()[0].at("counts").at("selected").as_int64(), 3);
}

TEST_P(ApiListsTest, a_csv_holds_the_same_lines_as_the_pages) {
    Filled site(GetParam());
    for (std::string const list : every_list) {
        consultation::Dataset const& dataset = *consultation::dataset(list);
        CsvLines const csv = parsed_csv(site.file(address(list) + ".csv"));
        auto const items = site.json(address(list, "?per_page=100")).at("items").as_array();
        ASSERT_EQ(csv.size(), items.size() + 1) << list;
        std::vector<std::string> header = names(dataset);
        EXPECT_EQ(names(items[0].as_object()), header) << list;
        header.emplace_back("demonstration");
        EXPECT_EQ(csv.front(), header) << list;
        for (std::size_t i = 0; i < items.size(); ++i) {
            ASSERT_EQ(csv[i + 1].size(), header.size());
            EXPECT_EQ(csv[i + 1].back(), "actes inventés");
            for (std::size_t column = 0; column + 1 < header.size(); ++column) {
                std::string expected = text_of(items[i].as_object().at(header[column]));
                if (expected.starts_with("=")) expected = "'" + expected;
                EXPECT_EQ(csv[i + 1][column], expected) << list << " " << header[column];
            }
        }
    }
}

TEST_P(ApiListsTest, a_csv_is_a_file_to_download_whose_formulas_are_texts) {
    Filled site(GetParam());
    http::Response const response = site.get(address("contributions.csv"));
    EXPECT_EQ(response.content_type, "text/csv; charset=utf-8; header=present");
    EXPECT_EQ(header_of(response, "Content-Disposition"),
              "attachment; filename=\"essai-2026-contributions.csv\"");
    EXPECT_EQ(header_of(response, "X-Robots-Tag"), "noindex, nofollow");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-cache");
    EXPECT_TRUE(response.cookies.empty());
    EXPECT_TRUE(response.file_path.starts_with(site.site.services->temporary_folder));
    std::string const bytes = content_of(response.file_path);
    std::filesystem::remove(response.file_path);
    EXPECT_TRUE(bytes.starts_with("reference,")) << "no byte-order mark";
    EXPECT_NE(bytes.find("\"'=Atelier \"\"à trois\"\", mairie\""), std::string::npos) << bytes;
    for (auto const& line : parsed_csv(bytes))
        for (std::string const& cell : line)
            EXPECT_EQ(cell.find_first_of("=+@\t\r"),
                      cell.empty() ? std::string::npos : cell.find_first_of("=+@\t\r", 1))
                << cell;
}

TEST_P(ApiListsTest, head_answers_as_get_and_the_reader_costs_few_statements) {
    Filled site(GetParam());
    std::map<std::string, int> statements;
    site.site.dispatcher->observe_statements(
        [&](std::string_view route, int count) { statements[std::string(route)] = count; });
    for (std::string const list : every_list) {
        EXPECT_EQ(site.browser.send(Method::head, address(list), {}).status, 200);
        http::Response const csv = site.browser.send(Method::head, address(list) + ".csv", {});
        EXPECT_EQ(csv.status, 200);
        std::filesystem::remove(csv.file_path);
        expect_problem(site.browser.send(Method::post, address(list), "a=b"), 405);
    }
    EXPECT_EQ(site.browser.send(Method::head, "/api/v1/campaigns", {}).status, 200);
    EXPECT_EQ(site.get("/donnees-ouvertes").status, 200);
    for (auto const& [route, count] : statements) EXPECT_LE(count, 6) << route;
}

TEST_P(ApiListsTest, a_flood_of_files_from_one_address_is_told_to_wait) {
    Filled site(GetParam());
    http::Response last;
    for (int i = 0; i < 200 && last.status != 429; ++i) {
        last = site.get(address("proposals.csv"));
        if (last.status == 200) std::filesystem::remove(last.file_path);
    }
    expect_problem(last, 429);
    EXPECT_FALSE(header_of(last, "Retry-After").empty());
}

TEST_P(ApiListsTest, exports_at_the_same_time_do_not_mix) {
    Filled site(GetParam());
    auto const other = site.load("autre-2026", true);
    site.proposal("Une seule, ailleurs", other);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 32; ++i)
        threads.emplace_back([&, i] {
            bool const first = i % 2 == 0;
            Browser browser(site.site);
            http::Response const response = browser.get(
                fmt::format("/api/v1/campaigns/{}/proposals.csv", first ? "essai-2026" : "autre-2026"));
            std::string const bytes = content_of(response.file_path);
            std::filesystem::remove(response.file_path);
            bool const is_right =
                response.status == 200 &&
                bytes.find("Une seule, ailleurs") == (first ? std::string::npos : bytes.find("Une seule")) &&
                (bytes.find("Signaler un incident") != std::string::npos) == first;
            if (!is_right) ++wrong;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

TEST_P(ApiListsTest, a_list_is_narrowed_by_what_is_asked_and_its_total_too) {
    Filled site(GetParam());
    auto const total = [&](char const* list, std::string const& query) {
        auto const page = site.json(address(list, query)).as_object();
        EXPECT_EQ(page.at("items").as_array().size(), static_cast<std::size_t>(page.at("total").as_int64()))
            << list << query;
        return page.at("total").as_int64();
    };
    struct Asked {
        char const* list;
        std::string query;
        std::int64_t lines;
    };
    for (Asked const& one : {Asked{"contributions", "?theme=usagers", 5},
                             Asked{"contributions", "?theme=mobilites", 0},
                             Asked{"contributions", "?kind=need&theme=", 5},
                             Asked{"contributions", "?outcome=grouped", 2},
                             Asked{"contributions", "?outcome=pending", 1},
                             Asked{"contributions", "?authority=29001", 2},
                             Asked{"contributions", "?authority=29002&outcome=rejected", 1},
                             Asked{"contributions", "?department=29", 4},
                             Asked{"contributions", "?region=53&outcome=grouped", 2},
                             Asked{"proposals", "?theme=usagers&state=open", 3},
                             Asked{"proposals", "?state=selected", 0},
                             Asked{"supports", "?proposal=" + site.incident.reference, 4},
                             Asked{"supports", "?authority=29001", 2},
                             Asked{"supports", "?kind=region", 1},
                             Asked{"supports", "?kind=commune", 3},
                             Asked{"supports", "?department=29&proposal=" + site.booking.reference, 1},
                             Asked{"supports", "?region=11", 0},
                             Asked{"decisions", "?outcome=rejected", 2},
                             Asked{"decisions", "?contribution=' OR 1=1 --", 0},
                             Asked{"attachments", "?contribution=C-2026-0001", 0}})
        EXPECT_EQ(total(one.list, one.query), one.lines) << one.list << one.query;
    std::string const decided(
        site.json(address("decisions")).at("items").at(0).at("contribution").as_string());
    EXPECT_EQ(total("decisions", "?contribution=" + decided), 1);
}

TEST_P(ApiListsTest, a_narrowed_list_goes_on_page_by_page) {
    Filled site(GetParam());
    std::vector<std::string> seen;
    std::string after;
    for (int pages = 0; pages < 3; ++pages) {
        auto const page =
            site.json(address("contributions", "?kind=need&department=29&per_page=3&after=" + after));
        for (auto const& item : page.at("items").as_array())
            seen.emplace_back(item.at("reference").as_string());
        EXPECT_EQ(page.at("total").as_int64(), 4);
        if (page.at("next").is_null()) break;
        after = std::string(page.at("next").as_string());
    }
    EXPECT_EQ(seen.size(), 4U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 4U);
}

TEST_P(ApiListsTest, a_filter_given_twice_too_long_or_unknown_in_its_closed_list_is_refused) {
    Filled site(GetParam());
    for (std::string const& query : {std::string("?outcome=nope"), std::string("?state=draft&kind=x"),
                                     "?theme=" + std::string(101, 'x'), std::string("?theme=a&theme=b")}) {
        http::Response const answer = site.get(address("contributions", query));
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_TRUE(shows(answer, "est donné une fois")) << answer.content();
    }
    EXPECT_EQ(site.get(address("proposals", "?state=draft")).status, 400) << "drafts are not for the public";
}
