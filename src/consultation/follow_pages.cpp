#include "consultation/follow_pages.hpp"

#include <fmt/format.h>

#include "account/signing_in.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/follow_actions.hpp"
#include "consultation/follow_link.hpp"
#include "consultation/follow_views.hpp"
#include "consultation/pages_follow.hpp"
#include "consultation/pages_my_follows.hpp"
#include "consultation/pages_stop.hpp"
#include "messaging/bounce.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr std::string_view my_follows_path = "/mes-suivis";
constexpr std::string_view follow_field = "suivi-";

base::Refusal no_such_subject() {
    return base::refuse(
        base::RefusalCode::not_found, "Ce que vous voulez suivre n’existe pas ou n’est pas public.",
        "Revenez à la page de ce qui vous intéresse et utilisez son bouton «\u00a0Suivre\u00a0».");
}

std::vector<html::Choice> frequency_choices(std::string_view chosen, bool with_stopped) {
    std::vector<html::Choice> choices{{"at_once", "À chaque nouveauté", {}, false},
                                      {"daily", "Résumé quotidien, à 8 h", {}, false}};
    if (with_stopped) choices.push_back({"stopped", "Ne plus recevoir de messages", {}, false});
    return html::chosen(std::move(choices), chosen);
}

/// What one is told of, in words.
std::string_view facts_of(FollowKind kind) {
    switch (kind) {
        case FollowKind::campaign:
            return "Vous serez averti des contributions et des propositions publiées, d’une étape prolongée "
                   "et des "
                   "résultats.";
        case FollowKind::theme:
            return "Vous serez averti des contributions et des propositions publiées dans ce thème.";
        case FollowKind::proposal:
            return "Vous serez averti de chaque changement de son texte et du choix du comité. Le résumé "
                   "quotidien dit "
                   "aussi combien de collectivités de plus la soutiennent.";
        case FollowKind::contribution:
            return "Vous serez averti de ce qu’elle devient\u00a0: nouvelle version, décision de "
                   "l’opérateur, "
                   "proposition publiée qui la rassemble.";
        case FollowKind::authority:
            return "Vous serez averti de ce que cette collectivité publie et de ce que deviennent ses "
                   "contributions.";
        case FollowKind::department:
            return "Vous serez averti des contributions publiées par les collectivités de ce département.";
        case FollowKind::region:
            return "Vous serez averti des contributions publiées par les collectivités de cette région.";
    }
    base::fail("an unknown kind of follow");
}

/// The page, as asked for the first time or with the errors of what was sent.
http::Response follow_form(web::Visit& visit, Subject const& subject, std::string const& frequency,
                           std::string const& email, base::Refusal const* refusal) {
    FollowView view;
    view.title = subject.title;
    view.kind = title_of(subject.kind);
    view.what = facts_of(subject.kind);
    view.subject = subject.name;
    view.back_href = subject.href;
    std::optional<Frequency> present;
    if (visit.who) present = frequency_of(visit.reader(), visit.actor().person, subject.topic);
    if (present)
        view.present = *present == Frequency::stopped
                           ? std::string("Vous avez arrêté ce suivi.")
                           : fmt::format("Vous suivez\u00a0: {}.", title_of(*present));
    std::string const chosen = !frequency.empty()
                                   ? frequency
                                   : std::string(name_of(present.value_or(usual_frequency(subject.kind))));
    view.frequency = {
        .id = "frequence", .name = "frequence", .label = "Quand voulez-vous être averti\u202f?"};
    view.frequencies = frequency_choices(chosen, present.has_value());
    view.asks_email = !visit.who;
    view.email = {.id = "courriel",
                  .name = "courriel",
                  .label = "Votre adresse e-mail",
                  .hint = "Nous vous y envoyons un code pour confirmer. Elle ne sera pas publiée.",
                  .value = email,
                  .type = "email",
                  .autocomplete = "email"};
    view.sign_in_href = "/connexion?retour=" + base::percent_encoded(follow_address(subject.name));
    view.button = present ? "Enregistrer" : "Suivre";
    if (subject.kind == FollowKind::campaign)
        for (Subject const& theme : themes_of(visit.reader(), subject))
            view.narrower.push_back({theme.title, follow_address(theme.name)});
    if (refusal != nullptr) forms::show_errors(view, *refusal, {&view.frequency, &view.email});
    view.hidden = refusal == nullptr ? visit.form_fields() : visit.form_fields_again();
    return web::page_of(
        visit,
        {.title = fmt::format("Suivre\u00a0: {}", subject.title),
         .back = {"Retour",
                  subject.href.empty() || subject.href.starts_with("/suivre") ? "/mes-suivis" : subject.href},
         .has_errors = refusal != nullptr},
        [&](html::Out& out) { pages::follow(out, view); }, refusal != nullptr ? 422 : 200);
}

http::Response follow_page(web::Visit& visit) {
    auto const subject = subject_named(visit.reader(), visit.request.query.get("sujet"));
    if (!subject) return web::refusal_page(visit, no_such_subject());
    return follow_form(visit, *subject, {}, {}, nullptr);
}

