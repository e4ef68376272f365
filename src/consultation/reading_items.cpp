// A contribution, a proposal, and the open list of a proposal's supports.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/attachment_pages.hpp"
#include "consultation/attachment_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/colours.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/late_request.hpp"
#include "consultation/pages_contribution.hpp"
#include "consultation/pages_proposal.hpp"
#include "consultation/pages_supports.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/proposal_versions.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/review_pages.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_lists.hpp"
#include "consultation/support_page_rows.hpp"
#include "people/quality.hpp"
#include "territories/authority.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr std::size_t regions_shown = 8;
constexpr std::size_t gathered_shown = 6;
constexpr int changes_shown = 5;  // of a proposal's text; the page of versions shows all

std::string address_of_authority(std::string_view reference) {
    return reference.empty() ? std::string() : fmt::format("/collectivites/{}", reference);
}

std::string body_name(NamedBody const& body) {
    if (body.department_name.empty()) return body.name;
    // A département's own name says where it is.
    return body.name.ends_with(body.department_name)
               ? fmt::format("{} ({})", body.name, body.department_code)
               : fmt::format("{} ({}, {})", body.name, body.department_code, body.department_name);
}

std::string profile_of(std::string_view quality, std::string_view function) {
    auto const known = people::quality_from(quality);
    base::check(known.has_value(), "a stored quality");
    return people::public_description(*known, function);
}

/// What a decision made of a contribution, as a title: "Regroupée le 31 mars 2026".
std::string outcome_title(Decision const& decision) {
    std::string const when = base::french_date(decision.decided_at);
    switch (decision.outcome) {
        case Outcome::grouped:
            return fmt::format("Regroupée le {} dans {}", when,
                               decision.proposals.size() > 1 ? "ces propositions" : "cette proposition");
        case Outcome::reoriented:
            return fmt::format("Réorientée le {}", when);
        case Outcome::rejected:
            return fmt::format("Rejetée le {}\u00a0: {}", when,
                               decision.ground ? decision.ground->name : std::string("inéligible"));
        case Outcome::pending:
            return fmt::format("Remise à l’étude le {}", when);
    }
    base::fail("an outcome has a title");
}

/// " : retenue", what the committee chose, once it is published; nothing before.
std::string after_the_committee(ProposalState state) {
    switch (state) {
        case ProposalState::selected:
            return "\u00a0: retenue par le comité";
        case ProposalState::not_selected:
            return "\u00a0: non retenue par le comité";
        case ProposalState::deferred:
            return "\u00a0: reportée à un prochain comité";
        case ProposalState::draft:
        case ProposalState::open:
            return {};
    }
    base::fail("a proposal has a state");
}

OutcomeView outcome_of_read(ContributionRead const& read) {
    OutcomeView view;
    if (read.history.empty()) {
        view.state = "pending";
        view.title = "En cours d’examen";
        view.reason =
            "L’opérateur n’a pas encore décidé de la suite. L’auteur sera averti par e-mail, avec la "
            "raison.";
        return view;
    }
    Decision const& standing = read.history.back();
    view.state = name_of(standing.outcome);
    view.title = outcome_title(standing);
    view.reason = standing.reason;
    for (ProposalName const& proposal : standing.proposals) {
        // A draft proposal is not public yet: it is said, not shown.
        if (proposal.is_public)
            view.links.push_back({fmt::format("{} – {}{}", proposal.reference, proposal.title,
                                              after_the_committee(proposal.state)),
                                  address_of_proposal(proposal.reference)});
    }
    if (standing.outcome == Outcome::grouped && view.links.empty())
        view.title = fmt::format("Regroupée le {} dans un brouillon de proposition",
                                 base::french_date(standing.decided_at));
    if (standing.desk) view.links.push_back({standing.desk->name, standing.desk->url});
    return view;
}

