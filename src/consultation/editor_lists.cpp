#include "consultation/editor_lists.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/section_check.hpp"

namespace consultation {
namespace {

/// A slug from each new name, none twice; an unknown slug counts as none.
template<class T>
void name_new_ones(std::vector<T>& wanted, std::vector<T> const& stored) {
    auto const is_taken = [&](std::string const& slug) {
        auto const has = [&](T const& one) { return one.slug == slug; };
        return std::ranges::any_of(wanted, has) || std::ranges::any_of(stored, has);
    };
    for (T& entry : wanted)
        if (std::ranges::find(stored, entry.slug, &T::slug) == stored.end()) entry.slug.clear();
    for (T& entry : wanted) {
        if (!entry.slug.empty()) continue;
        std::string const start = base::slug(entry.name, campaign_slug_max - 4);
        std::string slug = start.empty() ? "autre" : start;
        for (int number = 2; is_taken(slug); ++number)
            slug = fmt::format("{}-{}", start.empty() ? "autre" : start, number);
        entry.slug = std::move(slug);
    }
}

/// Deletes what is no longer wanted; refused, naming all of it, where `remove` says that it is used.
template<class T, class Remove>
base::Result<base::Done> remove_gone(std::vector<T> const& stored, std::vector<T> const& wanted,
                                     char const* what, Remove remove) {
    base::FormErrors errors;
    for (T const& old : stored) {
        if (std::ranges::find(wanted, old.slug, &T::slug) != wanted.end() || remove(old.id)) continue;
        errors.add("name_0",
                   fmt::format("{} «\u00a0{}\u00a0» est déjà employé\u00a0: gardez-le, ou renommez-le.", what,
                               old.name));
    }
    if (!errors.none()) return std::move(errors).refusal();
    return base::Done{};
}

}  // namespace

base::Result<base::Done> write_themes(db::Tx& tx, base::Id<Campaign> campaign,
                                      std::vector<Theme> const& stored, std::vector<Theme> wanted) {
    name_new_ones(wanted, stored);
    auto const removed = remove_gone(stored, wanted, "Le thème",
                                     [&](base::Id<Theme> id) { return delete_unused_theme(tx, id); });
    if (!removed.ok()) return removed.refusal();
    int rank = 0;
    for (Theme const& theme : wanted) put_theme(tx, campaign, theme, ++rank);
    return base::Done{};
}

base::Result<base::Done> write_desks(db::Tx& tx, base::Id<Campaign> campaign, std::vector<Desk> const& stored,
                                     std::vector<Desk> wanted) {
    name_new_ones(wanted, stored);
    auto const removed = remove_gone(stored, wanted, "Le bureau",
                                     [&](base::Id<Desk> id) { return delete_unused_desk(tx, id); });
    if (!removed.ok()) return removed.refusal();
    for (Desk const& desk : wanted) put_desk(tx, campaign, desk);
    return base::Done{};
}

base::Result<base::Done> write_grounds(db::Tx& tx, base::Id<Campaign> campaign,
                                       std::vector<Ground> const& stored, std::vector<Ground> wanted) {
    name_new_ones(wanted, stored);
    auto const removed = remove_gone(stored, wanted, "Le motif",
                                     [&](base::Id<Ground> id) { return delete_unused_ground(tx, id); });
    if (!removed.ok()) return removed.refusal();
    for (Ground const& ground : wanted) put_ground(tx, campaign, ground);
    return base::Done{};
}

}  // namespace consultation
