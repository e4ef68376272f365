// Exports and the open-data page: every public figure recomputed from the files, constant memory, no field
// forgotten.
#include <regex>
#include <set>

#include "consultation/api_fixture.hpp"
#include "consultation/datasets.hpp"
#include "consultation/exports.hpp"
#include "consultation/figures.hpp"

using namespace api_tests;

ON_BOTH_ENGINES(ExportsTest);

namespace {

/// The lines of a CSV by column name.
std::vector<std::map<std::string, std::string>> records(std::string const& path) {
    CsvLines const lines = parsed_csv(content_of(path));
    std::vector<std::map<std::string, std::string>> all;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        EXPECT_EQ(lines[i].size(), lines[0].size()) << path << " line " << i;
        std::map<std::string, std::string>& record = all.emplace_back();
        for (std::size_t column = 0; column < lines[i].size(); ++column)
            record[lines[0][column]] = lines[i][column];
    }
    return all;
}

consultation::ExportSource source_of(ApiSite& site) {
    return {"Tremplin", "ANCT", "https://tremplin.example", site.site.clock.now(),
            site.site.settings.is_demo};
}

Result<std::vector<std::string>> export_to(ApiSite& site, std::string const& folder) {
    auto const snapshot = site.site.database->snapshot();
    auto const campaign = consultation::campaign_by_slug(*snapshot, "essai-2026");
    return consultation::export_campaign(*snapshot, *campaign, source_of(site), folder);
}

/// Thirty communes, forty contributions with every outcome, six proposals, supports in every state.
void fill(ApiSite& site) {
    std::vector<people::Actor> agents;
    for (int i = 0; i < 30; ++i) {
        site.authority(100 + i, "commune", "authority", fmt::format("35{:03}", i), 10 * i);
        agents.push_back(site.agent(100 + i, 100 + i, i % 5 != 0));
    }
    std::vector<consultation::Proposal> proposals;
    for (int i = 0; i < 6; ++i) proposals.push_back(site.proposal(fmt::format("Proposition numéro {}", i)));
    auto const choices = consultation::choices(*site.site.database->snapshot(), site.campaign);
    for (int i = 0; i < 40; ++i) {
        auto const one =
            site.contribute(agents[static_cast<std::size_t>(i % 30)], fmt::format("Besoin {}", i));
        if (i % 4 == 0) site.decide(one, consultation::Reoriented{choices.desks.front().id});
        if (i % 4 == 1) site.decide(one, consultation::Rejected{choices.grounds.front().id});
        if (i % 8 == 2)
            site.decide(one, consultation::Grouped{{proposals[static_cast<std::size_t>(i % 6)].id,
                                                    proposals[static_cast<std::size_t>((i + 1) % 6)].id},
                                                   {}});
    }
    site.at("2026-04-10T10:00");
    for (int i = 0; i < 30; ++i)
        for (int p = 0; p <= i % 6; ++p)
            EXPECT_EQ(site.put(proposals[static_cast<std::size_t>(p)].reference, (100 + i) * 1001).status,
                      200);
    EXPECT_EQ(site.del(proposals[0].reference, 101 * 1001).status, 200);
}

/// Peak resident memory since the last reset, in bytes.
std::int64_t peak_bytes() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) * 1024;
    ADD_FAILURE() << "no VmHWM";
    return 0;
}
void reset_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace

