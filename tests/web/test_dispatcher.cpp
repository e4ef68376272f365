#include "journal/journal.hpp"
#include "people/actions_sign_in.hpp"
#include "people/person_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "support/site.hpp"
#include "web/frame.hpp"

using support::Browser;
using support::shows;
using support::Site;

ON_BOTH_ENGINES(DispatcherTest);

namespace people {
std::vector<db::Migration> migrations();
}
namespace territories {
std::vector<db::Migration> migrations();
}

namespace {

int handler_runs = 0;

std::vector<web::Room> test_rooms(web::Services const&) {
    using enum http::Method;
    using enum web::Policy;
    auto const text = [](std::string const& body) {
        return [body](web::Visit&) {
            ++handler_runs;
            return http::text(200, body);
        };
    };
    web::Routes routes{
        {get, "/public", public_page, text("public"), "test"},
        {get, "/signed-in", signed_in, text("secret"), "test"},
        {get, "/member", member, text("secret"), "test"},
        {get, "/operator", operator_, text("secret"), "test"},
        {get, "/overseer", overseer, text("secret"), "test"},
        {get, "/api/v1/token", api_token, text("secret"), "test"},
        {get, "/demo", demo, text("demo"), "test"},
        {get, "/fault", public_page,
         [](web::Visit&) -> http::Response { throw std::runtime_error("secret detail"); }, "test"},
        {get, "/form", public_form,
         [](web::Visit& visit) {
             http::Response response;
             for (html::HiddenInput const& field : visit.form_fields())
                 response.body += "<input name=\"" + field.name + "\" value=\"" + field.value + "\">";
             response.cookies = visit.cookies;
             return response;
         },
         "test"},
        {post, "/form", public_form,
         [](web::Visit& visit) {
             auto const done = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
                 journal::record(tx, visit.services.world, {"test.act", 1, 0, "form", {}});
                 return std::string("/public");
             });
             return done.ok() ? web::redirect(visit, *done) : web::refusal_page(visit, done.refusal());
         },
         "test"},
    };
    routes.push_back({post, "/files", signed_in,
                      [](web::Visit& visit) {
                          ++handler_runs;
                          return http::text(
                              200, visit.files().at(0).name + " " + std::string(visit.form().get("word")));
                      },
                      "test", http::UploadLimits{100, 200, 2}});
    return {{.name = "journal", .migrations = journal::migrations()},
            {.name = "territories", .migrations = territories::migrations()},
            {.name = "people", .migrations = people::migrations()},
            {.name = "test", .routes = routes}};
}

std::size_t acts(Site& site) {
    return journal::acts_on(*site.database->snapshot(), "form", 100).size();
}

}  // namespace

TEST_P(DispatcherTest, nobody_passes_a_policy_that_is_not_theirs) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    handler_runs = 0;
    for (char const* path : {"/signed-in", "/member", "/operator", "/overseer"}) {
        http::Response const response = visitor.get(path);
        EXPECT_EQ(response.status, 303) << path;
        EXPECT_TRUE(Browser::location(response).starts_with("/connexion?retour=")) << path;
    }
    EXPECT_EQ(visitor.get("/api/v1/token").status, 401);
    EXPECT_EQ(handler_runs, 0);
    EXPECT_EQ(visitor.get("/demo").status, 200);
    site.settings.is_demo = false;
    EXPECT_EQ(visitor.get("/demo").status, 404);
}

TEST_P(DispatcherTest, a_form_sent_once_signed_out_leads_back_to_its_page_and_says_that_nothing_was_kept) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    handler_runs = 0;
    std::string const plain = "application/x-www-form-urlencoded";
    auto const sent_from = [&](std::string const& page) {
        return Browser::location(
            visitor.send(http::Method::post, "/files", "a=1", {{"content-type", plain}, {"referer", page}}));
    };
    EXPECT_EQ(sent_from("http://localhost:8080/form?page=2"),
              "/connexion?retour=%2Fform%3Fpage%3D2&envoi=perdu");
    for (char const* elsewhere : {"", "http://evil.example/form", "http://localhost:8080.evil.example/form",
                                  "http://localhost:8080//evil.example", "/form"})
        EXPECT_EQ(sent_from(elsewhere), "/connexion?retour=%2F&envoi=perdu") << elsewhere;
    EXPECT_EQ(handler_runs, 0);
}

