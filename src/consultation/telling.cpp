#include "consultation/telling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/announcement.hpp"
#include "consultation/event_rows.hpp"
#include "consultation/follow_actions.hpp"
#include "journal/jobs.hpp"
#include "messaging/mail.hpp"
#include "messaging/stop.hpp"

namespace consultation {
namespace {

/// "which after": the act's first fact or the day of the digest, and the last person written to.
struct Position {
    std::int64_t which = 0;
    std::int64_t after = 0;

    std::string payload() const { return fmt::format("{} {}", which, after); }
};

Position position_from(std::string_view payload) {
    std::vector<std::string_view> const parts = base::split(payload, ' ');
    base::check(parts.size() == 2, "a round of telling names a fact and a person");
    auto const which = base::parse_int(parts[0]);
    auto const after = base::parse_int(parts[1]);
    base::check(which && after, "a round of telling names a fact and a person");
    return {*which, *after};
}

void enqueue_position(db::Tx& tx, char const* job, Position const& position, base::Instant at) {
    journal::enqueue(tx, {job, position.payload(), position.payload(), at});
}

/// What a round needs of things that several mails name: each read once.
class Words {
  public:
    Words(db::Reader const& reader) : reader_(reader) {}
    ToldEvent const* event(base::Id<Event> id) {
        auto found = events_.find(id);
        if (found == events_.end()) found = events_.emplace(id, told_event(reader_, id)).first;
        return found->second ? &*found->second : nullptr;
    }
    std::string followed(std::string const& topic) {
        auto found = subjects_.find(topic);
        if (found == subjects_.end())
            found = subjects_.emplace(topic, subject_of_topic(reader_, topic)).first;
        return found->second ? in_a_sentence(*found->second) : std::string("ce dont parle ce message");
    }

  private:
    db::Reader const& reader_;
    std::map<base::Id<Event>, std::optional<ToldEvent>> events_;
    std::map<std::string, std::optional<Subject>> subjects_;
};

constexpr std::string_view transactional_note =
    "Les codes de connexion et les décisions sur vos propres actes continueront de vous parvenir.";

/// All that one person is told: their matches, newest first, all of one mail.
class Letter {
  public:
    Letter(TellingSettings const& settings, Telling const& telling, Words& words)
        : settings_(settings), telling_(telling), words_(words) {}

    void add(Match const& match) {
        ToldEvent const* const event = words_.event(match.event);
        if (event == nullptr) {
            ++hidden_;
            return;
        }
        if (facts_.empty()) first_ = match;
        facts_.push_back(event);
        found_ = match.total;
        most_follows_ = std::max(most_follows_, match.follows);
    }
    /// Nothing when nothing may be told.
    std::optional<messaging::Mail> mail() const {
        if (facts_.empty() || !base::is_email(first_.email)) return std::nullopt;
        bool const is_digest = telling_.frequency == Frequency::daily;
        messaging::Mail mail;
        mail.to = first_.email;
        mail.kind = is_digest ? digest_mail_kind : told_mail_kind;
        mail.subject = facts_.size() == 1 && !is_digest ? facts_.front()->subject : title();
        mail.text = facts_.size() == 1 ? one() : several();
        std::string const others = most_follows_ > 1
                                       ? fmt::format(" (et {} de vos suivis)",
                                                     base::french_count(most_follows_ - 1, "autre", "autres"))
                                       : std::string();
        mail.why =
            is_digest ? std::string(
                            "Vous recevez ce résumé quotidien parce que vous l’avez demandé dans «\u00a0Mes "
                            "suivis\u00a0».")
                      : fmt::format("Vous recevez ce message parce que vous suivez {}{}, à chaque nouveauté.",
                                    words_.followed(first_.topic), others);
        std::string const kind =
            is_digest ? stop_kind_of_digest(first_.person) : stop_kind_of(first_.person, first_.topic);
        mail.list_unsubscribe_url =
            messaging::stop_address(settings_.origin, settings_.secret, first_.email, kind);
        mail.stop = fmt::format("{} Pour ne plus recevoir ce message-ci, sans vous connecter\u00a0: {}",
                                transactional_note, mail.list_unsubscribe_url);
        return mail;
    }

