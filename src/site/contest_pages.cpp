#include "site/contest_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/own_supports_pages.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_page_rows.hpp"
#include "site/contest_actions.hpp"
#include "site/contest_rows.hpp"
#include "site/contest_views.hpp"
#include "site/message_filters.hpp"
#include "site/pages_contests.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace site {
namespace {

namespace forms = consultation::forms;

constexpr std::string_view contests_page = "/operateur/contestations";
constexpr std::size_t excerpt_characters = 300;

std::string address_with(http::Pairs const& query) {
    return std::string(contests_page) + http::query_text(query);
}

std::string proposal_of(Contest const& contest) {
    return contest.proposal_reference + " – " + contest.proposal_title;
}

/// Said of a support that is set aside no more.
std::string now_counted(consultation::SupportState state) {
    if (state == consultation::SupportState::counted) return "Le soutien est rétabli, et compté.";
    if (state == consultation::SupportState::pending) return "Le soutien est rétabli, en attente.";
    return "Le soutien est retiré.";
}

ContestItem item_of(Contest const& contest, base::Instant now) {
    ContactMessage const& message = contest.message;
    ContestItem item;
    item.title = contest.authority_name;
    item.href = "/operateur/messages/" + message.reference;
    item.proposal = proposal_of(contest);
    if (contest.standing.state == consultation::SupportState::set_aside)
        item.reason = contest.standing.reason;
    else
        item.support = now_counted(contest.standing.state);
    item.excerpt = base::shortened(base::tidied_line(message.text).value_or(""), excerpt_characters);
    item.tag = french_state(message);
    item.colour = message.state == MessageState::open && !message.assigned_to ? html::TagColour::blue
                                                                              : html::TagColour::grey;
    item.is_late = is_late(message, now);
    item.facts = fmt::format("{}, reçue le {}. {}", message.reference, base::french_date(message.created_at),
                             message.state == MessageState::open ? waited_text(message, now) : std::string());
    if (!contest.assigned_email.empty()) item.facts += " Attribuée à " + contest.assigned_email + ".";
    return item;
}

std::string label_of(std::vector<html::Choice> const& choices) {
    auto const found = std::ranges::find(choices, true, &html::Choice::is_chosen);
    return found == choices.end() ? std::string() : found->label;
}

/// The filters that this queue has: all contests have one topic.
http::Pairs contest_filters(http::Pairs const& query, std::string_view without = {}) {
    http::Pairs const filters = filters_in(query, "objet");
    http::Pairs kept;
    for (auto const& [name, value] : filters.items())
        if (name != without) kept.add(name, value);
    return kept;
}

void show_chosen(ContestsView& view, http::Pairs const& query) {
    http::Pairs const filters = contest_filters(query);
    for (auto const& [name, value] : filters.items()) {
        view.chosen.push_back({name == "q"      ? "«\u00a0" + value + "\u00a0»"
                               : name == "etat" ? label_of(view.states)
                                                : "Attribué\u00a0: " + label_of(view.people),
                               address_with(contest_filters(query, name))});
        (name == "q" ? view.kept_by_filters : view.kept_by_search).push_back({name, value});
    }
    view.is_filtered = !view.chosen.empty();
}

MessageFilter contest_filter(web::Visit const& visit) {
    MessageFilter filter = filter_of(visit);
    filter.topic.reset();
    return filter;
}

/// What is contested: the support of the authority named, or that the visitor acts for, set aside.
struct Aside {
    people::Actor actor;
    consultation::SupportableProposal proposal;
    consultation::PersonSupport support;
};
std::optional<people::Actor> actor_for(web::Visit const& visit, http::Pairs const& from) {
    if (!from.has("pour")) return visit.actor();
    people::AffiliationLine const* const line = consultation::affiliation_named(visit, from);
    if (line == nullptr) return std::nullopt;
    people::Actor actor = visit.actor();
    people::act_under(actor, line->affiliation);
    return actor;
}
base::Result<Aside> aside_of_path(web::Visit& visit, http::Pairs const& from) {
    auto const actor = actor_for(visit, from);
    auto const proposals = consultation::supportable_proposals(
        visit.reader(), std::vector<std::string>{std::string(visit.path("reference"))});
    if (proposals.empty() || !actor)
        return base::refuse(base::RefusalCode::not_found, "Cette proposition n’existe pas.");
    for (consultation::PersonSupport& support :
         consultation::supports_of_person(visit.reader(), actor->person, {proposals.data(), 1}))
        if (support.authority == actor->authority &&
            support.standing.state == consultation::SupportState::set_aside) {
            // Who only says that they act for it does not read what the operator found of its people.
            if (!support.is_own && !actor->verified)
                return base::refuse(base::RefusalCode::forbidden,
                                    "Ce soutien se conteste par une personne qui l’a donné, ou dont le "
                                    "rattachement est vérifié.",
                                    "Faites vérifier votre rattachement dans «\u00a0Mon compte\u00a0».");
            if (auto const waiting = open_contest(visit.reader(), proposals.front().id, support.authority))
                return base::refuse(
                    base::RefusalCode::conflict,
                    fmt::format(
                        "Ce soutien est déjà contesté, sous la référence {}, depuis le {}\u00a0: l’équipe "
                        "doit encore répondre.",
                        waiting->message.reference, base::french_date(waiting->message.created_at)),
                    "Pour compléter, suivez le lien de l’accusé de réception reçu par e-mail.");
            return Aside{*actor, proposals.front(), std::move(support)};
        }
    return base::refuse(base::RefusalCode::conflict,
                        "Aucun soutien de la collectivité pour laquelle vous agissez n’est écarté ici.",
                        "La page de la proposition dit où en est son soutien.");
}

http::Response form_response(web::Visit& visit, Aside const& aside, std::string text,
                             base::Refusal const* refusal, http::Pairs const& from) {
    bool const is_from_list = from.has("pour");
    std::string const page = consultation::address_of_proposal(aside.proposal.reference);
    std::string const back = is_from_list ? std::string(consultation::own_supports_address) : page;
    consultation::ConfirmActView view;
    view.title = "Contester qu’un soutien soit écarté";
    view.rows = {{"Proposition", aside.proposal.reference + " – " + aside.proposal.title},
                 {"Soutien de", aside.support.authority_name},
                 {"Motif de l’équipe", aside.support.standing.reason}};
    view.sentences = {
        fmt::format("L’équipe lit votre contestation et vous répond à {}. Le soutien reste écarté jusqu’à sa "
                    "réponse.",
                    visit.who->email)};
    view.reason = web::field("text", "Pourquoi ce soutien doit-il compter\u202f?", std::move(text),
                             "Lue par l’équipe seulement.");
    view.reason_rows = 6;
    view.reason_characters_max = static_cast<int>(message_characters_max);
    view.action = page + "/contester";
    view.button = "Envoyer la contestation";
    view.back_href = back;
    view.back_label = "Ne rien envoyer";
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (is_from_list) view.hidden.push_back({"pour", std::to_string(aside.actor.authority.value)});
    if (refusal) forms::show_errors(view, *refusal, {&view.reason});
    return forms::confirm_page(visit, view,
                               {{"Accueil", "/"}, {aside.proposal.reference, page}, {"Contester", ""}},
                               refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response show_contests(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    auto const page = web::asked_page(query);
    if (!page) return web::not_found(visit);
    MessageFilter const filter = contest_filter(visit);
    ContestPage const found = contests(visit.reader(), filter, *page);
    int const last = web::last_page(found.total, messages_per_page);
    http::Pairs const filters = contest_filters(query);
    std::string const before_page = address_with(filters) + (filters.empty() ? "?" : "&") + "page=";
    if (*page > last) return web::redirect(visit, before_page + std::to_string(last));
    ContestsView view;
    for (Contest const& contest : found.contests) view.items.push_back(item_of(contest, visit.now));
    view.count = base::french_count(found.total, "contestation", "contestations");
    if (filter.state == MessageState::open && *page == 1 && !found.contests.empty())
        view.oldest = fmt::format("La plus ancienne attend depuis le {}.",
                                  base::french_date(found.contests.front().message.waiting_since));
    view.search = web::field("q", "Chercher une référence, une commune, une adresse, un mot", filter.text);
    view.state = web::field("etat", "État", typed(query, "etat"));
    view.states = state_choices(view.state.value);
    view.whose = web::field("a", "Attribué", typed(query, "a"));
    view.people = people_choices(visit, view.whose.value);
    show_chosen(view, query);
    view.pages = {*page, last, before_page};
    view.files = web::list_links(std::string(contests_page), http::query_text(filters));
    web::PageHead head;
    head.title = "Soutiens écartés contestés";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {head.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::contests(out, view); });
}

http::Response contest_list_file(web::Visit& visit) {
    using documents::ColumnType;
    return web::list_response(
        visit,
        {"contestations",
         "Soutiens écartés contestés",
         {},
         std::string(contests_page),
         {{"reference", "Référence", ColumnType::text, 14},
          {"etat", "État", ColumnType::text, 12},
          {"recue_le", "Reçue le", ColumnType::moment, 17},
          {"attend_depuis_jours", "Jours d’attente", ColumnType::integer, 10},
          {"attribuee_a", "Attribuée à", ColumnType::text, 30},
          {"proposition", "Proposition", ColumnType::text, 14},
          {"titre", "Titre", ColumnType::text, 50},
          {"collectivite", "Collectivité", ColumnType::text, 36},
          {"soutien", "Soutien", ColumnType::text, 14},
          {"motif", "Motif de l’équipe", ColumnType::text, 50},
          {"contestation", "Contestation", ColumnType::text, 60}}},
        [&](web::PutRow const& put) {
            each_contest(visit.reader(), contest_filter(visit), [&](Contest const& one) {
                ContactMessage const& message = one.message;
                documents::SheetCell days;
                if (message.state == MessageState::open) days = days_waiting(message, visit.now);
                put({message.reference, std::string(french_state(message)), message.created_at, days,
                     one.assigned_email, one.proposal_reference, one.proposal_title, one.authority_name,
                     std::string(consultation::title_of(one.standing.state)), one.standing.reason,
                     message.text});
            });
        });
}

http::Response show_contest_form(web::Visit& visit) {
    auto const aside = aside_of_path(visit, visit.request.query);
    return aside ? form_response(visit, *aside, {}, nullptr, visit.request.query)
                 : web::refusal_page(visit, aside.refusal());
}

http::Response post_contest(web::Visit& visit) {
    // Asked again with the same key, the answer is the same: what stands in the way is told by the action.
    auto const proposals = consultation::supportable_proposals(
        visit.reader(), std::vector<std::string>{std::string(visit.path("reference"))});
    auto const actor = actor_for(visit, visit.form());
    if (proposals.empty() || !actor) return web::not_found(visit);
    std::string const text = web::text_of(visit.form(), "text");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const sent = contest_support(tx, visit.services.world, visit.services.people_settings, *actor,
                                          {proposals.front().id, actor->authority, text, visit.who->email});
        if (!sent) return sent.refusal();
        return "/contact/envoye?reference=" + sent->reference + "&contestation=oui";
    });
    if (next) return web::redirect(visit, *next);
    auto const aside = aside_of_path(visit, visit.form());
    return aside && forms::is_about_form(next.refusal())
               ? form_response(visit, *aside, text, &next.refusal(), visit.form())
               : web::refusal_page(visit, next.refusal());
}

}  // namespace site
