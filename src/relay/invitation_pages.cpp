// Invitations by e-mail: whom they reach, their text, their check, where they are.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "html/markdown.hpp"
#include "outreach/letter.hpp"
#include "relay/invitation.hpp"
#include "relay/pages.hpp"
#include "relay/pages_invitation.hpp"
#include "relay/pages_invitations.hpp"
#include "relay/pages_invite.hpp"
#include "relay/pages_invite_check.hpp"
#include "relay/views.hpp"
#include "territories/counted.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace relay {
namespace {

using outreach::Fortune;
using outreach::Mailing;
using outreach::MailingKind;
using outreach::MailingState;

constexpr std::size_t sample_max = 20;

outreach::Settings settings_of(web::Visit const& visit) {
    return {visit.services.settings.origin, visit.services.secret};
}

/// To whom, in which campaign; nothing: 404.
struct Asked {
    Scope scope;
    consultation::Campaign campaign;
    Filter filter;
    std::string query;     // "?campagne=…&taille=…"
    std::string chosen;    // how the filter reads
    std::string narrowed;  // the same but for the kind, which counts say
};

/// What narrows the list beside the kind.
std::string narrowed_by(web::Visit& visit, Scope const& scope, Filter const& filter) {
    std::vector<std::string> words;
    if (filter.size) words.emplace_back(territories::french(*filter.size));
    if (filter.epci.exists())
        for (Grouping const& one : groupings_of(visit.reader(), scope))
            if (one.id == filter.epci) words.push_back(one.name);
    if (!filter.text.empty()) words.push_back("«\u00a0" + base::shortened(filter.text, 60) + "\u00a0»");
    return base::joined(words, ", ");
}

std::optional<Asked> asked(web::Visit& visit) {
    auto scope = scope_of_path(visit);
    if (!scope) return std::nullopt;
    http::Pairs const& query = visit.request.query;
    auto campaign =
        campaign_of(consultation::campaigns(visit.reader()), web::line_of(query, "campagne"), visit.now);
    if (!campaign) return std::nullopt;
    Filter const filter = filter_of(query);
    std::string narrowed = narrowed_by(visit, *scope, filter);
    std::string chosen = filter.kind ? territories::small_plural(*filter.kind) : std::string();
    if (!narrowed.empty()) chosen += (chosen.empty() ? "" : ", ") + narrowed;
    return Asked{*std::move(scope), *std::move(campaign), filter, http::query_text(kept_in(query)),
                 std::move(chosen), std::move(narrowed)};
}

/// "a" for one, "ont" for several, as French counts.
char const* has_or_have(std::int64_t count) {
    return count < 2 ? "a" : "ont";
}

std::vector<std::string> audience_sentences(Audience const& audience, Asked const& on) {
    std::vector<std::string> sentences;
    auto const written = static_cast<std::int64_t>(audience.written.size());
    sentences.push_back(fmt::format("{}{} n’{} pas encore participé à «\u00a0{}\u00a0».",
                                    territories::counted(audience.silent, on.filter.kind),
                                    on.narrowed.empty() ? std::string() : " (" + on.narrowed + ")",
                                    has_or_have(audience.silent), on.campaign.title));
    if (written > 0)
        sentences.push_back(fmt::format(
            "{} {} l’invitation, à l’adresse officielle de la mairie ou du siège.",
            territories::counted(written, on.filter.kind), written < 2 ? "recevra" : "recevront"));
    if (audience.without_address > 0)
        sentences.push_back(
            fmt::format("{} n’{} pas d’adresse connue\u00a0: la lettre du kit est faite pour cela.",
                        territories::counted(audience.without_address, on.filter.kind),
                        has_or_have(audience.without_address)));
    if (audience.lately > 0)
        sentences.push_back(fmt::format(
            "{} reçu une invitation depuis moins de 14\u00a0jours{}.",
            territories::counted(audience.lately, on.filter.kind) + " " + has_or_have(audience.lately),
            audience.next_from
                ? "\u00a0: la prochaine sera possible le " + base::french_date(*audience.next_from)
                : std::string()));
    return sentences;
}

http::Response form_response(web::Visit& visit, Asked const& on, Audience const& audience,
                             outreach::MailingText const& text, base::Refusal const* refusal) {
    InviteView view;
    view.caption = on.scope.label();
    view.title = "Inviter par e-mail";
    view.action = on.scope.address("/invitations/nouvelle") + on.query;
    view.sentences = audience_sentences(audience, on);
    view.change_href = on.scope.address("/participation") + on.query;
    if (audience.without_address > 0 && phase_to_invite_to(on.campaign, visit.now) != nullptr)
        view.kit_href = on.scope.address("/kit/" + on.campaign.slug);
    for (Invited const& one : audience.written)
        if (view.sample.size() < sample_max) view.sample.push_back(one.line.name + ", " + one.address);
    if (audience.written.size() > sample_max)
        view.more =
            "et " + base::french_count(static_cast<std::int64_t>(audience.written.size() - sample_max),
                                       "autre.", "autres.");
    if (phase_to_invite_to(on.campaign, visit.now) == nullptr)
        view.nobody = "La collecte et les soutiens sont clos\u00a0: inviter n’a plus d’objet.";
    else if (audience.written.empty())
        view.nobody = "Il n’y a personne à qui écrire dans cette sélection.";
    view.subject = web::field("subject", "Objet", text.subject,
                              "{collectivite} est remplacé par le nom de chaque collectivité.");
    view.text =
        web::field("text", "Message", text.text,
                   "[mots](/adresse) fait un lien. Dans une adresse, {code} est remplacé par le code de "
                   "chaque collectivité\u00a0: le lien mène droit à sa page.");
    view.text_characters_max = static_cast<int>(outreach::mailing_text_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) web::show_errors(view.errors, *refusal, {&view.subject, &view.text});
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = trail(on.scope, view.title);
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::invite(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response check_response(web::Visit& visit, Asked const& on, Audience const& audience,
                              outreach::MailingText const& typed, std::string notice) {
    outreach::Reader reader;
    if (!audience.written.empty()) {
        Invited const& first = audience.written.front();
        reader = {first.address, first.line.name, first.line.reference};
    }
    outreach::Part const part = invitation_part(on.scope);
    messaging::Mail const mail =
        outreach::letter(settings_of(visit), MailingKind::invitation, typed, part, reader);
    InviteCheckView view;
    view.caption = on.scope.label();
    view.action = on.scope.address("/invitations/nouvelle") + on.query;
    view.notice = std::move(notice);
    view.count = territories::counted(static_cast<std::int64_t>(audience.written.size()), on.filter.kind);
    view.reader = reader.authority_name.empty() ? "une collectivité" : reader.authority_name;
    view.subject = mail.subject;
    view.html = html::markdown(mail.text);
    view.why = mail.why;
    view.typed_subject = typed.subject;
    view.typed_text = typed.text;
    view.button = "Envoyer à " + view.count;
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = "Vérifier avant d’envoyer";
    head.breadcrumbs = trail(on.scope, "Inviter par e-mail");
    return web::page_of(visit, head, [&](html::Out& out) { pages::invite_check(out, view); });
}

html::TagColour colour_of(MailingState state) {
    switch (state) {
        case MailingState::sending:
            return html::TagColour::blue;
        case MailingState::paused:
            return html::TagColour::yellow;
        case MailingState::stopped:
            return html::TagColour::orange;
        case MailingState::sent:
            return html::TagColour::green;
        case MailingState::draft:
            break;
    }
    return html::TagColour::grey;
}

/// The subject as it was written, whoever reads it.
std::string subject_of(Mailing const& mailing) {
    return outreach::filled_in(mailing.subject, {{}, "(nom de la collectivité)", {}});
}

std::string campaign_title_of(db::Reader const& reader, Mailing const& mailing) {
    auto const campaign = consultation::campaign_by_id(reader, mailing.campaign);
    return campaign ? campaign->title : std::string();
}

std::string when_of(Mailing const& mailing) {
    return mailing.started_at ? base::french_date_time(*mailing.started_at) : std::string();
}

std::string title_of(Mailing const& mailing) {
    return mailing.started_at ? "Invitation du " + base::french_date(*mailing.started_at) : "Invitation";
}

html::Table table_of(outreach::RecipientPage const& found) {
    html::Table table;
    table.caption = "Collectivités invitées";
    table.columns = {{"Collectivité", false}, {"Adresse", false}, {"Envoi", false}};
    auto const text = [](std::string value) { return html::Cell{std::move(value), {}, html::Html{}}; };
    for (outreach::RecipientLine const& one : found.lines)
        table.rows.push_back({text(one.authority_name), text(one.email),
                              text(std::string(outreach::title_of(one.fortune)) +
                                   (one.at ? ", le " + base::french_date_time(*one.at) : std::string()))});
    return table;
}

}  // namespace

http::Response invitations_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const page = web::asked_page(visit.request.query);
    if (!scope || !page) return web::not_found(visit);
    auto const found =
        outreach::mailings_of_scope(visit.reader(), MailingKind::invitation, scope->code, *page);
    int const last = web::last_page(found.total, outreach::mailings_per_page);
    if (*page > last) return web::not_found(visit);
    InvitationsView view;
    view.caption = scope->label();
    view.count = base::french_count(found.total, "invitation", "invitations");
    std::vector<consultation::Campaign> const all = consultation::campaigns(visit.reader());
    auto const campaign = campaign_of(all, {}, visit.now);
    if (campaign && phase_to_invite_to(*campaign, visit.now) != nullptr)
        view.new_href = scope->address("/invitations/nouvelle?campagne=" + campaign->slug + "&type=commune");
    for (Mailing const& one : found.mailings) {
        auto const about = std::ranges::find(all, one.campaign, &consultation::Campaign::id);
        view.lines.push_back({title_of(one), scope->address("/invitations/" + std::to_string(one.id.value)),
                              fmt::format("{}{}. Objet\u00a0: {}. Par {}.",
                                          about == all.end() ? "" : "«\u00a0" + about->title + "\u00a0», ",
                                          one.audience, subject_of(one), one.by_email),
                              std::string(outreach::title_of(one.state)), colour_of(one.state)});
    }
    view.pages = {*page, last, scope->address("/invitations?page=")};
    web::PageHead head;
    head.title = "Invitations envoyées – " + scope->label();
    head.breadcrumbs = trail(*scope, "Invitations envoyées");
    return web::page_of(visit, head, [&](html::Out& out) { pages::invitations(out, view); });
}

http::Response invite_page(web::Visit& visit) {
    auto const on = asked(visit);
    if (!on) return web::not_found(visit);
    Audience const audience = audience_of(visit.reader(), on->campaign.id, on->scope, on->filter, visit.now);
    outreach::MailingText text;
    if (consultation::Phase const* const phase = phase_to_invite_to(on->campaign, visit.now))
        text = invitation_text(facts_for(visit, on->scope, on->campaign, *phase, std::nullopt),
                               on->campaign.slug);
    return form_response(visit, *on, audience, text, nullptr);
}

http::Response invite_sent(web::Visit& visit) {
    auto const on = asked(visit);
    if (!on) return web::not_found(visit);
    http::Pairs const& form = visit.form();
    outreach::MailingText const typed{web::line_of(form, "subject"), web::text_of(form, "text")};
    std::string_view const next_step = form.get("suite");
    auto const text = outreach::checked(typed);
    base::Result<std::string> done = std::string();
    if (text.ok() && next_step == "envoyer") {
        done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            auto const id = invite(tx, visit.services.world, settings_of(visit), visit.actor(),
                                   {on->scope.code, on->campaign.id, on->filter, on->chosen, *text});
            if (!id.ok()) return id.refusal();
            return on->scope.address("/invitations/" + std::to_string(id->value) + "?fait=envoi");
        });
        if (done.ok()) return web::redirect(visit, *done);
        if (done.refusal().code != base::RefusalCode::invalid)
            return web::refusal_page(visit, done.refusal());
    }
    Audience const audience = audience_of(visit.reader(), on->campaign.id, on->scope, on->filter, visit.now);
    if (!text.ok()) return form_response(visit, *on, audience, typed, &text.refusal());
    if (!done.ok()) return form_response(visit, *on, audience, typed, &done.refusal());
    bool const is_possible =
        !audience.written.empty() && phase_to_invite_to(on->campaign, visit.now) != nullptr;
    if (next_step == "modifier" || !is_possible) return form_response(visit, *on, audience, typed, nullptr);
    if (next_step != "essai") return check_response(visit, *on, audience, *text, {});
    Invited const& first = audience.written.front();
    auto const tried = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const sent = outreach::send_test(tx, visit.services.world, settings_of(visit), visit.actor(),
                                              MailingKind::invitation, *text, invitation_part(on->scope),
                                              {{}, first.line.name, first.line.reference});
        if (!sent.ok()) return sent.refusal();
        return std::string("/");
    });
    if (!tried.ok()) return web::refusal_page(visit, tried.refusal());
    return check_response(visit, *on, audience, *text,
                          "L’essai est parti à votre adresse, " + visit.who->email + ".");
}

