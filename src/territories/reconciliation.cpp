#include "territories/reconciliation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/check.hpp"
#include "base/text.hpp"

namespace territories {
namespace {

using AuthorityId = base::Id<Authority>;

bool is_from_the_package(Kind kind) {
    switch (kind) {
        case Kind::commune:
        case Kind::departement:
        case Kind::region:
        case Kind::collectivite_particuliere:
        case Kind::epci:
        case Kind::ept:
            return true;
        default:
            return false;
    }
}

std::string shown(Described const& one) {
    std::string const& code = one.insee_code.empty() ? one.siren : one.insee_code;
    return fmt::format("{} ({})", typographic(one.name), code.empty() ? one.reference : code);
}

std::string former_key(Described const& one) {
    return one.insee_code + ' ' + base::name_key(one.name);
}

/// Works through one edition; its parts run in the order in which they stand.
class Reconciliation {
  public:
    Reconciliation(std::vector<Kept> const& stored, Register const& edition, base::Id<Edition> edition_id,
                   std::int64_t next_id)
        : stored_(stored), edition_(edition), edition_id_(edition_id), is_first_(!has_communes(stored)) {
        result_.next_id = next_id;
    }

    Reconciled run() {
        index_stored();
        match_bodies_in_force();
        link_groupings();
        retire_vanished();
        match_former();
        follow_successors();
        note_aliases();
        return std::move(result_);
    }

  private:
    static bool has_communes(std::vector<Kept> const& stored) {
        return std::any_of(stored.begin(), stored.end(),
                           [](Kept const& row) { return row.is.kind == Kind::commune; });
    }

    void index_stored() {
        for (Described const& one : edition_.in_force) {
            named_now_.insert(one.reference);
            if (!one.siren.empty()) reference_of_siren_.emplace(one.siren, one.reference);
        }
        for (Kept const& row : stored_) {
            taken_references_.insert(row.is.reference);
            by_id_.emplace(row.id.value, &row);
            if (row.is.kind == Kind::former_commune) {
                former_by_key_.emplace(former_key(row.is), &row);
                continue;
            }
            by_reference_.emplace(row.is.reference, &row);
            if (row.is_in_force && row.is.kind == Kind::commune && !row.is.siren.empty())
                commune_by_siren_.emplace(row.is.siren, &row);
        }
    }

    AuthorityId new_id() { return AuthorityId(result_.next_id++); }

    Kept& write(Kept row) {
        index_of_.emplace(row.id.value, result_.rows.size());
        result_.rows.push_back(std::move(row));
        return result_.rows.back();
    }

    /// The stored commune that this one was under another code: the same legal person, hence the same SIREN;
    /// or, when neither edition knows one, the same name under one of its former codes.
    Kept const* under_another_code(Described const& one) const {
        if (auto const found = commune_by_siren_.find(one.siren); found != commune_by_siren_.end())
            return found->second;
        for (std::string const& code : one.former_codes) {
            auto const found = by_reference_.find(code);
            if (found == by_reference_.end() || named_now_.contains(code)) continue;
            Kept const& before = *found->second;
            if (before.is.kind == Kind::commune && (before.is.siren.empty() || one.siren.empty()) &&
                base::name_key(before.is.name) == base::name_key(one.name))
                return &before;
        }
        return nullptr;
    }

    /// The same legal person now stands under another code, so its old code is somebody else's. Seen in 2024:
    /// Les Hauts-Talican went from 60054 to 60694, and Beaumont-les-Nonains, restored, took 60054 back.
    bool has_moved_away(Kept const& before) const {
        auto const now = reference_of_siren_.find(before.is.siren);
        return before.is.kind == Kind::commune && now != reference_of_siren_.end() &&
               now->second != before.is.reference;
    }

