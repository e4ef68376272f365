#include "people/fixture.hpp"

ON_BOTH_ENGINES(SignInTest);

namespace {

constexpr char const* signer = "agent@exemple.fr";

}  // namespace

TEST_P(SignInTest, a_code_typed_in_the_same_browser_signs_in_with_the_intent) {
    Fixture f(GetParam());
    auto const started = f.start("Agent@Exemple.fr");
    ASSERT_TRUE(started.ok());
    auto const signed_in = f.enter(started->browser_token, " " + f.code_sent_to(signer) + " ");
    ASSERT_TRUE(signed_in.ok()) << signed_in.refusal().message;
    EXPECT_TRUE(signed_in->first_time);
    EXPECT_EQ(signed_in->intent, "/soutenir/P-2026-012");
    EXPECT_EQ(signed_in->session_token.size(), 43u);
    auto const who = people::sign_in_of(*f.database->snapshot(), signed_in->session_token, f.clock.now());
    ASSERT_TRUE(who.has_value());
    EXPECT_EQ(who->actor.person, signed_in->person);
    EXPECT_EQ(who->email, "Agent@Exemple.fr");
    EXPECT_FALSE(f.sign_in(signer).first_time);
}

TEST_P(SignInTest, a_code_does_nothing_in_another_browser) {
    Fixture f(GetParam());
    auto const mine = f.start(signer);
    auto const theirs = f.start("autre@exemple.fr");
    EXPECT_FALSE(f.enter(theirs->browser_token, f.code_sent_to(signer)).ok());
    EXPECT_EQ(f.enter("no-such-browser", f.code_sent_to(signer)).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.enter("", f.code_sent_to(signer)).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 0);
    EXPECT_TRUE(f.enter(mine->browser_token, f.code_sent_to(signer)).ok());
}

TEST_P(SignInTest, an_unknown_address_gets_the_same_mail_and_the_same_work_as_a_known_one) {
    Fixture f(GetParam());
    f.sign_in(signer);
    auto const statements = [&](std::string const& email) {
        int run = 0;
        (void)f.write([&](Tx& tx) -> Result<Done> {
            int const before = tx.statements_run();
            EXPECT_TRUE(people::start_sign_in(tx, f.world, f.settings, {email, {}, "", ""}).ok());
            run = tx.statements_run() - before;
            return Done{};
        });
        return run;
    };
    EXPECT_EQ(statements(signer), statements("inconnu@exemple.fr"));
    auto const without_secrets = [&](std::string const& email) {
        std::string const text = std::regex_replace(f.mail_to(email), std::regex("[0-9]{6}"), "CODE");
        return std::regex_replace(text, std::regex("lien/[A-Za-z0-9_-]{43}"), "LINK");
    };
    EXPECT_EQ(without_secrets(signer), without_secrets("inconnu@exemple.fr"));
    EXPECT_NE(without_secrets(signer), f.mail_to(signer));
    EXPECT_EQ(f.count("SELECT count(*) FROM persons"), 1) << "asking for a code makes no account";
}

TEST_P(SignInTest, the_mail_says_what_the_code_is_for_and_its_links_start_with_the_origin) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    auto const snapshot = f.database->snapshot();
    auto const subject = snapshot->first<std::string>("SELECT subject FROM mails", {},
                                                      [](db::Row const& row) { return row.string(0); });
    EXPECT_EQ(subject, "Votre code pour soutenir la proposition P-2026-012");
    EXPECT_EQ(snapshot->integer("SELECT secret FROM mails"), 1);
    EXPECT_NE(f.mail_to(signer).find("https://tremplin.example/connexion/lien/" + started->link_token),
              std::string::npos);
}

TEST_P(SignInTest, no_token_or_code_stands_in_the_tables) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    std::string const code = f.code_sent_to(signer);
    auto const signed_in = f.enter(started->browser_token, code);
    auto const snapshot = f.database->snapshot();
    auto const stored = [&](std::string_view sql, std::string const& secret) {
        return snapshot->exists(sql, {db::Blob{secret}});
    };
    EXPECT_FALSE(stored("SELECT 1 FROM sign_ins WHERE token_hash = $1", signed_in->session_token));
    EXPECT_FALSE(stored("SELECT 1 FROM sign_in_requests WHERE browser_hash = $1", started->browser_token));
    EXPECT_FALSE(stored("SELECT 1 FROM sign_in_requests WHERE code_hash = $1", code));
    std::string const plain(base::as_bytes(base::sha256(code)));
    EXPECT_FALSE(stored("SELECT 1 FROM sign_in_requests WHERE code_hash = $1", plain));
}

