// Signing in and out.
#include "people/actions_sign_in.hpp"

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "messaging/mail.hpp"
#include "people/affiliation_rows.hpp"
#include "people/api_token_rows.hpp"
#include "people/kept_form_rows.hpp"
#include "people/letters.hpp"
#include "people/person_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"

namespace people {
namespace {

base::Refusal no_such_request() {
    return base::refuse(
        base::RefusalCode::not_found, "Nous ne retrouvons pas votre demande de connexion dans ce navigateur.",
        "Recommencez la connexion, en acceptant le cookie qui relie le code à ce navigateur.");
}

base::Refusal no_such_link() {
    return base::refuse(
        base::RefusalCode::not_found,
        "Ce lien ne fonctionne pas\u00a0: un message plus récent l’a remplacé, ou il est incomplet.",
        "Ouvrez le lien du dernier message reçu, ou recommencez la connexion.");
}

base::Result<std::string> address_typed(std::string_view typed) {
    std::string const email = base::tidied_line(typed).value_or("");
    if (email.empty()) return base::refuse_field("email", "Indiquez votre adresse e-mail.");
    if (!base::is_email(email))
        return base::refuse_field(
            "email", "Cette adresse e-mail n’est pas complète. Exemple\u00a0: mairie@exemple.fr");
    return email;
}

/// Refused until `free_again`; says when one more mail may be asked for.
base::Refusal too_many_mails(base::Instant now, base::Instant free_again, std::string message) {
    std::int64_t const wait_s = std::max<std::int64_t>(1, (free_again - now).us / 1'000'000 + 1);
    std::int64_t const minutes = (wait_s + 59) / 60;
    base::Refusal refusal =
        base::refuse(base::RefusalCode::too_many, std::move(message),
                     "Regardez dans vos courriers indésirables\u00a0: le lien du dernier "
                     "message vous connecte, s’il n’a pas servi. Sinon, recommencez dans " +
                         base::french_count(minutes, "minute", "minutes") + ".");
    refusal.retry_after_s = static_cast<int>(wait_s);
    return refusal;
}

std::optional<base::Refusal> over_limit(db::Tx& tx, base::Instant now, std::string_view email,
                                        base::Id<territories::Authority> authority) {
    if (auto const again = count_mail(tx, now, "address:" + base::email_key(email), mails_per_address))
        return too_many_mails(now, *again,
                              "Plusieurs codes ont déjà été envoyés à cette adresse depuis une heure.");
    if (!authority.exists()) return std::nullopt;
    if (auto const again =
            count_mail(tx, now, "authority:" + std::to_string(authority.value), mails_per_authority))
        return too_many_mails(now, *again,
                              "Beaucoup de codes ont été demandés pour cette collectivité depuis une heure.");
    return std::nullopt;
}

/// Draws a code and a link for this address and posts the mail.
struct Drawn {
    SentCode sent;
    std::string link_token;
};
Drawn draw_and_post(db::Tx& tx, base::World const& world, Settings const& settings, base::Instant now,
                    std::string_view browser_token, std::string const& email, std::string const& purpose) {
    std::string const code = new_code(world.random);
    std::string link_token = new_token(world.random);
    messaging::post(tx, world, sign_in_letter(settings, email, code, link_token, purpose));
    return {{email, hash_of_code(browser_token, base::email_key(email), code), hash_of_token(link_token), now,
             now + code_kept},
            std::move(link_token)};
}

base::Result<StartedSignIn> send_again(db::Tx& tx, base::World const& world, Settings const& settings,
                                       std::string_view browser_token,
                                       std::optional<std::string> const& other_email) {
    base::Instant const now = world.clock.now();
    auto const request = look_up_request(tx, browser_token);
    if (!request || request->created_at + request_kept < now) return no_such_request();
    if (request->used_at) return refusal_of(RequestState::used);
    std::string const email = other_email.value_or(request->email);
    if (auto refusal = over_limit(tx, now, email, request->authority)) return *std::move(refusal);
    Drawn const drawn = draw_and_post(tx, world, settings, now, browser_token, email, request->purpose);
    if (!replace_code(tx, request->id, drawn.sent)) return refusal_of(RequestState::used);
    return StartedSignIn{std::string(browser_token), drawn.link_token};
}

/// The affiliation under which a new sign-in acts: that to the authority chosen, else the only one, else the
/// one under which the form that waits was typed.
base::Id<Affiliation> first_acting(db::Reader const& reader, base::Id<Person> person,
                                   base::Id<territories::Authority> authority, base::Instant now) {
    std::vector<Affiliation> const standing = standing_affiliations(reader, person);
    for (Affiliation const& one : standing)
        if (authority.exists() && one.authority == authority) return one.id;
    if (standing.size() == 1) return standing.front().id;
    if (standing.empty()) return {};
    std::vector<KeptForm> const kept = kept_forms_of(reader, person, now);
    bool const stands = !kept.empty() && std::ranges::any_of(standing, [&](Affiliation const& one) {
        return one.id == kept.front().acting;
    });
    return stands ? kept.front().acting : base::Id<Affiliation>();
}

SignedIn sign_in(db::Tx& tx, base::World const& world, base::Instant now, SignInRequest const& request,
                 std::string_view browser) {
    FoundPerson const found = find_or_create_person(tx, now, request.email);
    bool const first_time = !found.person.last_sign_in_at.has_value();
    note_sign_in(tx, found.person.id, now);
    std::string session_token = new_token(world.random);
    std::string const browser_line =
        base::shortened(base::tidied_line(browser).value_or(""), browser_characters_max);
    insert_sign_in(tx, hash_of_token(session_token), found.person.id,
                   first_acting(tx, found.person.id, request.authority, now), browser_line, now);
    return {std::move(session_token), found.person.id, found.person.email,
            request.authority,        request.intent,  first_time};
}

base::Refusal wrong_code(std::int64_t tries_left) {
    std::string const message =
        tries_left > 0 ? "Ce code n’est pas le bon. Recopiez celui du dernier message reçu. Il vous reste " +
                             base::french_count(tries_left, "essai", "essais") + "."
                       : "Ce code n’est pas le bon, et c’était le dernier essai. Demandez un nouveau code.";
    base::Refusal refusal = base::refuse_field("code", message);
    refusal.recorded = true;  // the try counts
    return refusal;
}

}  // namespace

base::Result<StartedSignIn> start_sign_in(db::Tx& tx, base::World const& world, Settings const& settings,
                                          StartSignIn const& start) {
    base::check(start.intent.size() <= intent_bytes_max && base::is_valid_utf8(start.intent),
                "an intent is a short text made by a page");
    base::Instant const now = world.clock.now();
    auto const email = address_typed(start.email);
    if (!email) return email.refusal();
    if (auto refusal = over_limit(tx, now, *email, start.authority)) return *std::move(refusal);

    std::string const browser_token = new_token(world.random);
    SignInRequest request;
    request.authority = start.authority;
    request.created_at = now;
    request.intent = start.intent;
    request.purpose = base::shortened(base::tidied_line(start.purpose).value_or(""), purpose_characters_max);
    Drawn const drawn = draw_and_post(tx, world, settings, now, browser_token, *email, request.purpose);
    insert_request(tx, hash_of_token(browser_token), request, drawn.sent);
    return StartedSignIn{browser_token, drawn.link_token};
}

base::Result<StartedSignIn> resend_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                        std::string_view browser_token) {
    return send_again(tx, world, settings, browser_token, std::nullopt);
}