  private:
    std::int64_t total() const { return found_ - hidden_; }
    std::string title() const {
        return fmt::format("{} sur ce que vous suivez",
                           base::french_count(total(), "nouveauté", "nouveautés"));
    }
    std::string one() const {
        ToldEvent const& fact = *facts_.front();
        return fmt::format("{}\n\nC’était le {}, dans la consultation «\u00a0{}\u00a0».\n\n{}{}",
                           fact.sentence, base::french_date_time(fact.at), fact.campaign, settings_.origin,
                           fact.path);
    }
    std::string several() const {
        std::string text = title() + ", les plus récentes d’abord.";
        std::vector<std::string> campaigns;
        for (ToldEvent const* fact : facts_)
            if (std::find(campaigns.begin(), campaigns.end(), fact->campaign) == campaigns.end())
                campaigns.push_back(fact->campaign);
        for (std::string const& campaign : campaigns) {
            text += "\n\n" + campaign;
            for (ToldEvent const* fact : facts_)
                if (fact->campaign == campaign)
                    text += fmt::format("\n\n– {} ({})\n{}{}", fact->sentence,
                                        base::french_date_time(fact->at), settings_.origin, fact->path);
        }
        if (total() > static_cast<std::int64_t>(facts_.size()))
            text += fmt::format(
                "\n\nCe message montre {} nouveautés sur {}. Les pages de ce que vous suivez montrent "
                "tout\u00a0:\n{}/mes-suivis",
                facts_.size(), base::french_number(total()), settings_.origin);
        return text;
    }

    TellingSettings const& settings_;
    Telling const& telling_;
    Words& words_;
    Match first_;
    std::vector<ToldEvent const*> facts_;
    std::int64_t found_ = 0;   // for this person
    std::int64_t hidden_ = 0;  // of which may not be told
    std::int64_t most_follows_ = 1;
};

int post_round(db::Tx& tx, base::World const& world, TellingSettings const& settings, char const* job,
               Telling const& telling, Position position) {
    auto const first = next_follower(tx, telling, position.after);
    if (!first) return 0;
    position.after = *first + persons_per_round - 1;
    Words words(tx);
    int posted = 0;
    auto const close = [&](Letter const& letter) {
        auto const mail = letter.mail();
        if (!mail) return;
        messaging::post(tx, world, *mail);
        ++posted;
    };
    std::optional<Letter> letter;
    PersonId person;
    for (Match const& match : matches(tx, telling, *first, position.after, facts_per_mail)) {
        if (match.person != person) {
            if (letter) close(*letter);
            letter.emplace(settings, telling, words);
            person = match.person;
        }
        letter->add(match);
    }
    if (letter) close(*letter);
    enqueue_position(tx, job, position, world.clock.now());
    return posted;
}

}  // namespace

void enqueue_telling(db::Tx& tx, base::Id<Event> batch, base::Instant now) {
    enqueue_position(tx, telling_job, {batch.value, 0}, now);
}

void enqueue_digest(db::Tx& tx, base::Instant now) {
    std::int64_t const day = next_digest_day(now);
    enqueue_position(tx, digest_job, {day, 0}, digest_instant(day));
}

int tell_round(db::Database& database, base::World const& world, TellingSettings const& settings,
               std::string const& job, std::string const& payload) {
    bool const is_digest = job == digest_job;
    base::check(is_digest || job == telling_job, "a round of telling that is none");
    Position const position = position_from(payload);
    auto const posted = database.write([&](db::Tx& tx) -> base::Result<int> {
        if (!begin_round(tx, job, payload, world.clock.now())) return 0;
        Telling telling;
        if (!is_digest) {
            telling.batch = base::Id<Event>(position.which);
            return post_round(tx, world, settings, telling_job, telling, position);
        }
        telling.frequency = Frequency::daily;
        telling.from = digest_instant(position.which - 1);
        telling.to = digest_instant(position.which);
        if (position.after == 0) {
            insert_support_events(tx, telling.from, telling.to);
            // The day after has its own, so that supports alone are told too.
            enqueue_digest(tx, telling.to + base::Duration::seconds(1));
        }
        return post_round(tx, world, settings, digest_job, telling, position);
    });
    base::check(posted.ok(), "a round of telling could not be written: the queue is full");
    return *posted;
}

}  // namespace consultation