TEST_P(SignInTest, looking_at_a_link_consumes_nothing_and_its_button_signs_in_on_another_device) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    for (int scanner = 0; scanner < 20; ++scanner) {
        auto const seen = people::look_up_link(*f.database->snapshot(), started->link_token);
        ASSERT_TRUE(seen.has_value());
        EXPECT_EQ(people::state_of(*seen, f.clock.now()), people::RequestState::waiting);
        EXPECT_EQ(seen->email, signer);
    }
    auto const signed_in = f.confirm(started->link_token);
    ASSERT_TRUE(signed_in.ok());
    EXPECT_EQ(signed_in->intent, "/soutenir/P-2026-012");
    EXPECT_EQ(f.enter(started->browser_token, f.code_sent_to(signer)).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.confirm(started->link_token).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.confirm("nonsense").refusal().code, RefusalCode::not_found);
}

TEST_P(SignInTest, the_same_right_code_sixty_four_times_at_once_signs_in_once) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    std::string const code = f.code_sent_to(signer);
    std::atomic<int> accepted{0};
    Fixture::at_once(64, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(100 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<people::SignedIn> {
            return i % 2 == 0 ? people::enter_code(tx, {f.clock, own}, started->browser_token, code)
                              : people::confirm_link(tx, {f.clock, own}, started->link_token);
        });
        if (answer.ok()) ++accepted;
    });
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM persons"), 1);
}

TEST_P(SignInTest, of_a_hundred_wrong_codes_at_once_five_are_checked) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    std::string const wrong = Fixture::other_than(f.code_sent_to(signer));
    std::atomic<int> checked{0};
    std::atomic<int> turned_away{0};
    std::atomic<bool> is_held{false};
    Fixture::at_once(101, [&](int i) {
        if (i == 0) {
            // Holds the row until the others have read it (PostgreSQL), so that all of them try at once.
            (void)f.write([&](Tx& tx) -> Result<Done> {
                (void)tx.lock("SELECT id FROM sign_in_requests", {});
                is_held = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(400));
                return Done{};
            });
            return;
        }
        while (!is_held) std::this_thread::yield();
        auto const answer = f.enter(started->browser_token, wrong);
        if (answer.ok()) return;
        if (answer.refusal().code == RefusalCode::invalid) ++checked;
        if (answer.refusal().code == RefusalCode::too_many) ++turned_away;
    });
    EXPECT_EQ(checked, people::code_tries_max);
    EXPECT_EQ(turned_away, 100 - people::code_tries_max);
    EXPECT_EQ(f.count("SELECT tries FROM sign_in_requests"), people::code_tries_max);
}

TEST_P(SignInTest, after_five_wrong_codes_even_the_right_one_is_refused_until_a_new_one_is_sent) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    std::string const code = f.code_sent_to(signer);
    for (int i = 0; i < people::code_tries_max; ++i) {
        auto const refused = f.enter(started->browser_token, Fixture::other_than(code));
        ASSERT_FALSE(refused.ok());
        EXPECT_TRUE(refused.refusal().recorded);
        EXPECT_EQ(refused.refusal().fields.front().field, "code");
    }
    EXPECT_EQ(f.enter(started->browser_token, code).refusal().code, RefusalCode::too_many);
    ASSERT_TRUE(f.resend(started->browser_token).ok());
    EXPECT_TRUE(f.enter(started->browser_token, f.code_sent_to(signer)).ok());
}

