// What every handler is given at start: the site's own settings, and the services it stands on.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/settings.hpp"

namespace web {

/// White label: everything an operator may name (PAGES.md "Theme").
struct SiteSettings {
    std::string name = "Tremplin";
    std::string tagline = "Les services numériques choisis par les collectivités";
    std::string operator_name = "Agence nationale de la cohésion des territoires";
    std::string origin =
        "http://localhost:8080";  // scheme, host and port, no slash: the base of links in mails
    std::string contact_email = "contact@tremplin.example";
    /// Operators, auditors and relays see their pages only with a second factor.
    bool second_factor_required = false;
    bool is_demo = false;  // acts are invented: said on every page and export, noindex
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
    std::string const& secret;      // 32 bytes, kept in the data folder: keys of form tokens
    std::string temporary_folder;   // for exports being made; what a killed process left there goes at start
    std::string files_folder = {};  // of the room files
    std::string clamd = {};         // the antivirus: a Unix socket or host:port; empty: none
};

}  // namespace web
