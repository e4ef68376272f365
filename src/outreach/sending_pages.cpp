// One mailing: its preview and its sending, how far it came, its list.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/page_forms.hpp"
#include "outreach/mailing_actions.hpp"
#include "outreach/page_parts.hpp"
#include "outreach/pages_mailing.hpp"
#include "outreach/pages_recipients.hpp"
#include "outreach/segment_actions.hpp"
#include "outreach/segment_rows.hpp"
#include "territories/counted.hpp"
#include "web/forms.hpp"

namespace outreach {
namespace {

using consultation::Campaign;
namespace forms = consultation::forms;

/// A reader invented for a mailing whose segment is empty.
Reader any_reader() {
    return {"mairie@exemple.fr", "Commune d’exemple", "00000"};
}

Reader reader_of(std::vector<Turn> const& sample) {
    if (sample.empty()) return any_reader();
    return {sample.front().email, sample.front().authority_name, sample.front().authority_reference};
}

html::TagColour colour_of_fortune(Fortune fortune) {
    switch (fortune) {
        case Fortune::sent:
            return html::TagColour::green;
        case Fortune::waiting:
        case Fortune::queued:
            return html::TagColour::blue;
        case Fortune::failed:
        case Fortune::bounced:
            return html::TagColour::red;
        case Fortune::refused:
            return html::TagColour::orange;
        case Fortune::dropped:
            return html::TagColour::grey;
    }
    return html::TagColour::grey;
}

std::string sending_notice_of(std::string_view done) {
    if (done == "essai") return "Un essai vient de partir vers votre adresse.";
    if (done == "parti") return "L’envoi a commencé.";
    if (done == "pause") return "L’envoi est en pause\u00a0: ce qui était déjà sur le départ part encore.";
    if (done == "reprise") return "L’envoi a repris.";
    if (done == "arret") return "L’envoi est arrêté pour de bon.";
    return {};
}

std::string remaining_of(Mailing const& mailing, Figures const& figures) {
    if (mailing.state != MailingState::sending || figures.waiting == 0) return {};
    std::int64_t const slices = (figures.waiting + recipients_per_slice - 1) / recipients_per_slice;
    std::int64_t const minutes = slices * slice_pause.us / base::Duration::minutes(1).us + 1;
    return fmt::format(
        "Encore {} environ\u00a0: les messages partent par {}, toutes les {} secondes. Rechargez cette page "
        "pour voir "
        "où en est l’envoi.",
        base::french_count(minutes, "minute", "minutes"), recipients_per_slice,
        slice_pause.us / base::Duration::seconds(1).us);
}

html::Figure figure(std::int64_t number, char const* one, char const* several) {
    return {base::french_number(number), number < 2 ? one : several};
}

std::vector<html::Figure> shown(Mailing const& mailing, Figures const& figures) {
    std::vector<html::Figure> all{
        figure(mailing.recipients, "destinataire", "destinataires"),
        figure(figures.waiting + figures.queued, "à envoyer", "à envoyer"),
        figure(figures.sent, "parti", "partis"),
        figure(figures.bounced, "revenu", "revenus"),
        figure(figures.failed, "échec", "échecs"),
        figure(figures.refused, "désabonné ou injoignable", "désabonnés ou injoignables")};
    if (figures.dropped > 0) all.push_back(figure(figures.dropped, "abandonné", "abandonnés"));
    return all;
}

void show_draft(web::Visit& visit, Place const& place, MailingView& view) {
    Segment const segment = segment_of(place.mailing);
    SegmentCount const count = count_of(visit.reader(), place.campaign.id, segment);
    std::vector<Turn> const sample = sample_of(visit.reader(), place.campaign.id, segment);
    std::string const address = mailing_address(place.campaign.slug, place.mailing.id);
    view.rows.push_back(
        {"Aujourd’hui",
         fmt::format("{}, {}", base::french_count(count.addresses, "adresse", "adresses"),
                     territories::counted(count.authorities, segment.who == Who::silent_communes
                                                                 ? territories::Kind::commune
                                                                 : segment.kind)),
         {},
         {}});
    if (std::int64_t const unreachable = unreachable_of(visit.reader(), place.campaign.id, segment);
        unreachable > 0)
        view.rows.push_back(
            {"Sans adresse connue",
             base::french_count(unreachable, "commune", "communes") +
                 (unreachable == 1 ? "\u00a0: elle ne recevra rien." : "\u00a0: elles ne recevront rien."),
             {},
             {}});
    view.sample_title = count.addresses > sample_max
                            ? fmt::format("Les {} premiers destinataires", sample_max)
                            : std::string("Les destinataires");
    for (Turn const& one : sample) view.sample.push_back(line_of(one));
    view.previews.push_back(preview_of(visit, place.mailing.kind, {place.mailing.subject, place.mailing.text},
                                       {"", why_of(segment.who, place.campaign.title)}, reader_of(sample)));
    if (count.addresses == 0)
        view.notice = "Personne n’est dans ce groupe aujourd’hui\u00a0: rien ne peut partir.";
    if (!visit.is_operator()) return;
    if (count.addresses > 0) {
        view.primary.label = "Envoyer…";
        view.primary.href = address + "/envoyer";
    }
    view.secondary_label = "M’envoyer un essai";
    view.secondary_action = address + "/essai";
    view.more_hidden = visit.form_fields();
    view.links = {{"Modifier", address + "/modifier"}, {"Supprimer ce brouillon", address + "/supprimer"}};
}

void show_sending(web::Visit& visit, Place const& place, MailingView& view) {
    Mailing const& mailing = place.mailing;
    Figures const figures = figures_of(visit.reader(), mailing);
    std::string const address = mailing_address(place.campaign.slug, mailing.id);
    view.rows.push_back({"Commencé", base::french_date_time(*mailing.started_at), {}, {}});
    if (mailing.ended_at) view.rows.push_back({"Terminé", base::french_date_time(*mailing.ended_at), {}, {}});
    view.figures = shown(mailing, figures);
    view.counted_on = base::french_date_time(visit.now);
    view.remaining = remaining_of(mailing, figures);
    std::vector<Part> const parts = parts_of(visit.reader(), mailing.id);
    for (Part const& part : parts) {
        view.previews.push_back(
            preview_of(visit, mailing.kind, {mailing.subject, mailing.text}, part, any_reader()));
        if (parts.size() > 1)
            view.previews.back().heading = fmt::format("Ce que reçoit le groupe {}", view.previews.size());
    }
    if (!mailing.forgotten_at) view.links.push_back({"Voir chaque destinataire", address + "/destinataires"});
    if (!visit.is_operator() || !mailing.is_under_way()) return;
    bool const is_paused = mailing.state == MailingState::paused;
    if (is_paused) {
        view.primary.label = "Reprendre l’envoi";
        view.primary_action = address + "/reprendre";
        view.hidden = visit.form_fields();
    } else {
        view.secondary_label = "Mettre en pause";
        view.secondary_action = address + "/pause";
        view.more_hidden = visit.form_fields();
    }
    view.links.push_back({"Arrêter pour de bon…", address + "/arreter"});
}

/// The confirmation of an act on this mailing.
http::Response confirm(web::Visit& visit, Place const& place, consultation::ConfirmActView view,
                       char const* what) {
    std::string const address = mailing_address(place.campaign.slug, place.mailing.id);
    view.hidden = visit.form_fields();
    view.action = fmt::format("{}/{}", address, what);
    view.back_href = address;
    view.back_label = "Ne rien faire";
    return forms::confirm_page(visit, view, head_of(place.campaign, "Confirmer").breadcrumbs);
}

/// Runs an action on the mailing of the address, then shows it again.
template<class Action>
http::Response act(web::Visit& visit, char const* done, Action const& action) {
    auto const place = place_of(visit);
    if (!place) return web::not_found(visit);
    return go_on(visit, visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const made = action(tx, *place);
        if (!made.ok()) return made.refusal();
        return fmt::format("{}?fait={}", mailing_address(place->campaign.slug, place->mailing.id), done);
    }));
}

}  // namespace

