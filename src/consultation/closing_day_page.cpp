#include "consultation/closing_day_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/closing_day_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/pages_closing_day.hpp"
#include "consultation/section.hpp"
#include "consultation/settings.hpp"
#include "journal/jobs.hpp"
#include "messaging/mails_rows.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr base::Duration shown = base::Duration::hours(24);
/// Work that follows a commit is done within seconds; mails behind a reminder take longer.
constexpr base::Duration job_delay_max = base::Duration::minutes(10);
constexpr base::Duration hour = base::Duration::hours(1);

/// The phase whose closing matters now: the open one that closes first, else the one that closed last; none
/// when nothing has opened.
Phase const* closing_phase(Campaign const& campaign, base::Instant now) {
    Phase const* open = nullptr;
    Phase const* closed = nullptr;
    for (PhaseKind const kind : {PhaseKind::collect, PhaseKind::support}) {
        Phase const* const phase = campaign.phase(kind);
        if (!phase || !phase->has_opened(now)) continue;
        if (!phase->has_closed(now)) {
            if (!open || phase->closes_at < open->closes_at) open = phase;
        } else if (!closed || phase->closes_at > closed->closes_at) {
            closed = phase;
        }
    }
    return open ? open : closed;
}

std::string headline_of(Phase const& phase, base::Instant now) {
    std::string const name(title_of(phase.kind));
    if (phase.has_closed(now))
        return fmt::format("«\u00a0{}\u00a0» a fermé {}", name, base::french_distance(phase.closes_at, now));
    return fmt::format("«\u00a0{}\u00a0» ferme {}", name, base::french_distance(phase.closes_at, now));
}

std::string detail_of(Phase const& phase) {
    return fmt::format("Clôture le {}, heure de Paris{}.", base::french_deadline(phase.closes_at),
                       phase.version > 1 ? " (prolongée)" : "");
}

std::string hour_name(base::Instant at) {
    base::Civil const begins = base::civil(at);
    return fmt::format("{:02}/{:02}, {}\u00a0h", begins.day, begins.month, begins.hour);
}

html::ColumnChart chart_by_hour(std::string title, char const* value_column,
                                std::vector<HourCount> const& hours, std::int64_t HourCount::*value) {
    std::vector<html::Period> periods;
    for (HourCount const& one : hours)
        periods.push_back(
            {hour_name(one.hour), fmt::format("{}\u00a0h", base::civil(one.hour).hour), one.*value});
    return html::column_chart(std::move(title), "Heure", value_column, std::move(periods));
}

Watched calm(std::string name, std::string state) {
    return {std::move(name), std::move(state), "Rien à faire", html::TagColour::green, {}};
}

Watched queue(std::string name, std::int64_t waiting, std::string const& words,
              std::optional<base::Instant> oldest, base::Instant now, html::Link act) {
    if (waiting == 0) return calm(std::move(name), "Rien n’attend.");
    return {std::move(name),
            words +
                (oldest ? fmt::format("\u202f; l’attente a commencé {}", base::french_distance(*oldest, now))
                        : "") +
                ".",
            "À traiter", html::TagColour::yellow, std::move(act)};
}

Watched mails_watched(messaging::MailCounts const& mails) {
    Watched one{"E-mails",
                fmt::format("En attente\u00a0: {}. Abandonnés\u00a0: {}. Revenus\u00a0: {}.",
                            base::french_number(mails.waiting), base::french_number(mails.failed),
                            base::french_number(mails.bounced)),
                "Ils partent",
                html::TagColour::green,
                {"Voir les e-mails", "/operateur/mails"}};
    if (mails.failed > 0) {
        one.tag = "À regarder";
        one.colour = html::TagColour::yellow;
    }
    return one;
}

Watched jobs_watched(journal::JobCounts const& jobs, base::Instant now) {
    bool const is_late = jobs.oldest && *jobs.oldest + job_delay_max < now;
    Watched one{"Travaux de fond", {}, "À l’heure", html::TagColour::green, {}};
    one.state = fmt::format("{} prévus ou en attente, {} à réessayer.", base::french_number(jobs.waiting),
                            base::french_number(jobs.failing));
    if (is_late)
        one.state +=
            fmt::format(" Le plus ancien devait partir {}.", base::french_distance(*jobs.oldest, now));
    if (jobs.failing > 0 || is_late) {
        one.tag = "À signaler à l’exploitation";
        one.colour = html::TagColour::red;
    }
    return one;
}

