// account: signing in, one's account and authorities, and the operator's bench of affiliations.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"
#include "web/room.hpp"

namespace account {

/// What a person came to do before signing in, done once they are: its own write, then where to go. `visit`
/// is that of the signed-in person (`visit.who` is `who`). A refusal is shown as a page; the sign-in stands.
using Intent = std::function<base::Result<std::string>(web::Visit& visit, people::SignIn const& who,
                                                       http::Pairs const& intent)>;

/// By kind: an intent is written "kind?query-string" ("support?proposition=P-2026-004&commune=29134"). The
/// kind "go" (retour=/path) is built in.
using Intents = std::map<std::string, Intent, std::less<>>;

/// An account of the demonstration, signed in by one click: its address is KEY@demo.tremplin.example.
struct DemoAccount {
    std::string key;  // a-z, 0-9 and -
    std::string label;
    std::string description;
};
inline constexpr std::string_view demo_email_domain = "demo.tremplin.example";

/// A line of the operator's landing page: a bench of some room, and how much waits there.
struct OperatorEntry {
    std::string label;
    std::string href;
    std::int64_t count = 0;
    std::optional<base::Instant> oldest = {};  // since when the first of them waits; none: not said
};
using OperatorEntries = std::function<std::vector<OperatorEntry>(db::Reader const&)>;

/// The same on an authority's page for its members: what was done, what waits, with the reader's own counts.
using AuthorityEntries = std::function<std::vector<OperatorEntry>(
    db::Reader const&, base::Id<territories::Authority>, people::Actor const&)>;

/// What later rooms and the demonstration show on this room's pages.
struct Shown {
    std::vector<DemoAccount> demo_accounts = {};
    std::vector<OperatorEntries> operator_entries = {};
    std::string operator_search = {};  // where the landing page's box searches everything; empty: no box
    std::vector<AuthorityEntries> authority_entries = {};
    std::vector<html::Link> account_links = {};  // on /mon-compte: "Mes contributions"
    std::vector<html::Choice> mail_kinds =
        {};  // of other rooms' mails, in words, for the filter of /demo/mails
};

web::Room room(web::Services const& services, Intents intents = {}, Shown shown = {});

}  // namespace account
