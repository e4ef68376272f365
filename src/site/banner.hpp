// Banner: a sentence of the operator above every page, or above a campaign's, from one instant to another.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/person.hpp"

namespace site {

enum class BannerKind { information, incident };
std::string_view code(BannerKind kind);
std::optional<BannerKind> banner_kind_from(std::string_view code);
/// "Information", "Incident".
std::string_view french(BannerKind kind);

inline constexpr std::size_t banner_characters_max = 300;
inline constexpr base::Duration banner_duration_max = base::Duration::days(90);

struct Banner {
    base::Id<Banner> id;
    BannerKind kind = BannerKind::information;
    std::string text;
    std::string campaign;  // its slug; empty: every page
    base::Instant starts_at;
    base::Instant ends_at;
    base::Instant created_at;
    base::Id<people::Person> created_by;
    std::optional<base::Id<people::Person>> ended_by;  // before its time

    bool is_over(base::Instant now) const { return ends_at <= now; }
    bool stands_at(base::Instant now) const { return starts_at <= now && now < ends_at; }
};

/// "affiché", "à venir", "terminé", "arrêté".
std::string_view state_of(Banner const& banner, base::Instant now);

}  // namespace site
