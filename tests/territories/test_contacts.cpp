// Directories and other bodies by file: what is taken, what is refused, whom an address belongs to.
#include <algorithm>

#include "register_on.hpp"
#include "territories/bodies.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"
#include "territories/webmail.hpp"

using base::Done;
using base::Result;
using support::RegisterOn;
using territories::Authority;
using territories::FileReport;

ON_BOTH_ENGINES(ContactsTest);
ON_BOTH_ENGINES(BodiesTest);

namespace {

struct Loaded : RegisterOn {
    explicit Loaded(db::Engine engine) : RegisterOn(engine) {
        EXPECT_TRUE(load(support::small_package(2021, "1.1.1")).ok());
    }
    Result<FileReport> contacts(std::string_view csv) {
        return territories::load_contacts(*database, world(), csv);
    }
    Result<FileReport> bodies(std::string_view csv) {
        return territories::load_bodies(*database, world(), csv);
    }
    std::vector<std::string> of_domain(std::string_view email) {
        auto const reader = database->snapshot();
        std::vector<std::string> references;
        for (base::Id<Authority> const one : territories::authorities_of_domain(*reader, email))
            references.push_back(territories::authority(*reader, one)->reference);
        return references;
    }
    std::vector<std::string> emails(std::string_view reference) {
        base::Id<Authority> const one = id(reference);
        std::vector<std::string> all;
        for (auto const& email : territories::official_emails(*database->snapshot(), one))
            all.push_back(email.email);
        return all;
    }
};

bool refuses(FileReport const& report, std::string_view text) {
    return std::any_of(report.refused.begin(), report.refused.end(),
                       [&](std::string const& line) { return line.find(text) != std::string::npos; });
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_P(ContactsTest, a_directory_gives_addresses_and_domains_by_insee_siren_or_reference) {
    Loaded reg(GetParam());
    auto const report = reg.contacts(
        "code;emails;domains\n"
        "29134;mairie@locronan.example; locronan.example\n"
        "212902324;contact@quimper.example|Maire@Quimper.example;@quimper.example www.ville-quimper.example\n"
        "DEP-29;;finistere.example\n");
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_EQ(report->bodies, 3);
    EXPECT_EQ(report->refused, Texts());
    EXPECT_EQ(reg.emails("29134"), Texts{"mairie@locronan.example"});
    EXPECT_EQ(reg.emails("29232").size(), 2u);
    EXPECT_EQ(reg.of_domain("agent@ville-quimper.example"), Texts{"29232"});
    EXPECT_EQ(reg.of_domain("x@finistere.example"), Texts{"DEP-29"});
    EXPECT_EQ(reg.integer("SELECT count(*) FROM journal_entries WHERE act = 'contacts.loaded'"), 1);
}

TEST_P(ContactsTest, commas_byte_order_mark_quotes_and_lost_zeros_are_read) {
    Loaded reg(GetParam());
    territories::Package next = support::small_package(2022, "2.0.0");
    next.communes.push_back(support::commune("01004", "Ambérieu-en-Bugey", "01", "84", 14'000));
    ASSERT_TRUE(reg.load(next).ok());
    auto const report = reg.contacts(
        "\xEF\xBB\xBF"
        "Code,E-mail,Courriels,Domaine\r\n"
        "\"29134\",,\"a@locronan.example; b@locronan.example\",\"locronan.example\"\r\n"
        "1004,,c@amberieu.example,\r\n\r\n");
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_EQ(report->refused, Texts());
    EXPECT_EQ(reg.emails("29134").size(), 2u);
    EXPECT_EQ(reg.emails("01004"), Texts{"c@amberieu.example"});
}

TEST_P(ContactsTest, the_same_file_again_changes_nothing_and_a_corrected_one_replaces) {
    Loaded reg(GetParam());
    std::string const file =
        "code;emails;domains\n29134;old@locronan.example;locronan.example\n29232;q@quimper.example;\n";
    ASSERT_TRUE(reg.contacts(file).ok());
    EXPECT_EQ(reg.contacts(file)->written, 0);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM journal_entries WHERE act = 'contacts.loaded'"), 1);
    ASSERT_TRUE(reg.contacts("code;emails;domains\n29134;new@locronan.example;\n").ok());
    EXPECT_EQ(reg.emails("29134"), Texts{"new@locronan.example"});
    EXPECT_TRUE(reg.of_domain("x@locronan.example").empty());
    EXPECT_EQ(reg.emails("29232"), Texts{"q@quimper.example"});  // not in the file: left alone
}

TEST_P(ContactsTest, webmail_domains_are_refused_line_by_line) {
    Loaded reg(GetParam());
    auto const report = reg.contacts(
        "code;emails;domains\n"
        "29134;mairie.locronan@orange.fr;orange.fr\n"
        "29232;;GMAIL.com\n"
        "29001;;mail.wanadoo.fr\n"
        "29001;;gouv.fr\n"
        "29001;;fr\n");
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->refused.size(), 5u);
    EXPECT_TRUE(refuses(*report, "Ligne 2 : « orange.fr » est un service de messagerie"));
    // An official address may be a webmail's: the code goes there; its domain proves nothing.
    EXPECT_EQ(reg.emails("29134"), Texts{"mairie.locronan@orange.fr"});
    EXPECT_TRUE(reg.of_domain("somebody@orange.fr").empty());
    EXPECT_TRUE(reg.of_domain("somebody@gmail.com").empty());
}

TEST_P(ContactsTest, a_domain_ends_at_a_label_and_covers_what_is_below_it) {
    Loaded reg(GetParam());
    ASSERT_TRUE(reg.contacts("code;emails;domains\n29232;;example.fr\n29134;;locronan.example.fr\n").ok());
    EXPECT_EQ(reg.of_domain("a@example.fr"), Texts{"29232"});
    EXPECT_EQ(reg.of_domain("A@Services.EXAMPLE.fr"), Texts{"29232"});
    EXPECT_TRUE(reg.of_domain("a@attacker-example.fr").empty());
    EXPECT_TRUE(reg.of_domain("a@example.fr.attacker.net").empty());
    EXPECT_TRUE(reg.of_domain("a@fr").empty());
    EXPECT_TRUE(reg.of_domain("not an address").empty());
    EXPECT_EQ(reg.of_domain("a@locronan.example.fr"), Texts{"29134"});  // the most specific decides
}

TEST_P(ContactsTest, a_groupings_domain_does_not_verify_its_communes) {
    Loaded reg(GetParam());
    ASSERT_TRUE(reg.contacts("code;domains\n200068120;qbo.example\n").ok());
    EXPECT_EQ(reg.of_domain("agent@qbo.example"), Texts{"200068120"});
}

TEST_P(ContactsTest, bad_lines_are_refused_each_with_its_number_and_the_others_kept) {
    Loaded reg(GetParam());
    territories::Package next = support::small_package(2022, "2.0.0");
    next.communes.pop_back();
    next.communes[0].former_codes = {"29001"};
    next.regions.push_back({"29", "Région d’essai", 0, "", false});
    ASSERT_TRUE(reg.load(next).ok());
    auto const report = reg.contacts(
        "code;emails;domains\n"
        "99999;a@x.example;\n"
        ";a@x.example;\n"
        "212901343;a@x.example;\n"
        "29001;a@x.example;\n"
        "29;a@x.example;\n"
        "29134;'; DROP TABLE authorities;--;\n"
        "29134;a b c;bad..domain\n"
        "29232;good@quimper.example;\n");
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_TRUE(refuses(*report, "Ligne 2 : le code « 99999 » n’est pas dans le référentiel"));
    EXPECT_TRUE(refuses(*report, "Ligne 3 : le code manque"));
    EXPECT_TRUE(refuses(*report, "Ligne 4 : « 212901343 » n’est pas un Siren"));
    EXPECT_TRUE(refuses(*report, "Ligne 5 : « 29001 » est une ancienne commune"));
    EXPECT_TRUE(refuses(*report, "écrivez DEP-29 ou REG-29"));
    EXPECT_TRUE(refuses(*report, "n’est pas un nom de domaine"));
    EXPECT_EQ(reg.emails("29232"), Texts{"good@quimper.example"});
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities WHERE kind = 'commune'"), 2);
}

TEST_P(ContactsTest, a_file_that_is_no_directory_is_refused_whole) {
    Loaded reg(GetParam());
    EXPECT_FALSE(reg.contacts("").ok());
    EXPECT_FALSE(reg.contacts("\xFF\xFE"
                              "c;o;d;e")
                     .ok());
    EXPECT_FALSE(reg.contacts("nom;mail\nLocronan;a@x.example\n").ok());
    EXPECT_FALSE(reg.contacts("code;emails\n29134;\"a@x.example\n").ok());
    EXPECT_TRUE(reg.contacts("code;emails\n" + std::string(5000, ';') + "\n").ok());
    EXPECT_EQ(reg.integer("SELECT count(*) FROM official_emails"), 0);
}

TEST_P(ContactsTest, an_address_marked_wrong_receives_nothing_until_it_is_right_again) {
    Loaded reg(GetParam());
    std::string const file = "code;emails\n29134;a@locronan.example b@locronan.example\n";
    ASSERT_TRUE(reg.contacts(file).ok());
    base::Id<Authority> const locronan = reg.id("29134");
    auto const usable = [&](std::string_view email) {
        return territories::authorities_of_official_email(*reg.database->snapshot(), email).size();
    };
    EXPECT_EQ(usable("A@Locronan.example"), 1u);
    auto const marked = reg.database->write([&](db::Tx& tx) {
        return territories::mark_email_wrong(tx, reg.clock.now(), locronan, "A@locronan.example");
    });
    ASSERT_TRUE(marked.ok());
    EXPECT_EQ(usable("a@locronan.example"), 0u);
    EXPECT_EQ(territories::official_emails(*reg.database->snapshot(), locronan)[0].email,
              "b@locronan.example");
    ASSERT_TRUE(reg.contacts(file).ok());  // the same stale directory does not undo the mark
    EXPECT_EQ(usable("a@locronan.example"), 0u);
    (void)reg.database->write(
        [&](db::Tx& tx) { return territories::mark_email_right(tx, locronan, "a@locronan.example"); });
    EXPECT_EQ(usable("a@locronan.example"), 1u);
    EXPECT_FALSE(
        reg.database
            ->write([&](db::Tx& tx) { return territories::mark_email_right(tx, locronan, "z@z.example"); })
            .ok());
}

TEST_P(ContactsTest, a_missing_siren_is_completed_but_never_replaced) {
    Loaded reg(GetParam());
    auto const report =
        reg.contacts("code;siren;emails\nDEP-29;222900011;\n29134;222900011;\n29232;212902324;\n");
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(reg.text("SELECT siren FROM authorities WHERE reference = 'DEP-29'"), "222900011");
    EXPECT_TRUE(refuses(*report, "Ligne 3 : le référentiel donne un autre Siren (212901342)"));
    ASSERT_TRUE(reg.load(support::small_package(2022, "2.0.0")).ok());
    EXPECT_EQ(reg.text("SELECT siren FROM authorities WHERE reference = 'DEP-29'"), "222900011");
}

TEST_P(BodiesTest, bodies_come_by_file_with_a_siren_and_a_stated_class) {
    Loaded reg(GetParam());
    auto const report = reg.bodies(
        "siren;nom;nature;catégorie;département;population\n"
        "200096634;Syndicat des eaux d'Argol;syndicat;groupement;29;12 000\n"
        "262900015;CCAS de Quimper;ccas;structure publique locale;29;\n");
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_EQ(report->bodies + static_cast<std::int64_t>(report->refused.size()), 2);
    auto const reader = reg.database->snapshot();
    auto const body = territories::authority_by_reference(*reader, "200096634");
    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(body->kind, territories::Kind::syndicat);
    EXPECT_EQ(body->legal_class, territories::LegalClass::grouping);
    EXPECT_EQ(body->region_name, "Bretagne");
    EXPECT_EQ(body->population, 12'000);
    territories::AuthoritySearch search;
    search.text = "eaux argol";
    ASSERT_EQ(territories::find_authorities(*reader, search).authorities.size(), 1u);
    EXPECT_TRUE(territories::in_edition(*reader, base::Id<territories::Edition>(1), body->id).has_value());
}

TEST_P(BodiesTest, the_same_siren_rewrites_and_a_later_edition_leaves_it_alone) {
    Loaded reg(GetParam());
    std::string const header = "siren;name;kind;legal_class\n";
    ASSERT_TRUE(reg.bodies(header + "200096634;Syndicat A;syndicat;grouping\n").ok());
    base::Id<Authority> const id = reg.id("200096634");
    ASSERT_TRUE(reg.bodies(header + "200096634;Syndicat B;petr;grouping\n").ok());
    EXPECT_EQ(reg.id("200096634"), id);
    EXPECT_EQ(reg.text("SELECT name FROM authorities WHERE reference = '200096634'"), "Syndicat B");
    auto const report = reg.load(support::small_package(2022, "2.0.0"));
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(reg.integer("SELECT in_force FROM authorities WHERE reference = '200096634'"), 1);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authority_editions WHERE edition_id = 2 AND kind = 'petr'"),
              1);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authority_words WHERE word = 'syndicat'"), 1);
}

TEST_P(BodiesTest, what_the_register_states_cannot_come_by_file) {
    Loaded reg(GetParam());
    auto const report = reg.bodies(
        "siren;name;kind;legal_class;department\n"
        "212901342;Fausse mairie;syndicat;grouping;29\n"
        "200096634;Sans nature;;grouping;29\n"
        "200096634;Commune;commune;grouping;29\n"
        "200096634;Sans classe;syndicat;;29\n"
        "200096635;Clé fausse;syndicat;grouping;29\n"
        "200096634;Ailleurs;syndicat;grouping;99\n"
        "200096634;;syndicat;grouping;29\n");
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->bodies, 0);
    EXPECT_EQ(report->refused.size(), 7u);
    EXPECT_TRUE(refuses(*report, "Ligne 2 : Ce Siren est celui d’une structure du référentiel (29134)"));
    EXPECT_EQ(reg.integer("SELECT count(*) FROM journal_entries WHERE act = 'bodies.loaded'"), 0);
    RegisterOn empty(GetParam());
    EXPECT_FALSE(territories::load_bodies(*empty.database, empty.world(), "siren\n200096634\n").ok());
}

TEST(WebmailTest, webmails_and_what_is_below_them_are_known_look_alikes_are_not) {
    EXPECT_TRUE(territories::is_webmail("orange.fr"));
    EXPECT_TRUE(territories::is_webmail("pro.orange.fr"));
    EXPECT_FALSE(territories::is_webmail("ville-orange.fr"));  // the commune of Orange
    EXPECT_FALSE(territories::is_webmail("mairie-x.fr"));
    EXPECT_TRUE(territories::is_shared_suffix("gouv.fr"));
    EXPECT_FALSE(territories::is_shared_suffix("anct.gouv.fr"));
}
