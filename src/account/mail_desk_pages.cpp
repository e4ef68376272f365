#include "account/mail_desk_pages.hpp"

#include <fmt/format.h>

#include <array>

#include "account/demo_pages.hpp"
#include "account/forms.hpp"
#include "account/pages_failing_addresses.hpp"
#include "account/pages_mail_desk.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"
#include "people/actions_mail.hpp"
#include "web/frame.hpp"
#include "web/list_response.hpp"

namespace account {
namespace {

constexpr int mails_per_page = 20;
constexpr int file_lines_max = 10'000;
constexpr std::string_view desk_path = "/operateur/mails";

std::string_view french(messaging::MailState state) {
    switch (state) {
        case messaging::MailState::waiting:
            return "En attente";
        case messaging::MailState::sent:
            return "Envoyé";
        case messaging::MailState::failed:
            return "Abandonné";
        case messaging::MailState::bounced:
            return "Revenu";
    }
    base::fail("a mail without state");
}
html::TagColour colour_of_mail(messaging::MailState state) {
    switch (state) {
        case messaging::MailState::waiting:
            return html::TagColour::yellow;
        case messaging::MailState::sent:
            return html::TagColour::green;
        case messaging::MailState::failed:
        case messaging::MailState::bounced:
            return html::TagColour::red;
    }
    base::fail("a mail without state");
}

constexpr std::array states{messaging::MailState::waiting, messaging::MailState::sent,
                            messaging::MailState::failed, messaging::MailState::bounced};

messaging::MailFilter filter_of(http::Pairs const& query) {
    messaging::MailFilter filter;
    std::string const state = line_of(query, "etat");
    for (messaging::MailState const one : states)
        if (messaging::name_of(one) == state) filter.state = one;
    filter.kind = base::shortened(line_of(query, "sorte"), messaging::kind_bytes_max);
    filter.to = line_of(query, "adresse");
    return filter;
}

/// The list with this filter, one of its values changed.
std::string address_of(std::string_view path, messaging::MailFilter const& filter) {
    http::Pairs query;
    if (filter.state) query.add("etat", std::string(messaging::name_of(*filter.state)));
    if (!filter.kind.empty()) query.add("sorte", filter.kind);
    if (!filter.to.empty()) query.add("adresse", filter.to);
    return std::string(path) + http::query_text(query);
}

/// In words, or as it is called when no room says them.
std::string words_of_kind(Shown const& shown, std::string const& kind) {
    for (html::Choice const& one : mail_kinds_in_words(shown))
        if (one.value == kind) return one.label;
    return kind;
}

void fill_filters(MailDeskView& view, messaging::MailFilter const& filter, db::Reader const& reader,
                  Shown const& shown) {
    std::string const state(filter.state ? messaging::name_of(*filter.state) : std::string_view());
    view.state = field("etat", "État", state);
    view.states.push_back({"", "Tous", {}, !filter.state});
    for (messaging::MailState const one : states)
        view.states.push_back(
            {std::string(messaging::name_of(one)), std::string(french(one)), {}, filter.state == one});
    view.kind = field("sorte", "Sorte", filter.kind);
    view.kinds.push_back({"", "Toutes", {}, filter.kind.empty()});
    for (std::string const& kind : messaging::mail_kinds(reader))
        view.kinds.push_back({kind, words_of_kind(shown, kind), {}, kind == filter.kind});
    view.to = field("adresse", "Adresse complète", filter.to, "Celle que la personne vous a donnée.");
    messaging::MailFilter without = filter;
    if (filter.state) {
        without.state.reset();
        view.chosen.push_back({std::string(french(*filter.state)), address_of(desk_path, without)});
    }
    without = filter;
    without.kind.clear();
    if (!filter.kind.empty())
        view.chosen.push_back({words_of_kind(shown, filter.kind), address_of(desk_path, without)});
    without = filter;
    without.to.clear();
    if (!filter.to.empty())
        view.chosen.push_back({base::email_masked(filter.to), address_of(desk_path, without)});
    view.is_filtered = !view.chosen.empty();
}

MailLine line_of_mail(messaging::StoredMail const& one, bool may_retry, Shown const& shown) {
    MailLine line;
    line.subject = one.mail.subject;
    line.to = base::email_masked(one.mail.to);
    line.facts = fmt::format("{}, le {}, {}", words_of_kind(shown, one.mail.kind),
                             base::french_date_time(one.created_at),
                             base::french_count(one.attempts, "tentative", "tentatives"));
    line.failure = one.failure;
    line.state = french(one.state);
    line.colour = colour_of_mail(one.state);
    bool const is_over =
        one.state == messaging::MailState::failed || one.state == messaging::MailState::bounced;
    if (may_retry && is_over && !one.mail.secret)
        line.retry_action = fmt::format("{}/{}/renvoi", desk_path, one.id.value);
    return line;
}

/// Back to the list that was shown, whatever the form says.
std::string desk_back_of(http::Pairs const& form) {
    std::string path = web::safe_return_path(form.get("retour"));
    bool const is_list = path == desk_path || path.starts_with(std::string(desk_path) + "?");
    return is_list ? path : std::string(desk_path);
}

}  // namespace

http::Response show_mails(web::Visit& visit, Shown const& shown) {
    auto const page = asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    messaging::MailFilter const filter = filter_of(visit.request.query);
    messaging::MailPage const found =
        messaging::mails_matching(visit.reader(), filter, *page, mails_per_page);
    int const last = last_page(found.total, mails_per_page);
    if (*page > last) return web::not_found(visit);
    messaging::MailCounts const counts = messaging::mail_counts(visit.reader());
    MailDeskView view;
    view.figures = {{base::french_number(counts.waiting), "en attente"},
                    {base::french_number(counts.sent), counts.sent < 2 ? "envoyé" : "envoyés"},
                    {base::french_number(counts.failed), counts.failed < 2 ? "abandonné" : "abandonnés"},
                    {base::french_number(counts.bounced), counts.bounced < 2 ? "revenu" : "revenus"}};
    view.addresses =
        base::french_count(counts.suspended_addresses, "adresse suspendue", "adresses suspendues");
    fill_filters(view, filter, visit.reader(), shown);
    view.count = base::french_count(found.total, "message", "messages");
    for (messaging::StoredMail const& one : found.mails)
        view.lines.push_back(line_of_mail(one, visit.actor().is_operator, shown));
    std::string const address = address_of(desk_path, filter);
    std::string const joint = address.find('?') == std::string::npos ? "?" : "&";
    view.pages = {*page, last, address + joint + "page="};
    view.address = *page == 1 ? address : view.pages.address + std::to_string(*page);
    view.files = {{"CSV", address_of(std::string(desk_path) + ".csv", filter)},
                  {"XLSX", address_of(std::string(desk_path) + ".xlsx", filter)}};
    if (visit.request.query.has("renvoye")) view.notice = "Le message attend d’être envoyé de nouveau.";
    view.hidden = visit.form_fields();
    return web::page_of(visit,
                        {.title = "Messages envoyés par la plateforme",
                         .breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Messages", ""}}},
                        [&](html::Out& out) { pages::mail_desk(out, view); });
}

http::Response show_mails_file(web::Visit& visit) {
    using documents::ColumnType;
    return web::list_response(
        visit,
        {"messages",
         "Messages",
         {},
         std::string(desk_path),
         {{"numero", "Numéro", ColumnType::integer, 10},
          {"etat", "État", ColumnType::text, 12},
          {"sorte", "Sorte", ColumnType::text, 24},
          {"destinataire", "Destinataire", ColumnType::text, 30},
          {"objet", "Objet", ColumnType::text, 60},
          {"cree_le", "Créé le", ColumnType::moment, 17},
          {"envoye_le", "Envoyé le", ColumnType::moment, 17},
          {"tentatives", "Tentatives", ColumnType::integer, 10},
          {"dernier_echec", "Dernier échec", ColumnType::text, 40}}},
        [&](web::PutRow const& put) {
            messaging::each_mail(visit.reader(), filter_of(visit.request.query), file_lines_max,
                                 [&](messaging::StoredMail const& one) {
                                     documents::SheetCell sent;
                                     if (one.sent_at) sent = *one.sent_at;
                                     put({one.id.value, std::string(messaging::name_of(one.state)),
                                          one.mail.kind, base::email_masked(one.mail.to), one.mail.subject,
                                          one.created_at, sent, std::int64_t{one.attempts}, one.failure});
                                 });
        });
}

http::Response show_failing_addresses(web::Visit& visit) {
    auto const page = asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    auto const found = messaging::failing_addresses(visit.reader(), *page, mails_per_page);
    int const last = last_page(found.total, mails_per_page);
    if (*page > last) return web::not_found(visit);
    FailingAddressesView view;
    view.count = base::french_count(found.total, "adresse en échec", "adresses en échec");
    view.table.caption = "Adresses dont les messages reviennent";
    view.table.columns = {
        {"Adresse", false}, {"Refus définitifs", true}, {"Échecs passagers", true}, {"Dernier échec", false},
        {"Code", false},    {"Notifications", false}};
    for (messaging::FailingAddress const& one : found.addresses)
        view.table.rows.push_back(
            {{base::email_masked(one.email_key), {}, {}},
             {base::french_number(one.permanent), {}, {}},
             {base::french_number(one.soft), {}, {}},
             {base::french_date(one.last_at), {}, {}},
             {one.status.empty() ? "–" : one.status, {}, {}},
             {one.suspended_since ? "suspendues le " + base::french_date(*one.suspended_since) : "envoyées",
              {},
              {}}});
    view.pages = {*page, last, std::string(desk_path) + "/adresses?page="};
    return web::page_of(visit,
                        {.title = "Adresses en échec",
                         .breadcrumbs = {{"Espace opérateur", "/operateur"},
                                         {"Messages", std::string(desk_path)},
                                         {"Adresses en échec", ""}}},
                        [&](html::Out& out) { pages::failing_addresses(out, view); });
}

http::Response post_retry_mail(web::Visit& visit) {
    auto const id = id_of<messaging::Mail>(visit.path("id"));
    std::string const back = desk_back_of(visit.form());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::retry_mail(tx, visit.services.world, visit.actor(), id);
        if (!done.ok()) return done.refusal();
        return back + (back.find('?') == std::string::npos ? "?" : "&") + "renvoye=1";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace account
