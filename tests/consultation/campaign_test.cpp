#include "consultation/announcement.hpp"
#include "consultation/fixture.hpp"

using consultation::Loaded;
using consultation::PhaseKind;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(CampaignTest);

namespace {

std::string replaced(std::string text, std::string const& from, std::string const& to) {
    std::size_t const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Result<consultation::LoadedCampaign> load(Fixture& f, std::string const& toml) {
    auto const file = consultation::read_campaign_file(toml);
    if (!file.ok()) return file.refusal();
    return f.write([&](db::Tx& tx) { return consultation::load_campaign(tx, f.world, *file); });
}

std::string messages(base::Refusal const& refusal) {
    std::string all = refusal.message;
    for (base::FieldError const& error : refusal.fields) all += "\n" + error.field + ": " + error.message;
    return all;
}

}  // namespace

TEST(CampaignFile, every_error_of_a_file_is_told_at_once_with_its_place) {
    auto const refused = consultation::read_campaign_file(
        "slug = \"Mauvais Nom\"\ntitle = \"\"\nsurprise = 1\n"
        "supporting_classes = [\"electeurs\"]\nlate_verification_days = -1\n"
        "[[phases]]\nkind = \"collect\"\nopens = 2026-03-01T00:00:00\ncloses = 2026-02-01T00:00:00\n"
        "[[phases]]\nkind = \"fete\"\nopens = 2026-03-01T00:00:00Z\ncloses = \"31 février\"\n"
        "[[themes]]\nslug = \"a\"\nname = \"A\"\n[[themes]]\nslug = \"a\"\nname = \"B\"\n");
    ASSERT_FALSE(refused.ok());
    std::string const all = messages(refused.refusal());
    for (char const* place : {"slug:", "title:", "pitch:", "rules:", "surprise:", "supporting_classes:",
                              "late_verification_days:", "phases[0].closes:", "phases[1].kind:",
                              "phases[1].opens:", "phases[1].closes:", "themes:"})
        EXPECT_NE(all.find(std::string("\n") + place), std::string::npos) << place << " in " << all;
}

TEST(CampaignFile, of_a_file_that_is_all_errors_the_first_hundred_are_told) {
    std::string toml;
    for (int i = 0; i < 5'000; ++i) toml += "faute" + std::to_string(i) + " = 1\n";
    auto const refused = consultation::read_campaign_file(toml);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.size(), consultation::campaign_file_errors_max);
}

TEST(CampaignFile, a_mistake_of_syntax_says_its_line) {
    auto const refused = consultation::read_campaign_file("slug = \"a\"\ntitle = oups\n");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().message.find("ligne 2"), std::string::npos) << refused.refusal().message;
}

