// Signing in and out: the writes. They are housekeeping, without a journal entry (HOUSE.md "The journal").
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/settings.hpp"
#include "people/sign_in.hpp"

namespace people {

struct StartSignIn {
    std::string email;                           // as typed
    base::Id<territories::Authority> authority;  // chosen in the form, or none: limits and hints go by it
    std::string intent;  // what to do once signed in; opaque here, at most intent_bytes_max
    std::string
        purpose;  // the same in words, after "pour": "soutenir la proposition P-2026-012"; empty: signing in
};

struct StartedSignIn {
    std::string browser_token;  // for the cookie of this browser; without it the code does nothing
    std::string link_token;     // the one in the mail
};

/// Mails a code and a link. Does and answers the same whether the address has an account or not. Refuses
/// `invalid` (field "email") for what is no address, `too_many` over the limits per address and per
/// authority.
base::Result<StartedSignIn> start_sign_in(db::Tx& tx, base::World const& world, Settings const& settings,
                                          StartSignIn const& start);

/// A new code and a new link for the same request and intent; the former ones stop working. Refuses
/// `not_found`, `conflict` when somebody has signed in with it, `too_many`.
base::Result<StartedSignIn> resend_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                        std::string_view browser_token);

/// The same to another address: the one typed was wrong. What was sent to the former address stops working.
base::Result<StartedSignIn> correct_address(db::Tx& tx, base::World const& world, Settings const& settings,
                                            std::string_view browser_token, std::string_view email);

struct SignedIn {
    std::string session_token;  // fresh at each sign-in
    base::Id<Person> person;
    std::string email;
    base::Id<territories::Authority> authority;  // chosen when starting, or none
    std::string intent;
    bool first_time = false;
};

/// Finishes in the browser that started. Refuses `not_found`, `conflict` (used), `late` (expired: the intent
/// is kept, a new code may be sent), `too_many` (five wrong codes), `invalid` (field "code"; a wrong one is
/// recorded). `browser`: how the browser calls itself, for the person's own list.
base::Result<SignedIn> enter_code(db::Tx& tx, base::World const& world, std::string_view browser_token,
                                  std::string_view code, std::string_view browser = {});

/// Finishes by the button behind the mail's link, on any device. Refuses as enter_code.
base::Result<SignedIn> confirm_link(db::Tx& tx, base::World const& world, std::string_view link_token,
                                    std::string_view browser = {});

/// The request of this browser, for the page that asks for the code; nothing when there is none (any more).
std::optional<SignInRequest> look_up_request(db::Reader const& reader, std::string_view browser_token);
/// The request of a mail's link, for the page with the button: it consumes nothing, because mail scanners
/// follow links (reliability.md, advisory 41). Nothing when a later mail replaced it.
std::optional<SignInRequest> look_up_link(db::Reader const& reader, std::string_view link_token);

/// Does nothing when the sign-in has already ended. A form that is open then still says whose it is, for
/// kept_form_time (`keep_form`).
void sign_out(db::Tx& tx, base::World const& world, std::string_view session_token);
/// Ends every sign-in of the person, whose kept forms go; returns how many.
std::int64_t sign_out_everywhere(db::Tx& tx, base::World const& world, base::Id<Person> person);
/// Ends every sign-in of the person but this browser's; returns how many.
std::int64_t sign_out_elsewhere(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                std::string_view session_token);

/// Chooses under which affiliation this browser acts. Refuses `forbidden` unless it is a standing one of its
/// person.
base::Result<base::Done> act_for(db::Tx& tx, base::World const& world, std::string_view session_token,
                                 base::Id<Affiliation> affiliation);

}  // namespace people