TEST_P(ExportsTest, every_public_figure_is_recomputed_from_the_files) {
    ApiSite site(GetParam());
    fill(site);
    support::TemporaryFolder folder;
    auto const names = export_to(site, folder.file("out/deep"));
    ASSERT_TRUE(names.ok()) << names.refusal().message;
    EXPECT_EQ(*names, (std::vector<std::string>{"contributions.csv", "proposals.csv", "supports.csv",
                                                "decisions.csv", "attachments.csv", "campaign.json",
                                                "dictionnaire.csv", "LISEZMOI.txt"}));
    auto const path = [&](std::string const& name) { return folder.file("out/deep/" + name); };
    auto const counts = boost::json::parse(content_of(path("campaign.json"))).at("counts").as_object();
    auto const count = [&](char const* name) { return counts.at(name).as_int64(); };

    // The conservation line.
    std::map<std::string, std::int64_t> by_outcome;
    std::map<std::string, std::int64_t> gathered;
    auto const contributions = records(path("contributions.csv"));
    for (auto const& line : contributions) {
        ++by_outcome[line.at("outcome")];
        if (line.at("proposals").empty()) continue;
        for (std::string_view const proposal : base::split(line.at("proposals"), '|'))
            ++gathered[std::string(proposal)];
    }
    EXPECT_EQ(count("contributions"), 40);
    EXPECT_EQ(static_cast<std::int64_t>(contributions.size()), 40);
    for (char const* outcome : {"pending", "reoriented", "rejected", "grouped"})
        EXPECT_EQ(by_outcome[outcome], count(outcome)) << outcome;
    EXPECT_EQ(count("contributions"),
              count("pending") + count("reoriented") + count("rejected") + count("grouped"));
    EXPECT_EQ(count("grouped"), 5);

    // Supports of each proposal, and all of them: an authority once.
    std::map<std::string, std::set<std::string>> supporters;
    auto const supports = records(path("supports.csv"));
    for (auto const& line : supports)
        EXPECT_TRUE(supporters[line.at("proposal")].insert(line.at("authority_code")).second)
            << "counted twice";
    auto const proposals = records(path("proposals.csv"));
    ASSERT_EQ(proposals.size(), 6U);
    EXPECT_EQ(count("proposals"), 6);
    auto const snapshot = site.site.database->snapshot();
    for (auto const& line : proposals) {
        std::int64_t const recounted = static_cast<std::int64_t>(supporters[line.at("reference")].size());
        EXPECT_EQ(line.at("supports"), std::to_string(recounted)) << line.at("reference");
        EXPECT_EQ(
            snapshot->integer("SELECT count(*) FROM supports s JOIN proposals p ON p.id = s.proposal_id "
                              "WHERE p.reference = $1 AND s.state = 'counted'",
                              {line.at("reference")}),
            recounted);
        EXPECT_EQ(line.at("contributions"), std::to_string(gathered[line.at("reference")]));
    }
    EXPECT_EQ(static_cast<std::int64_t>(supports.size()), count("supports"));
    EXPECT_EQ(count("supports"), consultation::campaign_figures(*snapshot, site.campaign).supports);
    EXPECT_EQ(proposals[0].at("supports"), "23") << "30 cast, 6 wait for verification, 1 withdrawn";

    // Decisions that stand say what the contributions say.
    std::map<std::string, std::string> standing;
    for (auto const& line : records(path("decisions.csv")))
        if (line.at("is_standing") == "true") standing[line.at("contribution")] = line.at("outcome");
    for (auto const& line : contributions) {
        auto const found = standing.find(line.at("reference"));
        EXPECT_EQ(line.at("outcome"), found == standing.end() ? "pending" : found->second);
    }
}

TEST_P(ExportsTest, the_dictionary_names_every_column_of_every_file_and_no_other) {
    ApiSite site(GetParam());
    for (bool const is_demo : {true, false}) {
        site.site.settings.is_demo = is_demo;
        support::TemporaryFolder folder;
        ASSERT_TRUE(export_to(site, folder.file("")).ok());
        std::map<std::string, std::vector<std::string>> described;
        for (auto const& line : records(folder.file("dictionnaire.csv"))) {
            described[line.at("fichier")].push_back(line.at("colonne"));
            EXPECT_FALSE(line.at("type").empty());
            EXPECT_GE(line.at("signification").size(), 5U);
        }
        EXPECT_EQ(described.size(), 5U);
        for (auto const& [file, columns] : described)
            EXPECT_EQ(parsed_csv(content_of(folder.file(file))).front(), columns) << file;
        EXPECT_EQ(site.get("/donnees-ouvertes/dictionnaire.csv").content(),
                  content_of(folder.file("dictionnaire.csv")));
        std::string const note = content_of(folder.file("LISEZMOI.txt"));
        EXPECT_EQ(note.find("ACTES INVENTÉS") != std::string::npos, is_demo);
        EXPECT_NE(note.find("Licence Ouverte 2.0"), std::string::npos);
        EXPECT_NE(note.find("1er février 2026"), std::string::npos) << note;
    }
}

