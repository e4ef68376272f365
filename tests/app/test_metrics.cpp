// What Prometheus reads: well formed, bounded, there even when the database is not.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <regex>
#include <set>

#include "app/metrics.hpp"
#include "app/program.hpp"
#include "app/readiness.hpp"
#include "base/text.hpp"
#include "support/databases.hpp"
#include "web/openapi.hpp"

namespace {

http::AccessRecord answer(std::string route, int status, std::int64_t us) {
    return {.request_id = {},
            .method = "GET",
            .route = std::move(route),
            .role = {},
            .incident = {},
            .status = status,
            .bytes = 1,
            .duration_us = us};
}

/// What is wrong with a page in Prometheus' text format 0.0.4: each family has HELP, then TYPE, then its
/// samples in one block; names, labels and values are well formed; no sample comes twice; histograms grow.
std::vector<std::string> flaws_of(std::string const& page) {
    static std::regex const head("# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)");
    static std::regex const sample(
        R"re(([a-z_][a-z0-9_]*)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?))re");
    std::vector<std::string> flaws;
    std::set<std::string> families;
    std::set<std::string> samples;
    std::string family;
    std::string type;
    if (!page.ends_with('\n')) flaws.push_back("no line end at the end");
    for (std::string_view const view : base::split(page, '\n')) {
        std::string const line(view);
        std::smatch found;
        if (line.empty()) continue;
        if (std::regex_match(line, found, head)) {
            if (found[1] == "HELP") {
                family = found[2];
                type.clear();
                if (!families.insert(family).second) flaws.push_back("twice: " + line);
            } else {
                type = found[3];
                if (found[2] != family) flaws.push_back("type of another family: " + line);
                if (type == "counter" && !family.ends_with("_total")) flaws.push_back("counter: " + line);
            }
        } else if (std::regex_match(line, found, sample)) {
            std::string const name = found[1];
            bool const fits = name == family ||
                              (type == "histogram" && (name == family + "_bucket" ||
                                                       name == family + "_sum" || name == family + "_count"));
            if (!fits || type.empty()) flaws.push_back("outside its family: " + line);
            if (!samples.insert(name + found[2].str()).second) flaws.push_back("twice: " + line);
        } else {
            flaws.push_back("not understood: " + line);
        }
    }
    return flaws;
}

int series_of(std::string const& page) {
    int series = 0;
    for (std::string_view const line : base::split(page, '\n'))
        if (!line.empty() && !line.starts_with('#')) ++series;
    return series;
}

struct Opened {
    explicit Opened(db::Engine engine) {
        config.database = folder.file("metrics.db");
        if (engine == db::Engine::postgresql) config.database = database.emplace(engine).address();
        config.data = folder.file("data");
        EXPECT_TRUE(app::complete(config).ok());
        program = std::make_unique<app::Program>(config, base::World{clock, random});
    }
    std::string metrics(app::Traffic const& traffic) {
        web::PageCache const cache(1000);
        return app::metrics_text(config, program->database(), program->rooms_wired(), clock.now(),
                                 {traffic, cache, {}, true});
    }
    support::TemporaryFolder folder;
    std::optional<support::TestDatabase> database;  // of PostgreSQL
    base::FixedClock clock{*base::parse_iso8601("2026-03-10T09:00:00Z")};
    base::SystemRandom random;
    app::Config config;
    std::unique_ptr<app::Program> program;
};

}  // namespace

ON_BOTH_ENGINES(MetricsTest);

TEST_P(MetricsTest, prometheus_reads_the_page_and_its_series_are_bounded) {
    Opened site(GetParam());
    app::Traffic traffic;
    for (int i = 0; i < 5000; ++i)
        traffic.count(answer(fmt::format("GET /route-{}", i), 200 + i % 400, i * 1000));
    std::string const page = site.metrics(traffic);
    EXPECT_EQ(flaws_of(page), std::vector<std::string>{});
    EXPECT_LE(series_of(page), app::series_max);
    EXPECT_GT(series_of(page), 200);
    for (char const* const wanted :
         {"tremplin_build_info{version=", "tremplin_database_up 1", "tremplin_journal_pending 0",
          "tremplin_jobs{state=\"failing\"} 0", "tremplin_mails{state=\"bounced\"} 0",
          "tremplin_affiliations_pending 0", "tremplin_affiliations_pending_seconds 0",
          "tremplin_contests_pending 0", "tremplin_contests_pending_seconds 0",
          "tremplin_late_requests_pending 0", "tremplin_late_requests_pending_seconds 0",
          "tremplin_reviews_pending 0", "tremplin_route_answers_total{route=\"other\"}",
          "tremplin_answer_seconds_count 5000", "tremplin_disk_free_bytes "})
        EXPECT_NE(page.find(wanted), std::string::npos) << wanted;
}

