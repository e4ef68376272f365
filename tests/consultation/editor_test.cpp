// The campaign editor's actions: sections, freezing, two at once, policies, publishing, copying, the file
// both ways.
#include "consultation/editor_actions.hpp"

#include "consultation/fixture.hpp"
#include "consultation/policy_rows.hpp"
#include "consultation/section_check.hpp"
#include "consultation/section_form.hpp"
#include "consultation/themes_2021.hpp"

using consultation::CampaignFile;
using consultation::CampaignState;
using consultation::PhaseKind;
using consultation::Section;
using namespace tests;

ON_BOTH_ENGINES(EditorTest);

namespace {

std::string told(base::Refusal const& refusal) {
    std::string all = refusal.message;
    for (base::FieldError const& error : refusal.fields) all += "\n" + error.field + ": " + error.message;
    return all;
}

consultation::CampaignContent content(Fixture& f, base::Id<consultation::Campaign> id) {
    return *consultation::content_of(*f.database->snapshot(), id, true);
}

base::Id<consultation::Campaign> id_of(Fixture& f, std::string const& slug) {
    return consultation::campaign_by_slug(*f.database->snapshot(), slug)->id;
}

base::Id<consultation::Campaign> draft(Fixture& f, std::string const& title) {
    auto const made = f.write([&](db::Tx& tx) {
        return consultation::create_campaign(tx, f.world, f.operator_, {title, {}});
    });
    EXPECT_TRUE(made.ok()) << told(made.refusal());
    return id_of(f, *made);
}

Result<int> edit(Fixture& f, base::Id<consultation::Campaign> id, Section section, CampaignFile wanted,
                 int seen, std::string reason = {}) {
    return f.write([&](db::Tx& tx) {
        return consultation::edit_section(tx, f.world, f.operator_, {id, section, seen, wanted, reason});
    });
}

CampaignFile with_texts(std::string title) {
    CampaignFile file;
    file.campaign.title = std::move(title);
    file.campaign.pitch = "Une phrase.";
    file.campaign.description = "Un texte.";
    return file;
}

CampaignFile with_phases(std::vector<std::tuple<PhaseKind, char const*, char const*>> const& phases) {
    CampaignFile file;
    for (auto const& [kind, opens, closes] : phases)
        file.campaign.phases.push_back({kind, 1, paris(opens), paris(closes), {}, {}});
    return file;
}

Result<std::string> put(Fixture& f, base::Id<consultation::Campaign> id, int seen, std::string const& name,
                        std::string const& codes, std::string const& slug = {}) {
    return f.write([&](db::Tx& tx) {
        return consultation::put_policy(tx, f.world, f.operator_,
                                        {id, seen, slug, name, "Essai du 1er mars", codes});
    });
}

}  // namespace

