// The SQL of persons.
#pragma once

#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/migration.hpp"
#include "people/person.hpp"

namespace people {

struct FoundPerson {
    Person person;
    bool is_new = false;
};

/// The account of an address, made when there is none. The address must be one (base::is_email); two at once
/// get the same person.
FoundPerson find_or_create_person(db::Tx& tx, base::Instant now, std::string_view email);

std::optional<Person> person_by_id(db::Reader const& reader, base::Id<Person> id);
std::optional<Person> person_by_email(db::Reader const& reader, std::string_view email);

/// The tables of this room.
std::vector<db::Migration> migrations();

void note_sign_in(db::Tx& tx, base::Id<Person> person, base::Instant now);

}  // namespace people
