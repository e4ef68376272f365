#include "territories/derivation.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/siren.hpp"

namespace territories {
namespace {

/// A collectivity that the package files as several lines, or only names on its communes' lines. The SIREN is
/// the Sirene register's where the package has none; empty: not known, reported as a hole.
struct Particular {
    std::string_view code;
    std::string_view name;
    std::string_view long_name;
    std::string_view siren;
    std::array<std::string_view, 2> departments;  // replaced
    std::string_view region;                      // replaced
    std::string_view region_code;                 // where it lies
    std::string_view commune;                     // replaced
};

/// Sources: loi 2015-991 art. 30 (Corse), loi 2019-816 (Alsace), loi 2011-884 (Guyane, Martinique), loi
/// organique 2009-969 (Mayotte), loi 2017-257 (Ville de Paris).
constexpr std::array<Particular, 6> in_departments{{
    {"94", "Corse", "Collectivité de Corse", "200076958", {"2A", "2B"}, "94", "94", ""},
    {"6AE", "Alsace", "Collectivité européenne d’Alsace", "200094332", {"67", "68"}, "", "44", ""},
    {"972",
     "Martinique",
     "Collectivité territoriale de Martinique",
     "200055507",
     {"972", ""},
     "02",
     "02",
     ""},
    {"973", "Guyane", "Collectivité territoriale de Guyane", "200052678", {"973", ""}, "03", "03", ""},
    {"976", "Mayotte", "Département de Mayotte", "229850003", {"976", ""}, "06", "06", ""},
    {"75056", "Paris", "Ville de Paris", "217500016", {"75", ""}, "", "11", "75056"},
}};

/// Collectivities of articles 73–74 and title XIII of the Constitution that are in no département.
struct Overseas {
    std::string_view code;
    std::string_view name;
    std::string_view long_name;
    bool has_communes;  // false: its lines of communes.json are no communes
};
constexpr std::array<Overseas, 6> overseas{{
    {"975", "Saint-Pierre-et-Miquelon", "Collectivité territoriale de Saint-Pierre-et-Miquelon", true},
    {"977", "Saint-Barthélemy", "Collectivité de Saint-Barthélemy", false},      // commune abolished in 2007
    {"978", "Saint-Martin", "Collectivité de Saint-Martin", false},              // commune abolished in 2007
    {"986", "Wallis-et-Futuna", "Territoire des îles Wallis et Futuna", false},  // three circonscriptions
    {"987", "Polynésie française", "Polynésie française", true},
    {"988", "Nouvelle-Calédonie", "Nouvelle-Calédonie", true},
}};
/// No authority at all: no inhabitants, no elected council (TAAF, Clipperton).
constexpr std::array<std::string_view, 2> no_authority{"984", "989"};

constexpr std::string_view lyon_form = "MET69";
constexpr std::string_view lyon_code = "69M";
constexpr std::string_view rhone = "69";

struct FormWords {
    std::string_view form;
    std::string_view prefix;
    std::string_view words;
};
constexpr std::array<FormWords, 4> forms{{
    {"CC", "CC ", "Communauté de communes "},
    {"CA", "CA ", "Communauté d’agglomération "},
    {"CU", "CU ", "Communauté urbaine "},
    {"EPT", "", "Établissement public territorial "},
}};

std::string long_name_of(PackageGrouping const& grouping) {
    std::string_view name = grouping.name;
    for (FormWords const& words : forms)
        if (grouping.form == words.form && name.starts_with(words.prefix)) {
            name.remove_prefix(words.prefix.size());
            return std::string(words.words) + typographic(name);
        }
    return typographic(name);
}

/// Names of départements come without their article: "Département de l’Ain", "du Rhône", "de la Charente".
std::string department_long_name(PackageTerritory const& line) {
    std::string const name = typographic(line.name);
    switch (line.liaison) {
        case 1:
            return "Département d’" + name;
        case 2:
            return "Département du " + name;
        case 3:
            return "Département de la " + name;
        case 4:
            return "Département des " + name;
        case 5:
            return "Département de l’" + name;
        default:
            return "Département de " + name;
    }
}

/// Works through one package; its parts run in the order in which they stand.
class Derivation {
  public:
    explicit Derivation(Package const& package) : package_(package) {
        register_.year = package.year;
        register_.version = package.version;
    }