TEST_P(DispatcherTest, a_form_without_our_token_or_from_elsewhere_writes_nothing) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    EXPECT_EQ(visitor.submit("/form", {}).status, 403);
    visitor.get("/form");
    std::string const good = "application/x-www-form-urlencoded";
    EXPECT_EQ(visitor.send(http::Method::post, "/form", "_token=abc&_key=12345678").status, 403);
    EXPECT_EQ(visitor.send(http::Method::post, "/form", "x", {{"content-type", "text/plain"}}).status, 422);
    EXPECT_EQ(acts(site), 0u);
    // Another browser's token does not fit this one's cookie.
    Browser other(site);
    other.get("/form");
    other.cookies = visitor.cookies;
    EXPECT_EQ(other.submit("/form", {}).status, 403);
    EXPECT_EQ(acts(site), 0u);
    EXPECT_EQ(visitor.submit("/form", {}).status, 303);
    EXPECT_EQ(acts(site), 1u);
}

TEST_P(DispatcherTest, the_same_form_sent_twice_acts_once_and_an_altered_one_is_refused) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    visitor.get("/form");
    EXPECT_EQ(visitor.submit("/form", {{"a", "1"}}).status, 303);
    EXPECT_EQ(visitor.submit("/form", {{"a", "1"}}).status, 303);
    EXPECT_EQ(visitor.submit("/form", {{"a", "2"}}).status, 422);
    EXPECT_EQ(acts(site), 1u);
}

TEST_P(DispatcherTest, files_are_taken_from_signed_in_persons_on_declared_routes_only) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    visitor.get("/form");
    handler_runs = 0;
    EXPECT_EQ(visitor.upload("/files", {}, {{"f", "a.txt", "x"}}).status, 303) << "sign in first";
    EXPECT_EQ(visitor.upload("/form", {}, {{"f", "a.txt", "x"}}).status, 415);
    EXPECT_EQ(visitor.upload("/nothing", {}, {{"f", "a.txt", "x"}}).status, 404);
    EXPECT_EQ(visitor.upload("/public", {}, {{"f", "a.txt", "x"}}).status, 405);
    // Whatever passes the gate is refused again when it is answered.
    EXPECT_EQ(
        visitor.send(http::Method::post, "/form", "", {{"content-type", "multipart/form-data; boundary=b"}})
            .status,
        415);
    EXPECT_EQ(handler_runs, 0);
    EXPECT_TRUE(site.faults.empty());
    web::Routes const open{{http::Method::post, "/anybody", web::Policy::public_form,
                            [](web::Visit&) { return http::text(200, ""); }, "test",
                            http::UploadLimits{1, 1, 1}}};
    EXPECT_THROW(web::Dispatcher(*site.services, open, [](auto, auto, auto) {}), std::exception);
}

TEST_P(DispatcherTest, beside_files_that_come_after_the_sign_in_has_ended_the_words_are_kept_alone) {
    Site site(GetParam(), test_rooms);
    Browser browser(site);
    std::string const token = "a session";
    auto const write = [&](auto const& body) {
        ASSERT_TRUE(site.database
                        ->write([&](db::Tx& tx) -> base::Result<base::Done> {
                            body(tx);
                            return base::Done{};
                        })
                        .ok());
    };
    write([&](db::Tx& tx) {
        base::Instant const now = site.clock.now();
        people::insert_sign_in(tx, people::hash_of_token(token),
                               people::find_or_create_person(tx, now, "a@example.fr").person.id, {},
                               "Firefox", now);
    });
    browser.cookies.emplace_back(web::sign_in_cookie, token);
    browser.get("/form");
    write([&](db::Tx& tx) { people::sign_out(tx, site.services->world, token); });
    handler_runs = 0;
    std::string const words = "Ces mots accompagnent un fichier.";
    auto const sent = browser.upload("/files", {{"word", words}}, {{"f", "a.txt", "le contenu du fichier"}});
    EXPECT_EQ(Browser::location(sent), "/connexion?retour=%2Fmon-compte%2Fsaisies&envoi=garde");
    EXPECT_EQ(handler_runs, 0);
    auto const snapshot = site.database->snapshot();
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM kept_forms WHERE had_files = 1"), 1);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM kept_fields"), 1);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM kept_fields WHERE value = $1", {words}), 1);
    // A file alone holds no words; the sign-in opens nothing any more.
    EXPECT_TRUE(
        Browser::location(browser.upload("/files", {}, {{"f", "a.txt", "x"}})).ends_with("envoi=perdu"));
    EXPECT_EQ(browser.get("/signed-in").status, 303);
    EXPECT_TRUE(site.faults.empty());
}

