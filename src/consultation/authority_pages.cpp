#include "consultation/authority_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/authority_acts.hpp"
#include "consultation/authority_views.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_page_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/pages_authority_acts.hpp"
#include "consultation/pages_authority_waiting.hpp"
#include "consultation/pages_hand_over.hpp"
#include "consultation/pages_validation.hpp"
#include "consultation/support.hpp"
#include "consultation/validation_actions.hpp"
#include "consultation/validation_rows.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

/// Who reads, for which authority.
struct Reader {
    AuthorityId authority;
    std::string name;
    bool is_administrator = false;

    std::string page() const { return people::authority_page(authority); }
};

/// Verified members only; nothing for everybody else.
std::optional<Reader> reader_of(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    if (!id) return std::nullopt;
    for (people::AffiliationLine const& line : visit.who->affiliations)
        if (line.affiliation.authority == AuthorityId(*id) && line.affiliation.is_verified())
            return Reader{line.affiliation.authority, line.body_name, line.affiliation.is_administrator()};
    return std::nullopt;
}

web::PageHead head_of(Reader const& reader, std::string const& title) {
    web::PageHead head;
    head.title = title + " – " + reader.name;
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {reader.name, reader.page()}, {title, ""}};
    return head;
}

ActSort sort_of(http::Pairs const& query) {
    std::string_view const what = query.get("quoi");
    if (what == "contributions") return ActSort::contribution;
    if (what == "soutiens") return ActSort::support;
    if (what == "decisions") return ActSort::decision;
    return ActSort::any;
}

http::Response acts_page(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!reader || !page) return web::not_found(visit);
    ActSort const sort = sort_of(visit.request.query);
    auto const found = authority_acts(visit.reader(), reader->authority, sort, *page);
    if (found.page != *page) return web::not_found(visit);
    std::string const asked =
        sort == ActSort::any ? std::string() : forms::line_of(visit.request.query, "quoi");
    AuthorityActsView view;
    view.name = territories::in_sentence(reader->name);
    view.action = reader->page() + "/actes";
    view.count = base::french_count(found.total, "acte", "actes");
    view.sort = forms::field("quoi", "Quoi", asked);
    view.sorts = html::chosen({{"", "Tout", {}, false},
                               {"contributions", "Contributions publiées", {}, false},
                               {"soutiens", "Soutiens", {}, false},
                               {"decisions", "Décisions reçues", {}, false}},
                              asked);
    for (html::Choice const& choice : view.sorts)
        if (choice.is_chosen && !choice.value.empty()) view.chosen.push_back({choice.label, view.action});
    for (AuthorityAct const& act : found.items)
        view.lines.push_back(
            {act.title, address_of(act),
             fmt::format("{}, le {} ({})", words_of(act), base::french_date_time(act.at), act.reference)});
    std::string const query = asked.empty() ? "?" : "?quoi=" + asked + "&";
    view.pages = {*page, found.pages(), view.action + query + "page="};
    view.files = web::list_links(reader->page() + "/actes", asked.empty() ? "" : "?quoi=" + asked);
    return web::page_of(visit, head_of(*reader, "Ce qui a été fait"),
                        [&](html::Out& out) { pages::authority_acts(out, view); });
}

http::Response acts_file(web::Visit& visit) {
    auto const reader = reader_of(visit);
    if (!reader) return web::not_found(visit);
    return web::list_response(visit,
                              {"actes",
                               "Actes",
                               reader->name,
                               reader->page() + "/actes",
                               {{"date", "Date", documents::ColumnType::moment, 17},
                                {"quoi", "Quoi", documents::ColumnType::text, 30},
                                {"reference", "Référence", documents::ColumnType::text, 14},
                                {"titre", "Titre", documents::ColumnType::text, 60}}},
                              [&](web::PutRow const& put) {
                                  each_authority_act(
                                      visit.reader(), reader->authority, sort_of(visit.request.query),
                                      [&](AuthorityAct const& act) {
                                          put({act.at, words_of(act), act.reference, act.title});
                                      });
                              });
}

std::string title_or_none(std::string const& title) {
    return title.empty() ? "Brouillon sans titre" : title;
}