TEST_P(SignInTest, what_is_no_code_at_all_is_refused_without_counting) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    for (std::string const& typed :
         {std::string(), std::string("12"), std::string("abcdef"), std::string("<script>"),
          std::string("\xff\xfe"), std::string(100'000, '9')})
        EXPECT_EQ(f.enter(started->browser_token, typed).refusal().code, RefusalCode::invalid);
    EXPECT_EQ(f.count("SELECT tries FROM sign_in_requests"), 0);
}

TEST_P(SignInTest, an_expired_code_says_so_and_a_new_one_keeps_the_intent) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    std::string const code = f.code_sent_to(signer);
    f.later(people::code_kept);
    EXPECT_EQ(f.enter(started->browser_token, code).refusal().code, RefusalCode::late);
    EXPECT_EQ(f.confirm(started->link_token).refusal().code, RefusalCode::late);
    auto const seen = people::look_up_request(*f.database->snapshot(), started->browser_token);
    EXPECT_EQ(people::state_of(seen.value(), f.clock.now()), people::RequestState::expired);
    f.later(Duration::days(1));
    ASSERT_TRUE(f.resend(started->browser_token).ok());
    EXPECT_EQ(f.enter(started->browser_token, f.code_sent_to(signer))->intent, "/soutenir/P-2026-012");
}

TEST_P(SignInTest, a_code_works_until_its_last_instant) {
    Fixture f(GetParam());
    auto const started = f.start(signer);
    f.later({people::code_kept.us - 1});
    EXPECT_TRUE(f.enter(started->browser_token, f.code_sent_to(signer)).ok());
}

TEST_P(SignInTest, a_new_code_replaces_the_former_code_and_link) {
    Fixture f(GetParam());
    auto const first = f.start(signer);
    std::string const former = f.code_sent_to(signer);
    auto const second = f.resend(first->browser_token);
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->browser_token, first->browser_token);
    EXPECT_NE(second->link_token, first->link_token);
    EXPECT_EQ(f.confirm(first->link_token).refusal().code, RefusalCode::not_found);
    EXPECT_FALSE(people::look_up_link(*f.database->snapshot(), first->link_token).has_value());
    ASSERT_NE(f.code_sent_to(signer), former);
    EXPECT_FALSE(f.enter(first->browser_token, former).ok());
    EXPECT_TRUE(f.enter(first->browser_token, f.code_sent_to(signer)).ok());
    EXPECT_EQ(f.resend(first->browser_token).refusal().code, RefusalCode::conflict);
}

TEST_P(SignInTest, a_corrected_address_keeps_the_intent_and_what_went_to_the_wrong_one_is_dead) {
    Fixture f(GetParam());
    auto const started = f.start("agent@gmial.com");
    std::string const to_wrong = f.code_sent_to("agent@gmial.com");
    auto const corrected = f.correct(started->browser_token, "agent@gmail.com");
    ASSERT_TRUE(corrected.ok());
    EXPECT_EQ(f.confirm(started->link_token).refusal().code, RefusalCode::not_found);
    ASSERT_NE(f.code_sent_to("agent@gmail.com"), to_wrong);
    EXPECT_FALSE(f.enter(started->browser_token, to_wrong).ok());
    auto const signed_in = f.enter(started->browser_token, f.code_sent_to("agent@gmail.com"));
    ASSERT_TRUE(signed_in.ok());
    EXPECT_EQ(signed_in->email, "agent@gmail.com");
    EXPECT_EQ(signed_in->intent, "/soutenir/P-2026-012");
    EXPECT_FALSE(people::person_by_email(*f.database->snapshot(), "agent@gmial.com").has_value());
}

TEST_P(SignInTest, corrections_and_codes_at_once_never_confirm_an_address_that_got_no_mail) {
    // CVE-2026-32700: a race confirmed an address that its owner had not confirmed.
    Fixture f(GetParam());
    auto const started = f.start("a@exemple.fr");
    std::string const code = f.code_sent_to("a@exemple.fr");
    std::optional<people::SignedIn> signed_in;
    std::mutex lock;
    Fixture::at_once(16, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(500 + i));
        if (i % 4 == 0) {
            (void)f.write([&](Tx& tx) -> Result<people::StartedSignIn> {
                return people::correct_address(tx, {f.clock, own}, f.settings, started->browser_token,
                                               "victime@exemple.fr");
            });
            return;
        }
        auto const answer = f.write([&](Tx& tx) -> Result<people::SignedIn> {
            return people::enter_code(tx, {f.clock, own}, started->browser_token, code);
        });
        std::lock_guard const guard(lock);
        if (answer.ok()) signed_in = *answer;
    });
    if (signed_in) {
        EXPECT_EQ(signed_in->email, "a@exemple.fr");
    }
    EXPECT_FALSE(people::person_by_email(*f.database->snapshot(), "victime@exemple.fr").has_value());
}

TEST_P(SignInTest, what_is_no_address_is_refused_at_its_field) {
    Fixture f(GetParam());
    for (std::string const& typed :
         {std::string(), std::string("mairie"), std::string("a@b"),
          std::string("a@exemple.fr\r\nBcc: x@y.fr, z"), std::string("a b@exemple.fr"),
          std::string("\xff@exemple.fr"), std::string(300, 'a') + "@exemple.fr",
          std::string("\"><script>@exemple.fr")}) {
        auto const refused = f.start(typed);
        ASSERT_FALSE(refused.ok()) << typed;
        EXPECT_EQ(refused.refusal().fields.front().field, "email");
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0);
}