http::Response mailing_page(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place) return web::not_found(visit);
    Mailing const& mailing = place->mailing;
    MailingView view;
    view.title = mailing.subject;
    view.tag = title_of(mailing.state);
    view.colour = colour_of(mailing.state);
    view.rows = {{"Sorte", std::string(title_of(mailing.kind)), {}, {}}, {"À qui", mailing.audience, {}, {}}};
    view.rows.push_back({"Par", mailing.by_email.empty() ? "le calendrier" : mailing.by_email, {}, {}});
    if (mailing.state == MailingState::draft)
        show_draft(visit, *place, view);
    else
        show_sending(visit, *place, view);
    if (std::string const notice = sending_notice_of(visit.request.query.get("fait")); !notice.empty())
        view.notice = notice;
    view.back_href = mailings_address(place->campaign.slug);
    return web::page_of(visit, head_of(place->campaign, mailing.subject),
                        [&](html::Out& out) { pages::mailing(out, view); });
}

http::Response test_sent(web::Visit& visit) {
    return act(visit, "essai", [&](db::Tx& tx, Place const& place) -> base::Result<base::Done> {
        if (place.mailing.state != MailingState::draft || place.mailing.kind != MailingKind::segment)
            return base::refuse(base::RefusalCode::conflict, "Ce courrier n’est plus un brouillon.");
        Segment const segment = segment_of(place.mailing);
        return send_test(tx, visit.services.world, settings_of(visit), visit.actor(), place.mailing.kind,
                         {place.mailing.subject, place.mailing.text},
                         {"", why_of(segment.who, place.campaign.title)},
                         reader_of(sample_of(tx, place.campaign.id, segment)));
    });
}

