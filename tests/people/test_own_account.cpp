// One's own account: another address, the erasure, the second factor.
#include "journal/sequencer.hpp"
#include "people/actions_account.hpp"
#include "people/fixture.hpp"
#include "people/own_account_rows.hpp"
#include "people/personal.hpp"
#include "people/second_factor.hpp"
#include "people/second_factor_rows.hpp"
#include "people/secrets.hpp"

ON_BOTH_ENGINES(OwnAddress);
ON_BOTH_ENGINES(OwnErasure);
ON_BOTH_ENGINES(SecondFactorTest);

namespace {

constexpr char const* agent = "agent@exemple.fr";
constexpr char const* other = "autre@exemple.fr";

struct Own : Fixture {
    explicit Own(db::Engine engine) : Fixture(engine) {
        for (auto const& tables :
             {people::personal_tables(), messaging::personal_tables(), journal::personal_tables()})
            hooks.personal.insert(hooks.personal.end(), tables.begin(), tables.end());
    }
    Result<Done> ask_address(Id<Person> who, std::string const& email) {
        return write([&](Tx& tx) { return people::send_address_code(tx, world, settings, who, email); });
    }
    Result<std::string> change(Id<Person> who, std::string const& code, std::string const& session = "") {
        return write([&](Tx& tx) { return people::change_address(tx, world, settings, who, session, code); });
    }
    Result<Done> ask_erasure_code(Id<Person> who) {
        return write([&](Tx& tx) { return people::send_erasure_code(tx, world, settings, who); });
    }
    Result<people::Erasure> erase(Id<Person> who, std::string const& code) {
        return write([&](Tx& tx) { return people::ask_erasure(tx, world, settings, hooks, who, code); });
    }
    std::vector<std::string> finish() { return people::finish_erasures(*database, world, hooks, 10); }
    std::string address_of(Id<Person> who) { return people::person_by_id(*database->snapshot(), who)->email; }

    std::string begin(Id<Person> who) {
        return *write([&](Tx& tx) { return people::begin_factor(tx, world, settings, who); });
    }
    std::string code_now(std::string const& secret, int steps = 0) {
        return people::totp_code(secret, people::totp_step(clock.now()) + steps);
    }
    Result<std::vector<std::string>> activate(people::SignedIn const& signed_in, std::string const& code) {
        return write([&](Tx& tx) {
            return people::activate_factor(tx, world, settings, signed_in.person, signed_in.session_token,
                                           code);
        });
    }
    Result<Done> give(people::SignedIn const& signed_in, std::string const& code) {
        return write([&](Tx& tx) {
            return people::give_factor(tx, world, settings, signed_in.person, signed_in.session_token, code);
        });
    }
    std::optional<people::SignIn> seen(people::SignedIn const& signed_in) {
        return people::sign_in_of(*database->snapshot(), signed_in.session_token, clock.now());
    }
};

}  // namespace

TEST_P(OwnAddress,
       a_code_sent_to_the_new_address_moves_the_account_tells_the_former_and_ends_the_other_sign_ins) {
    Own f(GetParam());
    auto const here = f.sign_in(agent);
    auto const there = f.sign_in(agent);
    ASSERT_TRUE(f.ask_address(here.person, "Nouvelle@Exemple.fr").ok());
    auto const changed = f.change(here.person, f.code_sent_to("nouvelle@exemple.fr"), here.session_token);
    ASSERT_TRUE(changed.ok()) << changed.refusal().message;
    EXPECT_EQ(f.address_of(here.person), "Nouvelle@Exemple.fr");
    EXPECT_TRUE(f.seen(here).has_value());
    EXPECT_FALSE(f.seen(there).has_value());
    EXPECT_NE(f.mail_to(agent).find("utilise désormais une autre adresse"), std::string::npos);
    EXPECT_EQ(f.mail_to(agent).find("ouvelle@"), std::string::npos)
        << "the former address does not learn the new one";
    EXPECT_EQ(f.sign_in("nouvelle@exemple.fr").person, here.person);
    EXPECT_NE(f.sign_in(agent).person, here.person) << "the former address is free again";
}