TEST_P(SignInTest, an_address_gets_five_mails_an_hour_whoever_asks_and_however_it_is_written) {
    Fixture f(GetParam());
    auto const first = f.start(signer);
    for (int i = 1; i < people::mails_per_address.most; ++i) {
        f.later(Duration::minutes(1));
        ASSERT_TRUE((i % 2 == 0 ? f.start("AGENT@exemple.fr") : f.resend(first->browser_token)).ok());
    }
    auto const refused = f.start(signer);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::too_many);
    EXPECT_GT(refused.refusal().retry_after_s, 55 * 60);
    EXPECT_FALSE(f.resend(first->browser_token).ok());
    auto const other = f.start("autre@exemple.fr");
    EXPECT_FALSE(f.correct(other->browser_token, signer).ok());
    EXPECT_EQ(f.mails_to(signer), people::mails_per_address.most);
    f.later(Duration::seconds(refused.refusal().retry_after_s));
    EXPECT_TRUE(f.start(signer).ok());
    EXPECT_FALSE(f.start(signer).ok()) << "the hour slides: one mail became free, not five";
}

TEST_P(SignInTest, sixty_four_requests_at_once_for_one_address_send_five_mails) {
    Fixture f(GetParam());
    std::atomic<int> started{0};
    Fixture::at_once(64, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(1000 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<people::StartedSignIn> {
            return people::start_sign_in(tx, {f.clock, own}, f.settings, {signer, Fixture::locronan, "", ""});
        });
        if (answer.ok()) ++started;
    });
    EXPECT_EQ(started, people::mails_per_address.most);
    EXPECT_EQ(f.mails_to(signer), people::mails_per_address.most);
}

TEST_P(SignInTest, an_authority_causes_forty_mails_an_hour_and_others_are_unharmed) {
    Fixture f(GetParam());
    for (int i = 0; i < people::mails_per_authority.most; ++i)
        ASSERT_TRUE(f.start("agent" + std::to_string(i) + "@exemple.fr", Fixture::locronan).ok());
    EXPECT_EQ(f.start("de-plus@exemple.fr", Fixture::locronan).refusal().code, RefusalCode::too_many);
    EXPECT_TRUE(f.start("de-plus@exemple.fr", Fixture::quimper).ok());
    EXPECT_TRUE(f.start("encore@exemple.fr").ok());
    f.later(Duration::hours(1));
    EXPECT_TRUE(f.start("apres@exemple.fr", Fixture::locronan).ok());
}

TEST_P(SignInTest, each_sign_in_has_a_fresh_token_and_signing_out_ends_one_or_all) {
    Fixture f(GetParam());
    auto const first = f.sign_in(signer);
    auto const second = f.sign_in(signer);
    auto const third = f.sign_in(signer);
    auto const other = f.sign_in("autre@exemple.fr");
    EXPECT_NE(first.session_token, second.session_token);
    auto const is_in = [&](people::SignedIn const& one) {
        return people::sign_in_of(*f.database->snapshot(), one.session_token, f.clock.now()).has_value();
    };
    EXPECT_EQ(people::browsers_of(*f.database->snapshot(), first.person, f.clock.now()).size(), 3u);
    (void)f.write([&](Tx& tx) -> Result<Done> {
        people::sign_out(tx, f.world, first.session_token);
        return Done{};
    });
    EXPECT_FALSE(is_in(first));
    EXPECT_TRUE(is_in(second));
    auto const ended = f.write([&](Tx& tx) -> Result<std::int64_t> {
        return people::sign_out_everywhere(tx, f.world, second.person);
    });
    EXPECT_EQ(*ended, 2);
    EXPECT_FALSE(is_in(third));
    EXPECT_TRUE(is_in(other));
    f.later(people::sign_in_kept);
    EXPECT_FALSE(is_in(other));
}