std::vector<Watched> watched_of(web::Visit& visit, Campaign const& campaign, Waiting const& waiting) {
    std::string const address = desk_address(campaign);
    return {
        queue("Rattachements à vérifier", waiting.affiliations,
              base::french_count(waiting.affiliations, "rattachement attend", "rattachements attendent"),
              waiting.oldest_affiliation, visit.now,
              {"Vérifier les rattachements", "/operateur/rattachements"}),
        queue("Demandes tardives", waiting.late_requests,
              base::french_count(waiting.late_requests, "demande attend", "demandes attendent"),
              waiting.oldest_late_request, visit.now,
              {"Décider des demandes", address + "/demandes-tardives"}),
        mails_watched(messaging::mail_counts(visit.reader())),
        jobs_watched(journal::job_counts(visit.reader()), visit.now),
    };
}

}  // namespace

http::Response closing_day_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    ClosingDayView view;
    view.campaign = campaign->title;
    view.desks = desk_links(*campaign, Desks::closing);
    view.counted_on = base::french_date_time(visit.now);
    view.refresh_href = desk_address(*campaign) + "/cloture";
    DeskFigures const figures = desk_figures(visit.reader(), campaign->id);
    Waiting const waiting = waiting_on_closing_day(visit.reader(), campaign->id);
    Phase const* const phase = closing_phase(*campaign, visit.now);
    if (phase) {
        view.headline = headline_of(*phase, visit.now);
        view.detail = detail_of(*phase);
        if (visit.is_operator() && campaign->is_public() && !campaign->has_results())
            view.extend_href = fmt::format("{}/prolonger/{}", desk_address(*campaign), name_of(phase->kind));
        base::Instant const until = phase->has_closed(visit.now) ? phase->closes_at : visit.now;
        auto const hours = acts_by_hour(visit.reader(), campaign->id, until - shown + hour, until);
        bool const collects = phase->kind == PhaseKind::collect;
        auto const value = collects ? &HourCount::contributions : &HourCount::supports;
        if (std::ranges::all_of(hours, [&](HourCount const& one) { return one.*value == 0; }))
            view.quiet = collects ? "Aucune contribution publiée pendant ces vingt-quatre heures."
                                  : "Aucun soutien donné pendant ces vingt-quatre heures.";
        else
            view.hours.push_back(
                collects ? chart_by_hour("Contributions publiées en vingt-quatre heures, heure par heure",
                                         "Contributions", hours, value)
                         : chart_by_hour("Soutiens donnés en vingt-quatre heures, heure par heure",
                                         "Soutiens", hours, value));
    } else {
        view.headline = "Aucune phase n’a encore ouvert";
        view.detail = "La collecte et les soutiens se suivent ici dès leur ouverture.";
    }
    view.figures = {{base::french_number(figures.contributions),
                     figures.contributions < 2 ? "contribution" : "contributions"},
                    {base::french_number(figures.counted_supports),
                     figures.counted_supports < 2 ? "soutien compté" : "soutiens comptés"},
                    {base::french_number(waiting.pending_supports),
                     waiting.pending_supports < 2 ? "soutien en attente" : "soutiens en attente"}};
    view.watched = watched_of(visit, *campaign, waiting);
    view.links = {
        {"Toutes les demandes tardives", desk_address(*campaign) + "/demandes-tardives?etat=toutes"},
        {"Prévenir d’un incident par un bandeau", "/operateur/bandeau"},
        {"Chiffres arrêtés pour le comité", desk_address(*campaign) + "/instantanes"},
        {"Participation en détail", address_of_campaign(campaign->slug) + "/chiffres"}};
    return web::page_of(visit, desk_head(*campaign, "Jour de clôture"),
                        [&](html::Out& out) { pages::closing_day(out, view); });
}

}  // namespace consultation