/// What a decision made of a contribution, in its story, where the date stands already.
StoryLine story_line(Decision const& decision) {
    std::string const since = decision.is_standing ? "." : ", décision remplacée depuis.";
    StoryLine line{base::french_date(decision.decided_at), {}, {}, {}};
    switch (decision.outcome) {
        case Outcome::grouped: {
            auto const shown = std::ranges::find_if(decision.proposals, &ProposalName::is_public);
            bool const is_one = decision.proposals.size() == 1 && shown != decision.proposals.end();
            line.what = is_one ? "Regroupée dans une proposition" + since
                        : decision.proposals.size() > 1
                            ? "Regroupée dans plusieurs propositions" + since
                            : "Regroupée dans un brouillon de proposition" + since;
            if (is_one) {
                line.href = address_of_proposal(shown->reference);
                line.link = shown->reference;
            }
            return line;
        }
        case Outcome::reoriented:
            line.what = "Réorientée" +
                        (decision.desk ? " vers\u00a0: " + decision.desk->name : std::string()) + since;
            return line;
        case Outcome::rejected:
            line.what =
                "Rejetée\u00a0: " + (decision.ground ? decision.ground->name : std::string("inéligible")) +
                since;
            return line;
        case Outcome::pending:
            line.what = "Remise à l’étude" + since;
            return line;
    }
    base::fail("an outcome has words");
}

std::vector<StoryLine> story_of(ContributionRead const& read) {
    std::vector<StoryLine> story;
    if (read.late)
        story.push_back({base::french_date(read.late->filed_at),
                         "Prise en compte tardive demandée, après la clôture de la collecte.", "", ""});
    story.push_back({base::french_date(*read.contribution.published_at), "Publiée.", "", ""});
    if (read.contribution.version > 1)
        story.push_back({base::french_date(read.contribution.changed_at),
                         fmt::format("Modifiée\u00a0: version {}.", read.contribution.version),
                         address_of_contribution(read.contribution.reference) + "/versions",
                         "Comparer les versions"});
    for (Decision const& decision : read.history) story.push_back(story_line(decision));
    return story;
}

std::vector<html::Bar> bars_of(std::vector<Share> const& shares, std::size_t most,
                               auto const& name_of_share) {
    std::vector<html::Bar> bars;
    std::int64_t others = 0;
    for (Share const& share : shares) {
        if (bars.size() < most)
            bars.push_back({name_of_share(share), share.supports, base::french_number(share.supports)});
        else
            others += share.supports;
    }
    if (others > 0) bars.push_back({"Autres", others, base::french_number(others)});
    return bars;
}

std::string kind_name(std::string_view code) {
    auto const kind = territories::kind_from(code);
    return kind ? std::string(territories::french_plural(*kind)) : std::string("Autres");
}

std::string kind_of_one(std::string_view code) {
    auto const kind = territories::kind_from(code);
    return kind ? std::string(territories::french(*kind)) : std::string("Autre");
}

std::string size_name(std::string_view code) {
    auto const size = territories::size_class_from(code);
    return size ? std::string(territories::french(*size)) : std::string("Population non connue");
}

void fill_supports(ProposalView& view, SupportBreakdown const& breakdown) {
    view.has_supports = breakdown.counted > 0;
    if (!view.has_supports) return;
    std::vector<html::DepartmentValue> values;
    for (Share const& share : breakdown.by_department)
        values.push_back({share.code, share.supports, share.name});
    view.map =
        html::tile_map_of(values, {"Soutiens par département", "aucun soutien", "soutien", "soutiens"});
    view.by_kind =
        bars_of(breakdown.by_kind, regions_shown, [](Share const& share) { return kind_name(share.code); });
    view.by_size =
        bars_of(breakdown.by_size, regions_shown, [](Share const& share) { return size_name(share.code); });
    view.by_region = bars_of(breakdown.by_region, regions_shown, [](Share const& share) {
        return share.name.empty() ? std::string("Plusieurs régions") : share.name;
    });
    view.population = fmt::format("Les territoires de ces collectivités comptent {}, chacun compté une fois.",
                                  base::french_count(breakdown.population, "habitant", "habitants"));
}

