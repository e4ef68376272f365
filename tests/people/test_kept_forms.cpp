// What somebody had typed when their sign-in had ended: kept for them alone, for a day, bounded.
#include "people/actions_account.hpp"
#include "people/actions_kept_form.hpp"
#include "people/fixture.hpp"
#include "people/kept_form_rows.hpp"
#include "people/personal.hpp"
#include "people/secrets.hpp"

ON_BOTH_ENGINES(KeptFormTest);

namespace {

constexpr char const* keeper = "agent@exemple.fr";
constexpr char const* stranger = "autre@exemple.fr";

using people::Keeping;
using people::KeptField;
using people::KeptForm;
using Sent = std::vector<std::pair<std::string, std::string>>;

struct Kept : Fixture {
    using Fixture::end;
    using Fixture::Fixture;

    base::Sha256 hash(people::SignedIn const& one) { return people::hash_of_token(one.session_token); }
    void end(people::SignedIn const& one) {
        ASSERT_TRUE(write([&](Tx& tx) -> Result<Done> {
                        people::sign_out(tx, world, one.session_token);
                        return Done{};
                    }).ok());
    }
    Result<Id<KeptForm>> keep(people::SignedIn const& from, std::string const& words) {
        KeptForm form;
        form.target = "/campagnes/essai/contribuer/besoin";
        form.browser = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0";
        form.fields = {{"title", words}, {"theme", "voirie"}};
        return write([&](Tx& tx) { return people::keep_form(tx, world, hash(from), form); });
    }
    std::vector<KeptForm> of(people::SignedIn const& one) {
        return people::kept_forms_of(*database->snapshot(), one.person, clock.now());
    }
    std::optional<KeptForm> read(people::SignedIn const& one, Id<KeptForm> form) {
        return people::kept_form_of(*database->snapshot(), one.person, form, clock.now());
    }
    Result<Done> drop(people::SignedIn const& one, Id<KeptForm> form) {
        return write([&](Tx& tx) { return people::drop_kept_form(tx, one.person, form); });
    }
    std::int64_t sweep() {
        return *write([&](Tx& tx) -> Result<std::int64_t> {
            std::int64_t const sign_ins = people::forget_sign_ins(tx, clock.now(), 100);
            return sign_ins + people::forget_kept_forms(tx, clock.now(), 100);
        });
    }
    std::int64_t rows() {
        return count("SELECT (SELECT count(*) FROM kept_forms) + (SELECT count(*) FROM kept_fields)");
    }
};

}  // namespace

TEST(KeptFields, no_code_and_no_token_is_ever_kept) {
    Sent const with_code{{"note", "Un long texte à côté du code."}, {"code", "123 456"}};
    EXPECT_EQ(people::fields_to_keep(with_code).keeping, Keeping::nothing);
    Sent const ours{{"_token", "secret"}, {"_key", "clé"}, {"_saisie", "12"}, {"text", "Des mots saisis."}};
    auto const kept = people::fields_to_keep(ours);
    EXPECT_EQ(kept.keeping, Keeping::kept);
    EXPECT_EQ(kept.fields, (std::vector<KeptField>{{"text", "Des mots saisis."}}));
}

TEST(KeptFields, a_button_or_a_choice_is_nothing_that_somebody_typed) {
    for (Sent const& sent :
         {Sent{}, Sent{{"rattachement", "12"}, {"retour", "/mon-compte/collectivites"}},
          Sent{{"action", "publier"}}, Sent{{"reason", ""}}, Sent{{"n", "12 345 678 901"}}})
        EXPECT_EQ(people::fields_to_keep(sent).keeping, Keeping::nothing);
    for (char const* typed : {"deux mots", "moi@exemple.fr", "anticonstitutionnellement", "é è"})
        EXPECT_EQ(people::fields_to_keep(Sent{{"x", typed}}).keeping, Keeping::kept) << typed;
}

TEST(KeptFields, what_is_too_large_or_too_much_is_not_kept_in_part) {
    Sent const at_the_limit{{"text", "a " + std::string(people::kept_form_bytes_max - 6, 'x')}};
    EXPECT_EQ(people::fields_to_keep(at_the_limit).keeping, Keeping::kept);
    Sent const over{{"text", "a " + std::string(people::kept_form_bytes_max - 5, 'x')}};
    EXPECT_EQ(people::fields_to_keep(over).keeping, Keeping::too_large);
    EXPECT_TRUE(people::fields_to_keep(over).fields.empty());
    Sent const many(people::kept_fields_max + 1, {"x", "deux mots"});
    EXPECT_EQ(people::fields_to_keep(many).keeping, Keeping::too_large);
    Sent const nul{{"text", std::string("avec un \0 dedans", 16)}};
    EXPECT_EQ(people::fields_to_keep(nul).fields.at(0).value, "avec un  dedans");
}

