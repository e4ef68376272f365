#include "site/journal_names.hpp"

#include <set>

#include "people/partner_rows.hpp"
#include "territories/lookup.hpp"

namespace site {

NamedBodies::NamedBodies(db::Reader const& reader, std::vector<journal::Act> const& acts) {
    std::set<base::Id<territories::Authority>> authorities;
    std::set<base::Id<people::Partner>> partners;
    for (journal::Act const& act : acts) {
        if (act.body > 0) authorities.insert(base::Id<territories::Authority>(act.body));
        if (act.body < 0) partners.insert(base::Id<people::Partner>(-act.body));
    }
    std::vector const authority_ids(authorities.begin(), authorities.end());
    if (!authority_ids.empty())
        for (territories::Authority const& one : territories::authorities(reader, authority_ids))
            by_id_[one.id.value] = {one.long_name, one.reference, "/collectivites/" + one.reference};
    std::vector const partner_ids(partners.begin(), partners.end());
    for (people::Partner const& one : people::partners(reader, partner_ids))
        by_id_[-one.id.value] = {one.name, "partenaire:" + std::to_string(one.id.value), {}};
}

NamedBody const* NamedBodies::find(std::int64_t body) const {
    auto const found = by_id_.find(body);
    return found == by_id_.end() ? nullptr : &found->second;
}

}  // namespace site