/// Why one may or may not support it now, and what the act weighs.
void fill_act(ProposalView& view, web::Visit& visit, Campaign const& campaign, ProposalRead const& read) {
    Phase const* const phase = campaign.phase(PhaseKind::support);
    if (read.proposal.state != ProposalState::open || phase == nullptr) return;
    if (phase->is_open(visit.now)) {
        view.support_href = "/soutenir?proposition=" + read.proposal.reference;
        view.act_note = fmt::format(
            "C’est une expression d’intérêt\u00a0: elle ne vaut ni délibération ni engagement. Vous pourrez "
            "la retirer jusqu’au {}.",
            base::french_deadline(phase->closes_at));
    } else if (!phase->has_opened(visit.now)) {
        view.act_note = fmt::format("Les soutiens ouvrent le {}.", base::french_deadline(phase->opens_at));
    } else {
        view.act_note =
            fmt::format("Les soutiens sont clos depuis le {}.", base::french_deadline(phase->closes_at));
        if (campaign.takes_late_requests(PhaseKind::support, visit.now)) {
            visit.true_until(*campaign.late_requests_until(PhaseKind::support));
            view.late_href = "/soutenir?proposition=" + read.proposal.reference;
        }
    }
}

void fill_own(ProposalView& view, web::Visit& visit, Campaign const& campaign, ProposalRead const& read) {
    if (!visit.who || !visit.who->actor.authority.exists()) return;
    people::AffiliationLine const* const acting = visit.who->acting();
    if (acting != nullptr && !acting->department_code.empty()) {
        std::int64_t const local =
            supports_in_department(visit.reader(), read.proposal.id, acting->department_code);
        view.supports_local = local == 0
                                  ? std::string("aucune encore dans votre département")
                                  : fmt::format("dont {} dans votre département", base::french_number(local));
    }
    SupportableProposal const this_one{
        read.proposal.id, read.proposal.reference, read.proposal.title, {}, read.proposal.campaign};
    for (PersonSupport const& support :
         supports_of_person(visit.reader(), visit.who->actor.person, {&this_one, 1})) {
        if (acting == nullptr || support.authority != acting->affiliation.authority ||
            support.standing.state == SupportState::withdrawn)
            continue;
        view.my_support = fmt::format(
            "{} la soutient depuis le {}\u00a0: soutien {}.", territories::as_subject(support.authority_name),
            base::french_date(support.standing.since),
            support.standing.state == SupportState::counted   ? "compté"
            : support.standing.state == SupportState::pending ? "en attente de vérification"
                                                              : "écarté");
        // Who only says that they act for it does not read what the operator found of its people.
        if (support.standing.state == SupportState::set_aside &&
            (support.is_own || visit.who->actor.verified)) {
            view.my_support += fmt::format(" Motif\u00a0: {}", support.standing.reason);
            if (!campaign.has_results())
                view.contest_href = address_of_proposal(read.proposal.reference) + "/contester";
        }
        if (support.is_own && campaign.is_open(PhaseKind::support, visit.now)) {
            view.withdraw_href = address_of_proposal(read.proposal.reference) + "/retirer-soutien";
            view.support_href.clear();
        }
    }
}

}  // namespace