TEST_P(EditorTest, a_campaign_is_made_filled_part_by_part_published_and_taken_back_while_nobody_took_part) {
    Fixture f(GetParam());
    auto const id = draft(f, "Services de demain");
    auto const publish = [&] {
        return f.write(
            [&](db::Tx& tx) { return consultation::publish_campaign(tx, f.world, f.operator_, id); });
    };
    // All that is missing is told at once.
    EXPECT_EQ(publish().refusal().fields.size(), 6u) << told(publish().refusal());
    ASSERT_TRUE(edit(f, id, Section::texts, with_texts("Services de demain"), 1).ok());
    CampaignFile rules;
    rules.campaign.rules = "Une fois chacun.";
    ASSERT_TRUE(edit(f, id, Section::rules, rules, 0).ok());
    CampaignFile themes;
    themes.themes = consultation::themes_of_2021();
    EXPECT_EQ(themes.themes.size(), 14u);
    ASSERT_TRUE(edit(f, id, Section::themes, themes, 0).ok());
    ASSERT_TRUE(edit(f, id, Section::phases,
                     with_phases({{PhaseKind::collect, "2026-03-01T09:00", "2026-04-01T18:00"},
                                  {PhaseKind::support, "2026-04-02T09:00", "2026-05-01T18:00"}}),
                     0)
                    .ok());
    ASSERT_TRUE(publish().ok());
    EXPECT_TRUE(content(f, id).campaign.is_public());
    ASSERT_TRUE(publish().ok());  // twice is once
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'campaign.published'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind <> 'consultation.closing_figures'"),
              0);  // nobody is mailed
    auto const unpublish = [&] {
        return f.write(
            [&](db::Tx& tx) { return consultation::unpublish_campaign(tx, f.world, f.operator_, id); });
    };
    ASSERT_TRUE(unpublish().ok());
    EXPECT_FALSE(content(f, id).campaign.is_public());
    ASSERT_TRUE(publish().ok());
    auto const archive = [&] {
        return f.write(
            [&](db::Tx& tx) { return consultation::archive_campaign(tx, f.world, f.operator_, id); });
    };
    EXPECT_EQ(archive().refusal().code, RefusalCode::conflict);
    f.clock.set(paris("2026-06-01T09:00"));
    ASSERT_TRUE(archive().ok());
    EXPECT_EQ(content(f, id).campaign.state, CampaignState::archived);
    EXPECT_FALSE(unpublish().ok());
}

TEST_P(EditorTest, a_campaign_in_which_somebody_took_part_stays_public) {
    Fixture f(GetParam());
    auto const agent = f.agent(1, 1);
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::save_draft(tx, f.world, agent, {f.campaign, {}, f.text()});
                 }).ok());
    auto const refused = f.write(
        [&](db::Tx& tx) { return consultation::unpublish_campaign(tx, f.world, f.operator_, f.campaign); });
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
}

TEST_P(EditorTest, only_the_operator_edits) {
    Fixture f(GetParam());
    auto const agent = f.agent(1, 1);
    people::Actor auditor = f.person(2);
    auditor.is_auditor = true;
    for (people::Actor const& actor : {agent, auditor}) {
        auto const forbidden = [&](auto const& action) {
            auto const done = f.write(action);
            ASSERT_FALSE(done.ok());
            EXPECT_EQ(done.refusal().code, RefusalCode::forbidden);
        };
        forbidden([&](db::Tx& tx) {
            return consultation::create_campaign(tx, f.world, actor, {"Titre", {}});
        });
        forbidden([&](db::Tx& tx) {
            return consultation::edit_section(tx, f.world, actor,
                                              {f.campaign, Section::texts, 1, with_texts("T"), {}});
        });
        forbidden([&](db::Tx& tx) {
            return consultation::put_policy(tx, f.world, actor, {f.campaign, 0, {}, "N", "S", "00001"});
        });
        forbidden(
            [&](db::Tx& tx) { return consultation::remove_policy(tx, f.world, actor, f.campaign, 0, "n"); });
        forbidden([&](db::Tx& tx) { return consultation::publish_campaign(tx, f.world, actor, f.campaign); });
        forbidden(
            [&](db::Tx& tx) { return consultation::unpublish_campaign(tx, f.world, actor, f.campaign); });
        forbidden([&](db::Tx& tx) { return consultation::archive_campaign(tx, f.world, actor, f.campaign); });
        forbidden([&](db::Tx& tx) {
            return consultation::copy_campaign(tx, f.world, actor, {f.campaign, "Copie", {}, {}});
        });
        forbidden([&](db::Tx& tx) {
            return consultation::import_campaign(tx, f.world, actor,
                                                 consultation::read_campaign_file(campaign_toml()).value());
        });
    }
}