std::string done_address(std::string_view subject_name) {
    return fmt::format("{}?suivi={}", my_follows_path, base::percent_encoded(subject_name));
}

http::Response follow_sent(web::Visit& visit) {
    auto const subject = subject_named(visit.reader(), visit.form().get("sujet"));
    if (!subject) return web::refusal_page(visit, no_such_subject());
    std::string const typed = forms::line_of(visit.form(), "frequence");
    std::string const email = forms::line_of(visit.form(), "courriel");
    base::FormErrors errors;
    auto const how = frequency(typed);
    if (!how) errors.add("frequence", "Choisissez quand vous voulez être averti.");
    if (!visit.who && !base::is_email(email))
        errors.add("courriel", "Cette adresse e-mail n’est pas complète. Exemple\u00a0: mairie@exemple.fr");
    if (!errors.none()) {
        base::Refusal const refusal = std::move(errors).refusal();
        return follow_form(visit, *subject, typed, email, &refusal);
    }
    if (!visit.who) {
        std::string const intent =
            fmt::format("follow?sujet={}&frequence={}", base::percent_encoded(subject->name), name_of(*how));
        auto const next = account::prepare_sign_in(
            visit, email, {},
            base::shortened("suivre " + in_a_sentence(*subject), people::purpose_characters_max - 1), intent);
        if (next.ok()) return web::redirect(visit, *next);
        if (next.refusal().fields.empty()) return web::refusal_page(visit, next.refusal());
        base::Refusal refusal = next.refusal();
        for (base::FieldError& error : refusal.fields)
            if (error.field == "email") error.field = "courriel";
        return follow_form(visit, *subject, typed, email, &refusal);
    }
    auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const followed = follow(tx, visit.services.world, visit.actor(), subject->name, *how);
        if (!followed.ok()) return followed.refusal();
        return done_address(subject->name);
    });
    return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
}

std::string list_address(std::optional<FollowKind> kind) {
    return kind ? fmt::format("{}?sorte={}", my_follows_path, name_of(*kind)) : std::string(my_follows_path);
}

/// What was just done: the follow stands on the first page unless it is an old one.
std::string notice_of(http::Pairs const& query, std::vector<Follow> const& listed) {
    if (auto const name = query.find("suivi")) {
        for (Follow const& one : listed)
            if (one.subject.name == *name)
                return one.frequency == Frequency::stopped
                           ? fmt::format("Vous ne recevrez plus de messages sur {}.",
                                         in_a_sentence(one.subject))
                           : fmt::format("Vous suivez {}\u00a0: {}.", in_a_sentence(one.subject),
                                         title_of(one.frequency));
        return "Votre suivi est enregistré.";
    }
    if (query.has("enregistre")) return "Vos changements sont enregistrés.";
    return {};
}

http::Response my_follows_page(web::Visit& visit) {
    auto const page = forms::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    auto const kind = follow_kind(forms::line_of(visit.request.query, "sorte"));
    PersonId const person = visit.actor().person;
    FollowCounts const counts = follow_counts(visit.reader(), person);
    FollowPage const found = follows_of(visit.reader(), person, kind, *page);
    int const last = web::last_page(found.total, follows_per_page);
    if (*page > last) return web::not_found(visit);
    MyFollowsView view;
    view.notice = notice_of(visit.request.query, found.follows);
    if (messaging::suspension_of(visit.reader(), visit.who->email))
        view.warning =
            "Les messages envoyés à votre adresse nous reviennent\u00a0: vous ne recevez plus de "
            "notifications.";
    view.has_any = counts.all() > 0;
    view.count = fmt::format("{}\u00a0: {} à chaque nouveauté, {} dans le résumé quotidien, {}",
                             base::french_count(found.total, "suivi", "suivis"), counts.at_once, counts.daily,
                             base::french_count(counts.stopped, "arrêté", "arrêtés"));
    for (Follow const& one : found.follows)
        view.lines.push_back({std::to_string(one.id.value), std::string(title_of(one.subject.kind)),
                              one.subject.title.empty() ? "N’est plus public" : one.subject.title,
                              one.subject.href, "suivi depuis le " + base::french_date(one.since),
                              frequency_choices(name_of(one.frequency), true)});
    view.kind = forms::field("sorte", "Sorte", std::string(kind ? name_of(*kind) : std::string_view()));
    view.kinds.push_back({"", "Toutes", {}, !kind});
    for (FollowKind const one : every_follow_kind())
        view.kinds.push_back({std::string(name_of(one)), std::string(title_of(one)), {}, kind == one});
    std::string const address = list_address(kind);
    view.pages = {*page, last, address + (kind ? "&page=" : "?page=")};
    view.address = *page == 1 ? address : view.pages.address + std::to_string(*page);
    view.all = forms::field("frequence", "Fréquence de tous mes suivis");
    view.frequencies = frequency_choices("daily", true);
    view.hidden = visit.form_fields();
    return web::page_of(
        visit, {.title = "Mes suivis", .breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Mes suivis", ""}}},
        [&](html::Out& out) { pages::my_follows(out, view); });
}

/// Back to the list that was changed, whatever the form says.
std::string saved_address(http::Pairs const& form) {
    std::string path = web::safe_return_path(form.get("retour"));
    bool const is_list = path == my_follows_path || path.starts_with(std::string(my_follows_path) + "?");
    if (!is_list) path = my_follows_path;
    return path + (path.find('?') == std::string::npos ? "?" : "&") + "enregistre=1";
}

http::Response follows_changed(web::Visit& visit) {
    std::vector<std::pair<base::Id<Follow>, Frequency>> changes;
    for (auto const& [name, value] : visit.form().items()) {
        if (!name.starts_with(follow_field)) continue;
        auto const id = web::id_of<Follow>(std::string_view(name).substr(follow_field.size()));
        auto const how = frequency(value);
        if (id.exists() && how) changes.emplace_back(id, *how);
    }
    auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const changed = change_follows(tx, visit.services.world, visit.actor(), changes);
        if (!changed.ok()) return changed.refusal();
        return saved_address(visit.form());
    });
    return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
}

