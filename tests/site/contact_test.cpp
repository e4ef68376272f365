// Contact messages: the form and its guards, the author's page, the team's queue, and what is forgotten.
#include <atomic>
#include <set>
#include <thread>

#include "journal/personal.hpp"
#include "site/contact_letters.hpp"
#include "site/desk_fixture.hpp"

namespace desk_tests {

ON_BOTH_ENGINES(ContactTest);

namespace {

Fields typed_message(std::string text = "Je ne reçois pas mon code de connexion.") {
    return {{"topic", "use"},
            {"text", std::move(text)},
            {"body", "Commune de Locronan"},
            {"email", "maire@locronan.example"},
            {"site_web", ""}};
}

/// The form as a browser sends it: with the mark of the page that showed it.
http::Response send(DeskFixture& f, Browser& browser, Fields fields,
                    Duration typing = Duration::seconds(20)) {
    auto const page = browser.get("/contact");
    std::string_view const content = page.content();
    std::string const before = "name=\"affiche\" value=\"";
    std::size_t const at = content.find(before);
    EXPECT_NE(at, std::string_view::npos);
    std::size_t const from = at + before.size();
    fields.emplace_back("affiche", std::string(content.substr(from, content.find('"', from) - from)));
    f.later(typing);
    return browser.submit("/contact", fields);
}

std::string thread_of(DeskFixture& f, std::string const& reference) {
    return site::thread_address(f.site.services->secret, reference);
}

}  // namespace

TEST_P(ContactTest, a_message_gets_a_reference_and_a_receipt_that_repeats_nothing_typed) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    auto const sent = send(f, visitor, typed_message("Achetez <b>mes</b> produits sur http://evil.example"));
    ASSERT_EQ(sent.status, 303);
    EXPECT_EQ(Browser::location(sent), "/contact/envoye?reference=M-2026-0001");
    EXPECT_TRUE(shows(visitor.follow(sent), "M-2026-0001"));
    auto const mails = f.mails(site::receipt_mail_kind);
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].mail.to, "maire@locronan.example");
    EXPECT_EQ(mails[0].mail.text.find("evil.example"), std::string::npos);
    EXPECT_EQ(mails[0].mail.subject.find("Achetez"), std::string::npos);
    EXPECT_NE(mails[0].mail.text.find(thread_of(f, "M-2026-0001")), std::string::npos);
    EXPECT_EQ(f.acts("M-2026-0001"), (std::vector<std::string>{"message.receive"}));
    f.expect_sound();
}

TEST_P(ContactTest, errors_are_said_at_once_and_what_was_typed_is_kept) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    auto const page = send(f, visitor, {{"topic", "zz"}, {"text", "court"}, {"email", std::string(hostile)}});
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "Choisissez l’objet de votre message."));
    EXPECT_TRUE(shows(page, "10 caractères au moins"));
    EXPECT_TRUE(shows(page, "Cette adresse e-mail n’est pas valable."));
    EXPECT_TRUE(shows(page, ">\ncourt</textarea>") || shows(page, "court</textarea>"));
    EXPECT_FALSE(shows(page, "<script>alert"));
    for (std::string const& text : {std::string(4001, 'a'), std::string("\0\0\0\0\0\0\0\0\0\0\0\0", 12),
                                    std::string("\u202e\u202e   ")})
        EXPECT_EQ(send(f, visitor, typed_message(text)).status, 422);
    EXPECT_EQ(send(f, visitor, typed_message(std::string(3990, 'a') + "\U0001F600 « ' ; --")).status, 303);
    f.expect_sound();
}

TEST_P(ContactTest, what_shows_a_machine_is_refused_with_its_reason_and_nothing_is_kept) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    Fields trapped = typed_message();
    trapped.back().second = "http://spam.example";
    auto const filled = send(f, visitor, trapped);
    EXPECT_EQ(filled.status, 422);
    EXPECT_TRUE(shows(filled, "Un champ que personne ne voit"));
    EXPECT_TRUE(shows(filled, "Je ne reçois pas mon code"));
    auto const fast = send(f, visitor, typed_message(), Duration::seconds(1));
    EXPECT_EQ(fast.status, 422);
    EXPECT_TRUE(shows(fast, "trop vite"));
    EXPECT_TRUE(
        shows(send(f, visitor, typed_message(), Duration::hours(25)), "ouvert depuis trop longtemps"));
    Fields forged = typed_message();
    forged.emplace_back("affiche", std::to_string(f.site.clock.now().us - 60'000'000) + ".AAAA");
    EXPECT_EQ(visitor.submit("/contact", forged).status, 422);
    EXPECT_EQ(site::messages(*f.site.database->snapshot(), {}, 1).total, 0);
    f.expect_sound();
}

