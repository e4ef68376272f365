// Config: everything an operator may set, by file, then environment, then flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "web/site.hpp"

namespace app {

struct Config {
    std::string database = "tremplin.db";  // a path, or postgresql://…
    std::string data = "var";              // files, keys, mails
    std::string assets;                    // folder of built assets; empty: beside the program
    std::string node_modules;  // where the register's packages are; empty: beside the program's parent
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    bool demo = false;
    std::string second_factor;   // "required", "offered"; empty: offered in a demonstration, else required
    bool demo_anywhere = false;  // --demo-anywhere: a demonstration may listen beyond loopback
    std::string smtp_url;        // smtp://host:587; empty: mails are written as files into DATA/mails
    std::string smtp_user;
    std::string smtp_password;
    std::string mail_from = "ne-pas-repondre@tremplin.example";
    std::string clamd;  // the antivirus: a Unix socket or host:port; empty: none
    /// "retours@tremplin.example": where reports of mails that come back arrive; empty: at mail_from.
    std::string mail_return;
    std::vector<std::string> hosts;    // accepted Host names; empty: the origin's
    std::vector<std::string> proxies;  // addresses whose X-Forwarded-For is believed
    web::SiteSettings site;
    bool origin_is_set = false;
    std::string log_format;  // json or text; empty: text at a terminal
    std::string log_level;   // info, warning or error; empty: warning at a terminal, else info
    std::string metrics_address = "127.0.0.1";
    std::uint16_t metrics_port = 0;  // of /metrics; 0: none
    std::string metrics_token;       // asked for by /metrics when not empty
    int drain_seconds = 0;           // between "not ready" and closing the door

    bool is_filling = false;  // a new demonstration, thrown away when interrupted: no fsync at each commit

    bool on_postgresql() const { return database.starts_with("postgres"); }
};

/// Reads a TOML file over what is set. Refuses unknown keys and wrong types with the line.
base::Result<base::Done> read_file(Config& config, std::string const& path);
/// Reads TREMPLIN_DATABASE, TREMPLIN_DATA, TREMPLIN_PORT … over what is set.
base::Result<base::Done> read_environment(Config& config);
/// What must hold before the program starts; fills what depends on other settings (origin, hosts, folders).
base::Result<base::Done> complete(Config& config);

/// The settings without which the law does not let a site open, by name; empty for a demonstration, which is
/// given invented ones that say so.
std::vector<std::string> missing_to_serve(Config const& config);
/// Refused when a mail server is set and mails would leave from a domain that is nobody's, as the default's.
base::Result<base::Done> sender_is_ours(Config const& config);
/// Names, addresses and contacts of a demonstration, where nothing was set; each says that it is invented.
void put_fictitious_identity(Config& config);

/// The text of `--help` about configuration: every key with its environment name, default and meaning.
std::string configuration_help();

}  // namespace app
