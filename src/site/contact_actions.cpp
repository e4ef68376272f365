#include "site/contact_actions.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/role_rows.hpp"
#include "site/contact_alert.hpp"
#include "site/contact_letters.hpp"
#include "site/contact_rows.hpp"

namespace site {
namespace {

using base::Done;
using base::RefusalCode;
using base::Result;

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
            people::Actor const* actor, ContactMessage const& message,
            std::vector<std::pair<std::string, std::string>> facts) {
    journal::record_at(tx, now, world.random,
                       {act, actor ? actor->person.value : 0, actor ? actor->body() : 0, message.reference,
                        std::move(facts)});
}

base::Refusal too_many(base::Instant now, base::Instant again, std::string message) {
    base::Refusal refusal = base::refuse(RefusalCode::too_many, std::move(message),
                                         "Recommencez plus tard. Rien n’a été envoyé.");
    refusal.retry_after_s =
        static_cast<int>(std::max<std::int64_t>(1, (again - now).us / base::Duration::seconds(1).us + 1));
    return refusal;
}

base::Refusal gone() {
    return base::refuse(RefusalCode::not_found, "Ce message n’existe pas, ou plus.",
                        "Un message est effacé un an après sa clôture.");
}

/// The message, locked, for an operator.
Result<ContactMessage> for_operator(db::Tx& tx, people::Actor const& actor, std::string_view reference) {
    if (!actor.is_operator)
        return base::refuse(RefusalCode::forbidden, "Seule l’équipe de l’opérateur traite les messages.");
    auto message = lock_message(tx, reference);
    if (!message) return gone();
    return *std::move(message);
}

/// A tidied text within its limits, or the field's refusal.
Result<std::string> checked_text(std::string const& typed, std::string_view field, std::size_t most,
                                 std::string missing) {
    std::string text = base::tidied(typed).value_or("");
    if (text.empty()) return base::refuse_field(std::string(field), std::move(missing));
    if (base::length_in_characters(text) > most)
        return base::refuse_field(std::string(field), "Le texte a plus de " + std::to_string(most) +
                                                          " caractères. Raccourcissez-le.");
    return text;
}

std::optional<base::Refusal> when_full(std::vector<Post> const& posts) {
    if (posts.size() < static_cast<std::size_t>(posts_max)) return std::nullopt;
    return base::refuse(RefusalCode::conflict, "Cet échange compte déjà 200 textes, le maximum.",
                        "Continuez par un nouveau message.");
}

}  // namespace

Result<ContactMessage> receive_message(db::Tx& tx, base::World const& world, people::Settings const& settings,
                                       people::Actor const* actor, NewMessage const& typed) {
    base::FormErrors errors;
    ContactMessage message;
    if (auto const topic = topic_from(typed.topic))
        message.topic = *topic;
    else
        errors.add("topic", "Choisissez l’objet de votre message.");
    message.text = base::tidied(typed.text).value_or("");
    std::size_t const length = base::length_in_characters(message.text);
    if (length < message_characters_min)
        errors.add("text", "Écrivez votre message, en 10 caractères au moins.");
    else if (length > message_characters_max)
        errors.add("text",
                   "Votre message a plus de 4\u202f000 caractères. Raccourcissez-le, ou envoyez-en deux.");
    message.body = base::tidied_line(typed.body).value_or("");
    if (base::length_in_characters(message.body) > body_characters_max)
        errors.add("body", "Le nom de la collectivité a plus de 120 caractères.");
    message.email = base::tidied_line(typed.email).value_or("");
    if (message.email.empty())
        errors.add("email", "Indiquez l’adresse e-mail à laquelle vous répondre.");
    else if (!base::is_email(message.email))
        errors.add("email", "Cette adresse e-mail n’est pas valable. Elle ressemble à nom@exemple.fr.");
    if (!errors.none()) return std::move(errors).refusal();

    base::Instant const now = world.clock.now();
    // Under a hash: an erased address leaves no byte behind.
    if (auto const again = people::count_mail(
            tx, now, "contact:" + base::sha256_hex(base::email_key(message.email)), messages_per_address))
        return too_many(now, *again, "Cinq messages sont déjà partis de cette adresse depuis un jour.");
    if (auto const again = people::count_mail(tx, now, "contact", messages_in_all))
        return too_many(now, *again, "Beaucoup de messages arrivent en ce moment.");
    message.created_at = now;
    message.waiting_since = now;
    insert_message(tx, message);
    record(tx, world, now, "message.receive", actor, message,
           {{"topic", std::string(code(message.topic))}, {"text", base::sha256_hex(message.text)}});
    messaging::post(tx, world, receipt_letter(settings, message, typed.contests));
    alert_later(tx, now);
    return message;
}

