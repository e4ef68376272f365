#include "people/email_hint.hpp"
#include "people/fixture.hpp"
#include "people/official_code_rows.hpp"

ON_BOTH_ENGINES(AffiliationTest);

using people::Verdict;

TEST_P(AffiliationTest, an_official_address_or_a_recorded_domain_verifies_at_once) {
    Fixture f(GetParam());
    auto const by_address = f.claim(f.person("Mairie.Locronan@Orange.fr"), Fixture::locronan);
    EXPECT_EQ(by_address->state, AffiliationState::verified);
    EXPECT_EQ(by_address->method, Method::official_address);
    auto const by_domain = f.claim(f.person("dgs@locronan.bzh"), Fixture::locronan);
    EXPECT_EQ(by_domain->method, Method::domain);
    auto const by_nothing = f.claim(f.person("agent@orange.fr"), Fixture::locronan);
    EXPECT_EQ(by_nothing->state, AffiliationState::pending);
    EXPECT_EQ(by_nothing->method, Method::none);
    auto const acts = f.acts(by_domain->id);
    ASSERT_EQ(acts.size(), 1u);
    EXPECT_EQ(acts.front().act, "affiliation.claim");
    EXPECT_EQ(acts.front().body, 1);
    EXPECT_EQ(f.changes.size(), 3u);
}

TEST_P(AffiliationTest, the_hint_knows_the_domains_of_the_chosen_authority) {
    Fixture f(GetParam());
    auto const snapshot = f.database->snapshot();
    EXPECT_EQ(people::suggested_address(*snapshot, "dgs@locronnan.bzh", Fixture::locronan),
              "dgs@locronan.bzh");
    EXPECT_FALSE(people::suggested_address(*snapshot, "dgs@locronnan.bzh", {}).has_value());
    EXPECT_FALSE(people::suggested_address(*snapshot, "dgs@locronnan.bzh", Fixture::quimper).has_value());
}

TEST_P(AffiliationTest, a_domain_is_matched_at_its_labels_and_for_its_own_authority_only) {
    // CVE-2026-33393: an allowed domain matched as a suffix.
    Fixture f(GetParam());
    for (char const* email : {"x@evil-locronan.bzh", "x@locronan.bzh.evil.example", "x@locronanbzh.fr",
                              "x@notlocronan.bzh", "x@quimper.bzh", "x@qbo.bzh", "x@orange.fr"})
        EXPECT_EQ(f.claim(f.person(email), Fixture::locronan)->state, AffiliationState::pending) << email;
    EXPECT_EQ(f.claim(f.person("x@qbo.bzh"), Fixture::quimper)->state, AffiliationState::pending)
        << "a grouping's domain does not verify its communes";
    EXPECT_EQ(f.claim(f.person("X@LOCRONAN.BZH"), Fixture::locronan)->state, AffiliationState::verified);
    EXPECT_EQ(f.claim(f.person("x@ecole.locronan.bzh"), Fixture::locronan)->state,
              AffiliationState::verified);
}

TEST_P(AffiliationTest, a_claim_that_stands_is_returned_not_made_again) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const first = f.claim(who, Fixture::locronan);
    auto const again = f.claim(who, Fixture::locronan, Quality::elected, "maire");
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->function, "secretaire-de-mairie");
    EXPECT_EQ(f.acts(first->id).size(), 1u);
    EXPECT_EQ(f.changes.size(), 1u);
    EXPECT_NE(f.claim(who, Fixture::quimper)->id, first->id);
}

TEST_P(AffiliationTest, sixty_four_identical_claims_at_once_make_one) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    std::atomic<int> accepted{0};
    Fixture::at_once(64, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(2000 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<Affiliation> {
            return people::claim(tx, {f.clock, own}, f.hooks,
                                 {who, Fixture::locronan, {}, Quality::agent, "secretaire-de-mairie"});
        });
        if (answer.ok()) ++accepted;
    });
    EXPECT_EQ(accepted, 64);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'affiliation.claim'"), 1);
}

TEST_P(AffiliationTest, what_is_not_on_the_lists_is_refused_with_every_error) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    EXPECT_EQ(f.claim(who, Id<territories::Authority>(999), Quality::agent, "roi").refusal().fields.size(),
              2u);
    EXPECT_FALSE(f.claim(who, Fixture::locronan, Quality::agent, "maire").ok());
    EXPECT_FALSE(f.claim(who, Fixture::locronan, Quality::partner, "benevole").ok());
    auto const merged = f.claim(who, Fixture::former);
    ASSERT_FALSE(merged.ok());
    EXPECT_NE(merged.refusal().message.find("Culoz-Béon"), std::string::npos);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 0);
}

