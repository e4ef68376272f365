// What every handler is given at start: the site's own settings, and the services it stands on.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/settings.hpp"
#include "web/notice.hpp"

namespace web {

/// Who answers for the site. A service that is not a demonstration does not start while one of the first
/// seven is blank (law 2004-575 on the digital economy, GDPR art. 13, decree 2019-768 on accessibility).
struct Identity {
    std::string publisher;              // "Agence nationale de la cohésion des territoires"
    std::string publisher_address;      // postal
    std::string publication_director;   // name and function
    std::string host;                   // who hosts
    std::string host_address;           // postal, telephone
    std::string data_protection;        // how to reach the data-protection officer
    std::string accessibility_contact;  // e-mail
    std::string security_contact;       // e-mail; empty: the general contact
};

/// What makes the pages look like those of the deploying service; empty: ours.
struct Look {
    std::string logo_file;  // PNG
    std::string logo_alt;
    int logo_width = 0;  // as shown, in CSS pixels, once read
    int logo_height = 0;
    std::string brand;   // #rrggbb
    std::string accent;  // #rrggbb, of the buttons that act
};

/// An audit by people, which takes the place of the self-assessment once it is entered.
struct AccessibilityAudit {
    std::string auditor;  // empty: no audit yet
    std::string date;     // as written: "12 mars 2027"
    int rate_permille = 0;
};

struct FooterLink {
    std::string label;
    std::string href;
};

/// White label: everything an operator may name (PAGES.md "Theme").
struct SiteSettings {
    std::string name = "Tremplin";
    std::string short_name;  // in the titles of pages; empty: the name
    std::string tagline = "Les services numériques choisis par les collectivités";
    std::string operator_name = "Agence nationale de la cohésion des territoires";
    std::string origin =
        "http://localhost:8080";  // scheme, host and port, no slash: the base of links in mails
    /// Operators, auditors and relays see their pages only with a second factor.
    bool second_factor_required = false;
    std::string contact_email;
    Identity identity = {};
    Look look = {};
    AccessibilityAudit audit = {};
    std::vector<FooterLink> footer_links = {};
    std::string accessibility = "non conforme";  // the law's words; computed at start (room site)
    bool is_demo = false;                        // acts are invented: said on every page and export, noindex
    bool is_secure() const { return origin.starts_with("https://"); }
};

/// The addresses of the built assets: "tremplin.css" → "/assets/tremplin.1a2b.css".
class Assets {
  public:
    explicit Assets(std::map<std::string, std::string, std::less<>> addresses)
        : addresses_(std::move(addresses)) {}
    Assets() = default;
    std::string_view address(std::string_view name) const {
        auto const found = addresses_.find(name);
        return found == addresses_.end() ? std::string_view{} : std::string_view(found->second);
    }

  private:
    std::map<std::string, std::string, std::less<>> addresses_;
};

class RateLimiter;

/// Lives as long as the program; shared by all threads.
struct Services {
    db::Database& database;
    base::World world;
    SiteSettings const& settings;
    Assets const& assets;
    people::Hooks const& hooks;
    people::Settings const& people_settings;
    RateLimiter& limiter;
    std::string const& secret;       // 32 bytes, kept in the data folder: keys of form tokens
    std::string temporary_folder;    // for exports being made; what a killed process left there goes at start
    std::string files_folder = {};   // of the room files
    std::string clamd = {};          // the antivirus: a Unix socket or host:port; empty: none
    NoticeBoard* notices = nullptr;  // what the operator says above pages; null: nothing
    std::string journal_public_key = {};  // 32 bytes: whose signature the journal's heads bear
};

}  // namespace web
