// The SQL of places: one reading of the register.
#include "demo/places.hpp"

namespace demo {

std::vector<Place> every_place(db::Reader const& reader) {
    std::vector<Place> places;
    reader.stream(
        "SELECT id, reference, kind, name, long_name, population, department_code, region_code, epci_id "
        "FROM authorities "
        "WHERE in_force = 1 AND kind IN ('commune', 'departement', 'region', 'collectivite_particuliere', "
        "'epci') "
        "ORDER BY reference",
        {}, [&](db::Row const& row) {
            Place place;
            place.id = row.id<territories::Authority>(0);
            place.reference = row.string(1);
            place.kind = territories::kind_from(row.text(2)).value();
            place.name = row.string(3);
            place.long_name = row.string(4);
            place.population = row.maybe_integer(5);
            place.department_code = row.maybe_string(6).value_or("");
            place.region_code = row.maybe_string(7).value_or("");
            place.epci = row.maybe_integer(8).value_or(0);
            places.push_back(std::move(place));
        });
    return places;
}

}  // namespace demo