TEST_P(EditorTest, an_address_is_taken_once_and_holds_only_letters_digits_and_hyphens) {
    Fixture f(GetParam());
    for (auto const& [title, slug] :
         std::vector<std::pair<std::string, std::string>>{{"Autre", "essai-2026"},
                                                          {"Autre", "Essai 2026"},
                                                          {"Autre", "nouvelle"},
                                                          {"Autre", "../x"},
                                                          {"", ""},
                                                          {std::string(121, 'x'), "long"},
                                                          {"Autre", std::string(61, 'x')},
                                                          {"🎈", ""}}) {
        auto const made = f.write([&](db::Tx& tx) {
            return consultation::create_campaign(tx, f.world, f.operator_, {title, slug});
        });
        EXPECT_FALSE(made.ok()) << title << "/" << slug;
    }
}

TEST_P(EditorTest, who_saves_second_is_told_and_nothing_of_the_first_is_lost) {
    Fixture f(GetParam());
    auto const id = draft(f, "Titre");
    ASSERT_EQ(*edit(f, id, Section::texts, with_texts("Titre d’Anne"), 1), 2);
    auto const second = edit(f, id, Section::texts, with_texts("Titre de Bruno"), 1);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.refusal().code, RefusalCode::conflict);
    EXPECT_EQ(content(f, id).campaign.title, "Titre d’Anne");
    auto const seen = consultation::changes_since(*f.database->snapshot(), id, Section::texts, 1, 5);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen.front().email, "p900@x.example");
    auto const found = consultation::differences(seen.front().before, seen.front().after);
    EXPECT_EQ(found.front().before, "Titre");
    EXPECT_EQ(found.front().after, "Titre d’Anne");
    // Having read it, the second may replace it. Another section was free all the time.
    EXPECT_EQ(*edit(f, id, Section::texts, with_texts("Titre de Bruno"), 2), 3);
    CampaignFile rules;
    rules.campaign.rules = "Règles";
    EXPECT_EQ(*edit(f, id, Section::rules, rules, 0), 1);
    // The same again is no change.
    EXPECT_EQ(*edit(f, id, Section::rules, rules, 1), 1);
}

TEST_P(EditorTest, the_days_of_reviews_and_late_requests_are_rules_with_their_bounds) {
    Fixture f(GetParam());
    auto const id = draft(f, "Prochaine campagne");
    CampaignFile rules;
    rules.campaign.rules = "Règles";
    rules.campaign.review_days = 30;
    rules.campaign.late_request_days = 7;
    ASSERT_TRUE(edit(f, id, Section::rules, rules, 0).ok());
    auto const stored = content(f, id).campaign;
    EXPECT_EQ(stored.review_days, 30);
    EXPECT_EQ(stored.late_request_days, 7);
    for (auto const& [reviews, late] : {std::pair{0, 7}, {367, 7}, {-1, 7}, {30, -1}, {30, 61}}) {
        rules.campaign.review_days = reviews;
        rules.campaign.late_request_days = late;
        EXPECT_EQ(edit(f, id, Section::rules, rules, 1).refusal().fields.size(), 1u);
    }
    // What is typed is read; a form that does not ask keeps what is stored.
    http::Pairs typed;
    typed.add("rules", "Règles");
    typed.add("review_days", "45");
    typed.add("late_request_days", "trois");
    auto const read = consultation::read_section(Section::rules, typed, stored, f.clock.now());
    EXPECT_EQ(read.wanted.campaign.review_days, 45);
    EXPECT_EQ(read.wanted.campaign.late_request_days, -1);
    auto const old_form = consultation::read_section(Section::rules, {}, stored, f.clock.now());
    EXPECT_EQ(old_form.wanted.campaign.late_request_days, 7);
    // A file says it too, and comes back the same.
    auto const text = consultation::write_campaign_file({stored, {}, {}, {}, {}});
    EXPECT_NE(text.find("late_request_days = 7"), std::string::npos);
}