TEST_P(ContactTest, one_address_gets_so_many_receipts_a_day_and_a_network_sends_so_many_an_hour) {
    DeskFixture f(GetParam());
    for (int i = 0; i < site::messages_per_address.most; ++i) f.message("a@x.example");
    auto const once_more = f.act([&](Tx& tx) {
        return site::receive_message(tx, f.site.services->world, f.site.services->people_settings, nullptr,
                                     {"use", "Encore un message de trop.", {}, "A@X.example"});
    });
    ASSERT_FALSE(once_more.ok());
    EXPECT_EQ(once_more.refusal().code, base::RefusalCode::too_many);
    EXPECT_GT(once_more.refusal().retry_after_s, 0);
    Browser visitor(f.site);
    int refused = 0;
    for (int i = 0; i < 30; ++i) {
        Fields fields = typed_message();
        fields[3].second = "b" + std::to_string(i) + "@x.example";
        refused += send(f, visitor, fields, Duration::seconds(4)).status == 429 ? 1 : 0;
    }
    EXPECT_GE(refused, 8);
    f.expect_sound();
}

TEST_P(ContactTest, references_of_many_at_once_are_all_different) {
    DeskFixture f(GetParam());
    std::vector<std::thread> threads;
    std::atomic<int> kept = 0;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] { kept += f.message(std::to_string(i) + "@x.example").empty() ? 0 : 1; });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(kept, 16);
    std::set<std::string> references;
    for (site::MessageLine const& line : site::messages(*f.site.database->snapshot(), {}, 1).lines)
        references.insert(line.message.reference);
    EXPECT_EQ(references.size(), 16u);
}

TEST_P(ContactTest, the_link_of_the_mail_shows_the_exchange_without_notes_and_no_other_link_does) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    std::string const reference = f.message();
    std::string const other = f.message("b@x.example");
    team.get("/operateur/messages/" + reference);
    EXPECT_EQ(team.submit("/operateur/messages/" + reference + "/note", {{"note", "Semble pressé"}}).status,
              303);
    team.get("/operateur/messages/" + reference);
    Browser author(f.site);
    auto const page = author.get(thread_of(f, reference));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Je ne reçois pas mon code"));
    EXPECT_FALSE(shows(page, "Semble pressé"));
    EXPECT_FALSE(shows(page, "p900@x.example"));
    std::string const wrong =
        "/contact/messages/" + reference + "/" + site::thread_key(f.site.services->secret, other);
    EXPECT_EQ(author.get(wrong).status, 404);
    EXPECT_EQ(author.submit(wrong, {{"text", "Je ne suis pas l’auteur."}}).status, 404);
    EXPECT_EQ(author.get("/contact/messages/M-2026-0999/aaaa").status, 404);
    f.expect_sound();
}

TEST_P(ContactTest, an_answer_goes_by_mail_and_the_author_opens_the_exchange_again) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    std::string const reference = f.message();
    std::string const address = "/operateur/messages/" + reference;
    team.get(address);
    EXPECT_EQ(
        team.submit(address + "/reponse", {{"vu", "0"}, {"text", "Regardez dans les indésirables."}}).status,
        303);
    auto const mails = f.mails(site::answer_mail_kind);
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].mail.text.find("Regardez dans les indésirables."), 0u);
    EXPECT_EQ(f.stored(reference).state, site::MessageState::answered);
    EXPECT_EQ(f.stored(reference).assigned_to, base::Id<people::Person>(900));
    team.get(address);
    EXPECT_EQ(team.submit(address + "/etat", {{"action", "clore"}}).status, 303);
    EXPECT_EQ(f.stored(reference).state, site::MessageState::closed);
    f.later(Duration::days(3));
    Browser author(f.site);
    author.get(thread_of(f, reference));
    EXPECT_EQ(author.submit(thread_of(f, reference), {{"text", "Toujours rien reçu."}}).status, 303);
    site::ContactMessage const again = f.stored(reference);
    EXPECT_EQ(again.state, site::MessageState::open);
    EXPECT_FALSE(again.closed_at);
    EXPECT_EQ(again.waiting_since, f.site.clock.now());
    EXPECT_EQ(f.acts(reference), (std::vector<std::string>{"message.receive", "message.answer",
                                                           "message.close", "message.add"}));
    f.expect_sound();
}

