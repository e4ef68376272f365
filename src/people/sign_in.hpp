// Signing in: a request bound to one browser, finished by a code typed there or by the mail's link anywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "people/affiliation.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/person.hpp"

namespace people {

inline constexpr base::Duration code_kept = base::Duration::minutes(30);
inline constexpr int code_tries_max = 5;
inline constexpr MailLimit mails_per_address{5, base::Duration::hours(1)};
inline constexpr MailLimit mails_per_authority{40, base::Duration::hours(1)};
/// A request may be resent this long after it was made: the intent survives a code that expired over lunch.
inline constexpr base::Duration request_kept = base::Duration::days(7);
/// A browser stays signed in this long.
inline constexpr base::Duration sign_in_kept = base::Duration::days(7);
/// Its cookie stays a day longer (`kept_form_time`): it opens nothing any more, and says whose a form is that
/// was open when the sign-in ended.
inline constexpr base::Duration sign_in_cookie_kept = base::Duration::days(8);
/// Acts of weight (publishing results, ending sign-ins, giving roles) want the second factor given this
/// recently.
inline constexpr base::Duration factor_fresh = base::Duration::minutes(15);
inline constexpr std::size_t intent_bytes_max = 4000;
inline constexpr std::size_t purpose_characters_max = 120;
/// Of what a browser calls itself: those of Apple and Microsoft say which they are after the 100th.
inline constexpr std::size_t browser_characters_max = 200;

/// What may still be done with a request.
enum class RequestState {
    waiting,    // its code and link work
    exhausted,  // five wrong codes: the link works; a new code must be sent
    expired,    // a new code must be sent; the intent is kept
    used,       // somebody has signed in with it
};

/// A sign-in under way, as its pages show it.
struct SignInRequest {
    base::Id<SignInRequest> id;
    std::string email;
    base::Id<territories::Authority> authority;  // chosen in the form, or none
    std::int64_t tries = 0;                      // of the present code
    base::Instant created_at;
    base::Instant sent_at;
    base::Instant expires_at;
    std::optional<base::Instant> used_at;
    std::string intent;
    std::string purpose;
};

RequestState state_of(SignInRequest const& request, base::Instant now);
/// Why a request in this state accepts no code (or no link): a French sentence and what to do. Only for
/// states in which it does not.
base::Refusal refusal_of(RequestState state);

/// A role as it stands.
struct StandingRole {
    Role role = Role::operator_;
    std::string scope;  // département code of a relay
};

/// Who a signed-in browser is: what every page with an account needs, in two queries.
struct SignIn {
    Actor actor;
    std::string email;
    std::vector<AffiliationLine> affiliations;  // standing, by name of the body
    std::vector<StandingRole> roles;
    base::Instant expires_at;
    bool is_seen_today = true;
    bool has_factor = false;                 // a second factor is active
    std::optional<base::Instant> factor_at;  // when this browser gave it

    /// The second factor is active and this browser has not given it: it may do nothing yet.
    bool waits_for_factor() const { return has_factor && !factor_at; }
    /// Given within factor_fresh.
    bool has_fresh_factor(base::Instant now) const { return factor_at && now - *factor_at <= factor_fresh; }

    /// The affiliation acted under, if any.
    AffiliationLine const* acting() const;
};

}  // namespace people
