#include "demo/texts.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "demo/embedded.hpp"

namespace demo {
namespace {

constexpr std::array<std::pair<std::string_view, Fit>, 8> fit_names{{{"petite_commune", Fit::village},
                                                                     {"bourg", Fit::town},
                                                                     {"ville", Fit::city},
                                                                     {"grande_ville", Fit::large_city},
                                                                     {"departement", Fit::department},
                                                                     {"region", Fit::region},
                                                                     {"groupement", Fit::grouping},
                                                                     {"partenaire", Fit::partner}}};

/// One table of a file; what is missing or of another type is a fault that names the place.
class TextSection {
  public:
    TextSection(toml::table const& table, std::string_view file) : table_(table), file_(file) {}

    std::string text(char const* name) const { return needed(name, optional_text(name)); }
    std::string text_or_empty(char const* name) const { return optional_text(name).value_or(""); }
    std::int64_t number(char const* name) const {
        return needed(name, table_[name].value_exact<std::int64_t>());
    }
    std::int64_t number_or(char const* name, std::int64_t otherwise) const {
        return table_[name].value_exact<std::int64_t>().value_or(otherwise);
    }
    bool has(char const* name) const { return table_.contains(name); }
    std::vector<std::string> texts(char const* name) const {
        std::vector<std::string> all;
        if (toml::array const* const array = table_[name].as_array())
            for (toml::node const& one : *array) all.push_back(needed(name, one.value_exact<std::string>()));
        return all;
    }
    /// Days since 1970-01-01.
    std::int64_t day(char const* name) const {
        toml::date const date = needed(name, table_[name].value_exact<toml::date>());
        auto const midnight = base::instant_of({date.year, date.month, date.day, 0, 0, 0}, "UTC");
        return base::local_day(needed(name, midnight), "UTC");
    }
    template<class Each>
    void sections(char const* name, Each&& each) const {
        if (toml::array const* const array = table_[name].as_array())
            for (toml::node const& one : *array) {
                toml::table const* const table = one.as_table();
                if (!table) wrong(name);
                each(TextSection(*table, file_));
            }
    }
    [[noreturn]] void wrong(std::string_view name) const {
        throw base::Fault(fmt::format("src/demo/texts/{}, near line {}: wrong or missing {}", file_,
                                      table_.source().begin.line, name));
    }
    template<class T>
    T needed(std::string_view name, std::optional<T> value) const {
        if (!value) wrong(name);
        return std::move(*value);
    }

  private:
    std::optional<std::string> optional_text(char const* name) const {
        return table_[name].value_exact<std::string>();
    }

