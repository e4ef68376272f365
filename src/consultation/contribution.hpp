// Contribution: a need or an existing service that an authority or a partner brings (PROGRAMME B2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "consultation/campaign.hpp"
#include "consultation/support.hpp"

namespace consultation {

/// A reference ("C-2026-0001", "P-2026-0001") typed or sent; longer ones are none of ours.
inline constexpr std::size_t reference_bytes_max = 40;

enum class ContributionKind { need, existing_service };
std::string_view name_of(ContributionKind kind);
std::optional<ContributionKind> contribution_kind(std::string_view name);
std::string_view title_of(ContributionKind kind);  // "Besoin", "Service existant"

enum class ContributionState { draft, published, withdrawn };
std::string_view name_of(ContributionState state);
std::optional<ContributionState> contribution_state(std::string_view name);

/// What became of it (B3). Every published contribution is in exactly one of these.
enum class Outcome { pending, reoriented, rejected, grouped };
inline constexpr Outcome every_outcome[] = {Outcome::pending, Outcome::reoriented, Outcome::rejected,
                                            Outcome::grouped};
std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome(std::string_view name);
std::string_view title_of(Outcome outcome);  // "À traiter", "Réorientée" …
std::string_view participle_of(
    Outcome outcome);  // what a decision made of it: "réorientée", "de nouveau à l’étude"

/// What the author writes. Field names of the form are the members' names, `theme` and `kind` included.
struct ContributionText {
    ContributionKind kind = ContributionKind::need;
    base::Id<Theme> theme;  // none in a draft only
    std::string title;      // 5–120 characters
    std::string problem;    // 30–5 000 characters
    std::string audience;   // the rest is optional, at most 500 characters each
    std::string territory;
    std::string service_name;  // of an existing service
    std::string maturity;
    std::string licence;
    std::string source_url;  // http or https
    std::string cost;
    std::string hosting;
    std::vector<AuthorityId> bodies;  // other authorities for which it is made (a workshop), at most 20

    friend bool operator==(ContributionText const&, ContributionText const&) = default;
};
inline constexpr std::size_t contribution_title_min = 5;
inline constexpr std::size_t contribution_title_max = 120;
inline constexpr std::size_t contribution_problem_min = 30;
inline constexpr std::size_t contribution_problem_max = 5000;
inline constexpr std::size_t contribution_option_max = 500;
inline constexpr std::size_t contribution_bodies_max = 20;
inline constexpr int drafts_per_person_max = 50;  // more would be a flood

/// Tidied, with every error at once: of what is there (a draft), or of what must be there too (to publish).
enum class Completeness { draft, whole };
base::Result<ContributionText> checked(ContributionText text, Completeness completeness);

struct Contribution {
    base::Id<Contribution> id;
    std::string reference;  // "C-2026-0001"; a draft's is a random one
    base::Id<Campaign> campaign;
    ContributionState state = ContributionState::draft;
    Outcome outcome = Outcome::pending;
    ContributionText text;
    PersonId author;
    base::Id<people::Affiliation> affiliation;
    AuthorityId authority;  // or
    base::Id<people::Partner> partner;
    std::string quality;   // "agent", "elected", "partner"
    std::string function;  // a value of people::functions
    int version = 0;       // of the published text; 0: never published
    base::Instant created_at;
    std::optional<base::Instant> published_at;
    base::Instant changed_at;
};

/// "C-2026-0001", "P-2026-067": kind letter, year of the instant in Paris, number with at least `digits`
/// digits.
std::string reference_of(char letter, base::Instant at, std::int64_t number, int digits);

}  // namespace consultation