TEST(CampaignFile, a_key_of_endless_parts_is_refused_before_it_overflows_the_stack) {
    std::string endless = "a";
    for (int i = 0; i < 200'000; ++i) endless += ".a";
    // Also where a text or a comment before it ends in a way that could hide what follows.
    for (std::string const& toml :
         {endless + " = 1\n", "[" + endless + "]\n", "slug = \"a\" # .\n\n" + endless + " = 1\n",
          "x = {y = \"\"\"a\"\"\"\"\", " + endless + " = 1}\n", "x = {y = '''a\\''', " + endless + " = 1}\n",
          "x = {y = \"a\\\"\", " + endless + " = 1}\n", "x = {y = '\\', " + endless + " = 1}\n"}) {
        auto const refused = consultation::read_campaign_file(toml);
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(refused.refusal().message.find("trop de parties"), std::string::npos)
            << toml.substr(0, 40) << ": " << refused.refusal().message;
    }
    auto const refused = consultation::read_campaign_file("slug = \"a\"\n\n" + endless + " = 1\n");
    EXPECT_NE(refused.refusal().message.find("Ligne 3"), std::string::npos) << refused.refusal().message;
}

TEST(CampaignFile, an_accent_outside_texts_and_comments_is_refused_with_its_line) {
    for (char const* toml : {"slug = \"é\"\ntitré = 1\n", "# é\nslug = été\n", "\nslug\u00a0= \"a\"\n"}) {
        auto const refused = consultation::read_campaign_file(toml);
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(refused.refusal().message.find("Ligne 2"), std::string::npos) << refused.refusal().message;
        EXPECT_NE(refused.refusal().message.find("hors des guillemets"), std::string::npos);
    }
    auto const file = consultation::read_campaign_file(
        "\xEF\xBB\xBF# été\nslug = \"a\" # à\nstate = 'draft'\ntitle = 'Été'\n");
    ASSERT_TRUE(file.ok()) << messages(file.refusal());
    EXPECT_EQ(file->campaign.title, "Été");
}

TEST(CampaignFile, a_header_without_a_name_is_refused_before_it_ends_the_program) {
    for (char const* toml : {"\n[=]\n", "\n[", "\n[[", "\n[[ \t,]]\n", "\n  [(a)]\n",
                             "a = [1,\n [2]]\r\n[.a]\n", "a = {b = ']'}\n[\x04\n", "\n[\n[\n"}) {
        auto const refused = consultation::read_campaign_file(toml);
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(refused.refusal().message.find("entre les crochets"), std::string::npos)
            << toml << ": " << refused.refusal().message;
    }
    // Refused by the parser, which lives; and lists that go over several lines are no headers.
    for (char const* toml : {"[]\n", "[[]]\n", "[a\n", "[a]]\n", "[a] b\n", "[a.]\n", "[a.=]\n", "{=1}\n",
                             "a = {=1}\n", "a = [=]\n"})
        EXPECT_FALSE(consultation::read_campaign_file(toml).ok()) << toml;
    auto const file = consultation::read_campaign_file(
        "slug = 'a'\nstate = 'draft'\ntitle = 'T'\nsupporting_classes = [\n  'authority',\n]\n"
        "[[ themes ]]\nslug = 'b'\nname = 'B'\n[[\"grounds\"]]\nslug = 'c'\nname = 'C'\n");
    ASSERT_TRUE(file.ok()) << messages(file.refusal());
    EXPECT_EQ(file->themes.size() + file->grounds.size(), 2);
}

TEST(CampaignFile, dots_in_texts_and_comments_are_no_keys) {
    std::string const dots(200, '.');
    auto const file = consultation::read_campaign_file(
        "# " + dots + "\nslug = \"a\"\nstate = \"draft\"\ntitle = \"Titre " + dots.substr(100) +
        "\"\npitch = 'Accroche " + dots + "'\ndescription = \"\"\"\n\"" + dots + "\n\\\"" + dots +
        "\"\"\"\"\nrules = '''" + dots + "\n'" + dots + "'''\n");
    ASSERT_TRUE(file.ok()) << messages(file.refusal());
    EXPECT_EQ(file->campaign.description.substr(0, 3), "\"..");
}

TEST(CampaignFile, phases_are_instants_of_paris_summer_and_winter) {
    auto const file = consultation::read_campaign_file(campaign_toml());
    ASSERT_TRUE(file.ok()) << messages(file.refusal());
    EXPECT_EQ(base::iso8601(file->campaign.phase(PhaseKind::collect)->opens_at), "2026-01-05T08:00:00Z");
    EXPECT_EQ(base::iso8601(file->campaign.phase(PhaseKind::support)->closes_at), "2026-04-30T16:00:00Z");
    EXPECT_EQ(file->campaign.envelope, base::Euros::whole(30'000'000));
}

TEST(Campaign, the_limit_of_late_verification_keeps_the_hour_of_paris_over_the_change_of_season) {
    consultation::Campaign campaign;
    campaign.phases.push_back(
        {PhaseKind::support, 1, paris("2026-10-01T00:00"), paris("2026-10-20T18:00"), {}, {}});
    campaign.late_verification_days = 15;
    EXPECT_EQ(campaign.late_verification_until(), paris("2026-11-04T18:00"));
}

TEST(Campaign, steps_say_where_one_is_also_between_phases) {
    auto const campaign = consultation::read_campaign_file(campaign_toml()).value().campaign;
    EXPECT_EQ(consultation::current_step(campaign, paris("2025-12-01T00:00"))->kind, PhaseKind::collect);
    EXPECT_EQ(consultation::current_step(campaign, paris("2026-03-20T00:00"))->kind, PhaseKind::support);
    EXPECT_EQ(consultation::current_step(campaign, paris("2027-03-20T00:00"))->kind, PhaseKind::committee);
    auto const line = consultation::steps(campaign, paris("2026-04-10T00:00"));
    ASSERT_EQ(line.size(), 3u);
    EXPECT_EQ(line[0].status, consultation::StepStatus::done);
    EXPECT_EQ(line[1].status, consultation::StepStatus::current);
    EXPECT_EQ(line[2].status, consultation::StepStatus::upcoming);
    // Between two phases, nothing is under way: what comes next is not said to be open.
    auto const between = consultation::steps(campaign, paris("2026-03-20T00:00"));
    EXPECT_EQ(between[0].status, consultation::StepStatus::done);
    EXPECT_EQ(between[1].status, consultation::StepStatus::upcoming);
    EXPECT_EQ(campaign.next_boundary(paris("2026-04-10T00:00")), paris("2026-04-30T18:00"));
}

TEST_P(CampaignTest, the_same_file_again_changes_nothing) {
    Fixture f(GetParam());
    EXPECT_EQ(load(f, campaign_toml())->what, Loaded::unchanged);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM phases"), 3);
    auto const campaign = consultation::campaign_by_slug(*f.database->snapshot(), "essai-2026");
    ASSERT_TRUE(campaign.has_value());
    EXPECT_EQ(campaign->phases.size(), 3u);
    EXPECT_TRUE(campaign->may_support("authority"));
    EXPECT_FALSE(campaign->may_support("grouping"));
}

TEST_P(CampaignTest, before_it_opens_everything_may_change) {
    Fixture f(GetParam());
    f.clock.set(paris("2026-01-01T00:00"));
    std::string toml =
        replaced(campaign_toml(), "title = \"Consultation d’essai\"", "title = \"Autre titre\"");
    toml = replaced(toml, "closes = 2026-03-15T18:00:00", "closes = 2026-03-20T18:00:00");
    toml = replaced(toml, "slug = \"mobilites\"\nname = \"Mobilités\"",
                    "slug = \"energie\"\nname = \"Énergie\"");
    EXPECT_EQ(load(f, toml)->what, Loaded::changed);
    auto const snapshot = f.database->snapshot();
    auto const campaign = consultation::campaign_by_slug(*snapshot, "essai-2026");
    EXPECT_EQ(campaign->title, "Autre titre");
    EXPECT_EQ(campaign->phase(PhaseKind::collect)->closes_at, paris("2026-03-20T18:00"));
    EXPECT_EQ(campaign->phase(PhaseKind::collect)->version, 1);
    auto const choices = consultation::choices(*snapshot, campaign->id);
    EXPECT_EQ(choices.themes.size(), 2u);
    EXPECT_NE(choices.theme("energie"), nullptr);
    EXPECT_EQ(choices.theme("mobilites"), nullptr);
}

TEST_P(CampaignTest, once_open_the_rules_are_frozen_but_the_phase_to_come_may_move) {
    Fixture f(GetParam());  // the collect phase is open
    for (auto const& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"title = \"Consultation d’essai\"", "title = \"Autre titre\""},
             {"envelope_euros = 30000000", "envelope_euros = 40000000"},
             {"closes = 2026-03-15T18:00:00", "closes = 2026-03-20T18:00:00"},
             {"name = \"Mobilités\"", "name = \"Transports\""},
             {"name = \"L’équipement n’est pas financé\"", "name = \"Équipement\""}}) {
        auto const refused = load(f, replaced(campaign_toml(), from, to));
        ASSERT_FALSE(refused.ok()) << to;
        EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    }
    EXPECT_EQ(load(f, campaign_toml())->what, Loaded::unchanged);
    std::string later =
        replaced(campaign_toml(), "closes = 2026-04-30T18:00:00", "closes = 2026-05-04T18:00:00");
    later = replaced(later, "late_verification_days = 10", "late_verification_days = 20");
    later = replaced(later, "name = \"Guichet local\"", "name = \"Guichet de la préfecture\"");
    EXPECT_EQ(load(f, later)->what, Loaded::changed);
    f.clock.set(paris("2026-04-02T10:00"));
    EXPECT_FALSE(load(f, replaced(later, "late_verification_days = 20", "late_verification_days = 5")).ok());
}