TEST_P(EditorTest, what_has_opened_is_frozen_and_texts_are_corrected_with_a_public_reason) {
    Fixture f(GetParam());  // published, the collect is open
    auto const now = content(f, f.campaign);
    CampaignFile same{now.campaign, now.choices.themes, now.choices.desks, now.choices.grounds, {}};
    for (Section const section : {Section::rules, Section::envelope, Section::themes, Section::grounds}) {
        EXPECT_TRUE(consultation::is_frozen(now.campaign, section, f.clock.now()));
        EXPECT_EQ(edit(f, f.campaign, section, same, 1).refusal().code, RefusalCode::late);
    }
    CampaignFile support = same;
    support.campaign.late_verification_days = 3;
    EXPECT_TRUE(edit(f, f.campaign, Section::support, support, 1).ok());  // supports have not opened
    CampaignFile desks = same;
    desks.desks.push_back({{}, {}, "Autre bureau", {}, {}});
    EXPECT_TRUE(edit(f, f.campaign, Section::desks, desks, 1).ok());
    EXPECT_FALSE(edit(f, f.campaign, Section::texts, with_texts("Corrigé"), 1).ok());
    EXPECT_FALSE(edit(f, f.campaign, Section::texts, with_texts("Corrigé"), 1, "court").ok());
    EXPECT_TRUE(
        edit(f, f.campaign, Section::texts, with_texts("Corrigé"), 1, "Faute d’orthographe dans le titre.")
            .ok());
    auto const public_ones = consultation::corrections(*f.database->snapshot(), f.campaign);
    ASSERT_EQ(public_ones.size(), 1u);
    EXPECT_EQ(public_ones.front().reason, "Faute d’orthographe dans le titre.");
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'campaign.corrected'"), 1);
    f.clock.set(paris("2026-04-02T10:00"));
    EXPECT_EQ(edit(f, f.campaign, Section::support, same, 2).refusal().code, RefusalCode::late);
    EXPECT_EQ(put(f, f.campaign, 0, "Rurale", "00001").refusal().code, RefusalCode::late);
}

TEST_P(EditorTest, an_open_phase_stays_where_it_is_and_the_next_one_may_move) {
    Fixture f(GetParam());
    CampaignFile wanted = with_phases({{PhaseKind::collect, "2026-02-05T09:00", "2026-02-15T18:00"},
                                       {PhaseKind::support, "2026-04-05T09:00", "2026-05-02T18:00"}});
    auto const moved = edit(f, f.campaign, Section::phases, wanted, 1);
    ASSERT_TRUE(moved.ok()) << told(moved.refusal());
    auto const after = content(f, f.campaign).campaign;
    EXPECT_EQ(after.phase(PhaseKind::collect)->opens_at, paris("2026-01-05T09:00"));
    EXPECT_EQ(after.phase(PhaseKind::support)->opens_at, paris("2026-04-05T09:00"));
    EXPECT_EQ(after.phase(PhaseKind::committee), nullptr);
    EXPECT_FALSE(edit(f, f.campaign, Section::phases,
                      with_phases({{PhaseKind::support, "2026-01-06T09:00", "2026-05-02T18:00"}}), 2)
                     .ok());
}

TEST(SectionCheck, every_error_of_a_calendar_is_told_at_once) {
    base::FormErrors errors;
    consultation::check_section(Section::phases,
                                with_phases({{PhaseKind::collect, "2026-06-01T09:00", "2026-05-01T09:00"},
                                             {PhaseKind::support, "2026-04-01T09:00", "2026-07-01T09:00"},
                                             {PhaseKind::committee, "2026-06-15T09:00", "2036-06-20T09:00"}}),
                                {}, paris("2026-01-01T00:00"), errors);
    auto const refusal = std::move(errors).refusal();
    std::vector<std::string> fields;
    for (base::FieldError const& error : refusal.fields) fields.push_back(error.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"collect_closes_day", "committee_closes_day",
                                                "support_opens_day", "committee_opens_day"}))
        << told(refusal);
}

