#include "consultation/follow_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "consultation/follow_rows.hpp"
#include "consultation/telling.hpp"
#include "messaging/stop.hpp"
#include "people/person_rows.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal not_signed_in() {
    return base::refuse(RefusalCode::forbidden, "Il faut être connecté pour suivre.",
                        "Connectez-vous, puis recommencez.");
}
base::Refusal no_such_stop() {
    return base::refuse(
        RefusalCode::not_found, "Cette adresse de désabonnement ne fonctionne pas.",
        "Copiez-la en entier depuis le message, ou réglez vos suivis dans «\u00a0Mes suivis\u00a0».");
}

/// What a token names, once it is known to be ours.
struct Meant {
    messaging::Stop stop;
    PersonId person;    // none: a kind of another room
    std::string topic;  // of one follow; empty: the digest, or a kind of another room
};

/// "follow.12.proposal.7", "follow.12.daily". A person who changed address since is not meant any more.
std::optional<Meant> meant_by(db::Reader const& reader, std::string_view secret, std::string_view token) {
    auto stop = messaging::read_stop_token(secret, token);
    if (!stop) return std::nullopt;
    Meant meant{std::move(*stop), {}, {}};
    std::vector<std::string_view> const parts = base::split(meant.stop.kind, '.');
    if (parts.front() != "follow" || parts.size() < 3) return meant;
    auto const number = base::parse_int(parts[1]);
    auto const person = number ? people::person_by_id(reader, PersonId(*number)) : std::nullopt;
    if (!person || messaging::address_hash(secret, person->email) != meant.stop.address) return std::nullopt;
    meant.person = person->id;
    if (parts.size() == 4) {
        std::string code(parts[3]);  // codes of Corsica are written 2A, kinds of mails in small letters
        std::ranges::transform(code, code.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        meant.topic = fmt::format("{}:{}", parts[2], code);
    }
    return meant;
}

/// Notifications of other rooms that are stopped by kind.
struct KindWords {
    std::string_view kind;
    std::string_view words;
};
constexpr std::array kinds{KindWords{"campaign.reminder", "les rappels avant la clôture des consultations"},
                           KindWords{"campaign.segment", "les messages de l’équipe de la consultation"},
                           KindWords{"campaign.invitation", "les invitations à participer"}};

std::string words_of_kind(std::string_view kind) {
    for (KindWords const& one : kinds)
        if (one.kind == kind) return std::string(one.words);
    return "les messages comme celui que vous avez reçu";
}

}  // namespace

base::Result<Subject> follow(db::Tx& tx, base::World const& world, people::Actor const& actor,
                             std::string_view subject_name, Frequency frequency) {
    if (!actor.person.exists()) return not_signed_in();
    auto const subject = subject_named(tx, subject_name);
    if (!subject)
        return base::refuse(RefusalCode::not_found,
                            "Ce que vous voulez suivre n’existe pas ou n’est pas public.");
    bool const is_new = !frequency_of(tx, actor.person, subject->topic).has_value();
    if (is_new && follows_held(tx, actor.person) >= follows_per_person_max)
        return base::refuse(RefusalCode::too_many,
                            fmt::format("Vous suivez déjà {} choses.", follows_per_person_max),
                            "Suivez plutôt un thème, un territoire ou une consultation entière.");
    base::Instant const now = world.clock.now();
    put_follow(tx, actor.person, *subject, frequency, now);
    if (frequency == Frequency::daily) enqueue_digest(tx, now);
    return *subject;
}

base::Result<int> change_follows(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                 std::vector<std::pair<base::Id<Follow>, Frequency>> const& changes) {
    if (!actor.person.exists()) return not_signed_in();
    if (changes.size() > static_cast<std::size_t>(follows_per_person_max))
        return base::refuse(RefusalCode::too_large, "Trop de suivis à la fois.");
    for (auto const& [id, how] : changes)
        if (!set_frequency(tx, actor.person, id, how, world.clock.now()))
            return base::refuse(RefusalCode::not_found, "Un de ces suivis n’existe pas.",
                                "Rechargez la page de vos suivis.");
    enqueue_digest(tx, world.clock.now());
    return static_cast<int>(changes.size());
}

base::Result<int> change_every_follow(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                      Frequency frequency) {
    if (!actor.person.exists()) return not_signed_in();
    base::Instant const now = world.clock.now();
    if (frequency == Frequency::daily) enqueue_digest(tx, now);
    return static_cast<int>(set_every_frequency(tx, actor.person, std::nullopt, frequency, now));
}

std::string stop_kind_of(PersonId person, std::string_view topic) {
    std::string kind = fmt::format("follow.{}.{}", person.value, topic);
    std::ranges::transform(kind, kind.begin(), [](char c) {
        return c == ':' ? '.' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return kind;
}

std::string stop_kind_of_digest(PersonId person) {
    return fmt::format("follow.{}.daily", person.value);
}

std::optional<Stopping> stopping_of(db::Reader const& reader, std::string_view secret,
                                    std::string_view token) {
    auto const meant = meant_by(reader, secret, token);
    if (!meant) return std::nullopt;
    if (!meant->person.exists())
        return Stopping{
            words_of_kind(meant->stop.kind),
            messaging::is_stopped(reader, meant->stop) ||
                messaging::is_stopped(reader, {meant->stop.address, std::string(messaging::every_kind)})};
    if (meant->topic.empty())
        return Stopping{"le résumé quotidien de vos suivis", follow_counts(reader, meant->person).daily == 0};
    auto const frequency = frequency_of(reader, meant->person, meant->topic);
    if (!frequency) return std::nullopt;
    auto const subject = subject_of_topic(reader, meant->topic);
    return Stopping{subject ? fmt::format("les messages sur {}", in_a_sentence(*subject))
                            : std::string("les messages de ce suivi"),
                    *frequency == Frequency::stopped};
}

base::Result<base::Done> stop_by_token(db::Tx& tx, base::World const& world, std::string_view secret,
                                       std::string_view token, StopScope scope) {
    auto const meant = meant_by(tx, secret, token);
    if (!meant) return no_such_stop();
    base::Instant const now = world.clock.now();
    if (scope == StopScope::everything) {
        messaging::record_stop(tx, {meant->stop.address, std::string(messaging::every_kind)}, now);
        if (meant->person.exists())
            set_every_frequency(tx, meant->person, std::nullopt, Frequency::stopped, now);
        return base::Done{};
    }
    if (!meant->person.exists()) {
        messaging::record_stop(tx, meant->stop, now);
    } else if (meant->topic.empty()) {
        set_every_frequency(tx, meant->person, Frequency::daily, Frequency::stopped, now);
    } else if (!stop_topic(tx, meant->person, meant->topic)) {
        return no_such_stop();
    }
    return base::Done{};
}

}  // namespace consultation
