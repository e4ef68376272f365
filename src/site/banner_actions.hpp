// Banners published and ended: the writes, each with its journal entry.
#pragma once

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"
#include "site/banner.hpp"

namespace site {

struct NewBanner {
    std::string kind;                        // as typed: a code of BannerKind
    std::string text;                        // one line
    std::string campaign;                    // a slug, or empty
    std::optional<base::Instant> starts_at;  // nothing: now
    std::optional<base::Instant> ends_at;
};

/// What stands in the way of publishing it, every error at once (fields "kind", "text", "campaign",
/// "ends_at"); the banner otherwise, not yet saved. The preview asks the same.
base::Result<Banner> checked_banner(db::Reader const& reader, base::Instant now, NewBanner const& typed);

/// Refuses `forbidden` unless an operator, what checked_banner refuses, `conflict` when as many as a page
/// shows have not ended (two at once: one is refused).
base::Result<base::Id<Banner>> publish_banner(db::Tx& tx, base::World const& world,
                                              people::Actor const& actor, NewBanner const& typed);
/// Ends it at once. Refuses `forbidden` unless an operator, `not_found`; one that is over already: done,
/// without a second entry.
base::Result<base::Done> end_banner(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Banner> id);

}  // namespace site
