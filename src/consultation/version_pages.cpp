#include "consultation/version_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

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
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr int versions_per_page = 20;

/// A version's answers in the order of the page: label, text.
using Answers = std::vector<std::pair<std::string, std::string>>;

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

std::string name_of_version(ContributionVersion const& version) {
    return fmt::format("Version {}, du {}", version.version, base::french_date_time(version.at));
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

std::vector<html::Choice> choices_of(std::vector<ContributionVersion> const& versions, int chosen) {
    std::vector<html::Choice> all;
    for (ContributionVersion const& one : versions)
        all.push_back({std::to_string(one.version), name_of_version(one), "", one.version == chosen});
    return all;
}

}  // namespace

http::Response contribution_versions_page(web::Visit& visit) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    auto const page = forms::asked_page(visit.request.query);
    if (!read || !page) return web::not_found(visit);
    Contribution const& contribution = read->contribution;
    std::vector<ContributionVersion> const versions = versions_of(visit.reader(), contribution.id);
    base::check(!versions.empty(), "a published contribution has a version");
    int const total = static_cast<int>(versions.size());
    int const last = std::max(1, (total + versions_per_page - 1) / versions_per_page);
    auto const chosen = compared_in(visit.request.query, total);
    if (*page > last || !chosen) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), contribution.campaign);
    auto const names = names_in(visit.reader(), versions);
    std::vector<Attachment> const attachments = attachments_of(visit.reader(), contribution.id);
    auto const answers = [&](ContributionVersion const& version) {
        Answers all = answers_of(version.text, offered, names);
        all.emplace_back("Pièces jointes", attachments_at(attachments, version.version));
        return all;
    };
    VersionsView view;
    view.reference = contribution.reference;
    view.title = contribution.text.title;
    view.href = address_of_contribution(contribution.reference);
    if (total == 1) {
        view.lead = "Cette contribution n’a pas été modifiée depuis sa publication.";
        Answers const only = answers(versions.front());
        compare(view, only, only);
    } else {
        view.lead = fmt::format("Cette contribution a {} versions publiées.", base::french_number(total));
        ContributionVersion const& older = versions.at(static_cast<std::size_t>(chosen->older - 1));
        ContributionVersion const& newer = versions.at(static_cast<std::size_t>(chosen->newer - 1));
        view.older = forms::field("avant", "Comparer");
        view.newer = forms::field("apres", "avec");
        view.olders = choices_of(versions, older.version);
        view.newers = choices_of(versions, newer.version);
        view.older_name = name_of_version(older);
        view.newer_name = name_of_version(newer);
        view.compared = fmt::format("De la version {} à la version {}", older.version, newer.version);
        compare(view, answers(older), answers(newer));
        for (int i = total - 1 - (*page - 1) * versions_per_page;
             i >= std::max(0, total - *page * versions_per_page); --i) {
            ContributionVersion const& one = versions[static_cast<std::size_t>(i)];
            view.lines.push_back(
                {base::french_date_time(one.at),
                 fmt::format("Version {}\u00a0: «\u00a0{}\u00a0».", one.version, one.text.title),
                 i == 0 ? std::string()
                        : fmt::format("{}/versions?avant={}&apres={}", view.href, one.version - 1,
                                      one.version)});
        }
        view.pages = {*page, last, view.href + "/versions?page="};
    }
    web::PageHead head;
    head.title = "Versions de " + contribution.reference;
    head.section = "/campagnes";
    head.back = {"", view.href};
    return web::page_of(visit, head, [&](html::Out& out) { pages::contribution_versions(out, view); });
}

}  // namespace consultation
