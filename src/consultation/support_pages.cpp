#include "consultation/support_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account/signing_in.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/colours.hpp"
#include "consultation/late_request_pages.hpp"
#include "consultation/own_supports_pages.hpp"
#include "consultation/pages_print_list.hpp"
#include "consultation/pages_support_confirm.hpp"
#include "consultation/pages_support_done.hpp"
#include "consultation/pages_support_identity.hpp"
#include "consultation/pages_support_withdraw.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/support_page_rows.hpp"
#include "consultation/support_views.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_sign_in.hpp"
#include "people/quality.hpp"
#include "territories/contacts.hpp"
#include "territories/in_sentence.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr std::string_view references_field = "proposition";
constexpr int candidates_max = 10;
constexpr std::string_view title_support = "Soutenir au nom de ma collectivité";

/// The proposals named in a query or a form, all of one campaign, with that campaign.
struct Chosen {
    std::vector<SupportableProposal> proposals;
    Campaign campaign;
    std::optional<base::Refusal> closed;  // why supports are not open now
};

/// Refused: none named, too many, unknown, of several campaigns.
base::Result<Chosen> chosen_proposals(web::Visit& visit, http::Pairs const& from) {
    std::vector<std::string> references;
    for (std::string_view const reference : from.all(references_field))
        if (std::find(references.begin(), references.end(), reference) == references.end())
            references.emplace_back(reference);
    if (references.empty())
        return base::refuse(base::RefusalCode::invalid, "Vous n’avez coché aucune proposition.",
                            "Revenez à la liste et cochez celles que votre collectivité soutient.");
    if (references.size() > supports_at_once_max)
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("Au plus {} propositions à la fois.", supports_at_once_max),
                            "Revenez à la liste et cochez-en moins.");
    Chosen chosen;
    chosen.proposals = supportable_proposals(visit.reader(), references);
    if (chosen.proposals.size() != references.size())
        return base::refuse(base::RefusalCode::not_found,
                            "Une des propositions n’existe pas ou n’est pas publique.",
                            "Revenez à la liste des propositions.");
    for (SupportableProposal const& proposal : chosen.proposals)
        if (proposal.campaign != chosen.proposals.front().campaign)
            return base::refuse(base::RefusalCode::invalid,
                                "Ces propositions sont de plusieurs consultations.",
                                "Soutenez-les consultation par consultation.");
    auto campaign = campaign_by_id(visit.reader(), chosen.proposals.front().campaign);
    base::check(campaign.has_value(), "a proposal has a campaign");
    chosen.campaign = std::move(*campaign);
    if (auto open = require_open(chosen.campaign, PhaseKind::support, visit.now); !open.ok())
        chosen.closed = open.refusal();
    return chosen;
}

std::string weight_of(Campaign const& campaign) {
    Phase const* const phase = campaign.phase(PhaseKind::support);
    return fmt::format(
        "C’est une expression d’intérêt\u00a0: elle ne vaut ni délibération ni engagement. Vous pourrez la "
        "retirer jusqu’au {}.",
        phase ? base::french_deadline(phase->closes_at) : std::string("terme de la consultation"));
}

std::vector<ChosenProposal> titles_of(std::vector<SupportableProposal> const& proposals) {
    std::vector<ChosenProposal> titles;
    for (SupportableProposal const& proposal : proposals)
        titles.push_back({proposal.reference, proposal.title});
    return titles;
}

std::string query_of(std::vector<SupportableProposal> const& proposals) {
    std::string query;
    for (SupportableProposal const& proposal : proposals)
        query += fmt::format("{}{}={}", query.empty() ? "" : "&", references_field,
                             base::percent_encoded(proposal.reference));
    return query;
}

std::vector<html::HiddenInput> hidden_references(std::vector<SupportableProposal> const& proposals,
                                                 std::vector<html::HiddenInput> hidden) {
    for (SupportableProposal const& proposal : proposals)
        hidden.push_back({std::string(references_field), proposal.reference});
    return hidden;
}

