// The commands: each opens the program, does one thing, says what it did in a sentence.
#pragma once

#include <string>

#include <vector>

#include "app/config.hpp"
#include "web/room.hpp"

namespace app {

/// "tremplin 0.1.0"
std::string version_line();
int serve(Config const& config);
base::Result<base::Done> load_register(Config const& config, int edition);
base::Result<base::Done> load_contacts(Config const& config, std::string const& file);
base::Result<base::Done> load_bodies(Config const& config, std::string const& file);
base::Result<base::Done> load_campaign(Config const& config, std::string const& file);
/// Writes the campaign's file to the standard output: what load_campaign reads.
base::Result<base::Done> print_campaign(Config const& config, std::string const& slug);
base::Result<base::Done> add_operator(Config const& config, std::string const& email);
base::Result<base::Done> fill_demo(Config config);
base::Result<base::Done> export_campaign(Config const& config, std::string const& slug,
                                         std::string const& folder);
/// Reads one message from the standard input: a report of a mail that came back marks that mail.
base::Result<base::Done> take_bounce(Config const& config);
base::Result<base::Done> verify(Config const& config);
base::Result<base::Done> print_routes(Config config);

/// The table of personal data as Markdown: docs/legal/retention.md.
std::string personal_table(std::vector<web::Room> const& rooms);
base::Result<base::Done> print_personal_table(Config config);
/// Takes the second factor off an account whose owner lost it, and ends its sign-ins.
base::Result<base::Done> reset_factor(Config const& config, std::string const& email);

}  // namespace app
