#include "consultation/announcement.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/mails_extension.hpp"
#include "consultation/mails_results.hpp"
#include "journal/jobs.hpp"
#include "messaging/mail.hpp"

namespace consultation {
namespace {

constexpr std::string_view why_participant =
    "Vous recevez ce message parce que vous avez contribué à cette consultation ou soutenu une proposition.";

messaging::Mail extension_mail(Campaign const& campaign, Phase const& phase, Settings const& settings) {
    messaging::Mail mail;
    mail.subject = fmt::format("{} : « {} » est prolongée jusqu’au {}", campaign.title, title_of(phase.kind),
                               base::french_date(phase.closes_at));
    mail.text = mails::extension(std::string(title_of(phase.kind)), base::french_deadline(phase.closes_at),
                                 phase.reason, settings.origin + address_of_campaign(campaign.slug));
    mail.kind = extension_mails_job;
    return mail;
}

messaging::Mail results_mail(Campaign const& campaign, Settings const& settings) {
    messaging::Mail mail;
    mail.subject = fmt::format("{} : le choix du comité est publié", campaign.title);
    mail.text = mails::results(campaign.title, base::french_date_time(*campaign.results_published_at),
                               settings.origin + address_of_results(campaign.slug));
    mail.kind = results_mails_job;
    return mail;
}

Phase version_of(db::Reader const& reader, Round const& round) {
    for (Phase const& phase : phase_versions(reader, round.campaign))
        if (phase.kind == round.kind && phase.version == round.version) return phase;
    base::fail("an announced extension is not there");
}

int post_round(db::Tx& tx, base::World const& world, Settings const& settings, std::string const& job,
               Round round) {
    base::Instant const now = world.clock.now();
    if (!begin_round(tx, job, round.payload(), now)) return 0;
    auto const campaign = campaign_by_id(tx, round.campaign);
    base::check(campaign.has_value(), "an announced campaign is not there");
    messaging::Mail mail = job == extension_mails_job
                               ? extension_mail(*campaign, version_of(tx, round), settings)
                               : results_mail(*campaign, settings);
    mail.why = why_participant;
    std::vector<Recipient> const recipients =
        participants_after(tx, round.campaign, round.after, mails_per_round);
    for (Recipient const& recipient : recipients) {
        mail.to = recipient.email;
        messaging::post(tx, world, mail);
        round.after = recipient.person.value;
    }
    if (static_cast<int>(recipients.size()) == mails_per_round) enqueue_round(tx, job, round, now);
    return static_cast<int>(recipients.size());
}

}  // namespace

std::string Round::payload() const {
    return fmt::format("{} {} {} {}", campaign.value, name_of(kind), version, after);
}

std::optional<Round> Round::from(std::string_view payload) {
    std::vector<std::string_view> const parts = base::split(payload, ' ');
    if (parts.size() != 4) return std::nullopt;
    auto const campaign = base::parse_int(parts[0]);
    auto const kind = phase_kind(parts[1]);
    auto const version = base::parse_int(parts[2]);
    auto const after = base::parse_int(parts[3]);
    if (!campaign || !kind || !version || !after) return std::nullopt;
    return Round{base::Id<Campaign>(*campaign), *kind, static_cast<int>(*version), *after};
}

void enqueue_round(db::Tx& tx, std::string_view job, Round const& round, base::Instant now) {
    journal::enqueue(tx, {std::string(job), round.payload(), round.payload(), now});
}

int send_round(db::Database& database, base::World const& world, Settings const& settings,
               std::string const& job, std::string const& payload) {
    auto const round = Round::from(payload);
    base::check(round.has_value() && (job == extension_mails_job || job == results_mails_job),
                "a round of mails that is none");
    auto const posted = database.write(
        [&](db::Tx& tx) -> base::Result<int> { return post_round(tx, world, settings, job, *round); });
    base::check(posted.ok(), "a round of mails could not be written: the queue is full");
    return *posted;
}

}  // namespace consultation