web::PageHead head_of(std::string title, Campaign const& campaign, bool has_errors = false) {
    return {.title = std::move(title) + " – " + campaign.title,
            .section = "/campagnes",
            .back = {"Retour", fmt::format("/campagnes/{}/propositions", campaign.slug)},
            .has_errors = has_errors};
}

std::vector<html::Choice> function_choices(people::Quality quality, std::string_view chosen) {
    std::vector<html::Choice> choices;
    for (people::Function const& function : people::functions(quality)) {
        std::string const value = fmt::format("{}:{}", people::code(quality), function.value);
        choices.push_back({value, std::string(function.label), {}, value == chosen});
    }
    return choices;
}

/// What was typed in the one form.
struct Identity {
    std::string authority;     // as typed
    std::string candidate;     // the id chosen among several
    std::string candidate_of;  // the text for which they were shown
    std::string email;
    std::string quality;
    std::string function;  // "agent:dgs"
};

Identity identity_of(http::Pairs const& form) {
    auto const line = [&](std::string_view name) {
        return base::tidied_line(form.get(name)).value_or(std::string());
    };
    return {base::shortened(line("collectivite"), 150),
            line("choix"),
            line("choix_of"),
            line("courriel"),
            line("qualite"),
            line("fonction")};
}

std::string error_about(base::Refusal const* refusal, std::string_view field) {
    if (refusal != nullptr)
        for (base::FieldError const& error : refusal->fields)
            if (error.field == field) return error.message;
    return {};
}

SupportIdentityView identity_view(web::Visit& visit, Chosen const& chosen, Identity const& typed,
                                  base::Refusal const* refusal) {
    auto const error_of = [&](std::string_view name) { return error_about(refusal, name); };
    SupportIdentityView view;
    view.proposals = titles_of(chosen.proposals);
    view.weight = weight_of(chosen.campaign);
    view.authority = {.id = "collectivite",
                      .name = "collectivite",
                      .label = "Votre collectivité",
                      .hint = "Nom, code postal, code Insee ou Siren. Par exemple\u00a0: Locronan ou 29180.",
                      .error = error_of("authority"),
                      .value = typed.authority};
    view.email = {.id = "courriel",
                  .name = "courriel",
                  .label = "Votre adresse e-mail professionnelle",
                  .hint =
                      "Nous vous y envoyons un code pour confirmer. Elle ne sera pas publiée. Celle de la "
                      "mairie convient, webmail compris.",
                  .error = error_of("email"),
                  .value = typed.email,
                  .type = "email",
                  .autocomplete = "email"};
    view.quality = {
        .id = "qualite", .name = "qualite", .label = "Vous agissez comme", .error = error_of("quality")};
    view.qualities =
        html::chosen({{"agent", "Agent de la collectivité"}, {"elected", "Élu ou élue"}}, typed.quality);
    view.function = {
        .id = "fonction",
        .name = "fonction",
        .label = "Votre fonction",
        .hint = "Elle est publique, avec le nom de la collectivité. Votre nom n’est pas demandé.",
        .error = error_of("function")};
    view.agent_functions = function_choices(people::Quality::agent, typed.function);
    view.elected_functions = function_choices(people::Quality::elected, typed.function);
    view.hidden = hidden_references(chosen.proposals,
                                    refusal == nullptr ? visit.form_fields() : visit.form_fields_again());
    if (!visit.who)
        view.sign_in_href =
            "/connexion?retour=" + base::percent_encoded("/soutenir?" + query_of(chosen.proposals));
    for (html::Field const* field : {&view.authority, &view.email, &view.quality, &view.function})
        if (field->has_error()) view.errors.push_back({field->id, field->error});
    return view;
}

