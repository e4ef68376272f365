// The SQL of official addresses, domains and bodies that come from files. Only this room's loads call it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "territories/batch_rows.hpp"
#include "territories/bodies.hpp"
#include "territories/register.hpp"

namespace territories::rows {

/// What tells bodies apart in a file.
struct Known {
    base::Id<Authority> id;
    std::string reference;
    Kind kind = Kind::commune;
    std::string insee_code;
    std::string siren;
    bool is_in_force = true;
};
std::vector<Known> all_known(db::Reader const& reader);
std::optional<Known> known_by_siren(db::Reader const& reader, std::string_view siren);

/// (body, key of the address or domain)
using Entry = std::pair<base::Id<Authority>, std::string>;
std::vector<Entry> all_email_keys(db::Reader const& reader);
std::vector<Entry> all_domains(db::Reader const& reader);
void remove_email(db::Tx& tx, Entry const& entry);
void remove_domain(db::Tx& tx, Entry const& entry);
void add_emails(db::Tx& tx, base::Instant at, std::vector<Entry> const& addresses);
void add_domains(db::Tx& tx, std::vector<Entry> const& domains);
/// Only where the register has none; returns whether it was written.
bool complete_siren(db::Tx& tx, base::Id<Authority> id, std::string_view siren);

/// The region of a département; empty: there is no such département.
std::string region_of(db::Reader const& reader, std::string_view department);
/// Inserts with this id, or rewrites the row that has it. Freezes nothing.
void save_body(db::Tx& tx, base::Id<Authority> id, NewBody const& body, std::string_view region,
               base::Id<Edition> since);

}  // namespace territories::rows