Result<Done> add_to_message(db::Tx& tx, base::World const& world, std::string_view reference,
                            std::string const& text) {
    auto message = lock_message(tx, reference);
    if (!message) return gone();
    auto checked = checked_text(text, "text", message_characters_max, "Écrivez ce que vous voulez ajouter.");
    if (!checked) return checked.refusal();
    if (auto full = when_full(posts_of(tx, message->id))) return *full;
    base::Instant const now = world.clock.now();
    if (auto const again =
            people::count_mail(tx, now, "contact_added:" + message->reference, additions_per_message))
        return too_many(now, *again, "Vous avez déjà complété ce message dix fois depuis un jour.");
    insert_post(tx, message->id, {0, PostKind::addition, std::nullopt, *checked, now, {}});
    if (message->state != MessageState::open) message->waiting_since = now;
    message->state = MessageState::open;
    message->closed_at.reset();
    save_message(tx, *message);
    record(tx, world, now, "message.add", nullptr, *message, {{"text", base::sha256_hex(*checked)}});
    return Done{};
}

Result<Done> answer_message(db::Tx& tx, base::World const& world, people::Settings const& settings,
                            people::Actor const& actor, std::string_view reference, std::string const& text,
                            Seen seen) {
    auto found = for_operator(tx, actor, reference);
    if (!found) return found.refusal();
    ContactMessage message = std::move(found).value();
    auto checked = checked_text(text, "text", message_characters_max, "Écrivez la réponse à envoyer.");
    if (!checked) return checked.refusal();
    std::vector<Post> const posts = posts_of(tx, message.id);
    if (auto full = when_full(posts)) return *full;
    if (!posts.empty() && posts.back().id != seen.last_post)
        return base::refuse(RefusalCode::conflict,
                            "L’échange a changé depuis que vous l’avez ouvert\u00a0: rien n’a été envoyé.",
                            "Lisez ce qui suit, puis envoyez votre réponse si elle convient toujours.");
    base::Instant const now = world.clock.now();
    insert_post(tx, message.id, {0, PostKind::answer, actor.person, *checked, now, {}});
    if (!message.assigned_to) message.assigned_to = actor.person;
    message.state = MessageState::answered;
    message.closed_at.reset();
    save_message(tx, message);
    record(tx, world, now, "message.answer", &actor, message, {{"text", base::sha256_hex(*checked)}});
    messaging::post(tx, world, answer_letter(settings, message, *checked));
    return Done{};
}

std::string answer_restored(db::Tx& tx, base::World const& world, people::Settings const& settings,
                            people::Actor const& actor, ContactMessage message,
                            RestoredAnswer const& answer) {
    base::Instant const now = world.clock.now();
    // A full exchange ends all the same: its author has the answer by mail.
    if (!when_full(posts_of(tx, message.id)))
        insert_post(tx, message.id, {0, PostKind::answer, actor.person, answer.text, now, {}});
    if (!message.assigned_to) message.assigned_to = actor.person;
    message.state = MessageState::closed;
    message.closed_at = now;
    save_message(tx, message);
    record(tx, world, now, "message.answer", &actor, message, {{"text", base::sha256_hex(answer.text)}});
    record(tx, world, now, "message.close", &actor, message, {});
    messaging::post(tx, world, restored_letter(settings, message, answer.contests, answer.text));
    return message.email;
}

Result<Done> note_on_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                             std::string_view reference, std::string const& text) {
    auto found = for_operator(tx, actor, reference);
    if (!found) return found.refusal();
    auto checked = checked_text(text, "note", note_characters_max, "Écrivez la note.");
    if (!checked) return checked.refusal();
    if (auto full = when_full(posts_of(tx, found->id))) return *full;
    base::Instant const now = world.clock.now();
    insert_post(tx, found->id, {0, PostKind::note, actor.person, *checked, now, {}});
    record(tx, world, now, "message.note", &actor, *found, {{"text", base::sha256_hex(*checked)}});
    return Done{};
}

Result<Done> assign_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                            std::string_view reference, base::Id<people::Person> person) {
    auto found = for_operator(tx, actor, reference);
    if (!found) return found.refusal();
    ContactMessage message = std::move(found).value();
    if (person.exists() && !people::has_role(tx, person, people::Role::operator_, {}))
        return base::refuse_field("person", "Choisissez quelqu’un de l’équipe.");
    if (message.assigned_to.value_or(base::Id<people::Person>()) == person) return Done{};
    base::Instant const now = world.clock.now();
    message.assigned_to = person.exists() ? std::optional(person) : std::nullopt;
    save_message(tx, message);
    if (person.exists())
        record(tx, world, now, "message.assign", &actor, message, {{"person", std::to_string(person.value)}});
    else
        record(tx, world, now, "message.release", &actor, message, {});
    return Done{};
}

Result<Done> close_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                           std::string_view reference) {
    auto found = for_operator(tx, actor, reference);
    if (!found) return found.refusal();
    ContactMessage message = std::move(found).value();
    if (message.state == MessageState::closed) return Done{};
    base::Instant const now = world.clock.now();
    message.state = MessageState::closed;
    message.closed_at = now;
    save_message(tx, message);
    record(tx, world, now, "message.close", &actor, message, {});
    return Done{};
}

Result<Done> reopen_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                            std::string_view reference) {
    auto found = for_operator(tx, actor, reference);
    if (!found) return found.refusal();
    ContactMessage message = std::move(found).value();
    if (message.state == MessageState::open) return Done{};
    base::Instant const now = world.clock.now();
    message.state = MessageState::open;
    message.waiting_since = now;
    message.closed_at.reset();
    save_message(tx, message);
    record(tx, world, now, "message.reopen", &actor, message, {});
    return Done{};
}

}  // namespace site