TEST_P(SignInTest, who_is_signed_in_takes_two_statements_with_all_affiliations) {
    Fixture f(GetParam());
    auto const first = f.sign_in("secretaire@exemple.fr");
    auto const here = f.claim(first.person, Fixture::locronan);
    (void)f.claim(first.person, Fixture::quimper);
    auto const ended = f.claim(first.person, Fixture::culoz);
    ASSERT_TRUE(f.end(first.person, ended->id).ok());
    f.relay_of("29");
    auto const again = f.sign_in("secretaire@exemple.fr", Fixture::locronan);
    auto const snapshot = f.database->snapshot();
    int const before = snapshot->statements_run();
    auto const who = people::sign_in_of(*snapshot, again.session_token, f.clock.now());
    EXPECT_LE(snapshot->statements_run() - before, 2);
    ASSERT_TRUE(who.has_value());
    ASSERT_EQ(who->affiliations.size(), 2u);
    EXPECT_EQ(who->affiliations.front().body_name, "Commune de Locronan");
    EXPECT_EQ(who->actor.affiliation, here->id) << "the authority chosen when signing in";
    EXPECT_EQ(who->actor.authority, Fixture::locronan);
    EXPECT_EQ(who->actor.body(), 1);
    EXPECT_FALSE(who->actor.verified);
    ASSERT_NE(who->acting(), nullptr);
    EXPECT_EQ(who->acting()->affiliation.id, here->id);
}

TEST_P(SignInTest, one_acts_for_a_standing_affiliation_of_ones_own_only) {
    Fixture f(GetParam());
    auto const mine = f.sign_in(signer);
    auto const other = f.sign_in("autre@exemple.fr");
    auto const own = f.claim(mine.person, Fixture::locronan);
    auto const theirs = f.claim(other.person, Fixture::quimper);
    auto const act_for = [&](Id<Affiliation> affiliation) {
        return f.write([&](Tx& tx) -> Result<Done> {
            return people::act_for(tx, f.world, mine.session_token, affiliation);
        });
    };
    EXPECT_TRUE(act_for(own->id).ok());
    EXPECT_EQ(act_for(theirs->id).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(act_for(Id<Affiliation>(999)).refusal().code, RefusalCode::forbidden);
    auto const acting = [&] {
        return people::sign_in_of(*f.database->snapshot(), mine.session_token, f.clock.now())->actor;
    };
    EXPECT_EQ(acting().affiliation, own->id);
    ASSERT_TRUE(f.end(mine.person, own->id).ok());
    EXPECT_FALSE(acting().affiliation.exists()) << "an ended affiliation is not acted under";
    EXPECT_EQ(act_for(own->id).refusal().code, RefusalCode::forbidden);
}

TEST_P(SignInTest, hostile_text_is_kept_as_text) {
    Fixture f(GetParam());
    std::string const hostile = "'; DROP TABLE persons; --<script>\r\nBcc: x@y.fr\u202e";
    auto const started = f.write([&](Tx& tx) -> Result<people::StartedSignIn> {
        return people::start_sign_in(tx, f.world, f.settings, {signer, {}, hostile, hostile});
    });
    ASSERT_TRUE(started.ok());
    auto const signed_in = f.write([&](Tx& tx) -> Result<people::SignedIn> {
        return people::enter_code(tx, f.world, started->browser_token, f.code_sent_to(signer),
                                  hostile + std::string(5000, 'x'));
    });
    ASSERT_TRUE(signed_in.ok());
    EXPECT_EQ(signed_in->intent, hostile);
    auto const browsers = people::browsers_of(*f.database->snapshot(), signed_in->person, f.clock.now());
    ASSERT_EQ(browsers.size(), 1u);
    EXPECT_LE(base::length_in_characters(browsers.front().browser), people::browser_characters_max);
    EXPECT_EQ(browsers.front().browser.find('\n'), std::string::npos);
    EXPECT_EQ(f.count("SELECT count(*) FROM persons"), 1);
}

TEST_P(SignInTest, housekeeping_forgets_only_what_nobody_can_use) {
    Fixture f(GetParam());
    auto const signed_in = f.sign_in(signer);
    auto const started = f.start(signer);
    auto const forget = [&] {
        return *f.write([&](Tx& tx) -> Result<std::int64_t> {
            people::forget_mail_counts(tx, f.clock.now() - Duration::days(1), 100);
            return people::forget_sign_ins(tx, f.clock.now(), 100);
        });
    };
    EXPECT_EQ(forget(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM mail_causes"), 2);
    f.later(people::request_kept);
    f.later(Duration::seconds(1));
    EXPECT_EQ(f.resend(started->browser_token).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(forget(), 3);
    EXPECT_EQ(f.count("SELECT count(*) FROM mail_causes"), 0);
    EXPECT_FALSE(people::look_up_request(*f.database->snapshot(), started->browser_token).has_value());
    EXPECT_FALSE(
        people::sign_in_of(*f.database->snapshot(), signed_in.session_token, f.clock.now()).has_value());
}
