// The team's queue of contact messages: filters, one message, answers, notes, who works on it.
#include "site/message_pages.hpp"

#include "base/crypto.hpp"
#include "base/csv.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/export_file.hpp"
#include "people/role_rows.hpp"
#include "site/contact_actions.hpp"
#include "site/contact_pages.hpp"
#include "site/contest_rows.hpp"
#include "site/message_filters.hpp"
#include "site/pages_message.hpp"
#include "site/pages_messages.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace site {
namespace {

constexpr std::string_view messages_page = "/operateur/messages";
constexpr std::string_view contests_page = "/operateur/contestations";
constexpr std::size_t excerpt_characters = 140;
constexpr std::size_t file_name_random_bytes = 16;

std::string address_with(http::Pairs const& query, std::string_view path = messages_page) {
    return std::string(path) + http::query_text(query);
}

std::vector<html::Choice> topic_choices(std::string_view value) {
    std::vector<html::Choice> choices{{"", "Tous", {}, false}};
    for (Topic const topic : all_topics)
        choices.push_back({std::string(code(topic)), std::string(french(topic)), {}, false});
    return html::chosen(std::move(choices), value);
}

MessageItem item_of(MessageLine const& line, base::Instant now) {
    ContactMessage const& message = line.message;
    MessageItem item;
    item.reference = message.reference;
    item.href = std::string(messages_page) + "/" + message.reference;
    item.topic = french(message.topic);
    item.from = message.body.empty() ? message.email : message.body + " (" + message.email + ")";
    item.excerpt = base::shortened(base::tidied_line(message.text).value_or(""), excerpt_characters);
    item.state = french_state(message);
    item.is_new = message.state == MessageState::open && !message.assigned_to;
    item.is_late = is_late(message, now);
    item.facts = waited_text(message, now);
    if (!line.assigned_email.empty()) item.facts += " Attribué à " + line.assigned_email + ".";
    return item;
}

void show_chosen(MessagesView& view, http::Pairs const& query) {
    auto const label_of = [](std::vector<html::Choice> const& choices) {
        for (html::Choice const& choice : choices)
            if (choice.is_chosen) return choice.label;
        return std::string();
    };
    http::Pairs const filters = filters_in(query);
    for (auto const& [name, value] : filters.items()) {
        std::string const label = name == "q"      ? "«\u00a0" + value + "\u00a0»"
                                  : name == "etat" ? label_of(view.states)
                                  : name == "a"    ? "Attribué\u00a0: " + label_of(view.people)
                                                   : label_of(view.topics);
        view.chosen.push_back({label, address_with(filters_in(query, name))});
        if (name == "q")
            view.kept_by_filters.push_back({name, value});
        else
            view.kept_by_search.push_back({name, value});
    }
}

std::optional<ContactMessage> message_of_path(web::Visit& visit) {
    return message_by_reference(visit.reader(), visit.path("reference"));
}

/// What was typed on the page of a message, and why it was not taken.
struct TypedOnMessage {
    std::string text;
    std::string note;
    base::Refusal const* refusal = nullptr;
};

std::string notice_of(std::string_view done) {
    if (done == "reponse") return "La réponse est envoyée par e-mail.";
    if (done == "note") return "La note est gardée. Elle n’est lue que par l’équipe.";
    if (done == "attribution") return "L’attribution est enregistrée.";
    if (done == "clore") return "Le message est clos.";
    if (done == "rouvrir") return "Le message attend de nouveau une réponse.";
    return {};
}

void show_people(MessageView& view, web::Visit& visit, ContactMessage const& message) {
    view.person = web::field("person", "Attribué à");
    view.people.push_back({"", "Personne", {}, !message.assigned_to});
    std::string assigned;
    for (people::RoleLine const& line : people::operators(visit.reader())) {
        bool const is_assigned = message.assigned_to == line.person;
        if (is_assigned) assigned = line.email;
        view.people.push_back({std::to_string(line.person.value),
                               line.person == visit.actor().person ? line.email + " (vous)" : line.email,
                               {},
                               is_assigned});
    }
    if (!assigned.empty()) view.rows.push_back({"Attribué à", assigned});
}

/// What a contest is about, and the way to what its answer may do.
void show_contest(MessageView& view, Contest const& contest) {
    using consultation::SupportState;
    view.title = "Soutien écarté contesté\u00a0: " + contest.authority_name;
    bool const is_aside = contest.standing.state == SupportState::set_aside;
    view.contest = {{"Proposition", contest.proposal_reference + " – " + contest.proposal_title},
                    {"Aujourd’hui", std::string(consultation::title_of(contest.standing.state))}};
    if (is_aside) view.contest.push_back({"Motif de l’équipe", contest.standing.reason});
    std::string const supports = "/operateur/propositions/" + contest.proposal_reference + "/soutiens";
    view.supports_href = supports + "?q=" + base::percent_encoded(contest.authority_name);
    if (is_aside && view.may_write)
        view.restore_href = supports + "/" + contest.authority_reference + "/retablir";
}

http::Response message_response(web::Visit& visit, ContactMessage const& message,
                                TypedOnMessage const& typed_texts) {
    MessageView view;
    view.title = std::string(french(message.topic));
    view.state = french_state(message);
    view.is_open = message.state == MessageState::open;
    view.is_closed = message.state == MessageState::closed;
    view.is_late = is_late(message, visit.now);
    view.rows = {{"Référence", message.reference}, {"De", message.email}};
    if (!message.body.empty()) view.rows.push_back({"Collectivité ou structure", message.body});
    view.rows.push_back({"Reçu le", base::french_date_time(message.created_at) + " (" +
                                        base::french_distance(message.created_at, visit.now) + ")"});
    if (message.closed_at)
        view.rows.push_back({"Clos le", base::french_date(*message.closed_at) + ", effacé le " +
                                            base::french_date(*message.closed_at + closed_messages_kept)});
    std::vector<Post> const posts = posts_of(visit.reader(), message.id);
    view.posts = post_items(message, posts, true);
    view.seen = posts.empty() ? 0 : posts.back().id;
    view.may_write = visit.is_operator();
    view.address = std::string(messages_page) + "/" + message.reference;
    show_people(view, visit, message);
    view.text =
        web::field("text", "Votre réponse", typed_texts.text,
                   "Elle part à " + message.email + ", signée de l’équipe, avec un lien pour répondre.");
    view.text_characters_max = static_cast<int>(message_characters_max);
    view.note = web::field("note", "Note interne", typed_texts.note, "Lue par l’équipe seulement.");
    view.note_characters_max = static_cast<int>(note_characters_max);
    view.notice = notice_of(visit.request.query.get("fait"));
    auto const contest = contest_of(visit.reader(), message.id);
    if (contest) show_contest(view, *contest);
    view.hidden = typed_texts.refusal ? visit.form_fields_again() : visit.form_fields();
    if (typed_texts.refusal)
        web::show_errors(view.errors, *typed_texts.refusal, {&view.text, &view.note, &view.person});
    web::PageHead head;
    head.title = view.title + " – " + message.reference;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        contest ? html::Link{"Soutiens écartés contestés", std::string(contests_page)}
                                : html::Link{"Messages reçus", std::string(messages_page)},
                        {message.reference, ""}};
    head.has_errors = typed_texts.refusal != nullptr;
    head.journal_query = "objet=" + message.reference;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::message(out, view); },
        typed_texts.refusal ? web::status_of(typed_texts.refusal->code) : 200);
}

