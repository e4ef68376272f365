// Official addresses and e-mail domains of authorities: how a person is recognised as working for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "territories/authority.hpp"

namespace territories {

/// What a load of a file did. A refused line changes nothing; the others are kept.
struct FileReport {
    std::int64_t bodies = 0;  // authorities concerned
    std::int64_t emails = 0;  // in the file, for them
    std::int64_t domains = 0;
    std::int64_t written = 0;  // rows inserted, changed or removed: 0 when the same file was loaded before
    std::vector<std::string> refused;  // "Ligne 12 : …", in French
};

/// Loads a directory (CSV text): columns `code` (INSEE, SIREN or reference: DEP-29, REG-53), `emails` and
/// `domains` (several separated by ; , | or a space), and optionally `siren` (to complete the register). For
/// each body that the file names, its addresses and domains become those of the file; other bodies are left
/// alone. Webmail domains are refused line by line. One transaction, one entry of the journal. Refused as a
/// whole: not CSV, or no `code` column.
base::Result<FileReport> load_contacts(db::Database& database, base::World const& world,
                                       std::string_view csv);

/// "12 collectivités, 15 adresses …" and the refused lines, at most `lines_max`.
std::vector<std::string> printed(FileReport const& report, std::size_t lines_max = 50);

struct OfficialEmail {
    std::string email;
    std::optional<base::Instant> wrong_since;  // somebody said "this is no longer the right one"
    bool is_usable() const { return !wrong_since.has_value(); }
};
/// Addresses of a body, usable ones first.
std::vector<OfficialEmail> official_emails(db::Reader const& reader, base::Id<Authority> id);
/// The bodies (in force) of which this is a usable official address.
std::vector<base::Id<Authority>> authorities_of_official_email(db::Reader const& reader,
                                                               std::string_view email);

/// The bodies whose recorded domain the address belongs to: the domain itself or one below it, never one that
/// merely ends alike. The most specific recorded domain decides. Never a webmail's. A grouping's domain
/// answers with the grouping only, not with its communes (PROGRAMME A2).
std::vector<base::Id<Authority>> authorities_of_domain(db::Reader const& reader, std::string_view email);
/// Both at once, in one statement, for a page that shows them.
struct Contacts {
    std::vector<OfficialEmail> emails;
    std::vector<std::string> domains;
};
Contacts contacts(db::Reader const& reader, base::Id<Authority> id);
std::vector<std::string> domains(db::Reader const& reader, base::Id<Authority> id);

/// Marks an address as wrong, or right again, in the caller's action (which says who may). Not found:
/// refused.
base::Result<base::Done> mark_email_wrong(db::Tx& tx, base::Instant at, base::Id<Authority> id,
                                          std::string_view email);
/// Adds an address, usable at once; known already: right again. Refuses `invalid` (field "address") beyond
/// added_emails_max.
inline constexpr int added_emails_max = 20;
base::Result<base::Done> add_official_email(db::Tx& tx, base::Instant at, base::Id<Authority> id,
                                            std::string_view email);
base::Result<base::Done> mark_email_right(db::Tx& tx, base::Id<Authority> id, std::string_view email);

/// "Mairie-X.FR", "@mairie-x.fr", "www.mairie-x.fr" → "mairie-x.fr". Refused, with a French sentence: not a
/// domain, a webmail's, or a suffix that strangers share.
base::Result<std::string> checked_domain(std::string_view typed);

}  // namespace territories