TEST_P(DispatcherTest, a_fault_shows_a_number_and_no_detail) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    http::Response const response = visitor.get("/fault");
    EXPECT_EQ(response.status, 500);
    EXPECT_FALSE(shows(response, "secret detail"));
    EXPECT_TRUE(shows(response, "porte le numéro"));
    ASSERT_EQ(site.faults.size(), 1u);
}

TEST_P(DispatcherTest, unknown_paths_and_methods_say_so) {
    Site site(GetParam(), test_rooms);
    Browser visitor(site);
    EXPECT_EQ(visitor.get("/nothing").status, 404);
    EXPECT_TRUE(shows(visitor.get("/nothing"), "Chercher"));
    EXPECT_EQ(visitor.send(http::Method::put, "/public", "").status, 405);
    EXPECT_EQ(visitor.get("/api/v1/nothing").content_type, "application/problem+json; charset=utf-8");
    EXPECT_EQ(visitor.get("/<script>alert(1)</script>").status, 404);
    EXPECT_FALSE(shows(visitor.get("/<script>alert(1)</script>"), "<script>alert"));
}

TEST(Dispatcher, a_public_page_is_answered_from_the_cache_until_data_changes) {
    Site site(db::Engine::sqlite, test_rooms);
    Browser visitor(site);
    handler_runs = 0;
    visitor.get("/public");
    http::Request request;
    request.path = request.target = "/public";
    ASSERT_TRUE(site.dispatcher->from_cache(request).has_value());
    EXPECT_EQ(handler_runs, 1);
    std::string etag;
    http::Response const cached = *site.dispatcher->from_cache(request);
    for (auto const& [name, value] : cached.headers)
        if (name == "ETag") etag = value;
    http::Request again = request;
    again.headers.add("if-none-match", etag);
    EXPECT_EQ(site.dispatcher->from_cache(again)->status, 304);
    http::Request with_account = request;
    with_account.cookies.add(std::string(web::sign_in_cookie), "x");
    EXPECT_FALSE(site.dispatcher->from_cache(with_account).has_value());
    visitor.get("/form");
    visitor.submit("/form", {});
    EXPECT_FALSE(site.dispatcher->from_cache(request).has_value());
}

TEST(Dispatcher, every_answer_carries_the_security_headers_and_hsts_only_over_https) {
    Site site(db::Engine::sqlite, test_rooms);
    Browser visitor(site);
    auto const header = [](http::Response const& response, std::string_view name) {
        for (auto const& [known, value] : response.headers)
            if (known == name) return value;
        return std::string();
    };
    for (char const* path : {"/public", "/nothing", "/fault", "/form", "/signed-in"}) {
        http::Response const response = visitor.get(path);
        EXPECT_TRUE(header(response, "Content-Security-Policy").starts_with("default-src 'none'")) << path;
        EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(header(response, "Strict-Transport-Security"), "") << path;
        EXPECT_EQ(header(response, "X-Robots-Tag"), "noindex, nofollow") << path;
    }
    EXPECT_EQ(header(visitor.get("/form"), "Cache-Control"), "no-cache");
    site.settings.origin = "https://tremplin.example";
    EXPECT_EQ(header(visitor.get("/public"), "Strict-Transport-Security"),
              "max-age=63072000; includeSubDomains");
}