    Kept const* stored_as(Described const& one) {
        if (auto const found = by_reference_.find(one.reference);
            found != by_reference_.end() && !has_moved_away(*found->second))
            return found->second;
        if (one.kind != Kind::commune) return nullptr;
        if (Kept const* const before = under_another_code(one)) {
            result_.changes.recoded.push_back(
                fmt::format("{} porte désormais le code {}", shown(before->is), one.insee_code));
            result_.aliases.emplace_back(before->is.insee_code, before->id);
            result_.moved.push_back(before->id);
            return before;
        }
        if (auto const found = former_by_key_.find(former_key(one)); found != former_by_key_.end()) {
            result_.changes.restored.push_back(shown(one));
            return found->second;
        }
        return nullptr;
    }

    void match_bodies_in_force() {
        for (Described const& one : edition_.in_force) {
            Kept row{{}, one, {}, {}, true, edition_id_, {}};
            if (Kept const* const before = stored_as(one)) {
                row.id = before->id;
                row.since = before->since;
                if (row.is.siren.empty()) row.is.siren = before->is.siren;  // learnt from a file meanwhile
                matched_.insert(before->id.value);
                if (base::name_key(before->is.name) != base::name_key(one.name))
                    result_.changes.renamed.push_back(
                        fmt::format("{} devient {}", shown(before->is), typographic(one.name)));
            } else {
                row.id = new_id();
                if (!is_first_) result_.changes.appeared.push_back(shown(one));
            }
            id_of_reference_.emplace(one.reference, row.id);
            taken_references_.insert(one.reference);
            write(std::move(row));
        }
    }

    void link_groupings() {
        for (Kept& row : result_.rows)
            if (!row.is.epci_reference.empty()) {
                auto const found = id_of_reference_.find(row.is.epci_reference);
                base::check(found != id_of_reference_.end(), "a commune's grouping is not in the edition");
                row.epci = found->second;
            }
    }

    AuthorityId heir_of_commune(Kept const& row) const {
        for (Described const& one : edition_.in_force)
            if (std::find(one.former_codes.begin(), one.former_codes.end(), row.is.insee_code) !=
                one.former_codes.end())
                return id_of_reference_.at(one.reference);
        for (Described const& one : edition_.former)
            if (one.insee_code == row.is.insee_code && !one.successor_reference.empty())
                if (auto const found = id_of_reference_.find(one.successor_reference);
                    found != id_of_reference_.end())
                    return found->second;
        return {};
    }

    /// A grouping's heir is the one to which all its communes belong now; none when they were shared out.
    AuthorityId heir_of_grouping(Kept const& row) const {
        AuthorityId heir;
        for (Kept const& commune : stored_) {
            if (commune.epci != row.id || !commune.is_in_force) continue;
            auto const now = index_of_.find(commune.id.value);
            if (now == index_of_.end()) continue;  // merged: its successor is counted by itself
            AuthorityId const grouping = result_.rows[now->second].epci;
            if (!grouping.exists() || (heir.exists() && heir != grouping)) return {};
            heir = grouping;
        }
        return heir;
    }

    std::string free_reference(std::string const& wished) {
        std::string reference = wished;
        for (int number = 2; !taken_references_.insert(reference).second; ++number)
            reference = fmt::format("{}-{}", wished, number);
        return reference;
    }

    void retire_vanished() {
        bool const has_ept = std::any_of(edition_.in_force.begin(), edition_.in_force.end(),
                                         [](Described const& one) { return one.kind == Kind::ept; });
        for (Kept const& before : stored_) {
            if (!before.is_in_force || !is_from_the_package(before.is.kind) ||
                matched_.contains(before.id.value))
                continue;
            if (before.is.kind == Kind::ept && !has_ept) continue;
            Kept row = before;
            row.is_in_force = false;
            row.until = edition_id_;
            row.epci = {};
            if (before.is.kind == Kind::commune) {
                row.successor = heir_of_commune(before);
                row.is.kind = Kind::former_commune;
                row.is.reference = free_reference(reference_of(Kind::former_commune, before.is.insee_code));
                constexpr std::string_view now = "Commune ";
                if (row.is.long_name.starts_with(now))
                    row.is.long_name = "Ancienne commune " + row.is.long_name.substr(now.size());
            } else if (before.is.kind == Kind::epci || before.is.kind == Kind::ept) {
                row.successor = heir_of_grouping(before);
            }
            if (row.successor.exists())
                result_.changes.merged.push_back(shown(before.is) + " → " +
                                                 shown(result_.rows[index_of_.at(row.successor.value)].is));
            else
                result_.changes.vanished.push_back(shown(before.is));
            retired_by_key_.emplace(former_key(row.is), row.id);
            write(std::move(row));
        }
    }

