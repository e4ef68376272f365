// Adding an affiliation.
#include "account/claim_pages.hpp"

#include "account/affiliation_pages.hpp"
#include "account/authority_choice.hpp"
#include "account/forms.hpp"
#include "account/pages_claim.hpp"
#include "account/pages_missing_body.hpp"
#include "account/pages_partner_claim.hpp"
#include "base/french.hpp"
#include "base/siren.hpp"
#include "base/text.hpp"
#include "messaging/mail.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_sign_in.hpp"
#include "people/quality.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr int message_characters_max = 1000;
constexpr int missing_name_characters_max = 200;
/// A person writes to the operator about missing bodies at most so often.
constexpr people::MailLimit missing_bodies_per_person{5, base::Duration::days(1)};

struct TypedClaim {
    TypedAuthority authority;
    std::string quality;
    std::string function;
    std::string return_path;
};

TypedClaim typed_claim(http::Pairs const& form) {
    std::string path = web::safe_return_path(form.get("retour"));
    return {{line_of(form, "authority"), line_of(form, "authority_code"), line_of(form, "homonym"),
             line_of(form, "homonym_of")},
            line_of(form, "quality"),
            line_of(form, "function"),
            path == "/" ? std::string() : path};
}

std::vector<html::Choice> function_choices(people::Quality quality, std::string const& value) {
    std::vector<html::Choice> choices;
    for (people::Function const& one : people::functions(quality))
        choices.push_back({std::string(one.value), std::string(one.label), {}, false});
    return html::chosen(std::move(choices), value);
}

ClaimView claim_view(web::Visit const& visit, TypedClaim const& typed) {
    ClaimView view;
    view.is_first = visit.who->affiliations.empty();
    view.return_path = typed.return_path;
    view.authority = field("authority", "Votre collectivité", typed.authority.text);
    view.authority.hint = "Son nom, son code postal, son code Insee ou son numéro Siren.";
    view.homonym = field("homonym", "Laquelle est la vôtre\u202f?", typed.authority.homonym);
    view.quality = field("quality", "Vous êtes", typed.quality);
    view.qualities =
        html::chosen({{"agent", "Agent", {}, false}, {"elected", "Élu(e)", {}, false}}, typed.quality);
    view.function = field("function", "Votre fonction", typed.function);
    view.functions = {{"Agents", function_choices(people::Quality::agent, typed.function)},
                      {"Élus", function_choices(people::Quality::elected, typed.function)}};
    return view;
}

http::Response claim_page(web::Visit& visit, ClaimView const& view, int status) {
    web::PageHead head;
    head.title = view.is_first ? "Pour quelle collectivité agissez-vous\u202f?" : "Ajouter une collectivité";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {head.title, ""}};
    // Without a script, the title is what says first that something is asked.
    if (!view.homonyms.empty() && view.errors.empty()) head.title = view.homonym.label + " – " + head.title;
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::claim(out, view); }, status);
}

/// The quality typed, when it is one of an authority.
std::optional<people::Quality> quality_of(std::string const& typed) {
    auto const quality = people::quality_from(typed);
    if (!quality || *quality == people::Quality::partner) return std::nullopt;
    return quality;
}

std::string function_error(std::optional<people::Quality> quality, std::string const& function) {
    if (function.empty()) return "Choisissez votre fonction dans la liste.";
    if (quality && !people::function_label(*quality, function))
        return *quality == people::Quality::agent ? "Cette fonction est celle d’un élu. Choisissez une "
                                                    "fonction d’agent, ou indiquez que vous êtes élu."
                                                  : "Cette fonction est celle d’un agent. Choisissez une "
                                                    "fonction d’élu, ou indiquez que vous êtes agent.";
    return {};
}

/// Who has just added an authority means to act for it.
base::Result<std::string> acting_for(db::Tx& tx, web::Visit const& visit, base::Id<people::Affiliation> id,
                                     std::string const& return_path) {
    std::string_view const session = visit.request.cookies.get(web::sign_in_cookie);
    auto const acts = people::act_for(tx, visit.services.world, session, id);
    if (!acts) return acts.refusal();
    return return_path.empty() ? address_of(id) + "?fait=rattache" : return_path;
}

base::Result<std::string> claimed(web::Visit& visit, people::ClaimAffiliation const& claim,
                                  std::string const& return_path) {
    return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const made = people::claim(tx, visit.services.world, visit.services.hooks, claim);
        if (!made) return made.refusal();
        return acting_for(tx, visit, made->id, return_path);
    });
}

/// The form again, with which authority is meant among several.
ClaimView asked_again(web::Visit& visit, TypedClaim const& typed, AuthorityChoice const& choice) {
    ClaimView view = claim_view(visit, typed);
    view.hidden = visit.form_fields_again();
    view.homonyms = html::chosen(choice.homonyms, typed.authority.homonym);
    view.homonym.hint = "Plusieurs répondent à «\u00a0" + typed.authority.text + "\u00a0».";
    return view;
}

