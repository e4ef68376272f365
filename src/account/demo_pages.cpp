// The demonstration: one-click accounts, and the mails sent.
#include "account/demo_pages.hpp"

#include <algorithm>

#include "account/forms.hpp"
#include "account/pages_demo_mail.hpp"
#include "account/pages_demo_mails.hpp"
#include "account/signing_in.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "html/markdown.hpp"
#include "messaging/mails_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "people/person_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"

namespace account {
namespace {

constexpr int mails_read_per_page = 20;
constexpr std::size_t links_max = 10;  // of one mail

/// The kinds of which there is a mail to read, and the one that was asked for.
std::vector<html::Choice> kinds_of(db::Reader const& reader, Shown const& shown, std::string const& kind) {
    std::vector<std::string> const sent = messaging::kinds_sent(reader);
    std::vector<html::Choice> kinds = mail_kinds_in_words(shown);
    std::erase_if(kinds, [&](html::Choice const& one) {
        return !one.value.empty() && one.value != kind && std::ranges::find(sent, one.value) == sent.end();
    });
    return html::chosen(std::move(kinds), kind);
}

/// The affiliation under which a demonstration account acts at first: verified before pending.
base::Id<people::Affiliation> acting_first(db::Reader const& reader, base::Id<people::Person> person) {
    base::Id<people::Affiliation> first;
    for (people::AffiliationLine const& line : people::affiliations_of(reader, person)) {
        if (line.affiliation.state == people::AffiliationState::verified) return line.affiliation.id;
        if (line.affiliation.is_standing()) first = line.affiliation.id;
    }
    return first;
}

/// How long the site's address is at the head of `text`; 0: it does not stand there. `tremplin demo` fills
/// before anything serves: its mails name this machine, by whatever port was the default then.
std::size_t origin_length(std::string_view text, std::string_view origin) {
    constexpr std::string_view here = "http://localhost";
    std::size_t length = 0;
    if (text.starts_with(origin)) {
        length = origin.size();
    } else if (text.starts_with(here)) {
        length = here.size();
        if (text.substr(length).starts_with(':'))
            length = std::min(text.find_first_not_of("0123456789", length + 1), text.size());
    }
    return length > 0 && text.substr(length).starts_with('/') ? length : 0;
}

/// The addresses of this site in a mail, as local ones: a reader of the demonstration follows them.
std::vector<html::Link> links_in(std::string_view text, std::string const& origin) {
    std::vector<html::Link> links;
    for (std::size_t at = text.find("http"); at != std::string_view::npos && links.size() < links_max;
         at = text.find("http", at + 1)) {
        std::size_t const skipped = origin_length(text.substr(at), origin);
        if (skipped == 0) continue;
        // A link in the plain form of a mail stands in brackets: "Participer (https://…)".
        std::size_t const end = std::min(text.find_first_of(" \n\t\"<>()", at), text.size());
        std::string path(text.substr(at + skipped, end - at - skipped));
        while (path.size() > 1 && (path.back() == '.' || path.back() == ',' || path.back() == ')'))
            path.pop_back();
        if (web::safe_return_path(path) == path) links.push_back({path, path});
    }
    return links;
}

base::Result<people::SignedIn> demo_sign_in(db::Tx& tx, web::Visit const& visit, std::string const& key,
                                            std::string const& intent) {
    auto const person = people::person_by_email(tx, key + "@" + std::string(demo_email_domain));
    if (!person)
        return base::refuse(base::RefusalCode::not_found, "Ce compte de démonstration n’existe pas encore.",
                            "Remplissez la démonstration\u00a0: tremplin demo.");
    base::Instant const now = visit.services.world.clock.now();
    std::string token = people::new_token(visit.services.world.random);
    people::insert_sign_in(tx, people::hash_of_token(token), person->id, acting_first(tx, person->id),
                           "Démonstration", now);
    return people::SignedIn{std::move(token), person->id, person->email, {}, intent, false};
}

}  // namespace

std::vector<html::Choice> mail_kinds_in_words(Shown const& shown) {
    std::vector<html::Choice> kinds{
        {"", "Tous", {}, false},
        {"sign_in.code", "Codes de connexion", {}, false},
        {"affiliation.official_code", "Codes aux adresses officielles", {}, false},
        {"affiliation.decision", "Décisions sur un rattachement", {}, false},
        {"account.missing_body", "Structures absentes de la liste", {}, false}};
    kinds.insert(kinds.end(), shown.mail_kinds.begin(), shown.mail_kinds.end());
    return kinds;
}

http::Response post_demo_sign_in(web::Visit& visit, Shown const& shown) {
    std::string const key = line_of(visit.form(), "cle");
    bool const is_known = std::any_of(shown.demo_accounts.begin(), shown.demo_accounts.end(),
                                      [&](DemoAccount const& one) { return one.key == key; });
    if (!is_known) return web::not_found(visit);
    std::string const intent = go_intent(visit.form().get("retour"));
    auto const signed_in =
        signed_in_by(visit, [&](db::Tx& tx) { return demo_sign_in(tx, visit, key, intent); });
    return signed_in ? complete_sign_in(visit, *signed_in, {})
                     : web::refusal_page(visit, signed_in.refusal());
}

http::Response show_demo_mails(web::Visit& visit, Shown const& shown) {
    auto const page = asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    std::string kind = line_of(visit.request.query, "sorte");
    DemoMailsView view;
    view.kinds = kinds_of(visit.reader(), shown, kind);
    bool const is_known = std::any_of(view.kinds.begin(), view.kinds.end(),
                                      [](html::Choice const& one) { return one.is_chosen; });
    if (!is_known) kind.clear();  // no filter of ours: all
    view.kind = field("sorte", "Sorte de message", kind);
    messaging::MailPage const found = messaging::mails_sent(visit.reader(), kind, *page, mails_read_per_page);
    int const last = last_page(found.total, mails_read_per_page);
    if (*page > last) return web::not_found(visit);
    for (messaging::StoredMail const& one : found.mails)
        view.mails.push_back({"/demo/mails/" + std::to_string(one.id.value), one.mail.subject, one.mail.to,
                              base::french_date_time(one.sent_at.value_or(one.created_at))});
    view.count = base::french_count(found.total, "message", "messages");
    view.pages = {
        *page, last,
        kind.empty() ? "/demo/mails?page=" : "/demo/mails?sorte=" + base::percent_encoded(kind) + "&page="};
    web::PageHead head;
    head.title = "Messages envoyés";
    return web::page_of(visit, head, [&](html::Out& out) { pages::demo_mails(out, view); });
}

http::Response show_demo_mail(web::Visit& visit) {
    auto const id = id_of<messaging::Mail>(visit.path("id"));
    auto const found = id.exists() ? messaging::mail(visit.reader(), id) : std::nullopt;
    if (!found || found->state != messaging::MailState::sent) return web::not_found(visit);
    DemoMailView view;
    view.subject = found->mail.subject;
    view.rows = {{"À", found->mail.to, {}, {}},
                 {"Envoyé le", base::french_date_time(found->sent_at.value_or(found->created_at)), {}, {}}};
    if (!found->mail.why.empty()) view.rows.push_back({"Pourquoi ce message", found->mail.why, {}, {}});
    view.text = found->mail.text.empty()
                    ? "Le texte de ce message contenait un code\u00a0: il a été effacé après l’envoi."
                : found->mail.is_markdown
                    ? html::markdown_for_mail(found->mail.text, visit.services.settings.origin).plain
                    : found->mail.text;
    view.links = links_in(view.text, visit.services.settings.origin);
    web::PageHead head;
    head.title = view.subject;
    head.breadcrumbs = {{"Messages envoyés", "/demo/mails"}, {base::shortened(view.subject, 60), ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::demo_mail(out, view); });
}

}  // namespace account