TEST_P(KeptFormTest, a_form_is_kept_for_the_person_of_an_ended_sign_in_and_for_nobody_else) {
    Kept f(GetParam());
    auto const mine = f.sign_in(keeper);
    auto const theirs = f.sign_in(stranger);
    EXPECT_EQ(f.keep(mine, "Une heure de saisie").refusal().code, RefusalCode::forbidden)
        << "still signed in";
    f.end(mine);
    auto const kept = f.keep(mine, "Une heure de « saisie » <script> 🚲 \u202e");
    ASSERT_TRUE(kept.ok());
    auto const read = f.read(mine, *kept);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->fields, (std::vector<KeptField>{{"title", "Une heure de « saisie » <script> 🚲 \u202e"},
                                                    {"theme", "voirie"}}));
    EXPECT_EQ(read->target, "/campagnes/essai/contribuer/besoin");
    EXPECT_FALSE(f.read(theirs, *kept).has_value());
    EXPECT_TRUE(f.of(theirs).empty());
    EXPECT_EQ(f.drop(theirs, *kept).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.of(mine).size(), 1u);
    EXPECT_TRUE(f.drop(mine, *kept).ok());
    EXPECT_EQ(f.drop(mine, *kept).refusal().code, RefusalCode::not_found) << "twice";
    EXPECT_EQ(f.rows(), 0);
}

TEST_P(KeptFormTest, a_sign_in_is_known_for_a_day_after_its_end_whichever_way_it_ended) {
    Kept f(GetParam());
    auto const closed = f.sign_in(keeper);
    f.end(closed);
    f.later(Duration::hours(23));
    EXPECT_TRUE(f.keep(closed, "Juste à temps").ok());
    f.later(Duration::hours(1));
    EXPECT_EQ(f.keep(closed, "Trop tard pour cela").refusal().code, RefusalCode::forbidden);

    auto const lapsed = f.sign_in(keeper);
    f.later(people::sign_in_kept);
    EXPECT_TRUE(f.keep(lapsed, "Sa semaine est finie").ok());
    f.sweep();
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 0);
    EXPECT_TRUE(f.keep(lapsed, "Le ménage est passé").ok());
    f.later(people::kept_form_time);
    EXPECT_EQ(f.keep(lapsed, "Un jour de trop").refusal().code, RefusalCode::forbidden);
}

TEST_P(KeptFormTest, the_same_form_is_kept_once_and_the_oldest_of_six_goes) {
    Kept f(GetParam());
    auto const mine = f.sign_in(keeper);
    f.end(mine);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(f.keep(mine, "La même saisie").ok());
    EXPECT_EQ(f.of(mine).size(), 1u);
    auto const first = f.of(mine).front().id;
    for (int i = 0; i < people::kept_forms_max; ++i) {
        f.later(Duration::seconds(1));
        ASSERT_TRUE(f.keep(mine, "Saisie numéro " + std::to_string(i)).ok());
    }
    EXPECT_EQ(f.of(mine).size(), static_cast<std::size_t>(people::kept_forms_max));
    EXPECT_FALSE(f.read(mine, first).has_value());
    EXPECT_EQ(f.rows(), people::kept_forms_max * 3) << "no field outlives its form";
}

TEST_P(KeptFormTest, of_twenty_at_once_five_are_kept) {
    Kept f(GetParam());
    auto const mine = f.sign_in(keeper);
    f.end(mine);
    Fixture::at_once(20,
                     [&](int i) { EXPECT_TRUE(f.keep(mine, "Saisie numéro " + std::to_string(i)).ok()); });
    EXPECT_EQ(f.rows(), people::kept_forms_max * 3);
    Fixture::at_once(20, [&](int) { EXPECT_TRUE(f.keep(mine, "Toujours la même saisie").ok()); });
    EXPECT_EQ(f.count("SELECT count(*) FROM kept_fields WHERE value = 'Toujours la même saisie'"), 1);
}