TEST(SectionForm, a_phase_without_hours_is_made_of_whole_days) {
    consultation::Campaign stored;
    http::Pairs typed;
    typed.add("collect_opens_day", "15/04/2027");
    typed.add("collect_closes_day", "30/04/2027");
    auto const read =
        consultation::read_section(consultation::Section::phases, typed, stored, paris("2026-01-01T00:00"));
    ASSERT_EQ(read.wanted.campaign.phases.size(), 1u);
    EXPECT_EQ(read.wanted.campaign.phases[0].opens_at, paris("2027-04-15T00:00"));
    EXPECT_EQ(read.wanted.campaign.phases[0].closes_at, paris("2027-04-30T23:59"));
}

TEST(SectionForm, dates_and_hours_are_read_as_people_write_them) {
    using consultation::typed_instant;
    EXPECT_EQ(typed_instant("15/04/2026", "18:00"), paris("2026-04-15T18:00"));
    EXPECT_EQ(typed_instant("15.4.2026", "18h"), paris("2026-04-15T18:00"));
    EXPECT_EQ(typed_instant("2026-04-15", "18 h 30"), paris("2026-04-15T18:30"));
    for (auto const& [day, hour] :
         std::vector<std::pair<char const*, char const*>>{{"31/02/2026", "18:00"},
                                                          {"15/04/26", "18:00"},
                                                          {"15/04/2026", "25:00"},
                                                          {"15/04/2026", ""},
                                                          {"", "18:00"},
                                                          {"demain", "midi"},
                                                          {"15/04/4935", "18:00"},
                                                          {"4935-04-15", "18:00"},
                                                          {"1999-04-15", "18:00"},
                                                          {"15/04/2026", "18:61"},
                                                          {"99999999999999999999/1/2026", "1:00"}})
        EXPECT_FALSE(typed_instant(day, hour).has_value()) << day << " " << hour;
}

TEST_P(EditorTest, themes_are_added_renamed_put_in_order_and_only_unused_ones_go) {
    Fixture f(GetParam());
    auto const id = draft(f, "Titre");
    CampaignFile file;
    file.themes = {{{}, {}, "Mobilités", {}}, {{}, {}, "Mobilités !", {}}};
    EXPECT_FALSE(edit(f, id, Section::themes, file, 0).ok());  // the same name
    file.themes = {{{}, {}, "Mobilités", {}}, {{}, {}, "École", "Cantine"}, {{}, {}, "Santé", {}}};
    ASSERT_TRUE(edit(f, id, Section::themes, file, 0).ok());
    auto stored = content(f, id).choices.themes;
    ASSERT_EQ(stored.size(), 3u);
    EXPECT_EQ(stored[1].slug, "ecole");
    f.sql(fmt::format(
        "INSERT INTO proposals (id, reference, campaign_id, state, title, title_key, summary, problem, "
        "maturity, created_at, changed_at) VALUES (77, 'P-77', {}, 'draft', 'T', 't', '', '', '', 0, 0)",
        id.value));
    f.sql(fmt::format("INSERT INTO proposal_themes (proposal_id, theme_id) VALUES (77, {})",
                      stored[1].id.value));
    file.themes = {stored[2], stored[0]};
    file.themes[0].name = "Santé publique";
    auto const used = edit(f, id, Section::themes, file, 1);
    ASSERT_FALSE(used.ok());
    EXPECT_NE(told(used.refusal()).find("École"), std::string::npos);
    file.themes.push_back(stored[1]);
    ASSERT_TRUE(edit(f, id, Section::themes, file, 1).ok());
    stored = content(f, id).choices.themes;
    EXPECT_EQ(stored[0].name, "Santé publique");
    EXPECT_EQ(stored[0].slug, "sante");
    EXPECT_EQ(stored[2].name, "École");
}