TEST_P(OwnAddress, a_code_proves_only_the_address_to_which_it_was_sent) {
    Own f(GetParam());
    auto const who = f.sign_in(agent).person;
    ASSERT_TRUE(f.ask_address(who, "la-mienne@exemple.fr").ok());
    std::string const mine = f.code_sent_to("la-mienne@exemple.fr");
    ASSERT_TRUE(f.ask_address(who, "victime@exemple.fr").ok());
    if (mine != f.code_sent_to("victime@exemple.fr")) {
        EXPECT_FALSE(f.change(who, mine).ok()) << "the code of one address confirms another";
    }
    EXPECT_EQ(f.address_of(who), agent);
    auto const thief = f.sign_in(other).person;
    EXPECT_EQ(f.change(thief, f.code_sent_to("victime@exemple.fr")).refusal().code, RefusalCode::late)
        << "a code is of one person";
}

TEST_P(OwnAddress, the_address_of_another_account_is_refused_only_to_who_proves_it) {
    Own f(GetParam());
    f.sign_in(other);
    auto const who = f.sign_in(agent).person;
    ASSERT_TRUE(f.ask_address(who, other).ok()) << "asking tells nothing of who has an account";
    EXPECT_EQ(f.change(who, f.code_sent_to(other)).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.address_of(who), agent);
}

TEST_P(OwnAddress, of_two_accounts_that_take_one_address_at_once_one_gets_it) {
    Own f(GetParam());
    constexpr int racers = 8;
    std::vector<Id<Person>> who;
    std::vector<std::string> codes;
    for (int i = 0; i < racers; ++i) {
        who.push_back(f.person("p" + std::to_string(i) + "@exemple.fr"));
        (void)f.ask_address(who.back(), "visee@exemple.fr");
        codes.push_back(f.code_sent_to("visee@exemple.fr"));
        f.later(Duration::minutes(13));  // five mails an hour to one address
    }
    // The codes live 30 minutes: the last two accounts hold valid ones.
    std::atomic<int> won{0};
    std::atomic<int> lost{0};
    Fixture::at_once(2, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(900 + i));
        auto const n = static_cast<std::size_t>(racers - 1 - i);
        auto const changed = f.write([&](Tx& tx) {
            return people::change_address(tx, {f.clock, own}, f.settings, who[n], "", codes[n]);
        });
        if (changed.ok())
            ++won;
        else if (changed.refusal().code == RefusalCode::conflict)
            ++lost;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM persons WHERE email_key = 'visee@exemple.fr'"), 1);
}

TEST_P(OwnAddress, five_wrong_codes_spend_it_and_a_hundred_at_once_are_not_more) {
    Own f(GetParam());
    auto const who = f.sign_in(agent).person;
    ASSERT_TRUE(f.ask_address(who, other).ok());
    std::string const right = f.code_sent_to(other);
    std::atomic<int> checked{0};
    Fixture::at_once(40, [&](int) {
        if (f.change(who, Fixture::other_than(right)).refusal().code == RefusalCode::invalid) ++checked;
    });
    EXPECT_EQ(checked, people::own_code_tries_max);
    EXPECT_EQ(f.change(who, right).refusal().code, RefusalCode::late);
    EXPECT_EQ(f.change(who, "abc").refusal().code, RefusalCode::invalid);
}

TEST_P(OwnAddress, what_is_no_new_address_is_refused_at_its_field) {
    Own f(GetParam());
    auto const who = f.sign_in(agent).person;
    for (std::string const typed : {"", "pas une adresse", "AGENT@exemple.fr", "<script>alert(1)</script>"}) {
        auto const refused = f.ask_address(who, typed);
        ASSERT_FALSE(refused.ok()) << typed;
        EXPECT_EQ(refused.refusal().fields.front().field, "email");
    }
}

TEST_P(OwnErasure, an_account_without_acts_goes_within_the_hour) {
    Own f(GetParam());
    auto const signed_in = f.sign_in(agent);
    ASSERT_TRUE(f.claim(signed_in.person, Fixture::culoz).ok());
    ASSERT_TRUE(f.ask_erasure_code(signed_in.person).ok());
    EXPECT_FALSE(f.erase(signed_in.person, Fixture::other_than(f.code_sent_to(agent))).ok());
    auto const asked = f.erase(signed_in.person, f.code_sent_to(agent));
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    EXPECT_EQ(asked->due_at, f.clock.now() + people::erasure_pause);
    EXPECT_FALSE(f.seen(signed_in).has_value());
    EXPECT_EQ(f.mails_to(agent), 1) << "the receipt alone";
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state IN ('pending', 'verified')"), 0);
    EXPECT_TRUE(f.finish().empty()) << "not before its time";
    f.later(people::erasure_pause);
    EXPECT_EQ(f.finish(), std::vector<std::string>{agent});
    EXPECT_TRUE(f.finish().empty()) << "once";
    EXPECT_EQ(f.address_of(signed_in.person), "compte supprimé");
    EXPECT_EQ(f.mails_to(agent), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE person_id = " +
                      std::to_string(signed_in.person.value) + " AND payload <> ''"),
              0);
    EXPECT_NE(f.sign_in(agent).person, signed_in.person) << "the address begins anew";
}