/// Runs a write on the message of the path, then comes back to its page.
http::Response written(
    web::Visit& visit, std::string_view done, TypedOnMessage typed_texts,
    std::function<base::Result<base::Done>(db::Tx&, std::string const& reference)> const& act) {
    auto const message = message_of_path(visit);
    if (!message) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const acted = act(tx, message->reference);
        if (!acted) return acted.refusal();
        return std::string(messages_page) + "/" + message->reference + "?fait=" + std::string(done);
    });
    if (next) return web::redirect(visit, *next);
    typed_texts.refusal = &next.refusal();
    // As it now is: somebody else may have written meanwhile.
    auto const present = message_of_path(visit);
    return present ? message_response(visit, *present, typed_texts) : web::not_found(visit);
}

}  // namespace

http::Response show_messages(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    auto const page = web::asked_page(query);
    if (!page) return web::not_found(visit);
    MessageFilter const filter = filter_of(visit);
    MessagePage const found = messages(visit.reader(), filter, *page);
    int const last = web::last_page(found.total, messages_per_page);
    http::Pairs const filters = filters_in(query);
    std::string const before_page = address_with(filters) + (filters.empty() ? "?" : "&") + "page=";
    if (*page > last) return web::redirect(visit, before_page + std::to_string(last));
    MessagesView view;
    for (MessageLine const& line : found.lines) view.items.push_back(item_of(line, visit.now));
    view.count = base::french_count(found.total, "message", "messages");
    view.search =
        web::field("q", "Chercher une référence, une adresse, une collectivité, un mot", filter.text);
    view.state = web::field("etat", "État", typed(query, "etat"));
    view.states = state_choices(view.state.value);
    view.whose = web::field("a", "Attribué", typed(query, "a"));
    view.people = people_choices(visit, view.whose.value);
    view.topic = web::field("objet", "Objet", typed(query, "objet"));
    view.topics = topic_choices(view.topic.value);
    show_chosen(view, query);
    view.is_filtered = !view.chosen.empty();
    view.clear_href = messages_page;
    view.pages = {*page, last, before_page};
    view.csv_href = address_with(filters, "/operateur/messages.csv");
    web::PageHead head;
    head.title = "Messages reçus";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Messages reçus", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::messages(out, view); });
}

