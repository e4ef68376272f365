// The SQL of contributions: their text, every published version, the bodies they speak for.
#pragma once

#include <string_view>
#include <vector>

#include "consultation/contribution.hpp"
#include "db/database.hpp"

namespace consultation {

/// Of `contributions c`, for this room's other *_rows files; `contribution_from` reads them (no bodies).
inline constexpr std::string_view contribution_columns =
    "c.id, c.reference, c.campaign_id, c.state, c.outcome, c.kind, c.theme_id, c.title, c.problem, "
    "c.audience, "
    "c.territory, c.service_name, c.maturity, c.licence, c.source_url, c.cost, c.hosting, "
    "c.author_person_id, "
    "c.author_affiliation_id, c.authority_id, c.partner_id, c.quality, c.function, c.version, c.created_at, "
    "c.published_at, c.changed_at";
inline constexpr int contribution_columns_count = 27;
Contribution contribution_from(db::Row const& row);

/// With the bodies; two statements.
std::optional<Contribution> contribution_by_id(db::Reader const& reader, base::Id<Contribution> id);
/// Its row only (no bodies), held until the end of the transaction.
std::optional<Contribution> lock_contribution(db::Tx& tx, base::Id<Contribution> id);
/// The same for many (ascending ids, each once) in one statement; unknown ones are left out.
std::vector<Contribution> lock_contributions(db::Tx& tx, std::vector<base::Id<Contribution>> const& ids);

base::Id<Contribution> insert_contribution(db::Tx& tx, Contribution const& contribution);
/// Everything but the outcome, which decisions write.
void save_contribution(db::Tx& tx, Contribution const& contribution);
void delete_draft(db::Tx& tx, base::Id<Contribution> id);
void save_bodies(db::Tx& tx, base::Id<Contribution> id, std::vector<AuthorityId> const& bodies);
/// `person`: who wrote this version.
void insert_version(db::Tx& tx, Contribution const& contribution, PersonId person, base::Instant at);

/// A published text as it was.
struct ContributionVersion {
    int version = 1;
    base::Instant at;
    ContributionText text;
};
inline constexpr int versions_max = 200;
std::vector<ContributionVersion> versions_of(db::Reader const& reader, base::Id<Contribution> id);

/// Of all that a text says, in hexadecimal: whether it is still the same.
std::string hash_of(ContributionText const& text);

std::int64_t drafts_of(db::Reader const& reader, PersonId person);
/// How many of these authorities the register knows.
std::size_t known_authorities(db::Reader const& reader, std::vector<AuthorityId> const& authorities);

/// The standing affiliation under which an actor acts, as the database has it now: quality and function to
/// show.
struct ActingAs {
    std::string quality;
    std::string function;
    std::string body_name;
};
std::optional<ActingAs> acting_as(db::Reader const& reader, people::Actor const& actor);

/// For the mail on what became of it, and for the search document.
struct Addressee {
    std::string email;
    std::string body_name;
};
std::optional<Addressee> author_of(db::Reader const& reader, base::Id<Contribution> id);

}  // namespace consultation
