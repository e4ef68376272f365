#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/result.hpp"
#include "base/siren.hpp"
#include "base/world.hpp"

using namespace base;

namespace {
Instant at(char const* text) {
    return *parse_iso8601(text);
}
}  // namespace

TEST(Euros, an_overflow_is_a_fault_and_never_wraps) {
    EXPECT_EQ((Euros::whole(30'000'000) - Euros::cents(1)).in_cents(), 2'999'999'999);
    EXPECT_THROW((void)(Euros::cents(INT64_MAX) + Euros::cents(1)), Fault);
    EXPECT_THROW((void)Euros::whole(INT64_MAX), Fault);
}

TEST(Instant, a_deadline_in_paris_is_an_instant_in_utc_summer_and_winter) {
    EXPECT_EQ(iso8601(*parse_local("2021-05-01T23:59")), "2021-05-01T21:59:00Z");
    EXPECT_EQ(iso8601(*parse_local("2021-01-25")), "2021-01-24T23:00:00Z");
    EXPECT_FALSE(parse_local("2021-02-31"));
    EXPECT_FALSE(parse_local("2021-02-01T25:00"));
    EXPECT_FALSE(parse_local("2021-02-01x"));
}

TEST(Instant, an_hour_that_never_happens_becomes_the_end_of_the_gap) {
    EXPECT_EQ(iso8601(*parse_local("2026-03-29T02:30")), "2026-03-29T01:00:00Z");
    EXPECT_EQ(iso8601(*parse_local("2026-10-25T02:30")), "2026-10-25T00:30:00Z");  // the first of the two
}

TEST(Instant, iso_8601_round_trips_with_fractions_and_offsets) {
    EXPECT_EQ(iso8601(at("2026-04-15T18:00:00.000042Z")), "2026-04-15T18:00:00.000042Z");
    EXPECT_EQ(iso8601(at("2026-04-15T18:00:00+02:00")), "2026-04-15T16:00:00Z");
    EXPECT_FALSE(parse_iso8601("2026-04-15"));
    EXPECT_FALSE(parse_iso8601("2026-13-15T00:00:00Z"));
}

TEST(French, numbers_amounts_and_shares_read_as_in_an_official_document) {
    EXPECT_EQ(french_number(1234567), "1\u202f234\u202f567");
    EXPECT_EQ(french_number(-999), "-999");
    EXPECT_EQ(french_share(1, 8), "12,5\u202f%");
    EXPECT_EQ(french_share(1, 0), "0\u202f%");
    EXPECT_EQ(french_amount(Euros::cents(123450)), "1\u202f234,50\u00a0€");
    EXPECT_EQ(french_amount_short(Euros::whole(30'000'000)), "30\u00a0M€");
    EXPECT_EQ(french_amount_short(Euros::whole(1'240'000)), "1,2\u00a0M€");
    EXPECT_EQ(french_count(0, "soutien", "soutiens"), "0\u00a0soutien");
    EXPECT_EQ(french_count(2, "soutien", "soutiens"), "2\u00a0soutiens");
}

TEST(French, dates_say_the_weekday_for_deadlines_and_the_local_time_overseas) {
    Instant const closing = at("2026-04-15T16:00:00Z");
    EXPECT_EQ(french_date_time(closing), "15 avril 2026 à 18\u00a0h");
    EXPECT_EQ(french_deadline(closing), "mercredi 15 avril 2026 à 18\u00a0h");
    EXPECT_EQ(french_date_time(closing, zone_of_department("974")), "15 avril 2026 à 20\u00a0h");
    EXPECT_EQ(french_date(at("2026-05-01T10:00:00Z")), "1er mai 2026");
    EXPECT_EQ(french_distance(closing, at("2026-04-12T16:00:00Z")), "dans 3\u00a0jours");
    EXPECT_EQ(french_distance(closing, at("2026-04-15T18:30:00Z")), "il y a 2\u00a0heures");
}

TEST(French, a_span_within_one_day_names_the_day_once) {
    EXPECT_EQ(french_span(at("2026-12-26T08:00:00Z"), at("2026-12-26T17:05:00Z")),
              "le samedi 26 décembre 2026, de 9\u00a0h à 18\u00a0h\u00a005");
    EXPECT_EQ(french_span(at("2026-12-26T08:00:00Z"), at("2026-12-26T23:30:00Z")),
              "du samedi 26 décembre 2026 à 9\u00a0h au dimanche 27 décembre 2026 à 0\u00a0h\u00a030");
    // The same instants are two days in Paris and one in La Réunion.
    EXPECT_EQ(french_span(at("2026-12-26T21:00:00Z"), at("2026-12-26T23:30:00Z"), zone_of_department("974")),
              "le dimanche 27 décembre 2026, de 1\u00a0h à 3\u00a0h\u00a030");
}

TEST(French, until_when_says_the_day_only_when_it_is_another) {
    Instant const now = at("2026-11-22T14:50:10Z");
    EXPECT_EQ(french_until(at("2026-11-22T15:05:42Z"), now), "jusqu’à 16\u00a0h\u00a005");
    EXPECT_EQ(french_until(at("2026-11-23T08:00:00Z"), now), "jusqu’au 23 novembre 2026 à 9\u00a0h");
}

TEST(French, from_a_day_on_a_distance_is_told_in_days_of_the_calendar) {
    Instant const noon = at("2026-04-15T10:00:00Z");  // Wednesday 12 h in Paris
    EXPECT_EQ(french_distance(noon, at("2026-04-16T09:59:00Z")), "il y a 23\u00a0heures");
    EXPECT_EQ(french_distance(noon, at("2026-04-16T10:00:00Z")), "hier");
    EXPECT_EQ(french_distance(noon, at("2026-04-16T21:59:00Z")),
              "hier");  // 35 hours on, still Thursday in Paris
    EXPECT_EQ(french_distance(noon, at("2026-04-17T08:00:00Z")), "il y a 2\u00a0jours");  // 46 hours on
    EXPECT_EQ(french_distance(noon, at("2026-04-14T10:00:00Z")), "demain");
    EXPECT_EQ(french_distance(noon, at("2026-04-13T12:00:00Z")), "dans 2\u00a0jours");
}

TEST(Siren, the_key_is_checked) {
    EXPECT_TRUE(Siren::parse("210 100 012"));
    EXPECT_FALSE(Siren::parse("210100013"));
    EXPECT_FALSE(Siren::parse("21010001"));
    EXPECT_FALSE(Siren::parse("21010001a"));
}

TEST(Crypto, hashes_and_text_forms_match_published_vectors) {
    EXPECT_EQ(hex(as_bytes(sha256("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(as_bytes(hmac_sha256("Jefe", "what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(from_base64url("-_8"), "\xfb\xff");
    EXPECT_FALSE(from_base64url("a"));
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
}

TEST(Result, asking_a_refusal_for_its_value_is_a_fault) {
    Result<int> const refused = refuse(RefusalCode::late, "La phase est close.");
    EXPECT_FALSE(refused.ok());
    EXPECT_THROW((void)refused.value(), Fault);
    EXPECT_THROW((void)Result<int>(3).refusal(), Fault);
}

TEST(Random, below_a_bound_and_repeatable_from_a_seed) {
    SeededRandom a(7);
    SeededRandom b(7);
    for (int i = 0; i < 1000; ++i) {
        std::uint64_t const number = a.below(6);
        EXPECT_LT(number, 6u);
        EXPECT_EQ(number, b.below(6));
    }
    EXPECT_NE(SystemRandom().bytes(16), SystemRandom().bytes(16));
}
