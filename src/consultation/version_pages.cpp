#include "consultation/version_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/attachment_pages.hpp"
#include "consultation/attachment_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_page_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_views.hpp"
#include "consultation/pages_contribution_versions.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/proposal_versions.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr int versions_per_page = 20;

/// A version's answers in the order of the page: label, text.
using Answers = std::vector<std::pair<std::string, std::string>>;

/// A version in the list of all.
struct Version {
    base::Instant at;
    std::string title;
    std::string reason;  // may be empty
};

/// What has versions: how it is called, and what each says.
struct Versioned {
    std::string caption;    // "Contribution C-2026-14"
    std::string this_one;   // "Cette contribution"
    std::string reference;  // of the page's title
    std::string title;
    std::string href;
    std::string back_label;
    std::vector<Version> versions;                // oldest first, one at least
    std::function<Answers(std::size_t)> answers;  // of the version at that place
};

Answers answers_of(ContributionText const& text, Choices const& offered,
                   std::vector<std::pair<AuthorityId, std::string>> const& names) {
    Theme const* const theme = offered.theme(text.theme);
    std::vector<std::string> bodies;
    for (AuthorityId const body : text.bodies) {
        auto const known = std::ranges::find(names, body, &std::pair<AuthorityId, std::string>::first);
        if (known != names.end()) bodies.push_back(known->second);
    }
    return {{"Titre", text.title},
            {"Problème", text.problem},
            {"Thème", theme ? theme->name : std::string()},
            {"Nom du service", text.service_name},
            {"Pour qui", text.audience},
            {"Où", text.territory},
            {"Maturité", text.maturity},
            {"Licence", text.licence},
            {"Code source ou site", text.source_url},
            {"Coût", text.cost},
            {"Hébergement", text.hosting},
            {"Autres collectivités", base::joined(bodies, "\n")}};
}

/// Every authority that a version names.
std::vector<std::pair<AuthorityId, std::string>> names_in(db::Reader const& reader,
                                                          std::vector<ContributionVersion> const& versions) {
    std::vector<AuthorityId> all;
    for (ContributionVersion const& version : versions)
        all.insert(all.end(), version.text.bodies.begin(), version.text.bodies.end());
    return authority_names(reader, std::move(all));
}

/// "avant" and "apres" of the address; by default the last two. Nothing for numbers that are no version.
struct Compared {
    int older = 0;
    int newer = 0;
};
std::optional<Compared> compared_in(http::Pairs const& query, int last) {
    Compared chosen{last - 1, last};
    for (auto const& [name, number] : {std::pair{"avant", &chosen.older}, {"apres", &chosen.newer}}) {
        auto const typed = query.find(name);
        if (!typed) continue;
        auto const version = forms::positive_number(*typed);
        if (!version || *version > last) return std::nullopt;
        *number = static_cast<int>(*version);
    }
    if (chosen.older > chosen.newer) std::swap(chosen.older, chosen.newer);
    return chosen;
}

std::string name_of_version(std::vector<Version> const& versions, int number) {
    return fmt::format("Version {}, du {}", number,
                       base::french_date_time(versions.at(static_cast<std::size_t>(number - 1)).at));
}

void compare(VersionsView& view, Answers const& before, Answers const& after) {
    for (std::size_t i = 0; i < before.size(); ++i) {
        auto const& [label, was] = before[i];
        std::string const& is = after[i].second;
        if (was == is) {
            if (!is.empty()) view.unchanged.push_back({label, is, {}, {}});
            continue;
        }
        WordChanges changes = word_changes(was, is);
        view.changes.push_back(
            {label, std::move(changes.before), std::move(changes.after),
             changes.is_fine ? std::string() : "Ce texte a été réécrit\u00a0: il est montré en entier."});
    }
}

std::vector<html::Choice> choices_of(std::vector<Version> const& versions, int chosen) {
    std::vector<html::Choice> all;
    for (int number = 1; number <= static_cast<int>(versions.size()); ++number)
        all.push_back({std::to_string(number), name_of_version(versions, number), "", number == chosen});
    return all;
}

VersionLine line_of(Versioned const& text, int number) {
    Version const& one = text.versions.at(static_cast<std::size_t>(number - 1));
    return {base::french_date_time(one.at),
            one.reason.empty() ? fmt::format("Version {}\u00a0: «\u00a0{}\u00a0».", number, one.title)
                               : fmt::format("Version {}\u00a0: {}", number, one.reason),
            number == 1 ? std::string()
                        : fmt::format("{}/versions?avant={}&apres={}", text.href, number - 1, number)};
}