TEST_P(OwnErasure, acts_still_open_to_recourse_hold_the_address_until_their_day) {
    Own f(GetParam());
    std::optional<base::Instant> until;
    f.hooks.holdings.push_back([&](db::Reader const&, Id<Person>, base::Instant now) {
        std::vector<journal::Holding> held;
        if (!until || *until > now) held.push_back({"consultation « Essai »", until});
        return held;
    });
    auto const who = f.sign_in(agent).person;
    ASSERT_TRUE(f.ask_erasure_code(who).ok());
    auto const asked = f.erase(who, f.code_sent_to(agent));
    ASSERT_TRUE(asked.ok());
    EXPECT_FALSE(asked->due_at.has_value()) << "nobody knows yet when the results come";
    EXPECT_NE(f.mail_to(agent).find("consultation « Essai »"), std::string::npos);
    f.later(Duration::days(10));
    EXPECT_TRUE(f.finish().empty());
    until = f.clock.now() + Duration::days(63);
    EXPECT_TRUE(f.finish().empty());
    EXPECT_EQ(people::waiting_erasure(*f.database->snapshot(), who)->due_at, until) << "the page says when";
    EXPECT_EQ(f.address_of(who), agent);
    f.later(Duration::days(63));
    EXPECT_EQ(f.finish(), std::vector<std::string>{agent});
}

TEST_P(OwnErasure, a_waiting_erasure_is_cancelled_by_its_owner) {
    Own f(GetParam());
    auto const who = f.sign_in(agent).person;
    ASSERT_TRUE(f.ask_erasure_code(who).ok());
    ASSERT_TRUE(f.erase(who, f.code_sent_to(agent)).ok());
    EXPECT_EQ(f.sign_in(agent).person, who);
    auto const cancel = [&] {
        return f.write([&](Tx& tx) { return people::cancel_erasure(tx, f.world, who); });
    };
    EXPECT_TRUE(cancel().ok());
    EXPECT_EQ(cancel().refusal().code, RefusalCode::not_found);
    f.later(Duration::days(400));
    EXPECT_TRUE(f.finish().empty());
    EXPECT_EQ(f.address_of(who), agent);
}

TEST_P(OwnErasure, the_last_operator_stays_also_when_two_leave_at_once) {
    Own f(GetParam());
    auto const add = [&](char const* email) {
        return f.write([&](Tx& tx) { return people::add_operator(tx, f.world, email); })->id;
    };
    auto const one = add(agent);
    EXPECT_EQ(f.ask_erasure_code(one).refusal().code, RefusalCode::conflict);
    auto const two = add(other);
    ASSERT_TRUE(f.ask_erasure_code(one).ok());
    ASSERT_TRUE(f.ask_erasure_code(two).ok());
    std::string const codes[2] = {f.code_sent_to(agent), f.code_sent_to(other)};
    std::atomic<int> left{0};
    Fixture::at_once(2, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(700 + i));
        if (f.write([&](Tx& tx) {
                 return people::ask_erasure(tx, {f.clock, own}, f.settings, f.hooks, i == 0 ? one : two,
                                            codes[i]);
             }).ok())
            ++left;
    });
    EXPECT_EQ(left, 1);
    EXPECT_EQ(people::operators(*f.database->snapshot()).size(), 1U);
}

