// The list of a campaign's mailings with its reminders, and the form of a mailing to a segment.
#include "outreach/mailing_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/french.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/page_forms.hpp"
#include "outreach/page_parts.hpp"
#include "outreach/pages_mailing_form.hpp"
#include "outreach/pages_mailings.hpp"
#include "outreach/reminder_rows.hpp"
#include "outreach/segment_actions.hpp"
#include "outreach/segment_rows.hpp"
#include "territories/lookup.hpp"
#include "web/forms.hpp"
#include "web/json.hpp"

namespace outreach {
namespace {

using consultation::Campaign;
namespace forms = consultation::forms;

/// What the form opens with, above the link to the consultation: nothing that could be sent by oversight.
constexpr std::string_view first_text = "Bonjour,\n\n\n\n";

std::string addresses(std::int64_t number) {
    return base::french_count(number, "adresse", "adresses");
}

/// Of reminders to come: how many it would reach today. Those of one phase and kind are counted once.
class Readers {
  public:
    Readers(db::Reader const& reader, Campaign const& campaign) : reader_(reader), campaign_(campaign) {}
    std::int64_t of(Reminder const& reminder) {
        bool const has_official = reminder.days_before == official_reminder_days;
        auto const key = std::pair(reminder.phase, has_official);
        if (auto const found = counts_.find(key); found != counts_.end()) return found->second;
        std::vector<Segment> segments;
        for (Reminded const& one : reminded_by(campaign_, reminder)) segments.push_back(one.segment);
        return counts_[key] = count_of_any(reader_, campaign_.id, segments);
    }

  private:
    db::Reader const& reader_;
    Campaign const& campaign_;
    std::map<std::pair<consultation::PhaseKind, bool>, std::int64_t> counts_;
};

ReminderLine line_of(Campaign const& campaign, Reminder const& reminder, Readers& readers,
                     base::Instant now) {
    ReminderLine line;
    line.title = title_of(reminder);
    line.when = base::french_deadline(reminder.at);
    if (reminder.is_coming(now))
        line.readers = fmt::format("{} aujourd’hui", addresses(readers.of(reminder)));
    line.tag = title_of(reminder.state);
    line.colour = colour_of(reminder.state);
    line.href = reminder.mailing.exists()
                    ? mailing_address(campaign.slug, reminder.mailing)
                    : fmt::format("{}/rappels/{}/{}", mailings_address(campaign.slug),
                                  consultation::name_of(reminder.phase), reminder.days_before);
    return line;
}

MailingLine line_of(Campaign const& campaign, Mailing const& mailing) {
    MailingLine line;
    line.subject = mailing.subject;
    line.href = mailing_address(campaign.slug, mailing.id);
    line.tag = title_of(mailing.state);
    line.colour = colour_of(mailing.state);
    line.audience = mailing.audience;
    std::string const by = mailing.by_email.empty() ? std::string("automatique") : mailing.by_email;
    if (mailing.state == MailingState::draft)
        line.facts = fmt::format("écrit le {}, {}", base::french_date_time(mailing.changed_at), by);
    else
        line.facts = fmt::format("{}, {} sur {}, {}", base::french_date_time(*mailing.started_at),
                                 base::french_count(mailing.posted, "message écrit", "messages écrits"),
                                 addresses(mailing.recipients), by);
    return line;
}

std::string notice_of(std::string_view done) {
    if (done == "supprime") return "Le brouillon est supprimé.";
    return {};
}

http::Response mailings_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!campaign || !page) return web::not_found(visit);
    MailingPage const found = mailings_of(visit.reader(), campaign->id, *page);
    int const last = web::last_page(found.total, mailings_per_page);
    if (*page > last) return web::not_found(visit);
    MailingsView view;
    view.notice = notice_of(visit.request.query.get("fait"));
    view.desks = consultation::desk_links(*campaign, consultation::Desks::mailings);
    std::string const address = mailings_address(campaign->slug);
    if (visit.is_operator()) view.create_href = address + "/nouveau";
    Readers readers(visit.reader(), *campaign);
    for (Reminder const& one :
         reminders_of(*campaign, kept_reminders(visit.reader(), campaign->id), visit.now))
        view.reminders.push_back(line_of(*campaign, one, readers, visit.now));
    view.no_reminder = campaign->state == consultation::CampaignState::published
                           ? "Aucun\u00a0: il n’y a ni recueil ni soutien assez long pour être rappelé."
                           : "Aucun\u00a0: seule une consultation publiée et non archivée a des rappels.";
    for (Mailing const& one : found.mailings) view.mailings.push_back(line_of(*campaign, one));
    view.pages = {*page, last, address + "?page="};
    return web::page_of(visit, consultation::desk_head(*campaign, "Courriers"),
                        [&](html::Out& out) { pages::mailings(out, view); });
}