http::Response show_versions(web::Visit& visit, Versioned const& text) {
    base::check(!text.versions.empty(), "what is published has a version");
    auto const page = forms::asked_page(visit.request.query);
    int const total = static_cast<int>(text.versions.size());
    int const last = std::max(1, (total + versions_per_page - 1) / versions_per_page);
    auto const chosen = compared_in(visit.request.query, total);
    if (!page || *page > last || !chosen) return web::not_found(visit);
    VersionsView view;
    view.caption = text.caption;
    view.title = text.title;
    view.href = text.href;
    view.back_label = text.back_label;
    if (total == 1) {
        view.lead = text.this_one + " n’a pas été modifiée depuis sa publication.";
        Answers const only = text.answers(0);
        compare(view, only, only);
    } else {
        view.lead = fmt::format("{} a {} versions publiées.", text.this_one, base::french_number(total));
        view.older = forms::field("avant", "Comparer");
        view.newer = forms::field("apres", "avec");
        view.olders = choices_of(text.versions, chosen->older);
        view.newers = choices_of(text.versions, chosen->newer);
        view.older_name = name_of_version(text.versions, chosen->older);
        view.newer_name = name_of_version(text.versions, chosen->newer);
        view.compared = fmt::format("De la version {} à la version {}", chosen->older, chosen->newer);
        compare(view, text.answers(static_cast<std::size_t>(chosen->older - 1)),
                text.answers(static_cast<std::size_t>(chosen->newer - 1)));
        int const first_shown = total - (*page - 1) * versions_per_page;
        for (int number = first_shown; number > std::max(0, first_shown - versions_per_page); --number)
            view.lines.push_back(line_of(text, number));
        view.pages = {*page, last, view.href + "/versions?page="};
    }
    web::PageHead head;
    head.title = "Versions de " + text.reference;
    head.section = "/campagnes";
    head.back = {"", view.href};
    return web::page_of(visit, head, [&](html::Out& out) { pages::contribution_versions(out, view); });
}

std::string amount(std::optional<base::Euros> const& euros) {
    return euros ? base::french_amount(*euros) : std::string();
}

}  // namespace

http::Response contribution_versions_page(web::Visit& visit) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    Contribution const& contribution = read->contribution;
    std::vector<ContributionVersion> const versions = versions_of(visit.reader(), contribution.id);
    Choices const offered = choices(visit.reader(), contribution.campaign);
    auto const names = names_in(visit.reader(), versions);
    std::vector<Attachment> const attachments = attachments_of(visit.reader(), contribution.id);
    Versioned text;
    text.caption = "Contribution " + contribution.reference;
    text.this_one = "Cette contribution";
    text.reference = contribution.reference;
    text.title = contribution.text.title;
    text.href = address_of_contribution(contribution.reference);
    text.back_label = "Revenir à la contribution";
    for (ContributionVersion const& one : versions) text.versions.push_back({one.at, one.text.title, {}});
    text.answers = [&](std::size_t at) {
        Answers all = answers_of(versions.at(at).text, offered, names);
        all.emplace_back("Pièces jointes", attachments_at(attachments, versions.at(at).version));
        return all;
    };
    return show_versions(visit, text);
}

http::Response proposal_versions_page(web::Visit& visit) {
    auto const read = proposal_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    Proposal const& proposal = read->proposal;
    std::vector<ProposalVersion> const versions = versions_of(visit.reader(), proposal.id);
    Versioned text;
    text.caption = "Proposition " + proposal.reference;
    text.this_one = "Cette proposition";
    text.reference = proposal.reference;
    text.title = proposal.title;
    text.href = address_of_proposal(proposal.reference);
    text.back_label = "Revenir à la proposition";
    for (ProposalVersion const& one : versions) text.versions.push_back({one.at, one.text.title, one.reason});
    text.answers = [&](std::size_t at) -> Answers {
        ProposalForm const& form = versions.at(at).text;
        return {{"Titre", form.title},
                {"Résumé", form.summary},
                {"Problème", form.problem},
                {"Thèmes", base::joined(versions.at(at).theme_names, "\n")},
                {"Construire, coût estimé", amount(form.build_cost)},
                {"Déployer, coût estimé", amount(form.deploy_cost)},
                {"Maturité", form.maturity}};
    };
    return show_versions(visit, text);
}

}  // namespace consultation
