#include "consultation/desk_parts.hpp"

#include "base/check.hpp"

namespace consultation {

std::string desk_address(Campaign const& campaign) {
    return std::string(desks_address) + "/" + campaign.slug;
}

std::string proposal_desk_address(std::string_view reference) {
    return "/operateur/propositions/" + std::string(reference);
}

std::vector<html::Link> desk_links(Campaign const& campaign, Desks present) {
    std::string const address = desk_address(campaign);
    auto const link = [&](Desks desk, char const* label, std::string const& href) {
        return html::Link{label, desk == present ? std::string() : href};
    };
    return {link(Desks::campaign, "Consultation", address),
            link(Desks::triage, "Tri", address + "/tri"),
            link(Desks::proposals, "Propositions", address + "/propositions"),
            link(Desks::selection, "Choix du comité", address + "/selection"),
            link(Desks::mailings, "Courriers", address + "/courriers"),
            link(Desks::closing, "Jour de clôture", address + "/cloture"),
            {"Préparer", address + "/editer"}};
}

web::PageHead desk_head(Campaign const& campaign, std::string title) {
    web::PageHead head;
    head.title = title + " – " + campaign.title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Consultations", std::string(desks_address)},
                        {campaign.title, desk_address(campaign)},
                        {std::move(title), ""}};
    return head;
}

web::PageHead desk_head(Campaign const& campaign, html::Link parent, std::string title) {
    web::PageHead head = desk_head(campaign, std::move(title));
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1, std::move(parent));
    return head;
}

std::string_view title_of(Choice choice) {
    switch (choice) {
        case Choice::selected:
            return "Retenue";
        case Choice::deferred:
            return "Reportée";
        case Choice::not_selected:
            return "Non retenue";
    }
    base::fail("an unknown choice");
}

html::TagColour colour_of(Choice choice) {
    return colour_of(state_after(choice));
}

}  // namespace consultation
