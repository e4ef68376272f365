// The published rules of a consultation, with its calendar, its policies and what was extended or corrected.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/pages_rules.hpp"
#include "consultation/policy_rows.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/settings.hpp"
#include "html/markdown.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

std::string supporters_in_words(Campaign const& campaign) {
    std::vector<std::string> words;
    if (campaign.may_support("authority")) words.emplace_back("les collectivités territoriales");
    if (campaign.may_support("grouping")) words.emplace_back("les groupements de collectivités");
    if (campaign.may_support("local_public_body"))
        words.emplace_back("les autres structures publiques locales");
    return base::joined(words, ", ") + "\u00a0: chacune compte une fois par proposition";
}

std::vector<html::SummaryRow> facts_of_rules(Campaign const& campaign) {
    std::vector<html::SummaryRow> rows{{"Peuvent soutenir", supporters_in_words(campaign), {}, {}}};
    if (auto const until = campaign.late_verification_until())
        rows.push_back({"Personnes pas encore vérifiées",
                        fmt::format("leur soutien compte si elles sont vérifiées au plus tard le {}",
                                    base::french_deadline(*until)),
                        {},
                        {}});
    rows.push_back({"Réexamen d’une décision",
                    fmt::format("peut être demandé pendant {}",
                                base::french_count(campaign.review_days, "jour", "jours")),
                    {},
                    {}});
    rows.push_back(
        {"Après une clôture",
         campaign.late_request_days == 0
             ? std::string("une contribution ou un soutien tardif n’est pas reçu")
             : fmt::format(
                   "une contribution ou un soutien tardif n’est pas reçu\u00a0; sa prise en compte peut "
                   "être demandée pendant {}, et reçoit une décision motivée, publique quand elle "
                   "est favorable",
                   base::french_count(campaign.late_request_days, "jour", "jours")),
         {},
         {}});
    rows.push_back(
        {"Par l’API", campaign.api_supports ? "les soutiens peuvent venir par l’API" : "non", {}, {}});
    rows.push_back({"Référentiel",
                    campaign.edition ? fmt::format("millésime {}, figé pour les chiffres", *campaign.edition)
                                     : std::string("celui du jour"),
                    {},
                    {}});
    if (campaign.envelope) rows.push_back({"Enveloppe", base::french_amount(*campaign.envelope), {}, {}});
    return rows;
}

}  // namespace

http::Response rules_page(web::Visit& visit) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    RulesView view;
    view.text = html::markdown(campaign->rules);
    view.facts = facts_of_rules(*campaign);
    view.calendar.caption = "Calendrier";
    view.calendar.columns = {{"Étape"}, {"Ouverture"}, {"Clôture"}};
    for (Phase const& phase : campaign->phases) {
        view.calendar.rows.push_back(
            {{std::string(title_of(phase.kind)), {}, {}},
             {base::french_deadline(phase.opens_at), {}, {}},
             {base::french_deadline(phase.closes_at) + (phase.version > 1 ? " (prolongée)" : ""), {}, {}}});
        if (phase.kind != PhaseKind::collect && phase.kind != PhaseKind::support) continue;
        view.overseas.push_back(fmt::format("{}, clôture\u00a0:", title_of(phase.kind)));
        for (std::string& line : overseas_hours(phase.closes_at)) view.overseas.push_back(std::move(line));
    }
    for (Phase const& version : phase_versions(visit.reader(), campaign->id))
        if (version.version > 1)
            view.extensions.push_back(
                {base::french_date(version.decided_at),
                 fmt::format("{}, version {}\u00a0: jusqu’au {}. {}", title_of(version.kind), version.version,
                             base::french_deadline(version.closes_at), version.reason),
                 {},
                 {}});
    view.policies.caption = "Politiques prioritaires";
    view.policies.columns = {{"Politique"}, {"Source"}, {"Communes", true}};
    for (Policy const& policy : policies(visit.reader(), campaign->id))
        view.policies.rows.push_back(
            {{policy.name, {}, {}}, {policy.source, {}, {}}, {base::french_number(policy.count), {}, {}}});
    for (CampaignChange const& change : corrections(visit.reader(), campaign->id)) {
        std::vector<std::string> labels;
        for (Difference const& one : differences(change.before, change.after)) labels.push_back(one.label);
        view.corrections.push_back({base::french_date(change.at),
                                    fmt::format("Version {}, {}\u00a0: {}", change.version,
                                                base::joined(labels, ", "), change.reason),
                                    {},
                                    {}});
    }
    return web::page_of(visit,
                        {.title = "Règles – " + campaign->title,
                         .section = "/campagnes",
                         .breadcrumbs = {{"Consultations", "/campagnes"},
                                         {campaign->title, address_of_campaign(campaign->slug)},
                                         {"Règles", ""}}},
                        [&](html::Out& out) { pages::rules(out, view); });
}

}  // namespace consultation