TEST_P(AffiliationTest, a_pending_claim_is_verified_when_claimed_again_once_the_domain_is_recorded) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@culoz.fr");
    auto const pending = f.claim(who, Fixture::culoz);
    EXPECT_EQ(pending->state, AffiliationState::pending);
    (void)f.write([](Tx& tx) -> Result<Done> {
        tx.execute("INSERT INTO authority_domains (domain, authority_id) VALUES ('culoz.fr', 3)");
        return Done{};
    });
    auto const verified = f.claim(who, Fixture::culoz);
    EXPECT_EQ(verified->id, pending->id);
    EXPECT_EQ(verified->state, AffiliationState::verified);
    ASSERT_EQ(f.changes.size(), 2u);
    EXPECT_EQ(f.changes.back().before, AffiliationState::pending);
}

TEST_P(AffiliationTest, who_was_turned_away_is_not_verified_by_the_address_alone) {
    // CVE-2022-21684: an invited user skipped the approval.
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const first = f.claim(who, Fixture::locronan);
    ASSERT_TRUE(f.end(f.operator_(), first->id, "A quitté la mairie.").ok());
    auto const again = f.claim(who, Fixture::locronan);
    EXPECT_NE(again->id, first->id);
    EXPECT_EQ(again->state, AffiliationState::pending);
    ASSERT_TRUE(f.end(who, again->id).ok());
    EXPECT_EQ(f.claim(who, Fixture::locronan)->state, AffiliationState::verified)
        << "whoever leaves by themself may come back";
}

TEST_P(AffiliationTest, a_code_sent_to_the_official_addresses_verifies) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const pending = f.claim(who, Fixture::locronan, Quality::elected, "maire");
    auto const sent = f.send_official(who, pending->id);
    ASSERT_TRUE(sent.ok()) << sent.refusal().message;
    EXPECT_EQ(sent->masked_addresses.size(), 2u);
    std::string const letter = f.mail_to("maire@locronan.bzh");
    for (char const* told :
         {"Élu(e), maire", "agent@exemple.fr", "Commune de Locronan", "contact@tremplin.example",
          "ni délibération ni engagement", "mercredi 22 avril 2026"})
        EXPECT_NE(letter.find(told), std::string::npos) << told << " in:\n" << letter;
    std::string const code = f.official_code_sent_to("maire@locronan.bzh");
    EXPECT_EQ(code, f.official_code_sent_to("mairie.locronan@orange.fr"));
    f.later(Duration::days(6));
    auto const verified = f.enter_official(who, pending->id, code);
    ASSERT_TRUE(verified.ok()) << verified.refusal().message;
    EXPECT_EQ(verified->method, Method::official_address);
    EXPECT_EQ(f.enter_official(who, pending->id, code)->state, AffiliationState::verified)
        << "again: the same";
    auto const acts = f.acts(pending->id);
    ASSERT_EQ(acts.size(), 3u);
    EXPECT_EQ(acts[1].act, "affiliation.send_official_code");
    EXPECT_EQ(acts[2].act, "affiliation.verify");
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE payload LIKE '%@%'"), 0)
        << "the journal holds no address";
}

TEST_P(AffiliationTest, an_official_code_expires_after_seven_days_and_serves_its_own_affiliation_only) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const other = f.person("autre@exemple.fr");
    auto const mine = f.claim(who, Fixture::locronan);
    auto const theirs = f.claim(other, Fixture::locronan);
    ASSERT_TRUE(f.send_official(who, mine->id).ok());
    std::string const code = f.official_code_sent_to("maire@locronan.bzh");
    EXPECT_EQ(f.enter_official(other, mine->id, code).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.enter_official(other, theirs->id, code).refusal().code, RefusalCode::late);
    ASSERT_TRUE(f.send_official(other, theirs->id).ok());
    auto const wrong = f.enter_official(other, theirs->id, code);
    EXPECT_EQ(wrong.refusal().code, RefusalCode::invalid);
    EXPECT_TRUE(wrong.refusal().recorded);
    EXPECT_EQ(f.send_official(other, mine->id).refusal().code, RefusalCode::not_found);
    f.later(people::official_code_kept);
    EXPECT_EQ(f.enter_official(who, mine->id, code).refusal().code, RefusalCode::late);
}

