// The writes on campaigns: loading one from its file, extending a phase, and the round of mails that follows.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/campaign.hpp"
#include "consultation/campaign_file.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

enum class Loaded { created, changed, unchanged };
struct LoadedCampaign {
    base::Id<Campaign> id;
    Loaded what = Loaded::unchanged;
};

/// Makes or updates the campaign of that slug. The same file again changes nothing. Texts, envelope, themes
/// and grounds are frozen once the first phase has opened, the rules of support once supports open, the
/// instants of a phase once it has opened (PROGRAMME B1); what is frozen and differs is refused, all of it in
/// one sentence. Desks may be added or reworded at any time; none is removed.
/// Policies and their communes are frozen with the rules of support; an unknown commune is refused. A draft
/// is never frozen. Each section that changed is kept in the history, by `person` (0: the command line).
base::Result<LoadedCampaign> load_campaign(db::Tx& tx, base::World const& world, CampaignFile const& file,
                                           std::int64_t person = 0);

struct ExtendPhase {
    base::Id<Campaign> campaign;
    PhaseKind kind = PhaseKind::support;
    base::Instant closes_at;
    std::string reason;  // public; 10–500 characters
};
inline constexpr std::size_t extension_reason_min = 10;
inline constexpr std::size_t extension_reason_max = 500;
inline constexpr int extension_days_max = 730;

/// A new dated version of a phase, closing later than now and than it did (B1). All contributors and
/// supporters are told by mail (a job, in rounds). Pending supports verified meanwhile count if the new limit
/// allows it. Refused: not an operator, no such phase, an earlier closing, results already published.
base::Result<Phase> extend_phase(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                 ExtendPhase const& command);

/// Jobs of this room that send mails to all who took part: `app/` gives them to `send_round`.
inline constexpr char const* extension_mails_job = "consultation.extension";
inline constexpr char const* results_mails_job = "consultation.results";
inline constexpr int mails_per_round = 200;

/// Posts at most `mails_per_round` mails and enqueues the next round, in one transaction each; running it
/// twice posts nothing twice: a round remembers how far it came. `payload` as enqueued. Returns how many were
/// posted.
int send_round(db::Database& database, base::World const& world, Settings const& settings,
               std::string const& job, std::string const& payload);

}  // namespace consultation