    void match_former() {
        for (Described const& one : edition_.former) {
            std::string const key = former_key(one);
            auto const heir = id_of_reference_.find(one.successor_reference);
            AuthorityId const successor = heir == id_of_reference_.end() ? AuthorityId() : heir->second;
            if (auto const retired = retired_by_key_.find(key); retired != retired_by_key_.end()) {
                if (successor.exists())
                    result_.rows[index_of_.at(retired->second.value)].successor = successor;
                continue;
            }
            Kept row{{}, one, {}, successor, false, edition_id_, edition_id_};
            auto const before = former_by_key_.find(key);
            if (before != former_by_key_.end() && !matched_.contains(before->second->id.value)) {
                if (before->second->successor == successor) continue;  // nothing to write
                row = *before->second;
                row.successor = successor;
            } else {
                row.id = new_id();
                row.is.reference = free_reference(one.reference);
            }
            write(std::move(row));
        }
    }

    bool is_retired_now(AuthorityId id) const {
        auto const now = index_of_.find(id.value);
        if (now != index_of_.end()) return !result_.rows[now->second].is_in_force;
        auto const before = by_id_.find(id.value);
        return before != by_id_.end() && !before->second->is_in_force;
    }
    AuthorityId successor_of(AuthorityId id) const {
        auto const now = index_of_.find(id.value);
        if (now != index_of_.end()) return result_.rows[now->second].successor;
        auto const before = by_id_.find(id.value);
        return before != by_id_.end() ? before->second->successor : AuthorityId();
    }

    /// A successor is always in force: what merged twice is found in one step.
    void follow_successors() {
        constexpr int steps_max = 20;
        auto const final_of = [&](AuthorityId successor) {
            for (int step = 0; step < steps_max && successor.exists() && is_retired_now(successor); ++step)
                successor = successor_of(successor);
            return successor;
        };
        for (std::size_t i = 0; i < result_.rows.size(); ++i)
            if (result_.rows[i].successor.exists())
                result_.rows[i].successor = final_of(result_.rows[i].successor);
        for (Kept const& before : stored_) {
            if (before.is_in_force || !before.successor.exists() || index_of_.contains(before.id.value))
                continue;
            AuthorityId const successor = final_of(before.successor);
            if (successor == before.successor) continue;
            Kept row = before;
            row.successor = successor;
            write(std::move(row));
        }
    }

    void note_aliases() {
        for (Described const& one : edition_.in_force)
            for (std::string const& code : one.former_codes)
                result_.aliases.emplace_back(code, id_of_reference_.at(one.reference));
    }

    std::vector<Kept> const& stored_;
    Register const& edition_;
    base::Id<Edition> edition_id_;
    bool is_first_;
    Reconciled result_;
    std::unordered_set<std::string> named_now_;
    std::unordered_map<std::string, std::string> reference_of_siren_;
    std::unordered_set<std::string> taken_references_;
    std::unordered_map<std::string, Kept const*> by_reference_;
    std::unordered_map<std::string, Kept const*> commune_by_siren_;
    std::unordered_map<std::string, Kept const*> former_by_key_;
    std::unordered_map<std::int64_t, Kept const*> by_id_;
    std::unordered_set<std::int64_t> matched_;
    std::unordered_map<std::string, AuthorityId> id_of_reference_;
    std::unordered_map<std::string, AuthorityId> retired_by_key_;
    std::unordered_map<std::int64_t, std::size_t> index_of_;
};

}  // namespace

Reconciled reconciled(std::vector<Kept> const& stored, Register const& edition, base::Id<Edition> edition_id,
                      std::int64_t next_id) {
    return Reconciliation(stored, edition, edition_id, next_id).run();
}

}  // namespace territories