TEST_P(AffiliationTest, an_authority_receives_three_codes_a_day_and_each_stays_valid) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const pending = f.claim(who, Fixture::locronan);
    ASSERT_TRUE(f.send_official(who, pending->id).ok());
    std::string const first = f.official_code_sent_to("maire@locronan.bzh");
    std::atomic<int> sent{1};
    Fixture::at_once(16, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(3000 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<people::OfficialCodeSent> {
            return people::send_official_code(tx, {f.clock, own}, f.settings, who, pending->id);
        });
        if (answer.ok()) ++sent;
    });
    EXPECT_EQ(sent, people::official_codes_per_authority.most);
    EXPECT_EQ(f.mails_to("maire@locronan.bzh"), people::official_codes_per_authority.most);
    auto const refused = f.send_official(who, pending->id);
    EXPECT_EQ(refused.refusal().code, RefusalCode::too_many);
    f.later(Duration::days(1));
    EXPECT_TRUE(f.send_official(who, pending->id).ok());
    EXPECT_TRUE(f.enter_official(who, pending->id, first).ok()) << "the letter read first may be the oldest";
}

TEST_P(AffiliationTest, an_official_code_bears_ten_tries_even_at_once) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const pending = f.claim(who, Fixture::locronan);
    ASSERT_TRUE(f.send_official(who, pending->id).ok());
    std::string const code = f.official_code_sent_to("maire@locronan.bzh");
    std::string const wrong = code == "AAAA-AAAA" ? "BBBB-BBBB" : "AAAA-AAAA";
    std::atomic<int> checked{0};
    Fixture::at_once(40, [&](int) {
        auto const answer = f.enter_official(who, pending->id, wrong);
        if (!answer.ok() && answer.refusal().code == RefusalCode::invalid) ++checked;
    });
    EXPECT_EQ(checked, people::official_code_tries_max);
    EXPECT_EQ(f.enter_official(who, pending->id, code).refusal().code, RefusalCode::late);
    EXPECT_EQ(people::last_official_sending(*f.database->snapshot(), pending->id)->tries,
              people::official_code_tries_max);
}

TEST_P(AffiliationTest, an_authority_without_a_known_address_says_who_can_help) {
    Fixture f(GetParam());
    auto const who = f.person("agent@exemple.fr");
    auto const pending = f.claim(who, Fixture::culoz);
    auto const refused = f.send_official(who, pending->id);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    EXPECT_NE(refused.refusal().advice.find("préfecture"), std::string::npos);
}

TEST_P(AffiliationTest, the_operator_decides_and_the_person_is_told) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const one = f.claim(f.person("un@exemple.fr"), Fixture::locronan);
    auto const verified = f.decide(team, one->id, Verdict::verify);
    ASSERT_TRUE(verified.ok()) << verified.refusal().message;
    EXPECT_EQ(verified->method, Method::operator_);
    EXPECT_EQ(verified->decided_by, team);
    EXPECT_NE(f.mail_to("un@exemple.fr").find("est vérifié"), std::string::npos)
        << f.mail_to("un@exemple.fr");
    auto const two = f.claim(f.person("deux@exemple.fr"), Fixture::locronan);
    EXPECT_EQ(f.decide(team, two->id, Verdict::refuse, " ").refusal().fields.front().field, "reason");
    auto const refused =
        f.decide(team, two->id, Verdict::refuse, "Adresse personnelle inconnue de la mairie.");
    ASSERT_TRUE(refused.ok());
    EXPECT_EQ(refused->state, AffiliationState::refused);
    EXPECT_NE(f.mail_to("deux@exemple.fr").find("Adresse personnelle inconnue de la mairie."),
              std::string::npos);
    EXPECT_EQ(f.decide(team, two->id, Verdict::verify).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.decide(team, Id<Affiliation>(999), Verdict::verify).refusal().code, RefusalCode::not_found);
    ASSERT_EQ(f.changes.size(), 4u);
    EXPECT_EQ(f.changes.back().affiliation.state, AffiliationState::refused);
    EXPECT_EQ(f.acts(two->id).back().act, "affiliation.refuse");
    EXPECT_EQ(f.acts(two->id).back().payload.find("inconnue"), std::string::npos)
        << "no free text in the journal";
}