http::Response contribution_page(web::Visit& visit) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    auto const campaign = campaign_by_id(visit.reader(), read->contribution.campaign);
    base::check(campaign.has_value(), "a contribution has a campaign");
    Contribution const& contribution = read->contribution;
    ContributionView view;
    view.reference = contribution.reference;
    view.title = contribution.text.title;
    view.kind = title_of(contribution.text.kind);
    view.by = territories::in_sentence(body_name(read->body));
    view.by_href = address_of_authority(read->body.reference);
    view.profile = profile_of(contribution.quality, contribution.function);
    view.published = "Publiée le " + base::french_date(*contribution.published_at);
    if (read->is_affiliation_pending)
        view.pending_note = "Le rattachement de l’auteur à cette collectivité est en cours de vérification.";
    if (read->late) view.late_note = late_mention(read->late->decided_at, read->late->answer);
    for (NamedBody const& other : read->others)
        view.others.push_back(territories::in_sentence(body_name(other)));
    view.outcome = outcome_of_read(*read);
    view.problem = paragraphs(contribution.text.problem);
    auto const fact = [&](std::string key, std::string const& value) {
        if (!value.empty()) view.facts.push_back({.key = std::move(key), .value = value});
    };
    fact("Thème", read->theme_name);
    fact("Public", contribution.text.audience);
    fact("Territoire", contribution.text.territory);
    fact("Service", contribution.text.service_name);
    fact("Maturité", contribution.text.maturity);
    fact("Licence", contribution.text.licence);
    fact("Code source", contribution.text.source_url);
    fact("Coût", contribution.text.cost);
    fact("Hébergement", contribution.text.hosting);
    view.attachments = attachment_links(standing_attachments(visit.reader(), contribution.id));
    view.story = story_of(*read);
    show_reviews(visit, *campaign, *read, view);
    if (visit.request.query.get("fait") == "reexamen")
        view.notice = "Votre demande de réexamen est enregistrée. Un e-mail vous le confirme.";
    bool const own = visit.who && visit.who->actor.person == contribution.author;
    if (own && visit.request.query.get("fait") == "version") view.notice = "La nouvelle version est publiée.";
    view.is_own = own || (visit.who && visit.who->actor.verified && contribution.authority.exists() &&
                          visit.who->actor.authority == contribution.authority);
    if (own && campaign->is_open(PhaseKind::collect, visit.now))
        view.edit_href = fmt::format("/mes-contributions/{}/modifier", contribution.id.value);
    view.follow = follow_link(visit, "contribution:" + contribution.reference,
                              fmt::format("contribution:{}", contribution.id.value), "cette contribution");
    return web::page_of(
        visit,
        {.title = fmt::format("{} – {}", view.title, read->campaign_title),
         .section = "/campagnes",
         .breadcrumbs = {{read->campaign_title, address_of_campaign(read->campaign_slug)},
                         {"Contributions", address_of_campaign(read->campaign_slug) + "/contributions"},
                         {contribution.reference, ""}},
         .description = base::shortened(contribution.text.problem, 160),
         .journal_query = "objet=" + contribution.reference},
        [&](html::Out& out) { pages::contribution(out, view); });
}