http::Response show_identity(web::Visit& visit, Chosen const& chosen, SupportIdentityView const& view) {
    bool const failed = !view.errors.empty();
    // Without a script, the title is what says first that something is asked.
    bool const is_asking = !failed && !view.candidates.empty();
    return web::page_of(
        visit,
        head_of((is_asking ? view.candidate.label + " – " : std::string()) + std::string(title_support),
                chosen.campaign, failed),
        [&](html::Out& out) { pages::support_identity(out, view); }, failed ? 422 : 200);
}

/// The authority that the form means: the one chosen among several, or the only one that the text finds.
/// Several: they go into `candidates`, and it is an error once they were shown for this text.
std::optional<territories::Authority> meant_authority(web::Visit& visit, Identity const& typed,
                                                      base::FormErrors& errors,
                                                      std::vector<territories::Authority>& candidates) {
    bool const was_asked = typed.candidate_of == typed.authority;
    if (auto const id = base::parse_int(typed.candidate); id && was_asked) {
        auto found = territories::authority(visit.reader(), base::Id<territories::Authority>(*id));
        if (found && found->is_in_force) return found;
    }
    if (typed.authority.empty()) {
        errors.add(
            "authority",
            "Indiquez votre collectivité\u00a0: son nom, son code postal, son code Insee ou son Siren.");
        return std::nullopt;
    }
    candidates =
        territories::find_authorities(
            visit.reader(), {.text = typed.authority, .is_in_force_only = true, .limit = candidates_max})
            .authorities;
    if (candidates.empty()) {
        errors.add("authority",
                   "Aucune collectivité ne porte ce nom ou ce code. Vérifiez l’orthographe, ou essayez le "
                   "code postal.");
        return std::nullopt;
    }
    std::string const wanted = base::name_key(typed.authority);
    auto const is_meant = [&](territories::Authority const& one) {
        return territories::label(one) == typed.authority;
    };
    auto const exact = std::find_if(candidates.begin(), candidates.end(), is_meant);
    if (exact != candidates.end()) return *exact;
    if (candidates.size() == 1) return candidates.front();
    // A postcode or a name that several share is no mistake: which one is asked once before it is.
    if (was_asked)
        errors.add("choice", "Choisissez votre collectivité dans la liste, ou donnez son nom entier.");
    return std::nullopt;
}

/// What remains to be verified of who acts: the page that says how, and whether a code can be sent. Of
/// several affiliations that wait, the list of all.
struct Unverified {
    std::string page = "/mon-compte/collectivites";
    bool has_official_address = false;
};

Unverified unverified_of(web::Visit& visit) {
    auto const waits = [](people::AffiliationLine const& line) {
        return line.affiliation.authority.exists() &&
               line.affiliation.state == people::AffiliationState::pending;
    };
    auto const& lines = visit.who->affiliations;
    if (std::ranges::count_if(lines, waits) != 1) return {};
    people::Affiliation const& one = std::ranges::find_if(lines, waits)->affiliation;
    return {fmt::format("/mon-compte/collectivites/{}", one.id.value),
            std::ranges::any_of(territories::official_emails(visit.reader(), one.authority),
                                &territories::OfficialEmail::is_usable)};
}

std::string state_title(SupportState state) {
    return std::string(title_of(state));
}

}  // namespace