TEST_P(EditorTest, a_list_of_communes_is_reported_line_by_line_before_it_is_applied) {
    Fixture f(GetParam());
    f.sql(
        "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, long_name, "
        "name_key, "
        "department_code, region_code, successor_id, in_force, since_edition) VALUES (90, 'ANC-00090', "
        "'former_commune', 'authority', '', '00090', 'Vieuxbourg', 'Commune de Vieuxbourg', 'vieuxbourg', "
        "'29', '53', "
        "3, 0, 1)");
    auto const lines = consultation::read_codes(
        "\xEF\xBB\xBFNom;code_insee;Code postal\nVille 1;00001;29000\nVille "
        "2;2;29000\nMoi;;29000\nAncienne;00090;29000\n"
        "Ville 3;00003;29000\nRien;99999;29000\n");
    ASSERT_TRUE(lines.ok());
    auto const report = consultation::checked_codes(*f.database->snapshot(), *lines);
    EXPECT_EQ(report.communes.size(), 2u);  // 00001, and 00003 in place of 00090
    using Kind = consultation::CodeRemark::Kind;
    std::vector<Kind> kinds;
    for (auto const& remark : report.remarks) kinds.push_back(remark.kind);
    EXPECT_EQ(kinds, (std::vector<Kind>{Kind::unreadable, Kind::unreadable, Kind::replaced, Kind::doubled,
                                        Kind::unknown}));
    EXPECT_EQ(report.remarks[2].line, 5);
    EXPECT_NE(consultation::sentence_of(report.remarks[2]).find("Ville 3 (00003)"), std::string::npos);
    EXPECT_EQ(report.refused(), 3);
    // Pasted: several on a line, a zero that a spreadsheet dropped, a département that is no commune.
    auto const pasted = consultation::read_codes("00001, 00002 0003\n29\n");
    EXPECT_EQ(consultation::checked_codes(*f.database->snapshot(), *pasted).communes.size(), 3u);
    EXPECT_FALSE(consultation::read_codes(std::string(consultation::policy_list_bytes_max + 1, 'x')).ok());
    EXPECT_FALSE(consultation::read_codes("\xff\xfe").ok());

    auto const id = draft(f, "Titre");
    EXPECT_FALSE(put(f, id, 0, "Rurale", "99999").ok());
    EXPECT_FALSE(put(f, id, 0, "", "00001").ok());
    ASSERT_EQ(*put(f, id, 0, "Agenda rural", "00001\n00002"), "agenda-rural");
    EXPECT_FALSE(put(f, id, 0, "Autre", "00001").ok());         // somebody was first
    EXPECT_FALSE(put(f, id, 1, "Agenda rural", "00001").ok());  // the same name
    ASSERT_TRUE(put(f, id, 1, "Agenda rural 2026", "00003", "agenda-rural").ok());
    auto const stored = content(f, id).policies;
    ASSERT_EQ(stored.size(), 1u);
    EXPECT_EQ(stored.front().members, (std::vector<std::string>{"00003"}));
    EXPECT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::remove_policy(tx, f.world, f.operator_, id, 2, "agenda-rural");
                 }).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM policy_members"), 0);
}

TEST_P(EditorTest, a_copy_is_a_draft_with_everything_but_what_people_did_and_its_dates_follow) {
    Fixture f(GetParam());
    ASSERT_TRUE(put(f, f.campaign, 0, "Rurale", "00001 00002").ok());
    auto const copied = f.write([&](db::Tx& tx) {
        return consultation::copy_campaign(tx, f.world, f.operator_,
                                           {f.campaign, "Édition 2027", {}, paris("2027-01-06T12:00")});
    });
    ASSERT_TRUE(copied.ok()) << told(copied.refusal());
    auto const copy = content(f, id_of(f, "edition-2027"));
    auto const source = content(f, f.campaign);
    EXPECT_EQ(copy.campaign.state, CampaignState::draft);
    EXPECT_EQ(copy.campaign.rules, source.campaign.rules);
    EXPECT_EQ(copy.choices.themes.size(), source.choices.themes.size());
    EXPECT_EQ(copy.policies.front().members, source.policies.front().members);
    // 366 days later, at the same hour of Paris on both sides of the change of season.
    EXPECT_EQ(copy.campaign.phase(PhaseKind::collect)->opens_at, paris("2027-01-06T09:00"));
    EXPECT_EQ(copy.campaign.phase(PhaseKind::support)->opens_at, paris("2027-04-02T09:00"));
    auto const empty = f.write([&](db::Tx& tx) {
        return consultation::copy_campaign(tx, f.world, f.operator_, {f.campaign, "Sans dates", {}, {}});
    });
    EXPECT_TRUE(content(f, id_of(f, *empty)).campaign.phases.empty());
}