base::Result<StartedSignIn> correct_address(db::Tx& tx, base::World const& world, Settings const& settings,
                                            std::string_view browser_token, std::string_view email) {
    auto const corrected = address_typed(email);
    if (!corrected) return corrected.refusal();
    return send_again(tx, world, settings, browser_token, *corrected);
}

base::Result<SignedIn> enter_code(db::Tx& tx, base::World const& world, std::string_view browser_token,
                                  std::string_view code, std::string_view browser) {
    base::Instant const now = world.clock.now();
    auto const found = look_up_request(tx, browser_token);
    if (!found) return no_such_request();
    RequestState const state = state_of(*found, now);
    if (state != RequestState::waiting) return refusal_of(state);
    auto const typed = code_as_typed(code);
    if (!typed)
        return base::refuse_field("code",
                                  "Le code est formé de 6 chiffres. Recopiez celui du dernier message reçu.");

    bool const counted = take_try(tx, found->id, now);
    // Read again: another request may have used, replaced or exhausted it since.
    auto const request = look_up_request(tx, browser_token);
    base::check(request.has_value(), "a request found stays");
    if (!counted) {
        RequestState const now_in = state_of(*request, now);
        return refusal_of(now_in == RequestState::waiting ? RequestState::exhausted : now_in);
    }
    base::Sha256 const given = hash_of_code(browser_token, base::email_key(request->email), *typed);
    base::Sha256 const expected = code_hash_of(tx, request->id);
    if (!base::same_secret(base::as_bytes(given), base::as_bytes(expected)))
        return wrong_code(code_tries_max - request->tries);
    if (!use_request(tx, request->id, now)) return refusal_of(RequestState::used);
    return sign_in(tx, world, now, *request, browser);
}

base::Result<SignedIn> confirm_link(db::Tx& tx, base::World const& world, std::string_view link_token,
                                    std::string_view browser) {
    base::Instant const now = world.clock.now();
    base::Sha256 const hash = hash_of_token(link_token);
    bool const used = use_link(tx, hash, now);
    auto const request = request_of_link(tx, hash);
    if (!request) return no_such_link();
    if (!used) {
        RequestState const state = state_of(*request, now);
        return refusal_of(state == RequestState::expired ? state : RequestState::used);
    }
    return sign_in(tx, world, now, *request, browser);
}

std::optional<SignInRequest> look_up_request(db::Reader const& reader, std::string_view browser_token) {
    return request_of_browser(reader, hash_of_token(browser_token));
}

std::optional<SignInRequest> look_up_link(db::Reader const& reader, std::string_view link_token) {
    return request_of_link(reader, hash_of_token(link_token));
}

void sign_out(db::Tx& tx, base::World const& world, std::string_view session_token) {
    base::Sha256 const hash = hash_of_token(session_token);
    note_ended(tx, hash, world.clock.now());
    delete_sign_in(tx, hash);
}

std::int64_t sign_out_everywhere(db::Tx& tx, base::World const& world, base::Id<Person> person) {
    lock_person(tx, person);
    delete_kept_forms(tx, person);
    note_all_ended(tx, person, std::nullopt, world.clock.now());
    forget_ended_beyond(tx, person);
    return delete_sign_ins(tx, person);
}

std::int64_t sign_out_elsewhere(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                std::string_view session_token) {
    base::Sha256 const here = hash_of_token(session_token);
    note_all_ended(tx, person, here, world.clock.now());
    return delete_other_sign_ins(tx, person, here);
}

base::Result<base::Done> act_for(db::Tx& tx, base::World const& world, std::string_view session_token,
                                 base::Id<Affiliation> affiliation) {
    if (!set_acting(tx, hash_of_token(session_token), affiliation, world.clock.now()))
        return base::refuse(base::RefusalCode::forbidden,
                            "Ce rattachement n’est pas le vôtre, ou il a pris fin.",
                            "Choisissez l’une de vos collectivités dans votre compte.");
    return base::Done{};
}

}  // namespace people
