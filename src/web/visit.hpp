// Visit: one request being answered: who acts, for whom, on which snapshot, with which form token.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "html/form.hpp"
#include "http/message.hpp"
#include "journal/once.hpp"
#include "people/sign_in.hpp"
#include "web/site.hpp"

namespace web {

class Visit {
  public:
    Visit(Services const& services_of_site, http::Request const& received)
        : services(services_of_site), request(received), now(services_of_site.world.clock.now()) {}

    Services const& services;
    http::Request const& request;
    base::Instant const now;
    std::optional<people::SignIn> who;  // nobody signed in: nothing
    http::PathValues path_values;
    std::string route;  // "GET /campagnes/{campaign}", for idempotency and logs
    /// `Database::version()` before the first snapshot of this visit; nothing: nothing may be kept.
    std::optional<std::int64_t> data_version;

    /// The value of a {name} of the route's pattern.
    std::string_view path(std::string_view name) const;
    /// Parsed once; handlers of POST routes only. Bad escapes were refused before.
    http::Pairs const& form() const { return form_; }
    /// Files of the form, on routes that declare `uploads`; they go with the request.
    std::vector<http::UploadedFile> const& files() const { return request.files; }
    void set_form(http::Pairs form) { form_ = std::move(form); }

    /// The snapshot of this page, opened at first use.
    db::Reader& reader();
    /// Runs an action. The snapshot is given back first: what is read afterwards sees the write.
    template<class Action>
    auto write(Action&& action) {
        reader_.reset();
        return services.database.write(std::forward<Action>(action));
    }
    /// Runs an action of a form once per idempotency key; the action answers where to go next. `key` is the
    /// form's hidden field, or the Idempotency-Key header for the API.
    base::Result<std::string> write_once(std::function<base::Result<std::string>(db::Tx&)> const& action);

    people::Actor const& actor() const;
    bool is_operator() const { return who && who->actor.is_operator; }

    /// The hidden fields of every form: the form token and a fresh idempotency key.
    std::vector<html::HiddenInput> form_fields();
    /// The same, keeping the key that came with a refused form.
    std::vector<html::HiddenInput> form_fields_again();
    bool has_valid_form_token() const;

    /// A public page says until when it stays true (a phase boundary); the cache drops it then.
    void true_until(base::Instant at);
    std::optional<base::Instant> valid_until() const { return valid_until_; }

    /// A page that only the team sees before it is public says so above its content; `href` leads back to
    /// where it is prepared.
    void preview(std::string title, std::string href) {
        preview_title_ = std::move(title);
        preview_href_ = std::move(href);
    }
    std::string const& preview_title() const { return preview_title_; }
    std::string const& preview_href() const { return preview_href_; }

    /// Cookies to add to the answer (the anonymous browser key, sign-in).
    std::vector<http::Cookie> cookies;
    int statements_run() const { return reader_ ? reader_->statements_run() : 0; }

  private:
    std::string form_token() const;
    std::string token_subject() const;
    std::unique_ptr<db::Reader> reader_;
    http::Pairs form_;
    std::string browser_key_;  // of a visitor without account, once a form was shown
    std::optional<base::Instant> valid_until_;
    std::string preview_title_;  // empty: an ordinary page
    std::string preview_href_;
};

/// Names of our cookies; the server adds __Host- on https.
inline constexpr std::string_view sign_in_cookie = "tremplin";
inline constexpr std::string_view browser_cookie = "visite";

/// A local path to return to: begins with one slash, holds no scheme, host, backslash or control character;
/// else "/".
std::string safe_return_path(std::string_view wanted);

}  // namespace web