    toml::table const& table_;
    std::string_view file_;
};

people::Quality quality_of(TextSection const& section, std::string_view profile) {
    if (profile == "agent") return people::Quality::agent;
    if (profile == "élu") return people::Quality::elected;
    if (profile != "partenaire") section.wrong("profile");
    return people::Quality::partner;
}

Fit fit_of(TextSection const& section, std::string_view name) {
    auto const found = std::ranges::find(fit_names, name, &std::pair<std::string_view, Fit>::first);
    if (found == fit_names.end()) section.wrong("fits");
    return found->second;
}

std::vector<Voice> voices_of(TextSection const& section) {
    auto const titles = section.texts("titles");
    auto const openings = section.texts("openings");
    auto const middles = section.texts("middles");
    auto const endings = section.texts("endings");
    auto const profiles = section.texts("profiles");
    auto const names = section.texts("service_name");
    auto const reasons = section.texts("reasons");
    std::size_t const count = titles.size();
    auto const is_parallel = [&](std::vector<std::string> const& list) { return list.size() == count; };
    if (count == 0 || !is_parallel(openings) || !is_parallel(middles) || !is_parallel(endings) ||
        !is_parallel(profiles) || (!names.empty() && !is_parallel(names)) ||
        (!reasons.empty() && !is_parallel(reasons)))
        section.wrong("voices (lists of different lengths)");
    std::vector<Voice> voices;
    for (std::size_t i = 0; i < count; ++i)
        voices.push_back({quality_of(section, profiles[i]), titles[i], openings[i], middles[i], endings[i],
                          names.empty() ? "" : names[i], reasons.empty() ? "" : reasons[i]});
    return voices;
}

consultation::ContributionKind kind_of(TextSection const& section) {
    return section.needed("kind", consultation::contribution_kind(section.text("kind")));
}

Core core_of(TextSection const& section) {
    Core core;
    core.key = section.text("key");
    core.campaign = section.text_or_empty("campaign");
    core.kind = kind_of(section);
    core.theme = section.text("theme");
    core.proposals = section.texts("proposals");
    core.desk = section.text_or_empty("desk");
    for (std::string const& name : section.texts("fits")) core.fits.push_back(fit_of(section, name));
    if (core.fits.empty()) section.wrong("fits");
    core.voices = voices_of(section);
    core.maturity = section.text_or_empty("maturity");
    core.licence = section.text_or_empty("licence");
    core.source = section.text_or_empty("source");
    core.hosting = section.text_or_empty("hosting");
    core.cost_euros_per_year = section.number_or("cost_euros_per_year", 0);
    return core;
}

ProposalText proposal_of(TextSection const& section) {
    ProposalText proposal;
    proposal.key = section.text("key");
    proposal.campaign = section.text_or_empty("campaign");
    proposal.form.title = section.text("title");
    proposal.form.summary = section.text("summary");
    proposal.form.problem = section.text("problem");
    proposal.form.maturity = section.text("maturity");
    proposal.form.build_cost = base::Euros::whole(section.number("build_cost_euros"));
    proposal.form.deploy_cost = base::Euros::whole(section.number("deploy_cost_euros"));
    proposal.themes = section.texts("themes");
    proposal.supports_weight = section.number("supports_weight");
    proposal.group_reason = section.text("group_reason");
    if (!proposal.campaign.empty()) return proposal;
    proposal.choice = section.needed("decision", consultation::choice(section.text("decision")));
    proposal.choice_reason = section.text("reason");
    return proposal;
}

consultation::PhaseKind phase_of(TextSection const& section, char const* name) {
    return section.needed(name, consultation::phase_kind(section.text(name)));
}

TextDay day_of(TextSection const& section, char const* absolute, char const* relative) {
    if (section.has(relative)) return {section.number(relative), true};
    return {section.day(absolute), false};
}

CampaignText campaign_of(TextSection const& section) {
    CampaignText campaign;
    campaign.slug = section.text("slug");
    campaign.title = section.text("title");
    campaign.pitch = section.text("pitch");
    campaign.description = section.text("description");
    campaign.rules = section.text("rules");
    campaign.envelope_euros = section.number("envelope_euros");
    section.sections("phase", [&](TextSection const& one) {
        PhaseText phase{phase_of(one, "kind"), day_of(one, "opens_on", "opens_in_days"), std::nullopt};
        if (one.has("closes_on") || one.has("closes_in_days"))
            phase.closes = day_of(one, "closes_on", "closes_in_days");
        // A campaign has one committee phase: the later committee on services belongs to another issue.
        if (std::ranges::none_of(campaign.phases, [&](PhaseText const& p) { return p.kind == phase.kind; }))
            campaign.phases.push_back(phase);
    });
    section.sections("extension", [&](TextSection const& one) {
        campaign.extensions.push_back({phase_of(one, "phase"), one.day("decided_on"),
                                       one.day("previous_opens_on"), one.day("previous_closes_on"),
                                       one.day("new_opens_on"), one.day("new_closes_on"),
                                       one.text("reason")});
    });
    return campaign;
}

RejectedText rejected_of(TextSection const& section) {
    return {section.text("key"),    kind_of(section),      quality_of(section, section.text("profile")),
            section.text("theme"),  section.text("title"), section.text("text"),
            section.text("ground"), section.text("reason")};
}

void read(Texts& texts, EmbeddedText const& file) {
    toml::table table;
    try {
        table = toml::parse(file.content);
    } catch (toml::parse_error const& error) {
        throw base::Fault(fmt::format("src/demo/texts/{}, line {}: {}", file.name, error.source().begin.line,
                                      error.description()));
    }
    TextSection const root(table, file.name);
    root.sections("theme", [&](TextSection const& one) {
        texts.themes.push_back({{}, one.text("slug"), one.text("name"), one.text("hint")});
    });
    root.sections("desk", [&](TextSection const& one) {
        texts.desks.push_back(
            {{}, one.text("slug"), one.text("name"), one.text("description"), one.text("contact")});
    });
    root.sections("ground", [&](TextSection const& one) {
        texts.grounds.push_back({{}, one.text("slug"), one.text("name")});
    });
    root.sections("campaign", [&](TextSection const& one) { texts.campaigns.push_back(campaign_of(one)); });
    root.sections("proposal", [&](TextSection const& one) { texts.proposals.push_back(proposal_of(one)); });
    root.sections("core", [&](TextSection const& one) { texts.cores.push_back(core_of(one)); });
    root.sections("reoriented", [&](TextSection const& one) { texts.reoriented.push_back(core_of(one)); });
    root.sections("rejected", [&](TextSection const& one) { texts.rejected.push_back(rejected_of(one)); });
}

}  // namespace

CampaignText const& Texts::campaign(std::string_view slug) const {
    auto const found = std::ranges::find(campaigns, slug, &CampaignText::slug);
    base::check(found != campaigns.end(), "the texts hold this campaign");
    return *found;
}

Texts read_texts() {
    Texts texts;
    for (EmbeddedText const& file : embedded_texts()) read(texts, file);
    return texts;
}

}  // namespace demo
