#include "demo/fill.hpp"

#include <fmt/format.h>

#include "demo/campaign_2021.hpp"
#include "demo/campaigns_now.hpp"
#include "demo/days.hpp"
#include "territories/contacts.hpp"
#include "territories/register.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

constexpr std::uint64_t seed_of_acts = 2021;       // salts and references
constexpr std::uint64_t seed_of_choices = 476531;  // who, where, when
constexpr std::int64_t register_days = 125;        // the register of 2026 was loaded so many days ago

class Filling {
  public:
    Filling(db::Database& database, Settings const& settings, Report& report)
        : database_(database),
          settings_(settings),
          report_(report),
          today_(base::local_day(settings.now)),
          texts_(read_texts()) {}

    Result<Done> run() {
        if (territories::latest_edition(*database_.snapshot()))
            return base::refuse(
                base::RefusalCode::conflict,
                "Cette base contient déjà un référentiel : la démonstration se remplit dans une base "
                "neuve.",
                "Indiquez une autre base, ou supprimez celle-ci si elle ne sert à rien d’autre.");
        if (auto const past = fill_2021(); !past.ok()) return past.refusal();
        return fill_now();
    }

  private:
    Result<Done> fill_2021() {
        auto const loaded = load_register(at(day_of(2021, 1, 11), 9), "decoupage-2021");
        if (!loaded.ok()) return loaded.refusal();
        report_.authorities_2021 = *loaded;
        CampaignPlan plan = plan_of(slug_of_2021, 2021);
        Timeline timeline;
        Script script(timeline, settings_, plan);
        Directory directory;
        plan_2021(script, texts_, every_place(*database_.snapshot()), directory, choices_);
        if (auto const known = load_directory(at(day_of(2021, 1, 12), 9), directory); !known.ok())
            return known.refusal();
        if (auto const lived = timeline.run(database_, settings_, salts_); !lived.ok())
            return lived.refusal();
        report_.acts += timeline.acts_run();
        return check_figures_of_2021(figures_of(plan));
    }

    Result<Done> fill_now() {
        auto const loaded = load_register(at(today_ - register_days, 9), "decoupage-2026");
        if (!loaded.ok()) return loaded.refusal();
        report_.authorities_2026 = *loaded;
        CampaignPlan collecting_plan = plan_of(slug_collecting, 2026);
        CampaignPlan supporting_plan = plan_of(slug_supporting, 2026);
        Timeline timeline;
        Script collecting(timeline, settings_, collecting_plan);
        Script supporting(timeline, settings_, supporting_plan);
        Directory directory;
        plan_now(collecting, supporting, texts_, every_place(*database_.snapshot()), directory, today_,
                 choices_);
        if (auto const known = load_directory(at(today_ - register_days + 1, 9), directory); !known.ok())
            return known.refusal();
        if (auto const lived = timeline.run(database_, settings_, salts_); !lived.ok())
            return lived.refusal();
        report_.acts += timeline.acts_run();
        figures_of(collecting_plan);
        figures_of(supporting_plan);
        settings_.clock.set(settings_.now);
        return Done{};
    }

    CampaignPlan plan_of(std::string_view slug, int edition) const {
        CampaignPlan plan;
        plan.text = &texts_.campaign(slug);
        plan.edition = edition;
        return plan;
    }

    Result<std::int64_t> load_register(base::Instant when, std::string_view folder) {
        settings_.clock.set(when);
        auto const loaded = territories::load_register(database_, {settings_.clock, salts_},
                                                       fmt::format("{}/{}", settings_.node_modules, folder));
        if (!loaded.ok()) return loaded.refusal();
        return loaded->edition.authorities;
    }

    Result<Done> load_directory(base::Instant when, Directory& directory) {
        settings_.clock.set(when);
        auto const loaded =
            territories::load_contacts(database_, {settings_.clock, salts_}, directory.taken_as_csv());
        if (!loaded.ok()) return loaded.refusal();
        if (!loaded->refused.empty())
            return base::refuse(base::RefusalCode::invalid, loaded->refused.front());
        return Done{};
    }

    consultation::CampaignFigures figures_of(CampaignPlan const& plan) {
        report_.campaigns.push_back(
            {plan.text->slug, consultation::campaign_figures(*database_.snapshot(), plan.id)});
        return report_.campaigns.back().figures;
    }

    db::Database& database_;
    Settings const& settings_;
    Report& report_;
    std::int64_t today_;
    Texts texts_;
    base::SeededRandom salts_{seed_of_acts};
    base::SeededRandom choices_{seed_of_choices};
};

}  // namespace

Result<Done> fill(db::Database& database, Settings const& settings, Report& report) {
    return Filling(database, settings, report).run();
}

std::vector<std::string> printed(Report const& report) {
    std::vector<std::string> lines;
    for (FilledCampaign const& campaign : report.campaigns) {
        consultation::Conservation const& line = campaign.figures.conservation;
        lines.push_back(fmt::format(
            "{} : {} contributions = {} à traiter + {} réorientées + {} rejetées + {} regroupées ; {} "
            "propositions, "
            "{} soutiens comptés, {} retenues",
            campaign.slug, line.contributions, line.pending, line.reoriented, line.rejected, line.grouped,
            campaign.figures.proposals, campaign.figures.supports, campaign.figures.selected));
    }
    lines.push_back(fmt::format("{} actes, {} collectivités et structures en 2021, {} aujourd’hui",
                                report.acts, report.authorities_2021, report.authorities_2026));
    return lines;
}

}  // namespace demo