http::Response support_page(web::Visit& visit) {
    auto const chosen = chosen_proposals(visit, visit.request.query);
    if (!chosen.ok()) return web::refusal_page(visit, chosen.refusal());
    if (chosen->closed)
        return support_closed_page(visit, chosen->campaign, chosen->proposals, *chosen->closed);
    bool const has_authority =
        visit.who &&
        std::any_of(visit.who->affiliations.begin(), visit.who->affiliations.end(),
                    [](people::AffiliationLine const& line) { return line.affiliation.authority.exists(); });
    bool const is_partner = visit.who && visit.who->actor.partner.exists();
    if (!has_authority && is_partner)
        return web::refusal_page(
            visit,
            base::refuse(
                base::RefusalCode::forbidden,
                "Un partenaire ne soutient pas de proposition\u00a0: seules les collectivités le font.",
                "Vous pouvez contribuer et suivre ce qui est décidé. Si vous êtes aussi agent ou élu d’une "
                "collectivité, "
                "ajoutez-la dans «\u00a0Mon compte\u00a0»."));
    if (!has_authority) {
        Identity known;
        if (visit.who) known.email = visit.who->email;
        return show_identity(visit, *chosen, identity_view(visit, *chosen, known, nullptr));
    }
    SupportConfirmView view;
    view.proposals = titles_of(chosen->proposals);
    view.weight = weight_of(chosen->campaign);
    view.authorities = {.id = "pour", .name = "pour", .label = "Pour quelle collectivité\u202f?"};
    std::vector<PersonSupport> const standing =
        supports_of_person(visit.reader(), visit.actor().person, chosen->proposals);
    for (people::AffiliationLine const& line : visit.who->affiliations) {
        if (!line.affiliation.authority.exists()) continue;
        auto const stands = std::ranges::count_if(standing, [&](PersonSupport const& one) {
            return one.is_own && one.authority == line.affiliation.authority;
        });
        if (static_cast<std::size_t>(stands) == chosen->proposals.size()) {
            view.already.push_back(territories::in_sentence(line.body_name));
            continue;
        }
        bool const acting = line.affiliation.id == visit.who->actor.affiliation;
        bool const verified = line.affiliation.state == people::AffiliationState::verified;
        view.choices.push_back(
            {std::to_string(line.affiliation.authority.value), line.body_name,
             verified ? "" : "Rattachement en cours de vérification\u00a0: le soutien sera en attente.",
             acting});
    }
    if (view.choices.size() == 1) view.choices.front().is_chosen = true;
    view.all_stand = chosen->proposals.size() > 1 ? "Vous soutenez déjà ces propositions pour\u00a0:"
                                                  : "Vous soutenez déjà cette proposition pour\u00a0:";
    view.own_href = own_supports_address;
    view.list_href = fmt::format("/campagnes/{}/propositions", chosen->campaign.slug);
    view.hidden = hidden_references(chosen->proposals, visit.form_fields());
    return web::page_of(visit, head_of("Confirmer", chosen->campaign),
                        [&](html::Out& out) { pages::support_confirm(out, view); });
}