http::Response waiting_page(web::Visit& visit) {
    auto const reader = reader_of(visit);
    if (!reader) return web::not_found(visit);
    WaitingForAuthorityView view;
    view.name = territories::in_sentence(reader->name);
    view.is_administrator = reader->is_administrator;
    view.validates = requires_validation(visit.reader(), reader->authority);
    view.validation_action = reader->page() + "/validation";
    std::string_view const done = visit.request.query.get("fait");
    if (done == "valide") view.notice = "La contribution est validée et publiée.";
    if (done == "renvoye") view.notice = "La contribution est renvoyée à son auteur, prévenu par e-mail.";
    if (done == "choix") view.notice = "Votre choix est enregistré.";
    if (done == "transmis")
        view.notice = "Le brouillon est transmis. Votre collègue en est prévenu par e-mail.";
    for (people::AffiliationLine const& line : people::members_of(visit.reader(), reader->authority))
        if (line.affiliation.state == people::AffiliationState::pending)
            view.colleagues.push_back(
                {line.email,
                 reader->is_administrator
                     ? fmt::format("{}/membres/{}", reader->page(), line.affiliation.id.value)
                     : std::string(),
                 fmt::format("{}, demandé le {}", people::public_description(line.affiliation),
                             base::french_date(line.affiliation.requested_at))});
    for (ValidationLine const& line : waiting_validations(visit.reader(), reader->authority))
        view.validations.push_back(
            {title_or_none(line.title),
             reader->is_administrator
                 ? fmt::format("{}/validations/{}", reader->page(), line.validation.id.value)
                 : std::string(),
             fmt::format("{}, transmise par {} le {}", line.campaign_title, line.submitter,
                         base::french_date_time(line.validation.submitted_at))});
    if (reader->is_administrator)
        for (LeftDraft const& draft : left_drafts(visit.reader(), reader->authority))
            view.left_drafts.push_back(
                {title_or_none(draft.title), fmt::format("{}/brouillons/{}", reader->page(), draft.id.value),
                 fmt::format("{}, écrit par {}, enregistré le {}", draft.campaign_title, draft.author,
                             base::french_date(draft.changed_at))});
    for (LeftDraft const& one : left_contributions(visit.reader(), reader->authority))
        view.left_contributions.push_back(
            {one.title, fmt::format("/mes-contributions/{}/modifier", one.id.value),
             fmt::format("{}, écrite par {}, modifiée le {}", one.campaign_title, one.author,
                         base::french_date(one.changed_at))});
    for (OwnContribution const& draft :
         authority_drafts(visit.reader(), visit.actor().person, reader->authority))
        view.own_drafts.push_back({title_or_none(draft.title),
                                   fmt::format("/mes-contributions/{}/apercu", draft.id.value),
                                   fmt::format("{}, enregistré le {}", draft.campaign_title,
                                               base::french_date_time(draft.changed_at))});
    for (WaitingSupport const& one : waiting_supports(visit.reader(), reader->authority))
        view.supports.push_back(
            {one.title, address_of_proposal(one.reference),
             fmt::format("{}, donné le {}", one.reference, base::french_date_time(one.since))});
    view.supports_advice =
        "Ils ont été donnés par des personnes au rattachement à vérifier. Acceptez-les sur la page de votre "
        "collectivité, ou soutenez vous-même ces propositions\u00a0: le soutien comptera.";
    view.hidden = visit.form_fields();
    return web::page_of(visit, head_of(*reader, "Ce qui attend"),
                        [&](html::Out& out) { pages::authority_waiting(out, view); });
}

