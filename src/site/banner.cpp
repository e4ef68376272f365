#include "site/banner.hpp"

namespace site {

std::string_view code(BannerKind kind) {
    return kind == BannerKind::incident ? "incident" : "information";
}

std::optional<BannerKind> banner_kind_from(std::string_view code) {
    if (code == "incident") return BannerKind::incident;
    if (code == "information") return BannerKind::information;
    return std::nullopt;
}

std::string_view french(BannerKind kind) {
    return kind == BannerKind::incident ? "Incident" : "Information";
}

std::string_view state_of(Banner const& banner, base::Instant now) {
    if (banner.stands_at(now)) return "affiché";
    if (!banner.is_over(now)) return "à venir";
    return banner.ended_by ? "arrêté" : "terminé";
}

}  // namespace site
