#include "web/visit.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "people/secrets.hpp"
#include "web/form_token.hpp"
#include "web/forms.hpp"

namespace web {
namespace {

constexpr std::size_t random_bytes = 18;
constexpr std::size_t key_length_min = 8;
constexpr std::size_t key_length_max = 200;

bool is_key(std::string_view key) {
    return key.size() >= key_length_min && key.size() <= key_length_max &&
           std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::string_view Visit::path(std::string_view name) const {
    for (auto const& [known, value] : path_values)
        if (known == name) return value;
    base::fail("the route has no such value");
}

db::Reader& Visit::reader() {
    if (!reader_) reader_ = services.database.snapshot();
    return *reader_;
}

people::Actor const& Visit::actor() const {
    base::check(who.has_value(), "a route whose policy lets nobody in without signing in");
    return who->actor;
}

std::string Visit::token_subject() const {
    std::string_view const signed_in = request.cookies.get(sign_in_cookie);
    if (who) return "s" + std::string(signed_in);
    return "b" + (browser_key_.empty() ? std::string(request.cookies.get(browser_cookie)) : browser_key_);
}

std::string Visit::form_token() const {
    return who ? form_token_of(services.secret, people::hash_of_token(request.cookies.get(sign_in_cookie)))
               : form_token_of(services.secret, token_subject().substr(1));
}

std::vector<html::HiddenInput> Visit::form_fields() {
    if (!who && request.cookies.get(browser_cookie).empty() && browser_key_.empty()) {
        browser_key_ = base::base64url(services.world.random.bytes(random_bytes));
        cookies.push_back({std::string(browser_cookie), browser_key_, std::nullopt});
    }
    return {{std::string(token_field), form_token()},
            {std::string(key_field), base::base64url(services.world.random.bytes(random_bytes))}};
}

std::vector<html::HiddenInput> Visit::form_fields_again() {
    std::vector<html::HiddenInput> fields = form_fields();
    if (std::string_view const key = form_.get(key_field); is_key(key))
        fields.back().value = std::string(key);
    // A kept form that is refused once more stays kept until it is accepted.
    if (std::string_view const kept = form_.get(kept_form_field); positive_number(kept))
        fields.push_back({std::string(kept_form_field), std::string(kept)});
    return fields;
}

bool Visit::has_valid_form_token() const {
    std::string const subject = token_subject();
    return subject.size() > 1 && base::same_secret(form_.get(token_field), form_token());
}

base::Result<std::string> Visit::write_once(std::function<base::Result<std::string>(db::Tx&)> const& action) {
    bool const is_api = request.path.starts_with("/api/");
    std::string_view const key = is_api ? request.header("idempotency-key") : form_.get(key_field);
    if (key.empty() && is_api) return write(action);
    if (is_api && !is_key(key))
        return base::refuse(base::RefusalCode::invalid, "L’en-tête Idempotency-Key est mal formé.",
                            "Donnez de 8 à 200 caractères, sans espace, ou retirez-le.");
    if (!is_key(key))
        return base::refuse(base::RefusalCode::invalid, "La clé de la demande est absente ou mal formée.",
                            "Rechargez la page et recommencez.");
    // A token acts for one affiliation: the same key under another one is another request.
    std::string const actor_name = !who
                                       ? "browser:" + base::hex(base::as_bytes(base::sha256(token_subject())))
                                   : is_api ? "affiliation:" + std::to_string(who->actor.affiliation.value)
                                            : "person:" + std::to_string(who->actor.person.value);
    // The form token may differ between two sendings of the same form; what was typed may not.
    std::string content = request.target + "\n";
    if (is_api)
        content += request.body;
    else
        for (auto const& [name, value] : form_.items())
            if (name != token_field)
                content += name + "=" + std::to_string(value.size()) + ":" + value + "\n";
    for (http::UploadedFile const& file : request.files)
        content += file.field + "=" + std::to_string(file.name.size()) + ":" + file.name + file.sha256 + "\n";
    journal::OnceKey const once_key{actor_name, route, std::string(key), base::sha256(content)};
    return write([&](db::Tx& tx) -> base::Result<std::string> {
        return journal::once(tx, services.world.clock.now(), once_key, [&] { return action(tx); });
    });
}

void Visit::true_until(base::Instant at) {
    if (at > now && (!valid_until_ || at < *valid_until_)) valid_until_ = at;
}

std::string safe_return_path(std::string_view wanted) {
    constexpr std::size_t length_max = 2000;
    bool const local = wanted.size() >= 1 && wanted.size() <= length_max && wanted[0] == '/' &&
                       (wanted.size() == 1 || (wanted[1] != '/' && wanted[1] != '\\'));
    if (!local) return "/";
    for (char const c : wanted)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == 0x7f) return "/";
    return std::string(wanted);
}

}  // namespace web