TEST_P(ExportsTest, a_stored_field_is_exported_or_known_to_be_private) {
    if (GetParam() == db::Engine::postgresql) GTEST_SKIP() << "the schema is the same; SQLite tells it";
    ApiSite site(GetParam());
    // Left out on purpose. A new column must be added here or to a dataset.
    std::map<std::string, std::set<std::string>> const left_out{
        {"contributions",
         {"id", "campaign_id", "state", "title_key", "author_person_id", "author_affiliation_id", "begun_by",
          "created_at"}},
        {"proposals", {"id", "campaign_id", "title_key", "created_at"}},
        {"decisions", {"id", "decided_by", "batch_id", "told_at", "undone_at", "read_by"}},
        {"supports", {"state", "reason"}}};  // only counted ones are there
    // Exported under another name.
    std::map<std::string, std::string> const renamed{{"theme_id", "theme"},
                                                     {"authority_id", "authority_code"},
                                                     {"partner_id", "partner"},
                                                     {"desk_id", "desk"},
                                                     {"ground_id", "ground"},
                                                     {"contribution_id", "contribution"},
                                                     {"replaced_by", "is_standing"},
                                                     {"proposal_id", "proposal"},
                                                     {"since", "instant"}};
    for (auto const& [table, private_ones] : left_out) {
        std::set<std::string> exported;
        for (consultation::DataColumn const& column : consultation::dataset(table)->columns)
            exported.emplace(column.name);
        int columns = 0;
        site.site.database->snapshot()->each(
            "SELECT name FROM pragma_table_info($1)", {table}, [&](db::Row const& row) {
                ++columns;
                std::string const name = row.string(0);
                auto const other = renamed.find(name);
                EXPECT_TRUE(private_ones.contains(name) ||
                            exported.contains(other == renamed.end() ? name : other->second))
                    << table << "." << name << " is neither exported nor known to be private";
            });
        EXPECT_GT(columns, 4) << table;
    }
}

TEST_P(ExportsTest, an_export_again_replaces_the_files_and_leaves_nothing_else) {
    ApiSite site(GetParam());
    support::TemporaryFolder folder;
    ASSERT_TRUE(export_to(site, folder.file("")).ok());
    site.proposal("Ajoutée depuis");
    ASSERT_TRUE(export_to(site, folder.file("")).ok());
    EXPECT_EQ(records(folder.file("proposals.csv")).size(), 1U);
    int files = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder.file(""))) {
        ++files;
        EXPECT_EQ(entry.path().string().find(".part"), std::string::npos);
    }
    EXPECT_EQ(files, 8);
}

TEST_P(ExportsTest, a_folder_that_cannot_be_made_is_refused_with_a_sentence) {
    ApiSite site(GetParam());
    support::TemporaryFolder folder;
    std::ofstream(folder.file("file")) << "x";
    for (std::string const& path :
         {folder.file("file"), folder.file("file/below"), std::string("/proc/nowhere")}) {
        auto const refused = export_to(site, path);
        ASSERT_FALSE(refused.ok()) << path;
        EXPECT_NE(refused.refusal().message.find(path), std::string::npos);
    }
}

TEST_P(ExportsTest, an_export_that_fails_leaves_no_file) {
    ApiSite site(GetParam());
    support::TemporaryFolder folder;
    try {
        consultation::ExportFile file(folder.file("half.csv"));
        file.write("half");
        throw std::runtime_error("the database went away");
    } catch (std::runtime_error const&) {
    }
    EXPECT_FALSE(std::filesystem::exists(folder.file("half.csv")));
    // No room left on the device.
    if (std::filesystem::exists("/dev/full")) {
        std::filesystem::create_symlink("/dev/full", folder.file("full"));
        EXPECT_THROW(consultation::ExportFile(folder.file("full")), base::Fault) << "never through a link";
    }
    std::ofstream(folder.file("there.csv")) << "x";
    EXPECT_THROW(consultation::ExportFile(folder.file("there.csv")), base::Fault);
}

TEST_P(ExportsTest, two_hundred_thousand_supports_leave_in_constant_memory) {
    ApiSite site(GetParam());
    constexpr int proposals = 100;
    constexpr int authorities = 2000;
    for (int i = 0; i < proposals; ++i) site.proposal(fmt::format("Proposition {}", i));
    ASSERT_TRUE(
        site.write([&](db::Tx& tx) -> Result<Done> {
                for (int i = 0; i < authorities; ++i)
                    tx.execute(
                        "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, "
                        "long_name, name_key, population, department_code, region_code, in_force, "
                        "since_edition) VALUES ($1, $2, 'commune', 'authority', '', $3, $4, $5, '', 100, "
                        "'29', '53', 1, 1)",
                        {1000 + i, fmt::format("T{}", i), fmt::format("T{}", i),
                         fmt::format("Ville-sur-Mer {}", i), fmt::format("Commune {}", i)});
                tx.script(
                    "INSERT INTO supports (proposal_id, authority_id, state, since, reason) "
                    "SELECT p.id, a.id, 'counted', 1775000000000000, '' FROM proposals p, authorities a "
                    "WHERE a.id >= 1000");
                return Done{};
            })
            .ok());
    std::string const address = "/api/v1/campaigns/essai-2026/supports";
    EXPECT_EQ(site.json(address + "?per_page=1").at("total").as_int64(), proposals * authorities);
    // Once before, so that caches of the engine and of the allocator are filled.
    std::filesystem::remove(site.get("/api/v1/campaigns/essai-2026/proposals.csv").file_path);

    reset_peak();
    std::int64_t const before = peak_bytes();
    http::Response const response = site.get(address + ".csv");
    std::int64_t const grown = peak_bytes() - before;
    ASSERT_EQ(response.status, 200);
    auto const bytes = static_cast<std::int64_t>(std::filesystem::file_size(response.file_path));
    RecordProperty("file_bytes", std::to_string(bytes));
    RecordProperty("peak_growth_bytes", std::to_string(grown));
    EXPECT_GT(bytes, 14'000'000);
    EXPECT_LT(grown, 6'000'000) << "for a file of " << bytes << " bytes";
    std::ifstream file(response.file_path);
    EXPECT_EQ(std::count(std::istreambuf_iterator<char>(file), {}, '\n'), proposals * authorities + 1);
    std::filesystem::remove(response.file_path);
}

