// The team is told of new messages at the contact address, together and at most once an hour.
#include "site/contact_alert.hpp"

#include "journal/jobs.hpp"
#include "site/desk_fixture.hpp"

namespace desk_tests {

ON_BOTH_ENGINES(ContactAlertTest);

namespace {

struct AlertFixture : DeskFixture {
    explicit AlertFixture(db::Engine engine) : DeskFixture(engine), jobs(*site.database, site.clock) {
        jobs.handle(std::string(site::alert_job), [this](std::string const& payload) {
            site::send_alert(*site.database, site.services->world, settings, payload);
        });
    }
    /// The clock goes on, then what is due is done. Returns how many alerts have left since the start.
    std::size_t after(Duration by) {
        later(by);
        while (jobs.run_due(10) > 0) {
        }
        return mails(site::alert_mail_kind).size();
    }
    std::string last() { return mails(site::alert_mail_kind).front().mail.text; }
    bool says(std::string const& words) {
        std::string text = last();
        for (std::string_view const blank : {"\u00a0", "\u202f"})
            for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank))
                text.replace(at, blank.size(), " ");
        return text.find(words) != std::string::npos;
    }
    people::Settings settings{"https://essai.example", "Essai", "equipe@essai.example", std::string(32, 'k')};
    journal::JobRunner jobs;
};

}  // namespace

TEST_P(ContactAlertTest, messages_that_come_together_are_told_together_without_a_word_of_their_authors) {
    AlertFixture f(GetParam());
    std::string const first = f.message("maire@locronan.example", "Je ne reçois pas mon code de connexion.");
    f.later(Duration::minutes(2));
    std::string const second = f.message("autre@argol.example", "Mon rattachement attend depuis deux jours.");
    EXPECT_EQ(f.after(Duration::minutes(2)), 0u) << "what comes together is told together";
    ASSERT_EQ(f.after(Duration::minutes(2)), 1u);
    EXPECT_EQ(f.mails(site::alert_mail_kind).front().mail.to, "equipe@essai.example");
    EXPECT_TRUE(f.says("2 messages sont arrivés et attendent une réponse.")) << f.last();
    EXPECT_TRUE(f.says(first));
    EXPECT_TRUE(f.says(second));
    EXPECT_TRUE(f.says("https://essai.example/operateur"));
    for (char const* private_word : {"locronan", "argol", "Locronan", "connexion.", "rattachement attend"})
        EXPECT_FALSE(f.says(private_word)) << private_word;
    f.expect_sound();
}

TEST_P(ContactAlertTest, one_mail_an_hour_leaves_however_many_came) {
    AlertFixture f(GetParam());
    f.message("a@x.example");
    ASSERT_EQ(f.after(Duration::minutes(6)), 1u);
    std::string last_reference;
    for (int i = 0; i < 12; ++i) {
        last_reference = f.message("b" + std::to_string(i) + "@x.example");
        EXPECT_EQ(f.after(Duration::minutes(4)), 1u) << "within the hour";
    }
    ASSERT_EQ(f.after(Duration::minutes(20)), 2u);
    EXPECT_TRUE(f.says("12 messages sont arrivés")) << f.last();
    EXPECT_TRUE(f.says("et 2 autres")) << f.last();
    EXPECT_TRUE(f.says("En tout, 13 messages attendent une réponse."));
    EXPECT_EQ(f.after(Duration::hours(5)), 2u) << "nothing new, nothing told";
}

TEST_P(ContactAlertTest, what_was_answered_meanwhile_is_not_told_and_no_address_means_no_mail) {
    AlertFixture f(GetParam());
    std::string const reference = f.message();
    (void)f.operator_browser();
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::answer_message(tx, f.site.services->world, f.settings, f.operator_actor(),
                                                 reference, "Bonjour, voici.", {});
                 }).ok());
    EXPECT_EQ(f.after(Duration::minutes(10)), 0u);
    f.settings.contact.clear();
    f.message("c@x.example");
    EXPECT_EQ(f.after(Duration::minutes(10)), 0u);
    EXPECT_EQ(
        f.site.database->snapshot()->integer("SELECT count(*) FROM jobs WHERE kind = 'site.contact_alert'"),
        0);
}

}  // namespace desk_tests