http::Response send_page(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place || place->mailing.kind != MailingKind::segment || place->mailing.state != MailingState::draft)
        return web::not_found(visit);
    SegmentCount const count = count_of(visit.reader(), place->campaign.id, segment_of(place->mailing));
    std::string const number = base::french_count(count.addresses, "adresse", "adresses");
    consultation::ConfirmActView view;
    view.title = fmt::format("Envoyer ce courrier à {}\u202f?", number);
    view.sentences = {
        "La liste est arrêtée au moment où vous confirmez. Chaque adresse reçoit un seul message. Ceux qui "
        "ont arrêté "
        "ces messages, ou dont l’adresse ne répond plus, n’en reçoivent pas."};
    view.warning = "Un message parti ne se reprend pas. Vous pourrez mettre l’envoi en pause ou l’arrêter.";
    view.rows = {{"Objet", place->mailing.subject, {}, {}},
                 {"À qui", place->mailing.audience, {}, {}},
                 {"Adresses", base::french_number(count.addresses), {}, {}}};
    view.button = fmt::format("Envoyer à {}", number);
    return confirm(visit, *place, std::move(view), "envoyer");
}

http::Response send_confirmed(web::Visit& visit) {
    return act(visit, "parti", [&](db::Tx& tx, Place const& place) {
        return send_to_segment(tx, visit.services.world, settings_of(visit), visit.actor(), place.mailing.id);
    });
}

http::Response pause_sent(web::Visit& visit) {
    return act(visit, "pause", [&](db::Tx& tx, Place const& place) {
        return pause_mailing(tx, visit.services.world, visit.actor(), place.mailing.id);
    });
}

http::Response resume_sent(web::Visit& visit) {
    return act(visit, "reprise", [&](db::Tx& tx, Place const& place) {
        return resume_mailing(tx, visit.services.world, visit.actor(), place.mailing.id);
    });
}

http::Response stop_page(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place || !place->mailing.is_under_way()) return web::not_found(visit);
    Figures const figures = figures_of(visit.reader(), place->mailing);
    consultation::ConfirmActView view;
    view.title = "Arrêter cet envoi pour de bon\u202f?";
    view.sentences = {
        fmt::format("{}. Ce qui est déjà parti ou sur le départ arrive quand même.",
                    base::french_count(figures.waiting, "destinataire ne recevra pas ce message",
                                       "destinataires ne recevront pas ce message"))};
    view.warning = "Un envoi arrêté ne reprend pas. Pour le suspendre, mettez-le en pause.";
    view.button = "Arrêter l’envoi";
    view.is_warning = true;
    return confirm(visit, *place, std::move(view), "arreter");
}

http::Response stop_confirmed(web::Visit& visit) {
    return act(visit, "arret", [&](db::Tx& tx, Place const& place) {
        return stop_mailing(tx, visit.services.world, visit.actor(), place.mailing.id);
    });
}

http::Response throw_away_page(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place || place->mailing.state != MailingState::draft) return web::not_found(visit);
    consultation::ConfirmActView view;
    view.title = "Supprimer ce brouillon\u202f?";
    view.rows = {{"Objet", place->mailing.subject, {}, {}}, {"À qui", place->mailing.audience, {}, {}}};
    view.button = "Supprimer le brouillon";
    view.is_warning = true;
    return confirm(visit, *place, std::move(view), "supprimer");
}

http::Response throw_away_confirmed(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place) return web::not_found(visit);
    return go_on(visit, visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const gone = throw_away(tx, visit.actor(), place->mailing.id);
        if (!gone.ok()) return gone.refusal();
        return mailings_address(place->campaign.slug) + "?fait=supprime";
    }));
}

http::Response recipients_page(web::Visit& visit) {
    auto const place = place_of(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!place || !page || place->mailing.state == MailingState::draft || place->mailing.forgotten_at)
        return web::not_found(visit);
    auto const wanted = fortune(web::line_of(visit.request.query, "etat"));
    RecipientPage const found = recipients_of(visit.reader(), place->mailing.id, wanted, *page);
    int const last = web::last_page(found.total, recipients_per_page);
    if (*page > last) return web::not_found(visit);
    std::string const address = mailing_address(place->campaign.slug, place->mailing.id);
    std::string const list = address + "/destinataires";
    RecipientsView view;
    view.count = base::french_count(found.total, "destinataire", "destinataires");
    view.filters.push_back({"Tous", wanted ? list : std::string()});
    for (Fortune const one : every_fortune)
        view.filters.push_back(
            {std::string(title_of(one)),
             wanted == one ? std::string() : fmt::format("{}?etat={}", list, name_of(one))});
    for (RecipientLine const& one : found.lines)
        view.lines.push_back(
            {one.email,
             {one.authority_name,
              one.authority_reference.empty() ? std::string() : "/collectivites/" + one.authority_reference},
             std::string(title_of(one.fortune)),
             colour_of_fortune(one.fortune),
             one.at ? base::french_short(*one.at) : std::string()});
    view.pages = {*page, last,
                  wanted ? fmt::format("{}?etat={}&page=", list, name_of(*wanted)) : list + "?page="};
    view.back_href = address;
    web::PageHead head = head_of(place->campaign, "Destinataires");
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1, {place->mailing.subject, address});
    return web::page_of(visit, head, [&](html::Out& out) { pages::recipients(out, view); });
}

}  // namespace outreach