    Register run() {
        index_members();
        sum_populations();
        add_territories();
        add_groupings();
        add_communes();
        add_departments_and_regions();
        add_particular();
        add_overseas();
        add_former();
        drop_repeated_sirens();
        report_holes();
        return std::move(register_);
    }

  private:
    static bool is_excluded(PackageCommune const& commune) {
        return std::find(no_authority.begin(), no_authority.end(), commune.overseas_code) !=
               no_authority.end();
    }
    static Overseas const* overseas_of(PackageCommune const& commune) {
        for (Overseas const& one : overseas)
            if (commune.overseas_code == one.code) return &one;
        return nullptr;
    }
    static bool is_replaced_commune(PackageCommune const& commune) {
        for (Particular const& one : in_departments)
            if (commune.code == one.commune) return true;
        Overseas const* const place = overseas_of(commune);
        return place != nullptr && !place->has_communes;
    }
    static bool is_replaced_department(std::string_view code) {
        for (Particular const& one : in_departments)
            if (code == one.departments[0] || code == one.departments[1]) return true;
        return false;
    }
    static bool is_replaced_region(std::string_view code) {
        for (Particular const& one : in_departments)
            if (code == one.region) return true;
        return false;
    }

    /// EPT lines are left aside: a commune's EPCI is the one with its own taxes.
    void index_members() {
        for (PackageGrouping const& grouping : package_.groupings)
            for (PackageGrouping::Member const& member : grouping.members) {
                if (!member.siren.empty()) siren_of_code_.try_emplace(member.code, member.siren);
                if (grouping.form == "EPT") continue;
                epci_of_code_.try_emplace(member.code,
                                          grouping.form == lyon_form
                                              ? reference_of(Kind::collectivite_particuliere, lyon_code)
                                              : grouping.siren);
                if (grouping.form == lyon_form) in_lyon_.insert(member.code);
            }
    }

    void sum_populations() {
        for (PackageCommune const& commune : package_.communes) {
            if (commune.type != PackageCommune::Type::current) continue;
            commune_of_code_.emplace(commune.code, &commune);
            if (!commune.population) continue;
            population_of_region_[commune.region] += *commune.population;
            if (!commune.overseas_code.empty())
                population_of_department_[commune.overseas_code] += *commune.population;
            else
                population_of_department_[commune.department] += *commune.population;
            if (in_lyon_.contains(commune.code)) population_of_lyon_ += *commune.population;
        }
    }

    void add_territories() {
        for (PackageTerritory const& region : package_.regions)
            if (!region.is_overseas_collectivity)
                register_.regions.push_back({region.code, region.name, {}, true});
        for (PackageTerritory const& department : package_.departments)
            if (!department.is_overseas_collectivity)
                register_.departments.push_back({department.code, department.name, department.region, true});
        for (Overseas const& place : overseas) {  // both editions alike: 2021 has no line for them
            std::string const code(place.code);
            register_.regions.push_back({code, std::string(place.name), {}, false});
            register_.departments.push_back({code, std::string(place.name), code, false});
        }
    }

    void add_groupings() {
        for (PackageGrouping const& grouping : package_.groupings) {
            Described one;
            bool const is_lyon = grouping.form == lyon_form;
            one.kind = is_lyon                  ? Kind::collectivite_particuliere
                       : grouping.form == "EPT" ? Kind::ept
                                                : Kind::epci;
            one.reference = is_lyon ? reference_of(one.kind, lyon_code) : grouping.siren;
            one.legal_class = is_lyon ? LegalClass::authority : LegalClass::grouping;
            if (is_lyon)
                one.insee_code = lyon_code;
            else
                one.form = grouping.form;
            one.siren = checked_siren(grouping.siren, one.reference);
            one.name = grouping.name;
            one.long_name = long_name_of(grouping);
            one.population = grouping.population;
            for (PackageGrouping::Member const& member : grouping.members)
                one.member_codes.push_back(member.code);
            place_by_members(grouping, one);
            register_.in_force.push_back(std::move(one));
        }
    }

    /// A grouping lies in the département where most of its inhabitants live (the package gives no seat).
    void place_by_members(PackageGrouping const& grouping, Described& one) {
        std::map<std::string, std::int64_t> inhabitants;
        PackageCommune const* largest = nullptr;
        for (PackageGrouping::Member const& member : grouping.members) {
            auto const found = commune_of_code_.find(member.code);
            if (found == commune_of_code_.end()) {
                unknown_members_.push_back(one.reference);
                continue;
            }
            PackageCommune const& commune = *found->second;
            std::int64_t& total = inhabitants[commune.department];
            total += commune.population.value_or(0);
            if (largest == nullptr || total > inhabitants[largest->department]) largest = &commune;
        }
        if (largest == nullptr) return;
        one.department_code = largest->department;
        one.region_code = largest->region;
    }