http::Response claim_refused(web::Visit& visit, TypedClaim const& typed, AuthorityChoice const& choice,
                             base::Refusal const& refusal) {
    ClaimView view = asked_again(visit, typed, choice);
    // A code that was understood is kept, so that a reader with a script need not choose again.
    if (choice.chosen) view.authority_code = choice.chosen->reference;
    show_errors(view, refusal, {&view.authority, &view.homonym, &view.quality, &view.function});
    return claim_page(visit, view, web::status_of(refusal.code));
}

PartnerClaimView partner_view(http::Pairs const& values) {
    PartnerClaimView view;
    std::string const path = web::safe_return_path(values.get("retour"));
    view.return_path = path == "/" ? std::string() : path;
    view.name = field("partner_name", "Nom de l’organisme", line_of(values, "partner_name"));
    view.name.autocomplete = "organization";
    view.kind = field("partner_kind", "De quelle sorte d’organisme s’agit-il\u202f?",
                      line_of(values, "partner_kind"));
    for (people::PartnerKind const kind :
         {people::PartnerKind::association, people::PartnerKind::company, people::PartnerKind::other})
        view.kinds.push_back({std::string(people::code(kind)), std::string(people::french(kind)), {}, false});
    view.kinds = html::chosen(std::move(view.kinds), view.kind.value);
    view.siren = field("partner_siren", "Numéro Siren", line_of(values, "partner_siren"));
    view.siren.hint = "9 chiffres. Il évite de vous confondre avec un organisme du même nom.";
    view.siren.is_optional = true;
    view.siren.inputmode = "numeric";
    view.siren.width_characters = 20;
    view.function = field("function", "Votre fonction", line_of(values, "function"));
    view.functions = {{"", "Choisissez dans la liste", {}, false}};
    for (html::Choice& choice : function_choices(people::Quality::partner, view.function.value))
        view.functions.push_back(std::move(choice));
    return view;
}

http::Response partner_page(web::Visit& visit, PartnerClaimView const& view, int status) {
    web::PageHead head;
    head.title = "Agir pour un organisme";
    head.back = {"Retour", std::string(affiliations_page) + "/ajouter"};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::partner_claim(out, view); }, status);
}

MissingBodyView missing_view(http::Pairs const& values) {
    MissingBodyView view;
    view.name = field("name", "Nom de la structure", line_of(values, "name"));
    view.siren = field("siren", "Numéro Siren", line_of(values, "siren"));
    view.siren.is_optional = true;
    view.siren.inputmode = "numeric";
    view.siren.width_characters = 20;
    view.message = field("message", "Précisions", text_of(values, "message"));
    view.message.hint = "Par exemple son département, sa nature, les communes qu’elle réunit.";
    view.message.is_optional = true;
    view.message_characters_max = message_characters_max;
    return view;
}

http::Response missing_page(web::Visit& visit, MissingBodyView const& view, int status) {
    web::PageHead head;
    head.title = "Ma structure n’est pas dans la liste";
    head.back = {"Retour", std::string(affiliations_page) + "/ajouter"};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::missing_body(out, view); }, status);
}

std::optional<base::Refusal> missing_errors(MissingBodyView const& view) {
    base::FormErrors errors;
    if (view.name.value.empty()) errors.add("name", "Indiquez le nom de la structure.");
    if (base::length_in_characters(view.name.value) > missing_name_characters_max)
        errors.add("name", "Le nom dépasse 200 caractères. Raccourcissez-le.");
    if (!view.siren.value.empty() && !base::Siren::parse(view.siren.value))
        errors.add("siren",
                   "Ce numéro Siren n’est pas valable. Il compte 9 chiffres\u00a0: vérifiez-le, ou laissez "
                   "ce champ vide.");
    if (base::length_in_characters(view.message.value) > message_characters_max)
        errors.add("message", "Les précisions dépassent 1\u202f000 caractères. Raccourcissez-les.");
    if (errors.none()) return std::nullopt;
    return std::move(errors).refusal();
}

messaging::Mail missing_letter(web::Visit const& visit, MissingBodyView const& view) {
    messaging::Mail mail;
    mail.to = visit.services.settings.contact_email;
    mail.subject = "Structure absente de la liste\u00a0: " + view.name.value;
    mail.text = visit.who->email +
                " ne trouve pas sa structure dans le référentiel.\n\nNom\u00a0: " + view.name.value +
                "\n\nSiren\u00a0: " + (view.siren.value.empty() ? "non indiqué" : view.siren.value) +
                "\n\nPrécisions\u00a0: " + (view.message.value.empty() ? "aucune" : view.message.value);
    mail.kind = "account.missing_body";
    mail.why =
        "Vous recevez ce message parce que cette adresse est celle de l’équipe qui gère la plateforme.";
    return mail;
}