TEST_P(ContactTest, an_answer_written_while_something_followed_is_refused_and_kept) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    std::string const reference = f.message();
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::add_to_message(tx, f.site.services->world, reference,
                                                 "J’ai trouvé, merci.");
                 }).ok());
    std::string const address = "/operateur/messages/" + reference;
    team.get(address);
    auto const page = team.submit(address + "/reponse", {{"vu", "0"}, {"text", "Une réponse écrite avant."}});
    EXPECT_EQ(page.status, 409);
    EXPECT_TRUE(shows(page, "Une réponse écrite avant."));
    EXPECT_TRUE(shows(page, "J’ai trouvé, merci."));
    EXPECT_TRUE(f.mails(site::answer_mail_kind).empty());
    f.expect_sound();
}

TEST_P(ContactTest, of_two_answers_at_once_one_leaves) {
    DeskFixture f(GetParam());
    std::string const reference = f.message();
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::add_to_message(tx, f.site.services->world, reference, "Un complément.");
                 }).ok());
    std::int64_t const seen = site::posts_of(*f.site.database->snapshot(), f.stored(reference).id).back().id;
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            answered +=
                f.act([&](Tx& tx) {
                     return site::answer_message(tx, f.site.services->world, f.site.services->people_settings,
                                                 f.operator_actor(), reference, "Une réponse.", {seen});
                 }).ok()
                    ? 1
                    : 0;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answered, 1);
    EXPECT_EQ(f.mails(site::answer_mail_kind).size(), 1u);
}

TEST_P(ContactTest, the_queue_is_the_teams_an_auditor_reads_it_and_nobody_else) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    Browser auditor = f.browser(2, 0, DeskFixture::Role::auditor);
    Browser agent = f.browser(1, 1);
    Browser visitor(f.site);
    std::string const reference = f.message("maire@locronan.example", std::string(hostile) + " et la suite");
    std::string const address = "/operateur/messages/" + reference;
    for (std::string const& path :
         {std::string("/operateur/messages"), std::string("/operateur/messages.csv"), address,
          std::string("/operateur/bandeau"), std::string("/operateur/journal")}) {
        EXPECT_TRUE(Browser::location(visitor.get(path)).starts_with("/connexion")) << path;
        EXPECT_EQ(agent.get(path).status, 403) << path;
        EXPECT_EQ(auditor.get(path).status, 200) << path;
        EXPECT_FALSE(shows(team.get(path), "<script>alert")) << path;
    }
    EXPECT_FALSE(shows(auditor.get(address), "Envoyer la réponse"));
    for (char const* part : {"/reponse", "/note", "/attribution", "/etat"}) {
        auditor.get("/operateur/messages");
        EXPECT_EQ(auditor.submit(address + part, {{"text", "Une réponse."}}).status, 403) << part;
        EXPECT_EQ(agent.submit(address + part, {}).status, 403) << part;
    }
    EXPECT_TRUE(shows(team.get("/operateur"), "Messages reçus"));
    f.expect_sound();
}

