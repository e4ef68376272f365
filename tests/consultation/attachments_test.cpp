// Files of a contribution: who may have them and when, what each version had, what is refused.
#include "consultation/attachment.hpp"
#include "consultation/attachment_rows.hpp"
#include "files/store.hpp"
#include "pages_fixture.hpp"

namespace pages_tests {

ON_BOTH_ENGINES(AttachmentPages);

namespace {

using File = Browser::File;
std::string const note = "Relevé des horaires d’ouverture.\n";

struct Draft {
    std::string id;
    std::string page;
};

Draft draft_of(Browser& agent, std::string const& title = "Signaler un incident") {
    agent.get("/campagnes/essai-2026/contribuer/besoin");
    auto const sent =
        agent.submit("/campagnes/essai-2026/contribuer/besoin", {{"title", title},
                                                                 {"theme", "relation-usagers"},
                                                                 {"problem", std::string(good_problem)},
                                                                 {"action", "pieces"}});
    std::string const page = Browser::location(sent);
    std::smatch found;
    EXPECT_TRUE(std::regex_match(page, found, std::regex("/mes-contributions/([0-9]+)/pieces-jointes")))
        << page;
    agent.get(page);
    return {found[1].str(), page};
}

std::string key_in(http::Response const& page) {
    std::string const text(page.content());
    std::smatch found;
    return std::regex_search(text, found, std::regex("/pieces-jointes/([A-Za-z0-9_-]{20,})")) ? found[1].str()
                                                                                              : "";
}

std::string publish(Browser& agent, Draft const& draft) {
    agent.get("/mes-contributions/" + draft.id + "/apercu");
    EXPECT_EQ(agent.submit("/mes-contributions/" + draft.id + "/publier", {}).status, 303);
    return draft.id;
}

}  // namespace

TEST_P(AttachmentPages, a_file_is_private_with_a_draft_public_once_published_private_again_when_withdrawn) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser colleague = f.browser(2, 1);
    Browser stranger = f.browser(3, 2);
    Browser team = f.operator_browser();
    Browser auditor = f.browser(901, 0, PagesFixture::Role::auditor);
    Browser nobody(f.site);
    Draft const draft = draft_of(agent);
    auto const joined = agent.upload(draft.page, {}, {{"files", "horaires.txt", note}});
    ASSERT_EQ(joined.status, 303) << joined.content();
    std::string const address = "/pieces-jointes/" + key_in(agent.follow(joined));
    auto const statuses = [&] {
        std::vector<int> all;
        for (Browser* one : {&agent, &team, &auditor, &colleague, &stranger, &nobody})
            all.push_back(one->get(address).status);
        return all;
    };
    std::vector<int> const closed{200, 200, 200, 404, 404, 404};
    EXPECT_EQ(statuses(), closed);
    publish(agent, draft);
    EXPECT_EQ(statuses(), std::vector<int>(6, 200));
    auto const got = nobody.get(address);
    EXPECT_EQ(files::sha256_of_file(got.file_path), base::hex(base::as_bytes(base::sha256(note))));
    agent.get("/mes-contributions/" + draft.id + "/retirer");
    EXPECT_EQ(agent.submit("/mes-contributions/" + draft.id + "/retirer", {}).status, 303);
    EXPECT_EQ(statuses(), closed);
    f.expect_sound();
}

TEST_P(AttachmentPages, only_the_author_puts_in_and_takes_out) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser stranger = f.browser(3, 2);
    Draft const draft = draft_of(agent);
    ASSERT_EQ(agent.upload(draft.page, {}, {{"files", "a.txt", note}}).status, 303);
    std::string const key = key_in(agent.get(draft.page));
    Draft const own = draft_of(stranger, "Autre sujet");
    EXPECT_EQ(stranger.upload(draft.page, {}, {{"files", "b.txt", "x"}}).status, 404);
    EXPECT_EQ(stranger.submit(draft.page + "/" + key + "/retirer", {}).status, 404);
    EXPECT_EQ(stranger.submit(own.page + "/" + key + "/retirer", {}).status, 303)
        << "not among one's own: nothing";
    Browser nobody(f.site);
    EXPECT_EQ(nobody.upload(draft.page, {}, {{"files", "b.txt", "x"}}).status, 303) << "sign in first";
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM file_uses"), 1);
    EXPECT_EQ(agent.submit(draft.page + "/" + key + "/retirer", {}).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM file_uses"), 0);
}

TEST_P(AttachmentPages, each_version_tells_which_files_stood_and_one_taken_out_is_forgotten) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Draft const draft = draft_of(agent);
    agent.upload(draft.page, {}, {{"files", "premier.txt", "un"}});
    publish(agent, draft);
    agent.get(draft.page);
    ASSERT_EQ(agent.upload(draft.page, {}, {{"files", "second.txt", "deux"}}).status, 303);
    std::string const key = key_in(agent.get(draft.page));
    ASSERT_EQ(agent.submit(draft.page + "/" + key + "/retirer", {}).status, 303);
    EXPECT_EQ(agent.get("/pieces-jointes/" + key).status, 404) << "for its author too";
    EXPECT_EQ(f.count("SELECT max(version) FROM contribution_versions"), 3);
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments WHERE name = ''"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM file_uses"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act IN ('contribution.file_added', "
                      "'contribution.file_removed')"),
              2);
    auto const versions = agent.get("/contributions/C-2026-0001/versions?avant=2&apres=2");
    EXPECT_TRUE(reads(versions,
                      "une pièce retirée depuis (texte brut, 2 octets) ; second.txt (texte brut, 4 octets)"));
    EXPECT_FALSE(reads(versions, "premier.txt"));
    f.expect_sound();
}