// The form.

std::vector<html::Choice> kinds(std::string_view value) {
    std::vector<html::Choice> all{{"", "Toutes", {}, false}};
    for (territories::Kind const kind : territories::all_kinds())
        if (kind != territories::Kind::former_commune)
            all.push_back({std::string(territories::code(kind)),
                           std::string(territories::french_plural(kind)),
                           {},
                           false});
    return html::chosen(std::move(all), value);
}

std::vector<html::Choice> sizes(std::string_view value) {
    std::vector<html::Choice> all{{"", "Toutes", {}, false}};
    for (territories::SizeClass const size : territories::all_size_classes())
        all.push_back(
            {std::string(territories::code(size)), std::string(territories::french(size)), {}, false});
    return html::chosen(std::move(all), value);
}

std::vector<html::Choice> territories_of(std::vector<territories::Territory> const& listed,
                                         char const* all_label, bool with_code, std::string_view value) {
    std::vector<html::Choice> all{{"", all_label, {}, false}};
    for (territories::Territory const& one : listed)
        all.push_back(
            {one.code, with_code ? fmt::format("{} – {}", one.code, one.name) : one.name, {}, false});
    return html::chosen(std::move(all), value);
}

/// What stands in the form: as typed, as the draft is, or as it is offered first.
http::Pairs values_of(Campaign const& campaign, Mailing const* draft) {
    if (!draft) {
        http::Pairs values;
        values.add("text",
                   std::string(first_text) + fmt::format("[La consultation](/campagnes/{})", campaign.slug));
        return values;
    }
    http::Pairs values = http::parse_query(draft->filters).value_or(http::Pairs{});
    values.add("segment", draft->segment);
    values.add("subject", draft->subject);
    values.add("text", draft->text);
    return values;
}

http::Response form_page(web::Visit& visit, Campaign const& campaign, base::Id<Mailing> draft,
                         http::Pairs const& values, base::Refusal const* refusal) {
    MailingFormView view;
    auto const value = [&](char const* name) { return web::line_of(values, name); };
    std::string const address = mailings_address(campaign.slug);
    view.title = draft.exists() ? "Modifier le courrier" : "Écrire à un groupe";
    view.action = draft.exists() ? mailing_address(campaign.slug, draft) + "/modifier" : address + "/nouveau";
    view.who = web::field("segment", "À qui écrivez-vous\u202f?");
    for (Who const who : every_who)
        view.whos.push_back(
            {std::string(name_of(who)), std::string(title_of(who)), std::string(hint_of(who)), false});
    view.whos = html::chosen(std::move(view.whos), value("segment"));
    view.proposals =
        web::field("propositions", "Propositions, pour écrire à leurs soutiens", value("propositions"),
                   "Leurs références, par exemple P-2026-012. Vide\u00a0: toutes.");
    view.proposals.is_optional = true;
    view.kind = web::field("type", "Sorte", value("type"));
    view.kinds = kinds(view.kind.value);
    view.size = web::field("taille", "Taille", value("taille"));
    view.sizes = sizes(view.size.value);
    view.region = web::field("region", "Région", value("region"));
    view.regions = territories_of(territories::regions(visit.reader()), "Toutes", false, view.region.value);
    view.department = web::field("departement", "Département", value("departement"));
    view.departments =
        territories_of(territories::departments(visit.reader()), "Tous", true, view.department.value);
    view.subject =
        web::field("subject", "Objet", value("subject"), "Ce qui se passe, et pour quelle consultation.");
    view.text =
        web::field("text", "Texte", web::text_of(values, "text"),
                   "Commencez par ce qui est nouveau, ou par ce que vous attendez du lecteur. Une ligne vide "
                   "sépare les paragraphes, **deux étoiles** mettent en gras, "
                   "[mots](https://adresse) fait un lien, {collectivite} donne le nom de la collectivité.");
    view.back_href = address;
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal)
        web::show_errors(view.errors, *refusal,
                         {&view.who, &view.proposals, &view.kind, &view.size, &view.region, &view.department,
                          &view.subject, &view.text});
    web::PageHead head = head_of(campaign, view.title);
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::mailing_form(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response create_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return form_page(visit, *campaign, {}, values_of(*campaign, nullptr), nullptr);
}