TEST_P(ExportsTest, the_open_data_page_leads_to_every_file) {
    ApiSite site(GetParam());
    fill(site);
    for (int i = 0; i < 6; ++i) site.load(fmt::format("plus-{}", i), false);
    http::Response const page = site.get("/donnees-ouvertes?page=2");
    EXPECT_EQ(page.status, 200);
    for (std::string const list : every_list) {
        EXPECT_TRUE(shows(page, "/api/v1/campaigns/essai-2026/" + list + ".csv\""));
        EXPECT_TRUE(shows(page, "/api/v1/campaigns/essai-2026/" + list + "\""));
    }
    EXPECT_TRUE(shows(page, "40\u00a0lignes") || shows(page, "40\u202flignes") || shows(page, "40 lignes"));
    EXPECT_TRUE(shows(page, "Licence Ouverte 2.0"));
    EXPECT_TRUE(shows(page, "actes inventés"));
    EXPECT_FALSE(shows(page, "<form")) << "a cached page holds no form";
    EXPECT_TRUE(page.cookies.empty());
}

TEST_P(ExportsTest, the_open_data_page_stays_small_and_ignores_what_it_does_not_know) {
    ApiSite site(GetParam());
    for (int i = 0; i < 9; ++i) site.load(fmt::format("plus-{}", i), false);
    for (std::string const query :
         {"", "?page=2", "?page=0", "?page=-1", "?page=99999999999999999999", "?page=%3Cscript%3E",
          "/dictionnaire", "/dictionnaire?fichier=supports", "/dictionnaire?fichier=contributions",
          "/dictionnaire?fichier=../../etc/passwd",
          "/dictionnaire?fichier=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"}) {
        http::Response const page = site.get("/donnees-ouvertes" + query);
        EXPECT_EQ(page.status, 200) << query;
        std::string const text(page.content());
        EXPECT_EQ(text.find("alert("), std::string::npos) << query;
        static std::regex const element("<[a-z]");
        EXPECT_LE(
            std::distance(std::sregex_iterator(text.begin(), text.end(), element), std::sregex_iterator()),
            350)
            << query;
        static std::regex const title("<h1");
        EXPECT_EQ(
            std::distance(std::sregex_iterator(text.begin(), text.end(), title), std::sregex_iterator()), 1);
    }
    EXPECT_TRUE(
        shows(site.get("/donnees-ouvertes/dictionnaire?fichier=supports"), "Colonnes de supports.csv"));
}

TEST_P(ExportsTest, the_open_data_page_shows_the_journals_root) {
    ApiSite site(GetParam());
    EXPECT_TRUE(shows(site.get("/donnees-ouvertes?x=1"), "Aucun acte"));
    site.proposal("Signaler un incident");
    journal::Sequencer const sequencer(journal::HeadSigner::from_seed(std::string(32, 's')), site.site.clock);
    ASSERT_TRUE(site.write([&](db::Tx& tx) -> Result<Done> {
                        sequencer.run(tx);
                        return Done{};
                    })
                    .ok());
    auto const head = journal::latest_head(*site.site.database->snapshot());
    ASSERT_TRUE(head.has_value());
    static std::regex const line_break("<wbr>");
    std::string const page =
        std::regex_replace(std::string(site.get("/donnees-ouvertes?x=2").content()), line_break, "");
    EXPECT_NE(page.find(base::hex(base::as_bytes(head->root))), std::string::npos);
}