TEST_P(KeptFormTest, housekeeping_leaves_nothing_after_a_day) {
    Kept f(GetParam());
    auto const mine = f.sign_in(keeper);
    f.end(mine);
    auto const kept = f.keep(mine, "Saisie oubliée");
    f.sweep();
    EXPECT_EQ(f.rows(), 3);
    f.later(people::kept_form_time);
    EXPECT_FALSE(f.read(mine, *kept).has_value()) << "not shown even before housekeeping";
    EXPECT_TRUE(f.of(mine).empty());
    f.sweep();
    EXPECT_EQ(f.rows(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM ended_sign_ins"), 0);
}

TEST_P(KeptFormTest, ending_every_sign_in_leaves_no_kept_form) {
    Kept f(GetParam());
    auto const there = f.sign_in(keeper);
    auto const here = f.sign_in(keeper);
    f.end(there);
    ASSERT_TRUE(f.keep(there, "Saisie laissée ailleurs").ok());
    ASSERT_TRUE(f.write([&](Tx& tx) -> Result<std::int64_t> {
                     return people::sign_out_everywhere(tx, f.world, here.person);
                 }).ok());
    EXPECT_EQ(f.rows(), 0);
    EXPECT_TRUE(f.keep(here, "Saisie envoyée ensuite").ok()) << "what is typed later is not lost";
}

TEST_P(KeptFormTest, of_sign_ins_ended_again_and_again_only_the_last_are_known) {
    Kept f(GetParam());
    auto const mine = f.sign_in(keeper);
    for (int i = 0; i < people::ended_sign_ins_looked_at_max + 5; ++i) {
        f.later(Duration::seconds(1));
        ASSERT_TRUE(f.write([&](Tx& tx) -> Result<std::int64_t> {
                         std::string const token = "session " + std::to_string(i);
                         people::insert_sign_in(tx, people::hash_of_token(token), mine.person, {}, "Firefox",
                                                f.clock.now());
                         return people::sign_out_everywhere(tx, f.world, mine.person);
                     }).ok());
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM ended_sign_ins"), people::ended_sign_ins_looked_at_max);
    EXPECT_EQ(f.keep(mine, "La première de toutes").refusal().code, RefusalCode::forbidden);
}

TEST_P(KeptFormTest, an_erased_account_leaves_neither_form_nor_ended_sign_in) {
    Kept f(GetParam());
    for (auto const& tables : {people::personal_tables(), messaging::personal_tables()})
        f.hooks.personal.insert(f.hooks.personal.end(), tables.begin(), tables.end());
    auto const there = f.sign_in(keeper);
    auto const here = f.sign_in(keeper);
    f.end(there);
    ASSERT_TRUE(f.keep(there, "Saisie d’un compte qui s’en va").ok());
    ASSERT_TRUE(f.write([&](Tx& tx) {
                     return people::send_erasure_code(tx, f.world, f.settings, here.person);
                 }).ok());
    std::string const code = f.code_sent_to(keeper);
    auto const asked = f.write(
        [&](Tx& tx) { return people::ask_erasure(tx, f.world, f.settings, f.hooks, here.person, code); });
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    EXPECT_EQ(f.rows(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM ended_sign_ins"), 0);
    EXPECT_EQ(f.keep(there, "Après la suppression").refusal().code, RefusalCode::forbidden);
}

TEST_P(KeptFormTest, signing_in_again_acts_for_the_body_for_which_the_form_was_typed) {
    Kept f(GetParam());
    auto const first = f.sign_in(keeper);
    auto const quimper = f.claim(first.person, Fixture::quimper);
    ASSERT_TRUE(f.claim(first.person, Fixture::culoz).ok());
    ASSERT_TRUE(quimper.ok());
    auto const acting = [&](people::SignedIn const& one) {
        return people::sign_in_of(*f.database->snapshot(), one.session_token, f.clock.now())
            ->actor.affiliation;
    };
    EXPECT_FALSE(acting(f.sign_in(keeper)).exists()) << "of two, none by itself";
    auto const there = f.sign_in(keeper);
    ASSERT_TRUE(
        f.write([&](Tx& tx) { return people::act_for(tx, f.world, there.session_token, quimper->id); }).ok());
    f.end(there);
    ASSERT_TRUE(f.keep(there, "Saisi pour Quimper").ok());
    EXPECT_EQ(acting(f.sign_in(keeper)), quimper->id);
    ASSERT_TRUE(f.end(first.person, quimper->id).ok());
    EXPECT_FALSE(acting(f.sign_in(keeper)) == quimper->id) << "a right that has ended is not given back";
}