TEST_P(MetricsTest, answers_are_counted_by_route_status_and_duration) {
    Opened site(GetParam());
    app::Traffic traffic;
    traffic.count(answer("GET /campagnes", 200, 900));
    traffic.count(answer("GET /campagnes", 503, 3'000));
    traffic.count(answer("", 400, 9'000'000));
    std::string const page = site.metrics(traffic);
    for (char const* const wanted :
         {"tremplin_route_answers_total{route=\"GET /campagnes\"} 2\n",
          "tremplin_route_faults_total{route=\"GET /campagnes\"} 1\n",
          "tremplin_route_answers_total{route=\"none\"} 1\n", "tremplin_answers_total{class=\"5xx\"} 1\n",
          "tremplin_answer_seconds_bucket{le=\"0.001\"} 1\n",
          "tremplin_answer_seconds_bucket{le=\"0.005\"} 2\n", "tremplin_answer_seconds_bucket{le=\"5\"} 2\n",
          "tremplin_answer_seconds_bucket{le=\"+Inf\"} 3\n"})
        EXPECT_NE(page.find(wanted), std::string::npos) << wanted << page;
}

TEST(Exposition, names_come_from_code_and_values_are_escaped) {
    web::Exposition metrics;
    metrics.gauge("one", "Line\nend \\ \"quote\"").sample(1, {{"label", "a\"b\\c\nd"}});
    std::string const page = metrics.take();
    EXPECT_EQ(page,
              "# HELP one Line\\nend \\\\ \"quote\"\n# TYPE one gauge\none{label=\"a\\\"b\\\\c\\nd\"} 1\n");
    EXPECT_EQ(flaws_of(page), std::vector<std::string>{});
    EXPECT_NE(flaws_of("a{b=\"c\nd\"} 1\n"), std::vector<std::string>{}) << "the test itself can fail";
    EXPECT_ANY_THROW(metrics.gauge("two words", ""));
    EXPECT_ANY_THROW(metrics.counter("three", ""));
}

TEST(Readiness, a_lost_database_is_known_within_two_seconds_and_stopping_at_once) {
    support::TemporaryFolder const folder;
    std::string const path = folder.file("ready.db");
    app::Config config;
    config.database = path;
    config.data = folder.file("data");
    ASSERT_TRUE(app::complete(config).ok());
    base::SystemClock clock;
    base::SystemRandom random;
    app::Program program(config, base::World{clock, random});
    app::Readiness readiness(program.database(), path);
    EXPECT_FALSE(readiness.why_not());
    std::filesystem::rename(path, path + ".away");
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (!readiness.why_not() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(readiness.why_not().value_or("ready"), "database");
    std::filesystem::rename(path + ".away", path);
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    EXPECT_FALSE(readiness.why_not());
    readiness.drain();
    EXPECT_EQ(readiness.why_not().value_or("ready"), "stopping");
}

TEST_P(MetricsTest, every_route_of_the_api_is_described_and_every_description_has_its_route) {
    Opened site(GetParam());
    web::Routes const routes = site.program->routes();
    std::string const document = web::openapi_document(routes, site.config.site);
    int described = 0;
    for (web::Route const& route : routes) {
        bool const is_api = route.pattern.starts_with(web::api_prefix);
        EXPECT_EQ(is_api, route.api != nullptr) << route.pattern;
        if (!is_api) continue;
        ++described;
        EXPECT_NE(document.find("\"" + route.pattern + "\":{"), std::string::npos) << route.pattern;
        EXPECT_NE(document.find("\"operationId\":\"" + route.api->id + "\""), std::string::npos);
    }
    EXPECT_GE(described, 13);
    web::Routes undescribed = routes;
    undescribed.push_back({http::Method::get, "/api/v1/new", web::Policy::api_public, {}, "test"});
    EXPECT_ANY_THROW(web::openapi_document(undescribed, site.config.site));
}