base::Refusal too_many_messages(base::Instant now, base::Instant again) {
    base::Refusal refusal =
        base::refuse(base::RefusalCode::too_many, "Vous avez déjà envoyé plusieurs messages aujourd’hui.",
                     "L’équipe vous répondra par e-mail. Vous pourrez en envoyer un autre demain.");
    refusal.retry_after_s = static_cast<int>((again - now).us / 1'000'000 + 1);
    return refusal;
}

}  // namespace

http::Response show_claim(web::Visit& visit) {
    TypedClaim typed;
    std::string const path = web::safe_return_path(visit.request.query.get("retour"));
    if (path != "/") typed.return_path = path;
    // From an authority's page: its form already filled.
    std::string const reference = line_of(visit.request.query, "collectivite");
    auto const known =
        reference.empty() ? std::nullopt : territories::authority_by_reference(visit.reader(), reference);
    if (known) typed.authority.text = known->long_name;
    // Who acts for it already has nothing to fill in.
    if (known && !typed.return_path.empty() && visit.actor().authority == known->id)
        return web::redirect(visit, typed.return_path);
    ClaimView view = claim_view(visit, typed);
    if (known) view.authority_code = known->reference;
    view.hidden = visit.form_fields();
    return claim_page(visit, view, 200);
}

http::Response post_claim(web::Visit& visit) {
    TypedClaim const typed = typed_claim(visit.form());
    AuthorityChoice const choice = choice_of(visit.reader(), typed.authority);
    auto const quality = quality_of(typed.quality);
    base::FormErrors errors;
    if (!choice.error.empty()) errors.add(choice.homonyms.empty() ? "authority" : "homonym", choice.error);
    if (!quality) errors.add("quality", "Indiquez si vous êtes agent ou élu.");
    if (std::string const error = function_error(quality, typed.function); !error.empty())
        errors.add("function", error);
    if (!errors.none()) return claim_refused(visit, typed, choice, std::move(errors).refusal());
    if (!choice.chosen) return claim_page(visit, asked_again(visit, typed, choice), 200);
    people::ClaimAffiliation const claim{
        visit.actor().person, choice.chosen->id, {}, *quality, typed.function};
    auto const next = claimed(visit, claim, typed.return_path);
    return next ? web::redirect(visit, *next) : claim_refused(visit, typed, choice, next.refusal());
}

http::Response show_partner_claim(web::Visit& visit) {
    PartnerClaimView view = partner_view(visit.request.query);
    view.hidden = visit.form_fields();
    return partner_page(visit, view, 200);
}

http::Response post_partner_claim(web::Visit& visit) {
    PartnerClaimView view = partner_view(visit.form());
    people::NamePartner const named{view.name.value, view.kind.value, view.siren.value};
    base::FormErrors errors;
    if (auto const partner = people::partner_named(named); !partner)
        for (base::FieldError const& error : partner.refusal().fields) errors.add(error.field, error.message);
    if (!people::function_label(people::Quality::partner, view.function.value))
        errors.add("function", "Choisissez votre fonction dans la liste.");
    auto const next = [&]() -> base::Result<std::string> {
        if (!errors.none()) return std::move(errors).refusal();
        return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            auto const partner =
                people::find_or_create_partner(tx, visit.services.world, visit.actor().person, named);
            if (!partner) return partner.refusal();
            auto const made = people::claim(
                tx, visit.services.world, visit.services.hooks,
                {visit.actor().person, {}, partner->id, people::Quality::partner, view.function.value});
            if (!made) return made.refusal();
            return acting_for(tx, visit, made->id, view.return_path);
        });
    }();
    if (next) return web::redirect(visit, *next);
    view.hidden = visit.form_fields_again();
    show_errors(view, next.refusal(), {&view.name, &view.kind, &view.siren, &view.function});
    return partner_page(visit, view, web::status_of(next.refusal().code));
}

http::Response show_missing_body(web::Visit& visit) {
    MissingBodyView view = missing_view({});
    view.hidden = visit.form_fields();
    return missing_page(visit, view, 200);
}

http::Response post_missing_body(web::Visit& visit) {
    MissingBodyView view = missing_view(visit.form());
    auto const next = [&]() -> base::Result<std::string> {
        if (auto errors = missing_errors(view)) return *std::move(errors);
        return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            base::Instant const now = visit.services.world.clock.now();
            std::string const key = "missing_body:" + std::to_string(visit.actor().person.value);
            if (auto const again = people::count_mail(tx, now, key, missing_bodies_per_person))
                return too_many_messages(now, *again);
            messaging::post(tx, visit.services.world, missing_letter(visit, view));
            return std::string(affiliations_page) + "?demande=1";
        });
    }();
    if (next) return web::redirect(visit, *next);
    view.hidden = visit.form_fields_again();
    show_errors(view, next.refusal(), {&view.name, &view.siren, &view.message});
    return missing_page(visit, view, web::status_of(next.refusal().code));
}

}  // namespace account