TEST_P(AttachmentPages, a_file_joined_meanwhile_does_not_make_an_open_form_outdated) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Draft const draft = draft_of(agent);
    publish(agent, draft);
    std::string const form = "/mes-contributions/" + draft.id + "/modifier";
    auto const changed_of = [&] {
        std::string const page(agent.get(form).content());
        std::smatch found;
        EXPECT_TRUE(std::regex_search(page, found, std::regex("name=\"changed\" value=\"([0-9]+)\"")));
        return found[1].str();
    };
    auto const sent = [&](std::string const& changed, std::string const& title) {
        agent.get(form);
        return agent.submit(form, {{"title", title},
                                   {"theme", "relation-usagers"},
                                   {"problem", std::string(good_problem)},
                                   {"changed", changed}});
    };
    std::string const opened = changed_of();
    f.at("2026-02-02T10:00");
    agent.get(draft.page);
    ASSERT_EQ(agent.upload(draft.page, {}, {{"files", "horaires.txt", note}}).status, 303);
    std::string const joined = changed_of();
    f.at("2026-02-02T11:00");
    agent.get(draft.page);
    std::string const key = key_in(agent.get(draft.page));
    ASSERT_EQ(agent.submit(draft.page + "/" + key + "/retirer", {}).status, 303);
    f.at("2026-02-02T12:00");
    EXPECT_EQ(sent(opened, "Signaler un incident de voirie").status, 303) << "only files changed since";
    // The text changed since: whoever saw the one before is still warned.
    auto const late = sent(joined, "Signaler autre chose");
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(reads(late, "Enregistré ailleurs\u00a0: «\u00a0Signaler un incident de voirie\u00a0»"));
    f.expect_sound();
}

TEST_P(AttachmentPages, limits_and_kinds_are_refused_at_the_field_and_nothing_is_kept) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Draft const draft = draft_of(agent);
    auto const page = agent.get(draft.page);
    EXPECT_TRUE(reads(page, "10 Mo au plus chacun, 5 fichiers au plus"));
    EXPECT_TRUE(reads(page, "Avant de joindre un fichier"));
    auto const wrong =
        agent.upload(draft.page, {}, {{"files", "image.svg", "<svg/>"}, {"files", "bon.txt", "x"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(reads(wrong, "files-error"));
    EXPECT_TRUE(reads(wrong, "Erreur"));
    EXPECT_EQ(agent.upload(draft.page, {}, {}).status, 422);
    expect_harmless(agent.upload(draft.page, {}, {{"files", "<script>alert(1)<%22.exe", "x"}}));
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments"), 0);
    std::vector<File> five;
    for (char c = '1'; c <= '5'; ++c)
        five.push_back({"files", std::string(1, c) + ".txt", std::string(1, c)});
    agent.get(draft.page);
    ASSERT_EQ(agent.upload(draft.page, {}, five).status, 303);
    EXPECT_TRUE(reads(agent.get(draft.page), "le maximum"));
    EXPECT_EQ(agent.upload(draft.page, {}, {{"files", "6.txt", "6"}}).status, 422);
    EXPECT_EQ(agent.upload(draft.page, {}, {{"files", "1 bis.txt", "1"}}).status, 303)
        << "joined already: once";
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments"), 5);
    std::vector<File> six = five;
    six.push_back({"files", "6.txt", "6"});
    EXPECT_EQ(agent.upload(draft.page, {}, six).status, 413);
    // A draft that goes takes its files along.
    agent.get("/mes-contributions/" + draft.id + "/retirer");
    EXPECT_EQ(agent.submit("/mes-contributions/" + draft.id + "/retirer", {}).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM file_uses"), 0);
    f.expect_sound();
}

TEST_P(AttachmentPages, after_the_collect_phase_nothing_changes) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Draft const draft = draft_of(agent);
    agent.upload(draft.page, {}, {{"files", "a.txt", note}});
    publish(agent, draft);
    std::string const key = key_in(agent.get(draft.page));
    f.at("2026-03-15T18:00");
    EXPECT_EQ(agent.upload(draft.page, {}, {{"files", "b.txt", "x"}}).status, 409);
    EXPECT_EQ(agent.submit(draft.page + "/" + key + "/retirer", {}).status, 409);
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments WHERE until_version IS NULL"), 1);
    EXPECT_EQ(agent.get("/pieces-jointes/" + key).status, 200);
}

TEST_P(AttachmentPages, the_same_form_sent_twice_joins_once_and_waiting_files_are_not_served) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Draft const draft = draft_of(agent);
    f.site.services->clamd = "/nowhere/clamd.ctl";
    ASSERT_EQ(agent.upload(draft.page, {}, {{"files", "a.txt", note}}).status, 303);
    ASSERT_EQ(agent.upload(draft.page, {}, {{"files", "a.txt", note}}).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_attachments"), 1);
    auto const page = agent.get(draft.page);
    EXPECT_TRUE(reads(page, "Contrôle antivirus indisponible"));
    std::string const key = f.text("SELECT key FROM contribution_attachments");
    EXPECT_EQ(agent.get("/pieces-jointes/" + key).status, 503);
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind = 'files.check'"), 1);
}

}  // namespace pages_tests