http::Response validation_chosen(web::Visit& visit) {
    auto const reader = reader_of(visit);
    if (!reader || !reader->is_administrator) return web::not_found(visit);
    bool const required = visit.form().get("validation") == "oui";
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            choose_validation(tx, visit.services.world, visit.actor(), reader->authority, required);
        if (!done.ok()) return done.refusal();
        return reader->page() + "/attente?fait=choix";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

/// The validation of the address, of this authority, waiting, with its draft.
struct Examined {
    Validation validation;
    Contribution draft;
};
std::optional<Examined> examined(web::Visit& visit, std::optional<Reader> const& reader) {
    auto const id = forms::positive_number(visit.path("validation"));
    if (!reader || !reader->is_administrator || !id) return std::nullopt;
    auto const validation = validation_by_id(visit.reader(), base::Id<Validation>(*id));
    if (!validation || validation->authority != reader->authority ||
        validation->state != ValidationState::waiting)
        return std::nullopt;
    auto draft = contribution_by_id(visit.reader(), validation->contribution);
    if (!draft) return std::nullopt;
    return Examined{*validation, *std::move(draft)};
}

http::Response validation_response(web::Visit& visit, Reader const& reader, Examined const& one,
                                   std::string comment, base::Refusal const* refusal) {
    auto const campaign = campaign_by_id(visit.reader(), one.draft.campaign);
    base::check(campaign.has_value(), "a contribution without its campaign");
    ValidationView view;
    view.title = title_or_none(one.draft.text.title);
    view.problem = paragraphs(one.draft.text.problem);
    auto const submitter = people::person_by_id(visit.reader(), one.validation.submitted_by);
    view.submitted = fmt::format("Transmise{} le {}.", submitter ? " par " + submitter->email : std::string(),
                                 base::french_date_time(one.validation.submitted_at));
    view.rows = text_rows(one.draft.text, choices(visit.reader(), one.draft.campaign));
    view.seen = std::to_string(one.draft.changed_at.us);
    if (Phase const* const collect = campaign->phase(PhaseKind::collect))
        view.until = base::french_deadline(collect->closes_at);
    view.action = fmt::format("{}/validations/{}", reader.page(), one.validation.id.value);
    view.comment = forms::field("comment", "Commentaire", std::move(comment));
    view.comment.hint = "Obligatoire pour renvoyer\u00a0: il est envoyé à l’auteur.";
    view.comment_characters_max = static_cast<int>(validation_comment_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) forms::show_errors(view, *refusal, {&view.comment});
    web::PageHead head = head_of(reader, "Valider une contribution");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::validation(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response validation_page(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const one = examined(visit, reader);
    return one ? validation_response(visit, *reader, *one, {}, nullptr) : web::not_found(visit);
}

http::Response validation_sent(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const one = examined(visit, reader);
    if (!one) return web::not_found(visit);
    DecideValidation command;
    command.validation = one->validation.id;
    command.publishes = visit.form().get("acte") == "valider";
    command.seen_at = base::Instant{forms::positive_number(visit.form().get("lu")).value_or(0)};
    command.comment = forms::text_of(visit.form(), "comment");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            decide_validation(tx, visit.services.world, forms::settings_of(visit), visit.actor(), command);
        if (!done.ok()) return done.refusal();
        return reader->page() + (command.publishes ? "/attente?fait=valide" : "/attente?fait=renvoye");
    });
    if (next) return web::redirect(visit, *next);
    auto const again = examined(visit, reader);
    if (!again) return web::refusal_page(visit, next.refusal());
    return validation_response(visit, *reader, *again, command.comment, &next.refusal());
}

/// Whose draft, and to where one goes back.
struct Given {
    Contribution draft;
    std::string action;
    std::string back;
};

http::Response hand_over_response(web::Visit& visit, Given const& given, std::string to,
                                  base::Refusal const* refusal) {
    HandOverView view;
    view.lead = fmt::format(
        "Le brouillon «\u00a0{}\u00a0» passe à un collègue, qui pourra le modifier et le publier. Il "
        "saura qui l’a commencé.",
        title_or_none(given.draft.text.title));
    view.action = given.action;
    view.back_href = given.back;
    view.to = forms::field("to", "À quel collègue\u202f?", to);
    for (people::AffiliationLine const& line : people::members_of(visit.reader(), given.draft.authority))
        if (line.affiliation.is_verified() && line.affiliation.person != given.draft.author)
            view.colleagues.push_back({std::to_string(line.affiliation.id.value),
                                       line.email + ", " + people::public_description(line.affiliation),
                                       {},
                                       false});
    if (!view.colleagues.empty()) {
        view.colleagues.insert(view.colleagues.begin(), {"", "Choisissez dans la liste", {}, false});
        view.colleagues = html::chosen(std::move(view.colleagues), to);
    }
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) forms::show_errors(view, *refusal, {&view.to});
    web::PageHead head;
    head.title = "Transmettre un brouillon";
    head.breadcrumbs = {
        {"Mon compte", "/mon-compte"}, {"Mes contributions", "/mes-contributions"}, {head.title, ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::hand_over(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response hand_over_sent(web::Visit& visit, Given const& given, std::string const& after) {
    std::string const to = forms::line_of(visit.form(), "to");
    HandOver const command{given.draft.id,
                           base::Id<people::Affiliation>(forms::positive_number(to).value_or(0))};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            hand_over(tx, visit.services.world, forms::settings_of(visit), visit.actor(), command);
        if (!done.ok()) return done.refusal();
        return after;
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return hand_over_response(visit, given, to, &next.refusal());
}

/// One's own draft, for an authority.
std::optional<Given> own_draft(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    if (!id) return std::nullopt;
    auto draft = own_contribution(visit.reader(), visit.actor().person, base::Id<Contribution>(*id));
    if (!draft || draft->state != ContributionState::draft || !draft->authority.exists()) return std::nullopt;
    return Given{*std::move(draft), fmt::format("/mes-contributions/{}/transmettre", *id),
                 "/mes-contributions"};
}

/// A draft of somebody who left, for an administrator.
std::optional<Given> left_draft(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const id = forms::positive_number(visit.path("brouillon"));
    if (!reader || !reader->is_administrator || !id) return std::nullopt;
    auto const left = left_drafts(visit.reader(), reader->authority);
    if (std::ranges::find(left, base::Id<Contribution>(*id), &LeftDraft::id) == left.end())
        return std::nullopt;
    auto draft = contribution_by_id(visit.reader(), base::Id<Contribution>(*id));
    return Given{*std::move(draft), fmt::format("{}/brouillons/{}", reader->page(), *id),
                 reader->page() + "/attente"};
}

http::Response own_hand_over_page(web::Visit& visit) {
    auto const given = own_draft(visit);
    return given ? hand_over_response(visit, *given, {}, nullptr) : web::not_found(visit);
}
http::Response own_hand_over_sent(web::Visit& visit) {
    auto const given = own_draft(visit);
    return given ? hand_over_sent(visit, *given, "/mes-contributions?fait=transmis") : web::not_found(visit);
}
http::Response left_hand_over_page(web::Visit& visit) {
    auto const given = left_draft(visit);
    return given ? hand_over_response(visit, *given, {}, nullptr) : web::not_found(visit);
}
http::Response left_hand_over_sent(web::Visit& visit) {
    auto const given = left_draft(visit);
    return given ? hand_over_sent(visit, *given, given->back + "?fait=transmis") : web::not_found(visit);
}

}  // namespace

std::string words_of(AuthorityAct const& act) {
    switch (act.sort) {
        case ActSort::contribution:
            return "Contribution publiée";
        case ActSort::decision:
            return fmt::format("Décision reçue\u00a0: {}", title_of(*outcome(act.detail)));
        case ActSort::support:
            return act.detail == "counted"   ? "Soutien compté"
                   : act.detail == "pending" ? "Soutien en attente"
                                             : "Soutien écarté";
        case ActSort::any:
            break;
    }
    base::fail("an act of no sort");
}

std::string address_of(AuthorityAct const& act) {
    return act.sort == ActSort::support ? address_of_proposal(act.reference)
                                        : address_of_contribution(act.reference);
}

web::Routes authority_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/ma-collectivite/{id}/actes", signed_in, acts_page, {}},
        {get, "/ma-collectivite/{id}/actes.csv", signed_in, acts_file, {}},
        {get, "/ma-collectivite/{id}/actes.xlsx", signed_in, acts_file, {}},
        {get, "/ma-collectivite/{id}/attente", signed_in, waiting_page, {}},
        {post, "/ma-collectivite/{id}/validation", signed_in, validation_chosen, {}},
        {get, "/ma-collectivite/{id}/validations/{validation}", signed_in, validation_page, {}},
        {post, "/ma-collectivite/{id}/validations/{validation}", signed_in, validation_sent, {}},
        {get, "/ma-collectivite/{id}/brouillons/{brouillon}", signed_in, left_hand_over_page, {}},
        {post, "/ma-collectivite/{id}/brouillons/{brouillon}", signed_in, left_hand_over_sent, {}},
        {get, "/mes-contributions/{id}/transmettre", signed_in, own_hand_over_page, {}},
        {post, "/mes-contributions/{id}/transmettre", signed_in, own_hand_over_sent, {}},
    };
}

std::vector<account::OperatorEntry> authority_entries(db::Reader const& reader, AuthorityId authority,
                                                      people::Actor const& actor) {
    if (!people::is_verified_colleague(reader, actor.person, authority.value)) return {};
    std::string const page = people::authority_page(authority);
    auto const waiting = waiting_validations(reader, authority).size() +
                         waiting_supports(reader, authority).size() +
                         static_cast<std::size_t>(std::ranges::count_if(
                             people::members_of(reader, authority), [](people::AffiliationLine const& line) {
                                 return line.affiliation.state == people::AffiliationState::pending;
                             }));
    return {{"Ce qui a été fait", page + "/actes", 0},
            {"Ce qui attend", page + "/attente", static_cast<std::int64_t>(waiting)}};
}

}  // namespace consultation