TEST_P(CampaignTest, a_phase_is_extended_only_later_than_now_and_than_its_closing) {
    Fixture f(GetParam());
    auto const extend = [&](people::Actor const& actor, char const* closes, std::string const& reason) {
        return f.write([&](db::Tx& tx) {
            return consultation::extend_phase(tx, f.world, actor,
                                              {f.campaign, PhaseKind::collect, paris(closes), reason});
        });
    };
    std::string const reason = "À la demande des associations d’élus.";
    EXPECT_EQ(extend(f.agent(1, 1), "2026-03-20T18:00", reason).refusal().code, RefusalCode::forbidden);
    EXPECT_FALSE(extend(f.operator_, "2026-03-15T18:00", reason).ok());
    EXPECT_FALSE(extend(f.operator_, "2026-03-01T18:00", reason).ok());
    EXPECT_FALSE(extend(f.operator_, "2029-03-01T18:00", reason).ok());
    EXPECT_FALSE(extend(f.operator_, "2026-03-20T18:00", "court").ok());
    f.clock.set(paris("2026-03-22T10:00"));  // it is over: may be reopened, but not in the past
    EXPECT_FALSE(extend(f.operator_, "2026-03-20T18:00", reason).ok());
    auto const extended = extend(f.operator_, "2026-03-25T18:00", reason);
    ASSERT_TRUE(extended.ok());
    EXPECT_EQ(extended->version, 2);
    auto const campaign = consultation::campaign_by_id(*f.database->snapshot(), f.campaign);
    EXPECT_TRUE(campaign->is_open(PhaseKind::collect, f.clock.now()));
    EXPECT_EQ(campaign->phase(PhaseKind::collect)->reason, reason);
    EXPECT_EQ(consultation::phase_versions(*f.database->snapshot(), f.campaign).size(), 4u);
    // The file still says the first closing: that changes nothing.
    EXPECT_EQ(load(f, campaign_toml())->what, Loaded::unchanged);
}