http::Response every_follow_changed(web::Visit& visit) {
    auto const how = frequency(forms::line_of(visit.form(), "frequence"));
    if (!how)
        return web::refusal_page(visit, base::refuse(base::RefusalCode::invalid, "Choisissez une fréquence.",
                                                     "Revenez à vos suivis et recommencez."));
    auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const changed = change_every_follow(tx, visit.services.world, visit.actor(), *how);
        if (!changed.ok()) return changed.refusal();
        return fmt::format("{}?enregistre=1", my_follows_path);
    });
    return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
}

http::Response show_stop(web::Visit& visit, StopView const& view) {
    return web::page_of(visit, {.title = view.is_done ? "C’est arrêté" : "Ne plus recevoir de messages"},
                        [&](html::Out& out) { pages::stop(out, view); });
}

/// Nothing is stopped by reading: mail scanners follow addresses.
http::Response stop_page(web::Visit& visit) {
    std::string const token(visit.path("token"));
    auto const stopping = stopping_of(visit.reader(), visit.services.secret, token);
    if (!stopping) return web::not_found(visit);
    StopView view;
    view.action = "/desabonnement/" + token;
    view.what = stopping->what;
    view.is_stopped = stopping->is_stopped;
    view.scope = forms::field("quoi", "Que voulez-vous ne plus recevoir\u202f?");
    view.scopes = {{"celui-ci", "Seulement " + stopping->what, {}, !stopping->is_stopped},
                   {"tout", "Toutes les notifications", {}, stopping->is_stopped}};
    return show_stop(visit, view);
}

/// The button, or a mail provider's "List-Unsubscribe=One-Click"; answered without a redirection (RFC 8058
/// §3.1).
http::Response stop_sent(web::Visit& visit) {
    std::string const token(visit.path("token"));
    bool const is_everything = visit.form().get("quoi") == "tout";
    auto const stopping = stopping_of(visit.reader(), visit.services.secret, token);
    if (!stopping) return web::not_found(visit);
    auto const done = visit.write([&](db::Tx& tx) {
        return stop_by_token(tx, visit.services.world, visit.services.secret, token,
                             is_everything ? StopScope::everything : StopScope::this_one);
    });
    if (!done.ok()) return web::refusal_page(visit, done.refusal());
    StopView view;
    view.what = stopping->what;
    view.is_done = true;
    view.is_everything = is_everything;
    return show_stop(visit, view);
}

}  // namespace

FollowLink follow_link(web::Visit& visit, std::string_view subject_name, std::string_view topic,
                       std::string_view label) {
    FollowLink link{follow_address(subject_name), fmt::format("Suivre {}", label), {}};
    if (!visit.who) return link;
    auto const present = frequency_of(visit.reader(), visit.actor().person, topic);
    if (present && *present != Frequency::stopped)
        link.state = fmt::format("Vous suivez {}\u00a0: {}.", label, title_of(*present));
    return link;
}

base::Result<std::string> follow_intended(web::Visit& visit, people::SignIn const& who,
                                          http::Pairs const& intent) {
    auto const how = frequency(intent.get("frequence"));
    base::check(how.has_value(), "an intent of ours is whole");
    std::string const name(intent.get("sujet"));
    return visit.write([&](db::Tx& tx) -> base::Result<std::string> {
        auto const followed = follow(tx, visit.services.world, who.actor, name, *how);
        if (!followed.ok()) return followed.refusal();
        return done_address(name);
    });
}

web::Routes follow_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {{get, "/suivre", public_form, follow_page, {}},
            {post, "/suivre", public_form, follow_sent, {}},
            {get, "/mes-suivis", signed_in, my_follows_page, {}},
            {post, "/mes-suivis", signed_in, follows_changed, {}},
            {post, "/mes-suivis/tous", signed_in, every_follow_changed, {}},
            {get, "/desabonnement/{token}", mail_link, stop_page, {}},
            {post, "/desabonnement/{token}", mail_link, stop_sent, {}}};
}

}  // namespace consultation
