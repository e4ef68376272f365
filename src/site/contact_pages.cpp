// The contact form and its author's page. Against machines, without asking anybody else: a field that people
// do not see, a form that takes at least three seconds, limits per network, address and hour.
#include "site/contact_pages.hpp"

#include "base/french.hpp"
#include "base/text.hpp"
#include "site/contact_actions.hpp"
#include "site/pages_contact.hpp"
#include "site/pages_contact_sent.hpp"
#include "site/pages_contact_thread.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace site {
namespace {

constexpr std::string_view contact_path = "/contact";
constexpr std::string_view trap_field = "site_web";
constexpr std::string_view shown_field = "affiche";
/// A département's communes may share one address on the network.
constexpr web::Rate messages_of_network{"contact", 20, base::Duration::hours(1)};

NewMessage typed_of(http::Pairs const& form) {
    return {web::line_of(form, "topic"), web::text_of(form, "text"), web::line_of(form, "body"),
            web::line_of(form, "email")};
}

/// What a person who is signed in need not type.
NewMessage known_of(web::Visit& visit) {
    NewMessage known;
    std::string const topic = web::line_of(visit.request.query, "objet");
    if (topic_from(topic)) known.topic = topic;
    if (visit.who) {
        known.email = visit.who->email;
        if (people::AffiliationLine const* const acting = visit.who->acting()) known.body = acting->body_name;
    }
    return known;
}

http::Response contact_response(web::Visit& visit, NewMessage const& typed, base::Refusal const* refusal) {
    ContactView view;
    view.topic = web::field("topic", "Objet");
    for (Topic const topic : all_topics)
        view.topics.push_back({std::string(code(topic)), std::string(french(topic)), {}, false});
    view.topics = html::chosen(std::move(view.topics), typed.topic);
    view.text = web::field("text", "Votre message", typed.text,
                           "S’il y a lieu, la référence de la contribution (C-…) ou de la proposition (P-…). "
                           "N’écrivez ni code reçu par e-mail, ni donnée sur une autre personne.");
    view.text_characters_max = static_cast<int>(message_characters_max);
    view.body = web::field("body", "Collectivité ou structure", typed.body);
    view.body.is_optional = true;
    view.body.autocomplete = "organization";
    view.email = web::field("email", "Votre adresse e-mail", typed.email, "L’équipe vous y répond.");
    view.email.type = "email";
    view.email.autocomplete = "email";
    view.contact_email = visit.services.settings.contact_email;
    view.operator_name = visit.services.settings.operator_name;
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    // A form shown again keeps its moment, unless that is what was refused.
    std::string_view const mark =
        visit.request.method == http::Method::post ? visit.form().get(shown_field) : "";
    auto const shown = shown_at(visit.services.secret, mark);
    bool const is_kept = shown && visit.now - *shown <= typing_max;
    view.hidden.push_back({std::string(shown_field),
                           is_kept ? std::string(mark) : shown_mark(visit.services.secret, visit.now)});
    if (refusal) web::show_errors(view.errors, *refusal, {&view.topic, &view.text, &view.body, &view.email});
    web::PageHead head;
    head.title = "Contact";
    head.breadcrumbs = {{"Accueil", "/"}, {"Contact", ""}};
    head.has_errors = refusal != nullptr;
    http::Response response = web::page_of(
        visit, head, [&](html::Out& out) { pages::contact(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
    if (refusal && refusal->retry_after_s > 0)
        response.header("Retry-After", std::to_string(refusal->retry_after_s));
    return response;
}

/// What shows a machine. A person who meets it reads why, and may send again.
std::optional<base::Refusal> refused_as_machine(web::Visit& visit) {
    using base::RefusalCode;
    if (!visit.form().get(trap_field).empty())
        return base::refuse(RefusalCode::invalid,
                            "Un champ que personne ne voit a été rempli, comme le font les robots.",
                            "Envoyez de nouveau\u00a0: il est maintenant vide.");
    auto const shown = shown_at(visit.services.secret, visit.form().get(shown_field));
    if (!shown || visit.now - *shown > typing_max)
        return base::refuse(RefusalCode::invalid, "Ce formulaire est ouvert depuis trop longtemps.",
                            "Relisez votre message, gardé ci-dessous, et envoyez-le de nouveau.");
    if (visit.now - *shown < typing_min)
        return base::refuse(RefusalCode::invalid,
                            "Ce formulaire a été envoyé trop vite, comme le font les robots.",
                            "Attendez quelques secondes, puis envoyez de nouveau.");
    return std::nullopt;
}

std::optional<base::Refusal> refused_by_rate(web::Visit& visit) {
    int const wait_s =
        visit.services.limiter.take(messages_of_network, network_of(visit.request.remote_address), visit.now);
    if (wait_s == 0) return std::nullopt;
    base::Refusal refusal = base::refuse(base::RefusalCode::too_many,
                                         "Beaucoup de messages viennent de votre réseau depuis une heure.",
                                         "Rien n’a été envoyé. Recommencez plus tard.");
    refusal.retry_after_s = wait_s;
    return refusal;
}

/// The message that the address of this page stands for.
std::optional<ContactMessage> message_of_link(web::Visit& visit) {
    std::string_view const reference = visit.path("reference");
    if (!is_message_reference(reference) ||
        !base::same_secret(visit.path("cle"), thread_key(visit.services.secret, reference)))
        return std::nullopt;
    return message_by_reference(visit.reader(), reference);
}

http::Response thread_response(web::Visit& visit, ContactMessage const& message, std::string text,
                               base::Refusal const* refusal) {
    ThreadView view;
    view.title = "Votre message " + message.reference;
    view.rows = {{"Objet", std::string(french(message.topic))},
                 {"Envoyé le", base::french_date_time(message.created_at)},
                 {"État", message.state == MessageState::open       ? "En attente d’une réponse"
                          : message.state == MessageState::answered ? "Répondu"
                                                                    : "Échange clos"}};
    view.posts = post_items(message, posts_of(visit.reader(), message.id), false);
    view.action = thread_address(visit.services.secret, message.reference);
    if (visit.request.query.has("fait")) view.notice = "Votre complément est envoyé à l’équipe.";
    view.text = web::field("text", "Compléter ou répondre", std::move(text));
    view.text_characters_max = static_cast<int>(message_characters_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) web::show_errors(view.errors, *refusal, {&view.text});
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Accueil", "/"}, {"Contact", std::string(contact_path)}, {message.reference, ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::contact_thread(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

std::vector<std::string> paragraphs_of(std::string const& text) {
    std::vector<std::string> paragraphs;
    std::string paragraph;
    for (std::string_view const line : base::split(text, '\n')) {
        if (line.empty()) {
            if (!paragraph.empty()) paragraphs.push_back(std::exchange(paragraph, {}));
            continue;
        }
        if (!paragraph.empty()) paragraph += "\n";
        paragraph += line;
    }
    if (!paragraph.empty()) paragraphs.push_back(std::move(paragraph));
    return paragraphs;
}

}  // namespace

std::vector<PostItem> post_items(ContactMessage const& message, std::vector<Post> const& posts,
                                 bool for_team) {
    auto const titled = [](std::string who, base::Instant at) {
        return std::move(who) + ", le " + base::french_date_time(at);
    };
    std::vector<PostItem> items;
    items.push_back({titled(for_team ? message.email : "Votre message", message.created_at),
                     paragraphs_of(message.text), false});
    for (Post const& post : posts) {
        bool const is_note = post.kind == PostKind::note;
        if (is_note && !for_team) continue;
        std::string who = post.kind == PostKind::answer ? "Réponse de l’équipe"
                          : is_note                     ? "Note interne"
                          : for_team                    ? "Complément de l’auteur"
                                                        : "Votre complément";
        if (for_team && !post.email.empty()) who += " (" + post.email + ")";
        items.push_back({titled(std::move(who), post.at), paragraphs_of(post.text), is_note});
    }
    return items;
}

http::Response show_contact(web::Visit& visit) {
    return contact_response(visit, known_of(visit), nullptr);
}

http::Response post_contact(web::Visit& visit) {
    NewMessage const typed = typed_of(visit.form());
    if (auto const refused = refused_as_machine(visit)) return contact_response(visit, typed, &*refused);
    if (auto const refused = refused_by_rate(visit)) return contact_response(visit, typed, &*refused);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const received = receive_message(tx, visit.services.world, visit.services.people_settings,
                                              visit.who ? &visit.who->actor : nullptr, typed);
        if (!received) return received.refusal();
        return "/contact/envoye?reference=" + received->reference;
    });
    return next ? web::redirect(visit, *next) : contact_response(visit, typed, &next.refusal());
}

http::Response show_sent(web::Visit& visit) {
    std::string const reference = web::line_of(visit.request.query, "reference");
    if (!is_message_reference(reference)) return web::redirect(visit, std::string(contact_path));
    SentView const view{reference, visit.request.query.has("contestation")};
    return web::page_of(visit, {.title = view.is_contest ? "Contestation envoyée" : "Message envoyé"},
                        [&](html::Out& out) { pages::contact_sent(out, view); });
}

http::Response show_thread(web::Visit& visit) {
    auto const message = message_of_link(visit);
    return message ? thread_response(visit, *message, {}, nullptr) : web::not_found(visit);
}

http::Response post_thread(web::Visit& visit) {
    auto const message = message_of_link(visit);
    if (!message) return web::not_found(visit);
    std::string const text = web::text_of(visit.form(), "text");
    if (auto const refused = refused_by_rate(visit)) return thread_response(visit, *message, text, &*refused);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const added = add_to_message(tx, visit.services.world, message->reference, text);
        if (!added) return added.refusal();
        return thread_address(visit.services.secret, message->reference) + "?fait=1";
    });
    return next ? web::redirect(visit, *next) : thread_response(visit, *message, text, &next.refusal());
}

}  // namespace site