TEST_P(CampaignTest, an_extension_is_mailed_once_to_each_who_took_part) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const paul = f.agent(2, 2);
    f.agent(3, 3);  // took no part
    ASSERT_TRUE(f.contribute(marie, f.text()).ok());
    auto const one = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(paul, {one.id}).ok());
    ASSERT_TRUE(f.cast(marie, {one.id}).ok());
    auto const gone = f.agent(4, 4);  // took part, then left: there is no address to write to
    ASSERT_TRUE(f.cast(gone, {one.id}).ok());
    f.sql("UPDATE persons SET email = 'compte supprimé 4', email_key = 'compte supprimé 4' WHERE id = 4");
    f.sql("INSERT INTO erasures (person_id, asked_at, due_at, done_at) VALUES (4, 1, NULL, 2)");
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::extend_phase(
                         tx, f.world, f.operator_,
                         {f.campaign, PhaseKind::support, paris("2026-05-04T18:00"),
                          "Un <script> de plus pour tous."});
                 }).ok());
    auto const payload = f.database->snapshot()->first<std::string>(
        "SELECT payload FROM jobs WHERE kind = 'consultation.extension'", {},
        [](db::Row const& row) { return row.string(0); });
    ASSERT_TRUE(payload.has_value());
    for (int i = 0; i < 2; ++i)
        consultation::send_round(*f.database, f.world, f.settings, consultation::extension_mails_job,
                                 *payload);
    auto const mails = f.mails("consultation.extension");
    ASSERT_EQ(mails.size(), 2u);
    EXPECT_NE(mails.front().find("p1@x.example"), std::string::npos);
    EXPECT_NE(mails.front().find("Un <script> de plus"), std::string::npos);
    EXPECT_NE(mails.front().find("https://tremplin.example/campagnes/essai-2026"), std::string::npos);
}
