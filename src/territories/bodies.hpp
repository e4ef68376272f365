// Bodies that the register's package lacks (syndicats, CCAS, SDIS, GIP…): they come by file, with a SIREN.
#pragma once

#include <string>
#include <string_view>

#include "territories/contacts.hpp"

namespace territories {

/// Loads bodies (CSV text): columns `siren`, `name`, `kind` (syndicat, petr, ept, ccas, sdis, gip, opsn,
/// local_public_body), `legal_class` (grouping or local_public_body: stated, never inferred), and optionally
/// `department` and `population`. The same SIREN again rewrites the body. Refused line by line: a wrong
/// SIREN, one of an authority of the register, an unknown kind. Refused as a whole: no register loaded yet.
base::Result<FileReport> load_bodies(db::Database& database, base::World const& world, std::string_view csv);

/// One body, from a form ("ma structure n'est pas dans la liste") or a line of a file.
struct NewBody {
    std::string siren;
    std::string name;
    Kind kind = Kind::syndicat;
    LegalClass legal_class = LegalClass::grouping;
    std::string department_code;  // empty: several or none
    std::optional<std::int64_t> population;
};
/// Adds it, or rewrites the one with this SIREN, in the caller's action. Refused with every error of the
/// form.
base::Result<base::Id<Authority>> save_body(db::Tx& tx, NewBody const& body);

/// The kinds that a file or a form may give.
std::span<Kind const> kinds_from_files();

}  // namespace territories