TEST_P(ContactTest, filters_find_by_state_owner_topic_and_any_word) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    (void)f.browser(901, 0, DeskFixture::Role::operator_);
    std::string const mine = f.message("a@x.example", "Le dépôt de fichiers échoue à 100 %.");
    f.later(Duration::days(6));
    std::string const fresh = f.message("b@x.example", "Comment changer d’adresse_ici ?");
    team.get("/operateur/messages/" + mine);
    EXPECT_EQ(team.submit("/operateur/messages/" + mine + "/attribution", {{"person", "900"}}).status, 303);
    EXPECT_EQ(team.submit("/operateur/messages/" + mine + "/attribution", {{"person", "77"}}).status, 422);
    auto const finds = [&](std::string const& query, bool has_mine, bool has_fresh) {
        auto const page = team.get("/operateur/messages" + query);
        EXPECT_EQ(page.status, 200) << query;
        EXPECT_EQ(shows(page, "href=\"/operateur/messages/" + mine), has_mine) << query;
        EXPECT_EQ(shows(page, "href=\"/operateur/messages/" + fresh), has_fresh) << query;
    };
    finds("", true, true);
    finds("?a=moi", true, false);
    finds("?a=personne", false, true);
    finds("?a=901", false, false);
    finds("?etat=closed", false, false);
    finds("?etat=tous&objet=use", true, true);
    finds("?objet=privacy", false, false);
    finds("?q=DEPOT+de", true, false);
    finds("?q=100+%25", true, false);
    finds("?q=adresse_i", false, true);
    finds("?q=_", false, true);
    finds("?q=" + fresh, false, true);
    EXPECT_TRUE(shows(team.get("/operateur/messages"), "en retard"));
    auto const file = team.get("/operateur/messages.csv?etat=tous");
    EXPECT_EQ(file.status, 200);
    EXPECT_FALSE(file.file_path.empty());
    f.expect_sound();
}

TEST_P(ContactTest, a_closed_message_is_forgotten_after_a_year_with_all_that_followed) {
    DeskFixture f(GetParam());
    std::string const reference = f.message();
    std::string const open = f.message("b@x.example");
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::note_on_message(tx, f.site.services->world, f.operator_actor(), reference,
                                                  "Une note.");
                 }).ok());
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::close_message(tx, f.site.services->world, f.operator_actor(), reference);
                 }).ok());
    auto const forget = [&] {
        std::int64_t forgotten = 0;
        f.write([&](Tx& tx) {
            forgotten = site::forget_closed_messages(tx, f.site.clock.now() - site::closed_messages_kept, 10);
        });
        return forgotten;
    };
    f.later(site::closed_messages_kept);
    EXPECT_EQ(forget(), 0);
    f.later(Duration::seconds(1));
    EXPECT_EQ(forget(), 1);
    EXPECT_FALSE(site::message_by_reference(*f.site.database->snapshot(), reference));
    EXPECT_TRUE(site::message_by_reference(*f.site.database->snapshot(), open));
}

TEST_P(ContactTest, who_erases_their_account_takes_their_messages_along) {
    DeskFixture f(GetParam());
    std::string const reference = f.message("p5@x.example");
    std::string const other = f.message("q@x.example");
    for (std::string const& of : {reference, other})
        ASSERT_TRUE(f.act([&](Tx& tx) {
                         return site::answer_message(tx, f.site.services->world,
                                                     f.site.services->people_settings, f.operator_actor(), of,
                                                     "Une réponse.", {});
                     }).ok());
    f.write([&](Tx& tx) {
        people::Person person;
        person.id = base::Id<people::Person>(5);
        person.email = person.email_key = "p5@x.example";
        people::remove_personal_rows(tx, site::personal_tables(), person);
    });
    EXPECT_FALSE(site::message_by_reference(*f.site.database->snapshot(), reference));
    EXPECT_EQ(site::posts_of(*f.site.database->snapshot(), f.stored(other).id).size(), 1u);
}

TEST(Contact, a_network_is_an_address_or_half_of_a_long_one) {
    EXPECT_EQ(site::network_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(site::network_of("2001:db8:1:2::1"), site::network_of("2001:db8:1:2:ffff::9"));
    EXPECT_NE(site::network_of("2001:db8:1:2::1"), site::network_of("2001:db8:1:3::1"));
}

TEST(Contact, a_mark_is_ours_or_nothing) {
    base::Instant const at{1'700'000'000'000'000};
    std::string const mark = site::shown_mark("secret", at);
    EXPECT_EQ(site::shown_at("secret", mark), at);
    EXPECT_FALSE(site::shown_at("other", mark));
    EXPECT_FALSE(site::shown_at("secret", "1" + mark));
    for (std::string const wrong : {"", ".", "1700000000000000", "x.y"})
        EXPECT_FALSE(site::shown_at("secret", wrong));
    EXPECT_TRUE(site::is_message_reference("M-2026-0012"));
    for (std::string const wrong :
         {"M-2026-12", "C-2026-0012", "M-2026-00x2", "M-26-0012", "", "M-2026-0012/../x"})
        EXPECT_FALSE(site::is_message_reference(wrong)) << wrong;
}

}  // namespace desk_tests