http::Response invitation_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const page = web::asked_page(visit.request.query);
    auto const mailing =
        scope ? invitation_of(visit.reader(), *scope, web::id_of<Mailing>(visit.path("id"))) : std::nullopt;
    if (!mailing || !page) return web::not_found(visit);
    auto const fortune = outreach::fortune(visit.request.query.get("etat"));
    auto const found = outreach::recipients_of(visit.reader(), mailing->id, fortune, *page);
    int const last = web::last_page(found.total, outreach::recipients_per_page);
    if (*page > last) return web::not_found(visit);
    outreach::Figures const figures = outreach::figures_of(visit.reader(), *mailing);
    InvitationView view;
    view.caption = scope->label();
    view.title = title_of(*mailing);
    if (visit.request.query.get("fait") == "envoi")
        view.notice = "L’envoi commence. Vous pouvez fermer cette page\u00a0: il se poursuit sans vous.";
    view.rows = {row("État", std::string(outreach::title_of(mailing->state))),
                 row("Consultation", campaign_title_of(visit.reader(), *mailing)),
                 row("Objet", subject_of(*mailing)),
                 row("Destinataires", mailing->audience),
                 row("Écrite par", mailing->by_email),
                 row("Commencée", when_of(*mailing))};
    if (mailing->ended_at) view.rows.push_back(row("Terminée", base::french_date_time(*mailing->ended_at)));
    if (mailing->forgotten_at)
        view.rows.push_back(row("Liste", "Les adresses ont été effacées 60\u00a0jours après l’envoi."));
    view.figures = {{base::french_number(mailing->recipients), "destinataires"},
                    {base::french_number(figures.sent), "partis"},
                    {base::french_number(figures.waiting + figures.queued), "à envoyer"},
                    {base::french_number(figures.bounced + figures.failed), "non parvenus"},
                    {base::french_number(figures.refused), "n’en veulent pas ou injoignables"}};
    view.action = scope->address("/invitations/" + std::to_string(mailing->id.value));
    view.may_stop = mailing->is_under_way();
    view.may_pause = mailing->state == MailingState::sending;
    view.may_resume = mailing->state == MailingState::paused;
    view.hidden = visit.form_fields();
    view.fortunes.push_back({"Toutes", fortune ? view.action : std::string()});
    for (Fortune const one : outreach::every_fortune)
        view.fortunes.push_back(
            {std::string(outreach::title_of(one)),
             fortune == one ? std::string() : view.action + "?etat=" + std::string(outreach::name_of(one))});
    view.table = table_of(found);
    view.pages = {
        *page, last,
        view.action + (fortune ? "?etat=" + std::string(outreach::name_of(*fortune)) + "&page=" : "?page=")};
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Espace relais", "/relais"},
                        {scope->label(), scope->address()},
                        {"Invitations envoyées", scope->address("/invitations")},
                        {view.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::invitation(out, view); });
}

http::Response invitation_changed(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const id = web::id_of<Mailing>(visit.path("id"));
    if (!scope || !invitation_of(visit.reader(), *scope, id)) return web::not_found(visit);
    std::string_view const wanted = visit.form().get("suite");
    constexpr std::array<std::pair<std::string_view, MailingChange>, 3> changes{
        {{"pause", MailingChange::pause},
         {"reprendre", MailingChange::resume},
         {"arreter", MailingChange::stop}}};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        for (auto const& [name, change] : changes)
            if (name == wanted) {
                auto const done =
                    change_invitation(tx, visit.services.world, visit.actor(), scope->code, id, change);
                if (!done.ok()) return done.refusal();
                return scope->address("/invitations/" + std::to_string(id.value));
            }
        return base::refuse(base::RefusalCode::invalid,
                            "Dites s’il faut mettre en pause, reprendre ou arrêter.",
                            "Revenez à la page de cette invitation.");
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace relay