TEST_P(EditorTest, the_file_of_a_campaign_goes_out_and_in_without_a_difference) {
    Fixture f(GetParam());
    ASSERT_TRUE(put(f, f.campaign, 0, "Rurale", "00001 00002").ok());
    auto const written = [&](base::Id<consultation::Campaign> id) {
        return consultation::write_campaign_file(*consultation::file_of(*f.database->snapshot(), id));
    };
    std::string const first = written(f.campaign);
    auto const read = consultation::read_campaign_file(first);
    ASSERT_TRUE(read.ok()) << told(read.refusal()) << first;
    EXPECT_EQ(consultation::write_campaign_file(*read), first);
    auto const same = f.write([&](db::Tx& tx) { return consultation::load_campaign(tx, f.world, *read); });
    EXPECT_EQ(same->what, consultation::Loaded::unchanged);
    // Into a new one, with texts that try to break out.
    CampaignFile other = *read;
    other.campaign.slug = "autre";
    other.campaign.description = "Trois \"\"\" guillemets\n\\n, tab\t, fin \"";
    other.campaign.rules = "\"";
    auto const imported =
        f.write([&](db::Tx& tx) { return consultation::import_campaign(tx, f.world, f.operator_, other); });
    ASSERT_TRUE(imported.ok()) << told(imported.refusal());
    auto const stored = content(f, imported->id);
    EXPECT_EQ(stored.campaign.state, CampaignState::draft);  // importing never publishes
    EXPECT_EQ(stored.campaign.description, other.campaign.description);
    std::string const out = written(imported->id);
    auto const again = consultation::read_campaign_file(out);
    ASSERT_TRUE(again.ok()) << told(again.refusal()) << out;
    EXPECT_EQ(consultation::write_campaign_file(*again), out);
    // A half-filled draft too.
    auto const half = written(draft(f, "À moitié"));
    ASSERT_TRUE(consultation::read_campaign_file(half).ok()) << half;
    EXPECT_EQ(consultation::write_campaign_file(*consultation::read_campaign_file(half)), half);
    other.policies->front().members.push_back("99999");
    EXPECT_FALSE(f.write([&](db::Tx& tx) {
                      return consultation::import_campaign(tx, f.world, f.operator_, other);
                  }).ok());
}

TEST_P(EditorTest, every_change_is_kept_before_and_after_by_file_and_by_extension_too) {
    Fixture f(GetParam());
    EXPECT_EQ(consultation::section_version(*f.database->snapshot(), f.campaign, Section::phases), 1);
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::extend_phase(
                         tx, f.world, f.operator_,
                         {f.campaign, PhaseKind::collect, paris("2026-03-20T18:00"),
                          "À la demande des associations d’élus."});
                 }).ok());
    auto const changes =
        consultation::changes_since(*f.database->snapshot(), f.campaign, Section::phases, 1, 5);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes.front().reason, "À la demande des associations d’élus.");
    EXPECT_EQ(consultation::differences(changes.front().before, changes.front().after).size(), 1u);
    std::vector<consultation::Fact> const odd{{"a\tb", "1\n2\\n"}, {"c", "\\"}};
    EXPECT_EQ(consultation::facts_from(consultation::stored_facts(odd)), odd);
}