http::Response support_identity(web::Visit& visit) {
    auto const chosen = chosen_proposals(visit, visit.form());
    if (!chosen.ok()) return web::refusal_page(visit, chosen.refusal());
    if (chosen->closed)
        return support_closed_page(visit, chosen->campaign, chosen->proposals, *chosen->closed);
    Identity typed = identity_of(visit.form());
    base::FormErrors errors;
    std::vector<territories::Authority> candidates;
    auto const authority = meant_authority(visit, typed, errors, candidates);
    if (typed.email.empty())
        errors.add("email", "Indiquez votre adresse e-mail.");
    else if (!base::is_email(typed.email))
        errors.add("email", "Cette adresse e-mail n’est pas complète. Exemple\u00a0: mairie@exemple.fr");
    auto const quality = people::quality_from(typed.quality);
    if (!quality || *quality == people::Quality::partner)
        errors.add("quality", "Dites si vous êtes agent ou élu.");
    std::size_t const colon = typed.function.find(':');
    std::string const function =
        colon == std::string::npos ? std::string() : typed.function.substr(colon + 1);
    bool const fits = quality && colon != std::string::npos &&
                      typed.function.substr(0, colon) == people::code(*quality) &&
                      people::function_label(*quality, function).has_value();
    if (!fits)
        errors.add("function",
                   "Choisissez votre fonction, parmi celles des agents ou des élus selon votre cas.");
    std::optional<base::Refusal> refusal;
    if (!errors.none()) refusal = std::move(errors).refusal();
    if (authority && !refusal) {
        std::string const intent =
            fmt::format("support?{}&collectivite={}&qualite={}&fonction={}", query_of(chosen->proposals),
                        authority->id.value, people::code(*quality), base::percent_encoded(function));
        std::string const purpose =
            chosen->proposals.size() == 1
                ? fmt::format("soutenir la proposition {}", chosen->proposals.front().reference)
                : fmt::format("soutenir {} propositions", chosen->proposals.size());
        auto const next = account::prepare_sign_in(visit, typed.email, authority->id, purpose, intent);
        if (next.ok()) return web::redirect(visit, *next);
        if (next.refusal().fields.empty()) return web::refusal_page(visit, next.refusal());
        refusal = next.refusal();
    }
    SupportIdentityView view = identity_view(visit, *chosen, typed, refusal ? &*refusal : nullptr);
    if (candidates.size() > 1 && !authority) {
        view.candidate = {.id = "choix",
                          .name = "choix",
                          .label = "Laquelle est la vôtre\u202f?",
                          .hint = "Plusieurs répondent à «\u00a0" + typed.authority + "\u00a0».",
                          .error = error_about(refusal ? &*refusal : nullptr, "choice")};
        for (territories::Authority const& one : candidates)
            view.candidates.push_back({std::to_string(one.id.value), territories::label(one), {}, false});
        if (view.candidate.has_error())
            view.errors.insert(view.errors.begin(), {view.candidate.id, view.candidate.error});
    } else if (authority) {
        view.candidate = {.id = "choix", .name = "choix", .label = "Votre collectivité"};
        view.candidates.push_back(
            {std::to_string(authority->id.value), territories::label(*authority), {}, true});
    }
    return show_identity(visit, *chosen, view);
}

base::Result<std::string> support_intended(web::Visit& visit, people::SignIn const& who,
                                           http::Pairs const& intent) {
    auto const authority = base::parse_int(intent.get("collectivite"));
    auto const quality = people::quality_from(intent.get("qualite"));
    base::check(authority.has_value() && quality.has_value(), "an intent of ours is whole");
    std::vector<std::string> references;
    for (std::string_view const reference : intent.all(references_field)) references.emplace_back(reference);
    std::vector<SupportableProposal> const proposals = supportable_proposals(visit.reader(), references);
    std::string const session(visit.request.cookies.get(web::sign_in_cookie));
    // The affiliation stands even when the support comes too late: it is what the person will act under next
    // time.
    auto const affiliation = visit.write([&](db::Tx& tx) {
        return people::claim(tx, visit.services.world, visit.services.hooks,
                             {.person = who.actor.person,
                              .authority = base::Id<territories::Authority>(*authority),
                              .partner = {},
                              .quality = *quality,
                              .function = std::string(intent.get("fonction"))});
    });
    if (!affiliation.ok()) return affiliation.refusal();
    auto const acting = visit.write(
        [&](db::Tx& tx) { return people::act_for(tx, visit.services.world, session, affiliation->id); });
    if (!acting.ok()) return acting.refusal();
    return visit.write([&](db::Tx& tx) -> base::Result<std::string> {
        people::Actor actor = who.actor;
        actor.affiliation = affiliation->id;
        actor.authority = affiliation->authority;
        actor.partner = {};
        actor.quality = affiliation->quality;
        actor.verified = affiliation->state == people::AffiliationState::verified;
        CastSupport command;
        for (SupportableProposal const& proposal : proposals) command.proposals.push_back(proposal.id);
        command.authorities = {affiliation->authority};
        auto const cast = cast_support(tx, visit.services.world, actor, command);
        // The phase may have closed while the code was on its way: the page says so, and what one may ask.
        if (!cast.ok() && cast.refusal().code == base::RefusalCode::late && !proposals.empty())
            return "/soutenir?" + query_of(proposals);
        if (!cast.ok()) return cast.refusal();
        return "/soutenir/fait?" + query_of(proposals);
    });
}

