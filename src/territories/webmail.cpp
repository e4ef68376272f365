#include "territories/webmail.hpp"

#include <algorithm>
#include <array>

namespace territories {
namespace {

/// French access providers first (town halls still use them), then mail services of the world.
constexpr std::array<std::string_view, 82> webmails{"orange.fr",
                                                    "wanadoo.fr",
                                                    "free.fr",
                                                    "laposte.net",
                                                    "sfr.fr",
                                                    "neuf.fr",
                                                    "club-internet.fr",
                                                    "bbox.fr",
                                                    "bouygtel.fr",
                                                    "numericable.fr",
                                                    "numericable.com",
                                                    "noos.fr",
                                                    "cegetel.net",
                                                    "9online.fr",
                                                    "9business.fr",
                                                    "aliceadsl.fr",
                                                    "alice.fr",
                                                    "libertysurf.fr",
                                                    "tiscali.fr",
                                                    "worldonline.fr",
                                                    "freesbee.fr",
                                                    "infonie.fr",
                                                    "voila.fr",
                                                    "caramail.com",
                                                    "caramail.fr",
                                                    "lycos.fr",
                                                    "nordnet.fr",
                                                    "nordnet.com",
                                                    "ozone.net",
                                                    "dartybox.com",
                                                    "online.fr",
                                                    "mailo.com",
                                                    "mailo.fr",
                                                    "netcourrier.com",
                                                    "net-c.fr",
                                                    "netc.fr",
                                                    "orange-business.fr",
                                                    "zaclys.net",
                                                    "ik.me",
                                                    "mail.fr",
                                                    "mediaserv.net",
                                                    "only.fr",
                                                    "wanadoo.nc",
                                                    "lagoon.nc",
                                                    "mls.nc",
                                                    "mail.pf",
                                                    "cheznoo.net",
                                                    "zeop.re",
                                                    "gmail.com",
                                                    "googlemail.com",
                                                    "gmail.fr",
                                                    "outlook.com",
                                                    "outlook.fr",
                                                    "hotmail.com",
                                                    "hotmail.fr",
                                                    "live.com",
                                                    "live.fr",
                                                    "msn.com",
                                                    "yahoo.com",
                                                    "yahoo.fr",
                                                    "ymail.com",
                                                    "rocketmail.com",
                                                    "icloud.com",
                                                    "me.com",
                                                    "mac.com",
                                                    "aol.com",
                                                    "aol.fr",
                                                    "gmx.com",
                                                    "gmx.fr",
                                                    "gmx.net",
                                                    "gmx.de",
                                                    "web.de",
                                                    "mail.com",
                                                    "protonmail.com",
                                                    "proton.me",
                                                    "pm.me",
                                                    "tutanota.com",
                                                    "tutamail.com",
                                                    "zoho.com",
                                                    "yandex.com",
                                                    "mail.ru",
                                                    "fastmail.com"};

/// Suffixes under which anybody, or every administration, has a name of its own.
constexpr std::array<std::string_view, 16> shared_suffixes{
    "gouv.fr", "asso.fr",     "com.fr",    "nom.fr",        "tm.fr",        "prd.fr",
    "cci.fr",  "notaires.fr", "co.uk",     "wordpress.com", "blogspot.com", "wixsite.com",
    "ovh.net", "free.net",    "github.io", "gitlab.io"};

bool is_at_or_below(std::string_view domain, std::string_view parent) {
    if (!domain.ends_with(parent)) return false;
    return domain.size() == parent.size() || domain[domain.size() - parent.size() - 1] == '.';
}

}  // namespace

bool is_webmail(std::string_view domain) {
    return std::any_of(webmails.begin(), webmails.end(),
                       [&](std::string_view one) { return is_at_or_below(domain, one); });
}

bool is_shared_suffix(std::string_view domain) {
    return domain.find('.') == std::string_view::npos ||
           std::find(shared_suffixes.begin(), shared_suffixes.end(), domain) != shared_suffixes.end();
}

}  // namespace territories