http::Response messages_csv(web::Visit& visit) {
    web::Services const& services = visit.services;
    consultation::ExportFile file(services.temporary_folder + "/" +
                                  base::hex(services.world.random.bytes(file_name_random_bytes)) + ".csv");
    file.write(base::csv_byte_order_mark);
    file.write(base::csv_row({"reference", "objet", "etat", "recu_le", "attend_depuis_jours", "attribue_a",
                              "structure", "adresse", "suites"}));
    each_message(visit.reader(), filter_of(visit), [&](MessageLine const& line) {
        ContactMessage const& message = line.message;
        std::string const received = base::iso8601(message.created_at);
        std::string const days = message.state == MessageState::open
                                     ? std::to_string(days_waiting(message, visit.now))
                                     : std::string();
        std::string const posts = std::to_string(line.posts);
        file.write(base::csv_row({message.reference, french(message.topic), french_state(message), received,
                                  days, line.assigned_email, message.body, message.email, posts}));
    });
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.header("Content-Disposition", "attachment; filename=\"messages.csv\"");
    response.file_path = file.finish();
    response.delete_file = true;
    return response;
}

http::Response show_message(web::Visit& visit) {
    auto const message = message_of_path(visit);
    return message ? message_response(visit, *message, {}) : web::not_found(visit);
}

http::Response post_answer(web::Visit& visit) {
    TypedOnMessage const typed_texts{web::text_of(visit.form(), "text"), {}, nullptr};
    Seen const seen{base::parse_int(visit.form().get("vu")).value_or(0)};
    return written(visit, "reponse", typed_texts, [&](db::Tx& tx, std::string const& reference) {
        return answer_message(tx, visit.services.world, visit.services.people_settings, visit.actor(),
                              reference, typed_texts.text, seen);
    });
}

http::Response post_note(web::Visit& visit) {
    TypedOnMessage const typed_texts{{}, web::text_of(visit.form(), "note"), nullptr};
    return written(visit, "note", typed_texts, [&](db::Tx& tx, std::string const& reference) {
        return note_on_message(tx, visit.services.world, visit.actor(), reference, typed_texts.note);
    });
}

http::Response post_assignment(web::Visit& visit) {
    auto const person = web::id_of<people::Person>(visit.form().get("person"));
    return written(visit, "attribution", {}, [&](db::Tx& tx, std::string const& reference) {
        return assign_message(tx, visit.services.world, visit.actor(), reference, person);
    });
}

http::Response post_state(web::Visit& visit) {
    bool const is_closing = visit.form().get("action") == "clore";
    return written(visit, is_closing ? "clore" : "rouvrir", {},
                   [&](db::Tx& tx, std::string const& reference) {
                       return is_closing ? close_message(tx, visit.services.world, visit.actor(), reference)
                                         : reopen_message(tx, visit.services.world, visit.actor(), reference);
                   });
}

}  // namespace site