    Described commune_described(PackageCommune const& commune) {
        Described one;
        one.reference = commune.code;
        one.insee_code = commune.code;
        one.name = commune.name;
        one.long_name = "Commune " + with_de(commune.name, commune.liaison);
        one.population = commune.population;
        one.department_code = commune.overseas_code.empty() ? commune.department : commune.overseas_code;
        one.region_code = commune.overseas_code.empty() ? commune.region : commune.overseas_code;
        one.postcodes = commune.postcodes;
        one.former_codes = commune.former_codes;
        auto const siren = siren_of_code_.find(commune.code);
        one.siren = checked_siren(!commune.siren.empty()          ? commune.siren
                                  : siren != siren_of_code_.end() ? siren->second
                                                                  : std::string(),
                                  one.reference);
        auto const epci = epci_of_code_.find(commune.code);
        if (epci != epci_of_code_.end()) one.epci_reference = epci->second;
        return one;
    }

    void add_communes() {
        for (PackageCommune const& commune : package_.communes)
            if (commune.type == PackageCommune::Type::current && !is_excluded(commune) &&
                !is_replaced_commune(commune))
                register_.in_force.push_back(commune_described(commune));
    }

    void add_departments_and_regions() {
        for (PackageTerritory const& department : package_.departments) {
            if (department.is_overseas_collectivity || is_replaced_department(department.code)) continue;
            Described one;
            one.kind = Kind::departement;
            one.reference = reference_of(one.kind, department.code);
            one.insee_code = department.code;
            one.name = department.name;
            one.long_name = department_long_name(department);
            one.department_code = department.code;
            one.region_code = department.region;
            std::int64_t population = population_of_department_[department.code];
            if (department.code == rhone)
                population -= population_of_lyon_;  // the métropole is its own département
            one.population = population;
            register_.in_force.push_back(std::move(one));
        }
        for (PackageTerritory const& region : package_.regions) {
            if (region.is_overseas_collectivity || is_replaced_region(region.code)) continue;
            Described one;
            one.kind = Kind::region;
            one.reference = reference_of(one.kind, region.code);
            one.insee_code = region.code;
            one.name = region.name;
            one.long_name = "Région " + typographic(region.name);
            one.region_code = region.code;
            one.population = population_of_region_[region.code];
            register_.in_force.push_back(std::move(one));
        }
    }

    void add_particular() {
        for (Particular const& place : in_departments) {
            Described one;
            if (!place.commune.empty()) {
                auto const commune = commune_of_code_.find(std::string(place.commune));
                if (commune == commune_of_code_.end()) continue;
                one = commune_described(*commune->second);
            } else {
                std::int64_t population = 0;
                for (std::string_view const department : place.departments)
                    population += population_of_department_[std::string(department)];
                if (population == 0) continue;  // none of its lines is in this package
                one.population = population;
            }
            one.kind = Kind::collectivite_particuliere;
            one.reference = reference_of(one.kind, place.code);
            one.insee_code = place.code;
            one.name = place.name;
            one.long_name = place.long_name;
            if (one.siren.empty()) one.siren = checked_siren(std::string(place.siren), one.reference);
            // Corse and Alsace lie in two départements: then none.
            one.department_code = place.departments[1].empty() ? place.departments[0] : std::string_view();
            one.region_code = place.region_code;
            register_.in_force.push_back(std::move(one));
        }
    }

    void add_overseas() {
        for (Overseas const& place : overseas) {
            Described one;
            one.kind = Kind::collectivite_particuliere;
            one.reference = reference_of(one.kind, place.code);
            one.insee_code = place.code;
            one.name = place.name;
            one.long_name = place.long_name;
            one.department_code = place.code;
            one.region_code = place.code;
            std::set<std::string> postcodes;
            bool is_present = false;
            for (PackageCommune const& commune : package_.communes) {
                if (commune.overseas_code != place.code) continue;
                is_present = true;
                if (place.has_communes) continue;
                postcodes.insert(commune.postcodes.begin(), commune.postcodes.end());
                one.former_codes.push_back(commune.code);
            }
            if (!is_present) continue;
            one.postcodes.assign(postcodes.begin(), postcodes.end());
            one.population = population_of_department_[std::string(place.code)];
            register_.in_force.push_back(std::move(one));
        }
    }