TEST_P(AffiliationTest, a_relay_decides_in_its_departement_only) {
    Fixture f(GetParam());
    auto const finistere = f.relay_of("29");
    auto const here = f.claim(f.person("un@exemple.fr"), Fixture::locronan);
    auto const elsewhere = f.claim(f.person("deux@exemple.fr"), Fixture::culoz);
    EXPECT_EQ(f.decide(finistere, here->id, Verdict::verify)->method, Method::prefecture);
    EXPECT_EQ(f.decide(finistere, elsewhere->id, Verdict::verify).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.end(finistere, here->id, "non").refusal().code, RefusalCode::not_found);
}

TEST_P(AffiliationTest, a_verified_colleague_may_verify_not_refuse_and_nobody_else_may) {
    Fixture f(GetParam());
    auto const verified = f.person("dgs@locronan.bzh");
    ASSERT_TRUE(f.claim(verified, Fixture::locronan).ok());
    auto const pending = f.person("en-attente@exemple.fr");
    ASSERT_TRUE(f.claim(pending, Fixture::locronan).ok());
    auto const of_quimper = f.person("dgs@quimper.bzh");
    ASSERT_TRUE(f.claim(of_quimper, Fixture::quimper).ok());
    auto const asked = f.claim(f.person("agent@exemple.fr"), Fixture::locronan);
    EXPECT_EQ(f.decide(pending, asked->id, Verdict::verify).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.decide(of_quimper, asked->id, Verdict::verify).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.decide(asked->person, asked->id, Verdict::verify).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.decide(verified, asked->id, Verdict::refuse, "non").refusal().code, RefusalCode::forbidden);
    auto const decided = f.decide(verified, asked->id, Verdict::verify);
    ASSERT_TRUE(decided.ok()) << decided.refusal().message;
    EXPECT_EQ(decided->method, Method::colleague);
}

TEST_P(AffiliationTest, an_operator_does_not_decide_on_their_own) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const own = f.claim(team, Fixture::locronan);
    EXPECT_EQ(f.decide(team, own->id, Verdict::verify).refusal().code, RefusalCode::forbidden);
    EXPECT_TRUE(f.end(team, own->id).ok());
}

TEST_P(AffiliationTest, two_decisions_at_once_leave_one) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const asked = f.claim(f.person("agent@exemple.fr"), Fixture::locronan);
    std::atomic<int> decided{0};
    std::atomic<int> conflicts{0};
    Fixture::at_once(32, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(4000 + i));
        people::Actor actor;
        actor.person = team;
        auto const answer = f.write([&](Tx& tx) -> Result<Affiliation> {
            return people::decide(tx, {f.clock, own}, f.settings, f.hooks, actor,
                                  {asked->id, i % 2 == 0 ? Verdict::verify : Verdict::refuse, "motif"});
        });
        if (answer.ok())
            ++decided;
        else if (answer.refusal().code == RefusalCode::conflict)
            ++conflicts;
    });
    EXPECT_EQ(decided, 1);
    EXPECT_EQ(conflicts, 31);
    EXPECT_EQ(f.mails_to("agent@exemple.fr"), 1);
    EXPECT_EQ(f.acts(asked->id).size(), 2u);
}

TEST_P(AffiliationTest, an_affiliation_is_ended_by_oneself_or_by_the_operator_with_a_reason) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const other = f.person("autre@exemple.fr");
    auto const team = f.operator_();
    auto const first = f.claim(who, Fixture::locronan);
    EXPECT_EQ(f.end(other, first->id).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.end(team, first->id).refusal().fields.front().field, "reason");
    ASSERT_TRUE(f.end(who, first->id).ok());
    EXPECT_TRUE(f.end(who, first->id).ok()) << "again: the same";
    EXPECT_EQ(f.end(team, first->id, "motif").refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.mails_to("dgs@locronan.bzh"), 0) << "nobody is told of their own act";
    auto const second = f.claim(who, Fixture::locronan);
    ASSERT_TRUE(f.end(team, second->id, "Fin de contrat.").ok());
    EXPECT_NE(f.mail_to("dgs@locronan.bzh").find("Fin de contrat."), std::string::npos);
    EXPECT_EQ(f.acts(first->id).size(), 2u);
    EXPECT_EQ(people::affiliations_of(*f.database->snapshot(), who).size(), 2u);
}