http::Response proposal_page(web::Visit& visit) {
    auto const read = proposal_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    auto const campaign = campaign_by_id(visit.reader(), read->proposal.campaign);
    base::check(campaign.has_value(), "a proposal has a campaign");
    if (auto const boundary = campaign->next_boundary(visit.now)) visit.true_until(*boundary);
    Proposal const& proposal = read->proposal;
    ProposalView view;
    view.reference = proposal.reference;
    view.title = proposal.title;
    view.summary = proposal.summary;
    StateTag const tag = tag_of(proposal.state, *campaign, visit.now);
    view.tag = tag.label;
    view.tag_colour = tag.colour;
    view.problem = paragraphs(proposal.problem);
    view.supports = read->supports == 0 ? "Aucune collectivité ne la soutient encore"
                    : read->supports == 1
                        ? "1 collectivité la soutient"
                        : fmt::format("{} collectivités la soutiennent", base::french_number(read->supports));
    fill_act(view, visit, *campaign, *read);
    auto const fact = [&](std::string key, std::string value) {
        if (!value.empty()) view.facts.push_back({.key = std::move(key), .value = std::move(value)});
    };
    fact("Thèmes", base::joined(read->theme_names, "\u202f; "));
    fact("Maturité", proposal.maturity);
    fact("Construire, coût estimé",
         proposal.build_cost ? base::french_amount(*proposal.build_cost) : std::string());
    fact("Déployer, coût estimé",
         proposal.deploy_cost ? base::french_amount(*proposal.deploy_cost) : std::string());
    fill_supports(view, support_breakdown(visit.reader(), proposal.id));
    view.counted_on = base::french_date_time(visit.now);
    view.supports_href = address_of_proposal(proposal.reference) + "/soutiens";
    for (ListedContribution const& one : read->gathers) {
        if (view.gathers.size() == gathered_shown) break;
        view.gathers.push_back({one.reference,
                                one.title,
                                address_of_contribution(one.reference),
                                {},
                                {std::string(title_of(one.kind)), body_name(one.body)},
                                {},
                                {}});
    }
    if (read->contributions > static_cast<std::int64_t>(view.gathers.size()))
        view.gathers_more_href = fmt::format("{}/contributions?proposition={}",
                                             address_of_campaign(read->campaign_slug), proposal.reference);
    if (proposal.published_at)
        view.story.push_back({base::french_date(*proposal.published_at), "Publiée.", "", ""});
    if (proposal.version > 1)
        for (ProposalChange const& change : last_changes(visit.reader(), proposal.id, changes_shown))
            view.story.push_back(
                {base::french_date(change.at), "Texte modifié\u00a0: " + change.reason,
                 fmt::format("{}/versions?avant={}&apres={}", address_of_proposal(proposal.reference),
                             change.version - 1, change.version),
                 "Voir ce qui a changé"});
    if (read->selection && read->selection->published_at) {
        std::string const when = base::french_date(*read->selection->published_at);
        view.decision_title =
            fmt::format("{}{}, décision publiée le {}", title_of(proposal.state),
                        proposal.state == ProposalState::deferred ? "" : " par le comité", when);
        view.decision_reason = read->selection->reason;
        view.story.push_back({when, fmt::format("{}.", title_of(proposal.state)), "", ""});
    }
    fill_own(view, visit, *campaign, *read);
    view.follow = follow_link(visit, "proposition:" + proposal.reference,
                              fmt::format("proposal:{}", proposal.id.value), "cette proposition");
    return web::page_of(
        visit,
        {.title = fmt::format("{} – {}", proposal.title, read->campaign_title),
         .section = "/campagnes",
         .breadcrumbs = {{read->campaign_title, address_of_campaign(read->campaign_slug)},
                         {"Propositions", address_of_campaign(read->campaign_slug) + "/propositions"},
                         {proposal.reference, ""}},
         .description = proposal.summary,
         .journal_query = "objet=" + proposal.reference},
        [&](html::Out& out) { pages::proposal(out, view); });
}

http::Response supports_list_page(web::Visit& visit) {
    auto const read = proposal_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    int const wanted = static_cast<int>(
        std::clamp<std::int64_t>(base::parse_int(visit.request.query.get("page")).value_or(1), 1, pages_max));
    auto const listed = supports_of(visit.reader(), read->proposal.id, SupportFilter{}, wanted);
    html::Table table;
    table.caption = "Collectivités qui soutiennent cette proposition";
    table.columns = {{"Collectivité", false},
                     {"Type", false},
                     {"Département", false},
                     {"Habitants", true},
                     {"Soutien du", false}};
    for (ListedSupport const& support : listed.items)
        table.rows.push_back(
            {{support.body.name, address_of_authority(support.body.reference), {}},
             {kind_of_one(support.kind), {}, {}},
             {support.body.department_name, {}, {}},
             {support.population ? base::french_number(*support.population) : std::string("–"), {}, {}},
             {base::french_date(support.standing.since) +
                  (support.standing.reason.empty() ? std::string() : ". " + support.standing.reason),
              {},
              {}}});
    std::string const path = address_of_proposal(read->proposal.reference);
    html::Pages const numbered{listed.page, std::min(listed.pages(), pages_max), path + "/soutiens?page="};
    std::string const count =
        base::french_count(listed.total, "collectivité la soutient", "collectivités la soutiennent");
    return web::page_of(visit,
                        {.title = fmt::format("Soutiens – {}", read->proposal.title),
                         .section = "/campagnes",
                         .breadcrumbs = {{read->campaign_title, address_of_campaign(read->campaign_slug)},
                                         {read->proposal.reference, path},
                                         {"Soutiens", ""}}},
                        [&](html::Out& out) {
                            pages::supports(
                                out, read->proposal.title, count, table, numbered,
                                fmt::format("/api/v1/campaigns/{}/supports.csv", read->campaign_slug));
                        });
}

}  // namespace consultation