http::Response support_confirmed(web::Visit& visit) {
    auto const chosen = chosen_proposals(visit, visit.form());
    if (!chosen.ok()) return web::refusal_page(visit, chosen.refusal());
    if (chosen->closed)
        return support_closed_page(visit, chosen->campaign, chosen->proposals, *chosen->closed);
    CastSupport command;
    for (SupportableProposal const& proposal : chosen->proposals) command.proposals.push_back(proposal.id);
    for (std::string_view const id : visit.form().all("pour"))
        if (auto const number = base::parse_int(id)) command.authorities.emplace_back(*number);
    if (command.authorities.empty()) {
        base::Refusal const refusal =
            base::refuse(base::RefusalCode::invalid, "Vous n’avez coché aucune collectivité.",
                         "Revenez à la page précédente et cochez celle pour laquelle vous agissez.");
        return web::refusal_page(visit, refusal);
    }
    auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const cast = cast_support(tx, visit.services.world, visit.actor(), command);
        if (!cast.ok()) return cast.refusal();
        return "/soutenir/fait?" + query_of(chosen->proposals);
    });
    return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
}

http::Response support_done_page(web::Visit& visit) {
    std::vector<std::string> references;
    for (std::string_view const reference : visit.request.query.all(references_field)) {
        if (references.size() == supports_at_once_max) break;
        references.emplace_back(reference);
    }
    std::vector<SupportableProposal> const proposals = supportable_proposals(visit.reader(), references);
    if (proposals.empty()) return web::not_found(visit);
    auto const campaign = campaign_by_id(visit.reader(), proposals.front().campaign);
    SupportDoneView view;
    bool one_pending = false;
    bool one_counted = false;
    for (PersonSupport const& support : supports_of_person(visit.reader(), visit.actor().person, proposals)) {
        SupportDone done;
        done.proposal = support.proposal_title;
        done.proposal_href = address_of_proposal(support.proposal_reference);
        done.authority = territories::in_sentence(support.authority_name);
        done.state = state_title(support.standing.state);
        done.colour = colour_of(support.standing.state);
        done.why = support.standing.reason;
        if (support.standing.state == SupportState::counted) {
            one_counted = true;
            done.why = fmt::format("Votre collectivité compte parmi les soutiens depuis le {}. {}",
                                   base::french_date_time(support.standing.since), support.standing.reason);
        } else if (support.standing.state == SupportState::pending) {
            one_pending = true;
            done.why =
                "Il est enregistré et sera compté à sa date d’origine dès que votre rattachement à la "
                "collectivité sera vérifié.";
        }
        view.supports.push_back(std::move(done));
    }
    if (view.supports.empty()) return web::not_found(visit);
    bool const several = view.supports.size() > 1;
    view.title = one_pending   ? (several ? "Soutiens enregistrés, en attente de vérification"
                                          : "Soutien enregistré, en attente de vérification")
                 : one_counted ? (several ? "Vos soutiens sont comptés" : "Votre soutien est compté")
                               : "Vos soutiens";
    if (one_pending) {
        auto const limit = campaign->late_verification_until();
        Unverified const unverified = unverified_of(visit);
        view.next = fmt::format(
            "Il reste à vérifier que vous agissez bien pour votre collectivité. {}{}",
            unverified.has_official_address
                ? "Le plus rapide est de recevoir un code à son adresse officielle."
                : "L’équipe de la plateforme s’en charge\u00a0: vous n’avez rien à faire, mais vous pouvez "
                  "accélérer la vérification.",
            limit ? fmt::format(" La vérification est possible jusqu’au {}.", base::french_deadline(*limit))
                  : std::string());
        view.verify_href = unverified.page;
        view.verify_label = unverified.has_official_address ? "Faire vérifier mon rattachement"
                                                            : "Voir comment accélérer la vérification";
    } else {
        Phase const* const phase = campaign->phase(PhaseKind::support);
        view.next = fmt::format(
            "Les soutiens sont reçus {}. Le comité se réunit ensuite\u00a0; vous serez averti par e-mail "
            "des résultats.",
            phase ? "jusqu’au " + base::french_deadline(phase->closes_at)
                  : std::string("pendant la consultation"));
    }
    view.own_href = own_supports_address;
    view.list_href = fmt::format("/campagnes/{}/propositions", campaign->slug);
    return web::page_of(visit, {.title = view.title + " – " + campaign->title, .section = "/campagnes"},
                        [&](html::Out& out) { pages::support_done(out, view); });
}