TEST_P(AffiliationTest, the_queue_shows_the_longest_waiting_first_with_its_count) {
    Fixture f(GetParam());
    for (int i = 0; i < 25; ++i) {
        (void)f.claim(f.person("agent" + std::to_string(i) + "@exemple.fr"),
                      i % 5 == 0 ? Fixture::culoz : Fixture::locronan);
        f.later(Duration::hours(12));
    }
    auto const waiting = [&](people::WaitingFilter const& filter, int page) {
        return people::waiting_affiliations(*f.database->snapshot(), filter, page);
    };
    auto const first = waiting({}, 1);
    EXPECT_EQ(first.total, 25);
    ASSERT_EQ(first.lines.size(), 20u);
    EXPECT_EQ(first.lines.front().email, "agent0@exemple.fr");
    EXPECT_EQ(first.oldest, first.lines.front().affiliation.requested_at);
    EXPECT_EQ(people::days_waited(first.lines.front().affiliation, f.clock.now()), 12);
    EXPECT_EQ(waiting({}, 2).lines.size(), 5u);
    EXPECT_EQ(waiting({}, 3).lines.size(), 0u);
    EXPECT_EQ(waiting({"01", ""}, 1).total, 5);
    EXPECT_EQ(waiting({"", "culoz beon"}, 1).total, 5);
    EXPECT_EQ(waiting({"29", "AGENT12@"}, 1).total, 1);
    for (char const* hostile : {"%", "_", "\\", "' OR 1=1 --", "\xff\xfe%"})
        EXPECT_LE(waiting({"", hostile}, 1).total, std::string_view(hostile) == "\xff\xfe%" ? 25 : 0)
            << hostile;
    EXPECT_EQ(people::members_of(*f.database->snapshot(), Fixture::culoz).size(), 5u);
}

TEST_P(AffiliationTest, a_partner_is_found_again_however_its_name_is_written) {
    Fixture f(GetParam());
    auto const who = f.person("asso@exemple.fr");
    auto const named = [&](std::string const& name, std::string const& siren = "") {
        return f.write([&](Tx& tx) -> Result<people::Partner> {
            return people::find_or_create_partner(tx, f.world, who, {name, "association", siren});
        });
    };
    auto const first = named("Élus & numérique");
    EXPECT_EQ(named("élus   et numérique")->id == first->id, false);
    EXPECT_EQ(named("ELUS / NUMERIQUE")->id, first->id);
    EXPECT_NE(named("Élus & numérique", "732829320")->id, first->id) << "namesakes are told apart by SIREN";
    EXPECT_EQ(named("Élus & numérique", "732 829 320")->siren->digits(), "732829320");
    EXPECT_EQ(people::partners_starting(*f.database->snapshot(), "elus", 10).size(), 3u);

    auto const affiliated = f.write([&](Tx& tx) -> Result<Affiliation> {
        return people::claim(tx, f.world, f.hooks, {who, {}, first->id, Quality::partner, "benevole"});
    });
    ASSERT_TRUE(affiliated.ok());
    EXPECT_EQ(affiliated->state, AffiliationState::pending);
    EXPECT_EQ(affiliated->body(), -first->id.value);
    EXPECT_EQ(people::affiliations_of(*f.database->snapshot(), who).front().body_name, "Élus & numérique");
    EXPECT_FALSE(f.send_official(who, affiliated->id).ok());
    EXPECT_TRUE(f.decide(f.operator_(), affiliated->id, Verdict::verify).ok());
}

TEST_P(AffiliationTest, the_same_partner_named_many_times_at_once_is_one) {
    Fixture f(GetParam());
    auto const who = f.person("asso@exemple.fr");
    Fixture::at_once(32, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(5000 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<people::Partner> {
            return people::find_or_create_partner(tx, {f.clock, own}, who, {"Déclic", "association", ""});
        });
        EXPECT_TRUE(answer.ok());
    });
    EXPECT_EQ(f.count("SELECT count(*) FROM partners"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'partner.create'"), 1);
}

TEST_P(AffiliationTest, the_public_sees_the_quality_and_the_function_never_the_address) {
    Fixture f(GetParam());
    auto const one = f.claim(f.person("dgs@locronan.bzh"), Fixture::locronan);
    EXPECT_EQ(people::public_description(*one), "Agent, secrétaire général(e) de mairie");
    EXPECT_EQ(people::public_description(*one).find('@'), std::string::npos);
}