http::Response edit_page(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place || place->mailing.kind != MailingKind::segment || place->mailing.state != MailingState::draft)
        return web::not_found(visit);
    return form_page(visit, place->campaign, place->mailing.id, values_of(place->campaign, &place->mailing),
                     nullptr);
}

std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    return text;
}

/// A text as it was handed out says nothing: nobody is written to with it.
base::Result<MailingText> written(Campaign const& campaign, MailingText const& typed) {
    auto text = checked(typed);
    bool const is_untouched =
        without_blanks(typed.text) == without_blanks(web::text_of(values_of(campaign, nullptr), "text"));
    if (!is_untouched) return text;
    base::Refusal refusal = text.ok() ? base::Refusal{} : text.refusal();
    std::erase_if(refusal.fields, [](auto const& one) { return one.field == "text"; });
    base::Refusal const empty = base::refuse_field(
        "text", "Écrivez votre message\u202f: le texte n’a encore que la salutation et le lien.");
    if (text.ok()) return empty;
    refusal.fields.insert(refusal.fields.end(), empty.fields.begin(), empty.fields.end());
    return refusal;
}

/// Both halves of the form are checked before anything is refused.
http::Response saved(web::Visit& visit, Campaign const& campaign, base::Id<Mailing> draft) {
    http::Pairs const& values = visit.form();
    MailingText const typed{web::line_of(values, "subject"), web::text_of(values, "text")};
    auto const segment = segment_from(values);
    auto const text = written(campaign, typed);
    if (!segment.ok() || !text.ok()) {
        base::Refusal refusal = segment.ok() ? text.refusal() : segment.refusal();
        if (!segment.ok() && !text.ok())
            refusal.fields.insert(refusal.fields.end(), text.refusal().fields.begin(),
                                  text.refusal().fields.end());
        return form_page(visit, campaign, draft, values, &refusal);
    }
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const id =
            save_draft(tx, visit.services.world, visit.actor(), {campaign.id, draft, *segment, typed});
        if (!id.ok()) return id.refusal();
        return mailing_address(campaign.slug, *id);
    });
    if (next.ok()) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return form_page(visit, campaign, draft, values, &next.refusal());
}

http::Response create_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return saved(visit, *campaign, {});
}

http::Response edit_sent(web::Visit& visit) {
    auto const place = place_of(visit);
    if (!place || place->mailing.kind != MailingKind::segment) return web::not_found(visit);
    return saved(visit, place->campaign, place->mailing.id);
}

}  // namespace

web::Routes mailing_routes() {
    using enum http::Method;
    using enum web::Policy;
    std::string const desk = "/operateur/campagnes/{campaign}/courriers";
    std::string const one = desk + "/{mailing}";
    return {{get, desk, overseer, mailings_page, {}},
            {get, desk + "/nouveau", operator_, create_page, {}},
            {post, desk + "/nouveau", operator_, create_sent, {}},
            {get, desk + "/rappels/{phase}/{days}", overseer, reminder_page, {}},
            {post, desk + "/rappels/{phase}/{days}", operator_, reminder_sent, {}},
            {get, one, overseer, mailing_page, {}},
            {get, one + "/modifier", operator_, edit_page, {}},
            {post, one + "/modifier", operator_, edit_sent, {}},
            {post, one + "/essai", operator_, test_sent, {}},
            {get, one + "/envoyer", operator_, send_page, {}},
            {post, one + "/envoyer", operator_, send_confirmed, {}},
            {post, one + "/pause", operator_, pause_sent, {}},
            {post, one + "/reprendre", operator_, resume_sent, {}},
            {get, one + "/arreter", operator_, stop_page, {}},
            {post, one + "/arreter", operator_, stop_confirmed, {}},
            {get, one + "/supprimer", operator_, throw_away_page, {}},
            {post, one + "/supprimer", operator_, throw_away_confirmed, {}},
            {get, one + "/destinataires", overseer, recipients_page, {}}};
}

}  // namespace outreach