http::Response withdraw_page(web::Visit& visit) {
    auto const proposals =
        supportable_proposals(visit.reader(), std::vector<std::string>{std::string(visit.path("reference"))});
    people::AffiliationLine const* const line = affiliation_named(visit, visit.request.query);
    if (proposals.empty() || line == nullptr) return web::not_found(visit);
    auto const campaign = campaign_by_id(visit.reader(), proposals.front().campaign);
    if (auto const open = require_open(*campaign, PhaseKind::support, visit.now); !open.ok())
        return web::refusal_page(visit, open.refusal());
    bool const is_from_list = visit.request.query.has("pour");
    WithdrawView view{
        proposals.front().reference,
        proposals.front().title,
        territories::in_sentence(line->body_name),
        "jusqu’au " + base::french_deadline(campaign->phase(PhaseKind::support)->closes_at),
        is_from_list ? std::string(own_supports_address) : address_of_proposal(proposals.front().reference),
        visit.form_fields()};
    if (is_from_list) view.hidden.push_back({"pour", std::to_string(line->affiliation.authority.value)});
    return web::page_of(visit,
                        {.title = "Retirer mon soutien – " + campaign->title,
                         .section = "/campagnes",
                         .back = {"Retour", view.back_href}},
                        [&](html::Out& out) { pages::support_withdraw(out, view); });
}

http::Response withdraw_confirmed(web::Visit& visit) {
    auto const proposals =
        supportable_proposals(visit.reader(), std::vector<std::string>{std::string(visit.path("reference"))});
    people::AffiliationLine const* const line = affiliation_named(visit, visit.form());
    if (proposals.empty() || line == nullptr) return web::not_found(visit);
    people::Actor actor = visit.actor();
    people::act_under(actor, line->affiliation);
    bool const is_from_list = visit.form().has("pour");
    auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const withdrawn = withdraw_support(tx, visit.services.world, actor, proposals.front().id);
        if (!withdrawn.ok()) return withdrawn.refusal();
        return is_from_list ? std::string(own_supports_address) + "?fait=retire"
                            : address_of_proposal(proposals.front().reference);
    });
    return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
}

http::Response print_page(web::Visit& visit) {
    auto const campaign = campaign_by_slug(visit.reader(), visit.path("campaign"));
    if (!campaign || !campaign->is_public()) return web::not_found(visit);
    PrintView view;
    view.campaign = campaign->title;
    view.campaign_href = address_of_campaign(campaign->slug) + "/propositions";
    if (Phase const* const phase = campaign->phase(PhaseKind::support))
        view.until = fmt::format("Soutiens reçus jusqu’au {}.", base::french_deadline(phase->closes_at));
    view.printed = base::french_date_time(visit.now);
    for (PrintedProposal const& proposal : printed_proposals(visit.reader(), campaign->id))
        view.proposals.push_back(
            {proposal.reference, proposal.title, proposal.summary, base::french_number(proposal.supports)});
    return web::page_of(visit,
                        {.title = "Propositions à imprimer – " + campaign->title,
                         .section = "/campagnes",
                         .back = {"Retour", view.campaign_href}},
                        [&](html::Out& out) { pages::print_list(out, view); });
}

}  // namespace consultation