    void add_former() {
        std::unordered_set<std::string> described;
        for (PackageCommune const& commune : package_.communes) {
            if (commune.type != PackageCommune::Type::former) continue;
            Described one;
            one.kind = Kind::former_commune;
            one.reference = reference_of(one.kind, commune.code);
            one.insee_code = commune.code;
            one.name = commune.name;
            one.long_name = "Ancienne commune " + with_de(commune.name, commune.liaison);
            one.department_code = commune.department;
            one.region_code = commune.region;
            if (commune_of_code_.contains(commune.chief_code))
                one.successor_reference = commune.chief_code;
            else
                without_successor_.push_back(one.reference);
            described.insert(commune.code);
            register_.former.push_back(std::move(one));
        }
        for (Described& one : register_.in_force)
            std::erase_if(one.former_codes,
                          [&](std::string const& code) { return described.contains(code); });
    }

    /// A wrong SIREN is not kept: it would send a person to another body.
    std::string checked_siren(std::string const& written, std::string const& reference) {
        if (written.empty()) return {};
        std::optional<base::Siren> const siren = base::Siren::parse(written);
        if (siren) return siren->digits();
        wrong_sirens_.push_back(reference);
        return {};
    }

    void drop_repeated_sirens() {
        std::unordered_map<std::string, int> uses;
        for (Described const& one : register_.in_force)
            if (!one.siren.empty()) ++uses[one.siren];
        for (Described& one : register_.in_force)
            if (!one.siren.empty() && uses[one.siren] > 1) {
                wrong_sirens_.push_back(one.reference);
                one.siren.clear();
            }
    }

    void report_holes() {
        Hole sirens{"communes sans Siren", {}};
        Hole other_sirens{"départements, régions et collectivités particulières sans Siren", {}};
        Hole populations{"sans population", {}};
        Hole groupings{"communes hors de tout EPCI à fiscalité propre", {}};
        Hole postcodes{"communes sans code postal", {}};
        for (Described const& one : register_.in_force) {
            bool const is_commune = one.kind == Kind::commune;
            if (one.siren.empty()) (is_commune ? sirens : other_sirens).references.push_back(one.reference);
            if (!one.population) populations.references.push_back(one.reference);
            if (is_commune && one.epci_reference.empty()) groupings.references.push_back(one.reference);
            if (is_commune && one.postcodes.empty()) postcodes.references.push_back(one.reference);
        }
        Hole wrong{"Siren faux ou donné deux fois, écarté", std::move(wrong_sirens_)};
        Hole successors{"anciennes communes sans commune de rattachement", std::move(without_successor_)};
        Hole members{"groupements dont un membre n’est pas une commune", std::move(unknown_members_)};
        for (Hole* const hole :
             {&sirens, &other_sirens, &populations, &groupings, &postcodes, &wrong, &successors, &members})
            if (!hole->references.empty()) register_.holes.push_back(std::move(*hole));
    }

    Package const& package_;
    Register register_;
    std::unordered_map<std::string, PackageCommune const*> commune_of_code_;
    std::unordered_map<std::string, std::string> siren_of_code_;
    std::unordered_map<std::string, std::string> epci_of_code_;
    std::unordered_set<std::string> in_lyon_;
    std::unordered_map<std::string, std::int64_t> population_of_department_;
    std::unordered_map<std::string, std::int64_t> population_of_region_;
    std::int64_t population_of_lyon_ = 0;
    std::vector<std::string> wrong_sirens_;
    std::vector<std::string> without_successor_;
    std::vector<std::string> unknown_members_;
};

}  // namespace

std::string reference_of(Kind kind, std::string_view code) {
    constexpr std::size_t commune_code_length = 5;
    switch (kind) {
        case Kind::departement:
            return "DEP-" + std::string(code);
        case Kind::region:
            return "REG-" + std::string(code);
        case Kind::former_commune:
            return "ANC-" + std::string(code);
        case Kind::collectivite_particuliere:  // Paris keeps its commune's code
            return code.size() == commune_code_length ? std::string(code) : "COL-" + std::string(code);
        default:
            return std::string(code);
    }
}

Register derived(Package const& package) {
    return Derivation(package).run();
}

}  // namespace territories