TEST(SecondFactorRules, codes_are_those_of_rfc_6238) {
    std::string const secret = "12345678901234567890";
    // Appendix B, SHA-1, the last six digits.
    for (auto const& [seconds, code] :
         std::vector<std::pair<std::int64_t, std::string>>{{59, "287082"},
                                                           {1111111109, "081804"},
                                                           {1111111111, "050471"},
                                                           {1234567890, "005924"},
                                                           {2000000000, "279037"},
                                                           {20000000000, "353130"}})
        EXPECT_EQ(people::totp_code(secret, people::totp_step({seconds * 1'000'000})), code) << seconds;
    EXPECT_EQ(people::base32("12345678901234567890", false), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(people::base32("foob", true), "MZXW 6YQ");
    std::string const uri = people::otpauth_uri("Mon site", "a@b.fr", "foob");
    EXPECT_EQ(uri, "otpauth://totp/Mon%20site:a%40b.fr?secret=MZXW6YQ&issuer=Mon%20site");
}

TEST(SecondFactorRules, a_secret_opens_only_for_its_person_and_with_the_key_of_the_installation) {
    base::SeededRandom random(3);
    people::Settings settings{"", "", "", std::string(32, 'k')};
    std::string const sealed = people::sealed_factor(settings, Id<Person>(7), "a secret of twenty..", random);
    EXPECT_EQ(sealed.find("a secret"), std::string::npos);
    EXPECT_EQ(people::opened_factor(settings, Id<Person>(7), sealed), "a secret of twenty..");
    EXPECT_FALSE(people::opened_factor(settings, Id<Person>(8), sealed));
    settings.secret[0] = 'x';
    EXPECT_FALSE(people::opened_factor(settings, Id<Person>(7), sealed));
    EXPECT_FALSE(people::opened_factor(settings, Id<Person>(7), "short"));
}

TEST_P(SecondFactorTest, once_active_each_sign_in_must_give_it_before_anything_else) {
    Own f(GetParam());
    auto const first = f.sign_in(agent);
    EXPECT_FALSE(f.seen(first)->waits_for_factor());
    std::string const secret = f.begin(first.person);
    EXPECT_EQ(f.begin(first.person), secret) << "reloading the page shows the same key";
    EXPECT_FALSE(f.seen(first)->has_factor) << "not before a code proves that the application has it";
    EXPECT_EQ(f.activate(first, "abc").refusal().code, RefusalCode::invalid);
    auto const codes = f.activate(first, f.code_now(secret));
    ASSERT_TRUE(codes.ok()) << codes.refusal().message;
    EXPECT_EQ(codes->size(), 10U);
    EXPECT_TRUE(f.seen(first)->has_fresh_factor(f.clock.now()));
    auto const second = f.sign_in(agent);
    EXPECT_TRUE(f.seen(second)->waits_for_factor());
    f.later(Duration::seconds(30));
    ASSERT_TRUE(f.give(second, f.code_now(secret)).ok());
    EXPECT_FALSE(f.seen(second)->waits_for_factor());
    f.later(people::factor_fresh);
    f.later(Duration::seconds(1));
    EXPECT_FALSE(f.seen(second)->has_fresh_factor(f.clock.now()));
    EXPECT_FALSE(f.seen(second)->waits_for_factor());
}

TEST_P(SecondFactorTest, a_code_serves_once_also_sixty_four_times_at_once) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    std::string const secret = f.begin(who.person);
    ASSERT_TRUE(f.activate(who, f.code_now(secret)).ok());
    EXPECT_FALSE(f.give(who, f.code_now(secret)).ok()) << "the code of the activation is used";
    f.later(Duration::minutes(16));
    std::string const code = f.code_now(secret);
    std::atomic<int> given{0};
    Fixture::at_once(64, [&](int) {
        if (f.give(who, code).ok()) ++given;
    });
    EXPECT_EQ(given, 1);
}

TEST_P(SecondFactorTest, clocks_may_differ_by_one_step_and_no_more) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    std::string const secret = f.begin(who.person);
    EXPECT_FALSE(f.activate(who, f.code_now(secret, 2)).ok());
    EXPECT_FALSE(f.activate(who, f.code_now(secret, -2)).ok());
    EXPECT_TRUE(f.activate(who, f.code_now(secret, -1)).ok());
    EXPECT_TRUE(f.give(who, f.code_now(secret, 1)).ok());
    EXPECT_FALSE(f.give(who, f.code_now(secret, 0)).ok()) << "an older step than the last one used";
}

TEST_P(SecondFactorTest, of_a_hundred_wrong_codes_at_once_five_are_checked_and_the_right_one_waits) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    std::string const secret = f.begin(who.person);
    ASSERT_TRUE(f.activate(who, f.code_now(secret)).ok());
    f.later(Duration::minutes(1));
    std::string const right = f.code_now(secret);
    std::atomic<int> checked{0};
    Fixture::at_once(60, [&](int) {
        if (f.give(who, "111111" == right ? "222222" : "111111").refusal().code == RefusalCode::invalid)
            ++checked;
    });
    EXPECT_EQ(checked, people::factor_tries_max);
    EXPECT_EQ(f.give(who, right).refusal().code, RefusalCode::too_many);
    f.later(people::factor_tries_window);
    EXPECT_TRUE(f.give(who, f.code_now(secret)).ok());
}

