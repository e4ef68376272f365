// A whole site without sockets: Services and Dispatcher over a test database, and a Browser that keeps
// cookies and form tokens as a person's would.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "http/multipart.hpp"
#include "journal/sequencer.hpp"
#include "support/databases.hpp"
#include "web/dispatcher.hpp"
#include "web/rate_limiter.hpp"
#include "web/room.hpp"

namespace support {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// `rooms` gives the rooms under test (routes, migrations) once the services exist.
class Site {
  public:
    using MakeRooms = std::function<std::vector<web::Room>(web::Services const&)>;

    Site(db::Engine engine, MakeRooms const& make_rooms, people::Hooks hooks = {})
        : database(engine, known_migrations()), hooks_(std::move(hooks)) {
        settings.is_demo = true;
        settings.contact_email = "contact@tremplin.example";
        people_settings = {settings.origin, settings.name, settings.contact_email, secret_};
        services = std::make_unique<web::Services>(
            web::Services{*database, base::World{clock, random}, settings, assets_, hooks_, people_settings,
                          limiter_, secret_, folder_.file(""), folder_.file("files")});
        std::filesystem::create_directories(services->files_folder);
        std::vector<web::Room> const rooms = make_rooms(*services);
        web::hand_over_personal(hooks_, rooms);
        std::vector<db::Migration> migrations;
        web::Routes routes;
        for (web::Room const& room : rooms) {
            for (db::Migration const& migration : room.migrations) migrations.push_back(migration);
            for (web::Route const& route : room.routes) routes.push_back(route);
        }
        db::migrate(*database, migrations);
        known_migrations() = std::move(migrations);
        dispatcher = std::make_unique<web::Dispatcher>(
            *services, std::move(routes),
            [this](std::string_view, std::string_view route, std::string_view what) {
                faults.push_back(std::string(route) + ": " + std::string(what));
            });
    }

    TestDatabase database;
    base::FixedClock clock{*base::parse_iso8601("2026-03-10T09:00:00Z")};
    base::SeededRandom random{42};
    web::SiteSettings settings;
    people::Settings people_settings;
    std::unique_ptr<web::Services> services;
    std::unique_ptr<web::Dispatcher> dispatcher;
    std::vector<std::string> faults;  // what became a 500; tests expect none

  private:
    /// Those of the last site of this process: what the next one's database begins with.
    static std::vector<db::Migration>& known_migrations() {
        static std::vector<db::Migration> known;
        return known;
    }

    TemporaryFolder folder_;
    std::string secret_ = std::string(32, 'k');
    web::Assets assets_;
    people::Hooks hooks_;
    web::RateLimiter limiter_;
};

class Browser {
  public:
    explicit Browser(Site& site) : site_(site) {}

    std::string calls_itself;  // User-Agent

    /// A fragment stays in the browser.
    http::Response get(std::string const& target) {
        return send(http::Method::get, target.substr(0, target.find('#')), {});
    }

    /// Sends a form with the hidden fields of the last page seen, as a browser would.
    http::Response submit(std::string const& target, Fields const& fields) {
        std::string body = "_token=" + base::percent_encoded(token_) + "&_key=" + base::percent_encoded(key_);
        for (auto const& [name, value] : fields)
            body += "&" + base::percent_encoded(name) + "=" + base::percent_encoded(value);
        return send(http::Method::post, target, body);
    }
    /// Sends a form with files: the head is admitted, then the body is read as the server would.
    struct File {
        std::string field, name, content;
    };
    http::Response upload(std::string const& target, Fields const& fields, std::vector<File> const& files) {
        std::string const boundary = "----Browser7MA4YWxkTrZu0gW";
        std::string body;
        auto const part = [&](std::string const& head, std::string const& content) {
            body += "--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content +
                    "\r\n";
        };
        part("name=\"_token\"", token_);
        part("name=\"_key\"", key_);
        for (auto const& [name, value] : fields) part("name=\"" + name + "\"", value);
        for (File const& file : files)
            part("name=\"" + file.field + "\"; filename=\"" + file.name +
                     "\"\r\nContent-Type: application/octet-stream",
                 file.content);
        body += "--" + boundary + "--\r\n";
        http::Request request = head_of(http::Method::post, target);
        request.headers.add("content-type", "multipart/form-data; boundary=" + boundary);
        http::UploadAdmission admission = site_.dispatcher->admit_upload(request);
        if (admission.refused) return remembered(std::move(*admission.refused));
        http::MultipartReader reader(boundary, admission.limits, admission.folder);
        int refused = reader.feed(body);
        if (refused == 0) refused = reader.finish();
        if (refused != 0) return http::text(refused, "refused while reading");
        request.fields = reader.take_fields();
        request.files = reader.take_files();
        return remembered(site_.dispatcher->handle(request));
    }
    /// Follows a redirect, if it is one.
    http::Response follow(http::Response response) {
        for (int hop = 0; hop < 5 && response.status == 303; ++hop) response = get(location(response));
        return response;
    }
    static std::string location(http::Response const& response) {
        for (auto const& [name, value] : response.headers)
            if (name == "Location") return value;
        return {};
    }
    http::Response send(http::Method method, std::string const& target, std::string const& body,
                        Fields const& headers = {}) {
        http::Request request = head_of(method, target);
        request.body = body;
        if (method == http::Method::post && headers.empty())
            request.headers.add("content-type", "application/x-www-form-urlencoded");
        for (auto const& [name, value] : headers) request.headers.add(name, value);
        return remembered(site_.dispatcher->handle(request));
    }

    Fields cookies;

  private:
    http::Request head_of(http::Method method, std::string const& target) const {
        http::Request request;
        request.method = method;
        request.target = target;
        std::size_t const question = target.find('?');
        request.path = base::percent_decoded(target.substr(0, question), false).value_or("/");
        if (question != std::string::npos) request.query = *http::parse_query(target.substr(question + 1));
        request.remote_address = "192.0.2.1";
        request.headers.add("host", "localhost:8080");
        if (!calls_itself.empty()) request.headers.add("user-agent", calls_itself);
        for (auto const& [name, value] : cookies) request.cookies.add(name, value);
        return request;
    }
    http::Response remembered(http::Response response) {
        for (http::Cookie const& cookie : response.cookies) {
            std::erase_if(cookies, [&](auto const& known) { return known.first == cookie.name; });
            if (!cookie.max_age_s || *cookie.max_age_s > 0) cookies.emplace_back(cookie.name, cookie.value);
        }
        remember("_token", token_, response.content());
        remember("_key", key_, response.content());
        return response;
    }
    static void remember(std::string const& name, std::string& kept, std::string_view page) {
        std::string const mark = "name=\"" + name + "\" value=\"";
        std::size_t const at = page.rfind(mark);
        if (at == std::string_view::npos) return;
        std::size_t const from = at + mark.size();
        kept = std::string(page.substr(from, page.find('"', from) - from));
    }
    Site& site_;
    std::string token_;
    std::string key_;
};

inline bool shows(http::Response const& response, std::string_view text) {
    return response.content().find(text) != std::string_view::npos;
}

}  // namespace support