TEST_P(SecondFactorTest, a_recovery_code_serves_once_and_stands_nowhere_in_clear) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    std::string const secret = f.begin(who.person);
    auto const codes = f.activate(who, f.code_now(secret));
    ASSERT_TRUE(codes.ok());
    EXPECT_TRUE(f.give(who, codes->front()).ok());
    EXPECT_FALSE(f.give(who, codes->front()).ok());
    EXPECT_EQ(people::recovery_codes_left(*f.database->snapshot(), who.person), 9);
    EXPECT_EQ(people::factor_of(*f.database->snapshot(), who.person)->sealed.find(secret), std::string::npos);
    f.later(Duration::minutes(20));
    auto const renewed = f.write([&](Tx& tx) {
        return people::renew_recovery_codes(tx, f.world, f.settings, who.person, who.session_token,
                                            f.code_now(secret));
    });
    ASSERT_TRUE(renewed.ok());
    EXPECT_FALSE(f.give(who, codes->back()).ok()) << "the former codes serve no more";
}

TEST_P(SecondFactorTest, a_lost_one_is_taken_off_by_an_operator_with_a_reason_never_by_oneself) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    ASSERT_TRUE(f.activate(who, f.code_now(f.begin(who.person))).ok());
    people::Actor chief;
    chief.person = f.operator_();
    chief.is_operator = true;
    auto const reset = [&](people::Actor const& actor, Id<Person> person, std::string const& reason) {
        auto const done = f.write(
            [&](Tx& tx) { return people::reset_factor_of(tx, f.world, f.settings, actor, person, reason); });
        return done.ok() ? std::optional<base::RefusalCode>() : std::optional(done.refusal().code);
    };
    using base::RefusalCode;
    people::Actor stranger;
    stranger.person = f.sign_in("autre@exemple.fr").person;
    stranger.is_operator = true;  // says so, and has no role
    EXPECT_EQ(reset(stranger, who.person, "Rappelée à son numéro de mairie."), RefusalCode::forbidden);
    EXPECT_EQ(reset(chief, chief.person, "Rappelée à son numéro de mairie."), RefusalCode::forbidden);
    EXPECT_EQ(reset(chief, stranger.person, "Rappelée à son numéro de mairie."), RefusalCode::not_found);
    EXPECT_EQ(reset(chief, who.person, " "), RefusalCode::invalid);
    EXPECT_EQ(reset(chief, who.person, std::string(5000, 'x')), RefusalCode::invalid);
    EXPECT_TRUE(f.seen(who)->has_factor);
    EXPECT_EQ(reset(chief, who.person, "Rappelée à son numéro de mairie."), std::nullopt);
    EXPECT_FALSE(f.seen(who).has_value()) << "its sign-ins are ended";
    EXPECT_EQ(f.count("SELECT count(*) FROM second_factors"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM recovery_codes"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'factor.reset'"), 1);
    EXPECT_NE(f.mail_to(agent).find("Rappelée à son numéro de mairie."), std::string::npos);
    EXPECT_EQ(reset(chief, who.person, "Rappelée à son numéro de mairie."), RefusalCode::not_found);
}

TEST_P(SecondFactorTest, taking_it_off_needs_it_and_the_owner_is_told) {
    Own f(GetParam());
    auto const who = f.sign_in(agent);
    std::string const secret = f.begin(who.person);
    ASSERT_TRUE(f.activate(who, f.code_now(secret)).ok());
    f.later(Duration::minutes(1));
    auto const remove = [&](std::string const& code) {
        return f.write(
            [&](Tx& tx) { return people::remove_factor(tx, f.world, f.settings, who.person, code); });
    };
    EXPECT_FALSE(remove("000000" == f.code_now(secret) ? "000001" : "000000").ok());
    EXPECT_TRUE(f.seen(who)->has_factor);
    EXPECT_TRUE(remove(f.code_now(secret)).ok());
    EXPECT_FALSE(f.seen(who)->has_factor);
    EXPECT_NE(f.mail_to(agent).find("est retirée"), std::string::npos);
    EXPECT_EQ(
        f.count("SELECT count(*) FROM journal_entries WHERE act IN ('factor.activate', 'factor.remove')"), 2);
}
