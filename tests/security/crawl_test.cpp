// Every page that a row of the rights matrix names, read over a database in which each text that somebody may
// type is hostile: nothing of it becomes markup, a formula, a header or a cookie kept by caches.
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <iterator>
#include <set>

#include "db/tables.hpp"
#include "security/rights_table.hpp"

namespace {

using security::House;
using security::RightsRow;

/// Markup, a formula, a way out of an attribute, of a header and of a JSON text, in one.
constexpr std::string_view poison =
    "=1+1|<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}\\\r\nX-Made: yes";
/// Columns of texts that somebody types, by name; of whatever table.
std::set<std::string> const& typed_columns() {
    static std::set<std::string> const all{
        "title",        "pitch",        "description", "problem", "audience", "territory",  "service_name",
        "maturity",     "cost",         "hosting",     "summary", "reason",   "text",       "label",
        "comment",      "answer",       "hint",        "source",  "message",  "subject",    "failure",
        "browser",      "long_name",    "rules",       "lead",    "note",     "title_text", "body_text",
        "content_text", "organisation", "sender"};
    return all;
}
/// Names and the like: of the tables where they are typed (elsewhere they come from the register).
std::set<std::string> const& typed_names() {
    static std::set<std::string> const all{"partners.name",
                                           "themes.name",
                                           "desks.name",
                                           "grounds.name",
                                           "policies.name",
                                           "decision_batches.name",
                                           "contribution_attachments.name",
                                           "campaign_changes.before_text",
                                           "campaign_changes.after_text",
                                           "mails.body",
                                           "second_readings.comment"};
    return all;
}
constexpr std::string_view readers[] = {"visitor", "admin", "operator", "auditor", "relay"};

std::string unpacked_deflate(std::string_view packed, std::size_t size) {
    std::string content(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(content.data());
    stream.avail_out = static_cast<uInt>(size);
    inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return content;
}

std::uint32_t number(std::string_view bytes, std::size_t at, int width) {
    std::uint32_t value = 0;
    for (int i = width; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
    return value;
}

/// The sheets of a workbook: every entry of the archive under xl/, one after the other.
std::string sheets_of(std::string_view zip) {
    std::string all;
    std::size_t const end = zip.rfind("PK\x05\x06");
    if (end == std::string_view::npos) return all;
    std::size_t at = number(zip, end + 16, 4);
    for (std::uint32_t left = number(zip, end + 10, 2); left > 0; --left) {
        std::uint32_t const method = number(zip, at + 10, 2);
        std::uint32_t const packed = number(zip, at + 20, 4);
        std::uint32_t const size = number(zip, at + 24, 4);
        std::uint32_t const name_length = number(zip, at + 28, 2);
        std::string_view const name = zip.substr(at + 46, name_length);
        std::size_t const local = number(zip, at + 42, 4);
        std::size_t const start = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
        if (name.starts_with("xl/worksheets/"))
            all += method == 0 ? std::string(zip.substr(start, size))
                               : unpacked_deflate(zip.substr(start, packed), size);
        at += 46 + name_length + number(zip, at + 30, 2) + number(zip, at + 32, 2);
    }
    return all;
}

/// Cells of a CSV that a spreadsheet would take for a formula.
std::vector<std::string> formulas_of(std::string_view csv) {
    std::vector<std::string> found;
    std::string cell;
    bool quoted = false;
    auto const done = [&] {
        std::size_t const first = cell.find_first_not_of(" \"'\xEF\xBB\xBF");
        bool const apostrophe = !cell.empty() && cell[0] == '\'';
        if (!apostrophe && first != std::string::npos) {
            bool const is_number = cell.find_first_not_of("0123456789-+.,") == std::string::npos;
            if (std::string_view("=+-@\t\r").find(cell[first]) != std::string_view::npos && !is_number)
                found.push_back(cell);
        }
        cell.clear();
    };
    for (std::size_t i = 0; i < csv.size(); ++i) {
        char const c = csv[i];
        if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            cell += c;
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == ';' || c == '\n')) {
            if (!cell.empty() && cell.back() == '\r') cell.pop_back();
            done();
        } else {
            cell += c;
        }
    }
    done();
    return found;
}

std::string header_of(http::Response const& response, std::string_view wanted) {
    for (auto const& [name, value] : response.headers)
        if (name == wanted) return value;
    return {};
}

std::string bytes_of(http::Response const& response) {
    if (response.file_path.empty()) return std::string(response.content());
    std::ifstream file(response.file_path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

/// What the crawl saw, by the rule that each test holds.
struct Crawled {
    int pages = 0, exports_csv = 0, exports_xlsx = 0, shown = 0, cookies = 0;
    std::vector<std::string> markup, formulas, headers, cached_cookies, faults;
};

class CrawlTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!House::can_be_built()) return;
        crawled = std::make_unique<Crawled>();
        crawl(security::shared_house(db::Engine::sqlite));
    }
    static void TearDownTestSuite() { crawled.reset(); }
    void SetUp() override {
        if (!crawled)
            GTEST_SKIP() << "node_modules is absent: run from the root of the repository after npm ci";
    }

    static void poisoned(House& house, std::vector<std::string>& refused) {
        std::vector<db::Table> const tables = db::tables(*house.database().snapshot());
        for (db::Table const& table : tables) {
            std::string changes;
            for (db::Column const& column : table.columns) {
                bool const is_typed = column.kind == db::Column::Kind::text &&
                                      (typed_columns().contains(column.name) ||
                                       typed_names().contains(table.name + "." + column.name));
                // Where the register's own words stand, and our own in the journal, they stay.
                if (!is_typed || table.name == "authorities" || table.name == "authority_editions" ||
                    table.name == "journal_entries")
                    continue;
                changes += (changes.empty() ? "" : ", ") + column.name + " = $1 || " + column.name;
            }
            if (changes.empty()) continue;
            // One parameter for all: the statement names it once a column.
            std::string sql = "UPDATE " + table.name + " SET ";
            std::vector<std::string> values;
            int next = 0;
            for (std::size_t at = changes.find("$1"); at != std::string::npos;
                 at = changes.find("$1", at + 2)) {
                std::string const name = "$" + std::to_string(++next);
                changes.replace(at, 2, name);
                values.emplace_back(poison);
            }
            std::vector<db::Value> const bound(values.begin(), values.end());
            try {
                auto const done = house.database().write([&](db::Tx& tx) -> base::Result<base::Done> {
                    tx.execute(sql + changes, bound);
                    return base::Done{};
                });
                if (!done.ok()) refused.push_back(table.name);
            } catch (std::exception const& fault) {
                refused.push_back(table.name + ": " + fault.what());
            }
        }
    }

    static void crawl(House& house) {
        poisoned(house, crawled->faults);
        for (RightsRow const& row : security::read_rights(security::rights_file).rows) {
            web::Route const* const route = security::route_of(house, row.route);
            if (!route || security::is_write(*route)) continue;
            for (std::string_view const reader : readers)
                for (std::size_t v = 0; v < row.variants.size(); ++v) {
                    std::string target;
                    try {
                        target = security::target_of(house, *route, row, v);
                    } catch (std::exception const&) {
                        continue;  // the matrix itself says what is missing
                    }
                    look_at(std::string(reader) + " " + target, house.send(reader, route->method, target));
                }
        }
        for (std::string const& fault : house.faults) crawled->faults.push_back(fault);
        house.faults.clear();
    }

    static void look_at(std::string const& where, http::Response const& response) {
        ++crawled->pages;
        std::string const body = bytes_of(response);
        std::string const& type = response.content_type;
        if (response.status >= 500) crawled->faults.push_back(where);
        if (type.starts_with("text/html")) {
            for (char const* const live : {"<script>alert(1)", "<img src=x", "onerror=alert(1)>{{7*7}}\""})
                if (body.find(live) != std::string::npos) crawled->markup.push_back(where + ": " + live);
            if (body.find("alert(1)") != std::string::npos) ++crawled->shown;
        }
        if (type.starts_with("text/csv")) {
            ++crawled->exports_csv;
            for (std::string const& cell : formulas_of(body))
                crawled->formulas.push_back(where + ": " + cell.substr(0, 60));
        }
        if (type.find("spreadsheetml") != std::string::npos) {
            ++crawled->exports_xlsx;
            std::string const sheets = sheets_of(body);
            if (sheets.empty() || sheets.find("<f>") != std::string::npos ||
                sheets.find("<f ") != std::string::npos)
                crawled->formulas.push_back(where + ": a formula, or no sheet");
        }
        for (auto const& [name, value] : response.headers)
            if (name == "X-Made" || value.find_first_of("\r\n") != std::string::npos)
                crawled->headers.push_back(where + ": " + name);
        for (char const* const wanted :
             {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
              "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
              "Cache-Control"})
            if (header_of(response, wanted).empty()) crawled->headers.push_back(where + ": no " + wanted);
        std::string const policy = header_of(response, "Content-Security-Policy");
        if (policy.find("default-src 'none'") == std::string::npos ||
            policy.find("unsafe") != std::string::npos)
            crawled->headers.push_back(where + ": " + policy);
        // Downloads may not be shown by the browser; private pages may not be kept.
        std::string const cache = header_of(response, "Cache-Control");
        bool const is_kept =
            cache.find("public") != std::string::npos || cache.find("max-age") != std::string::npos;
        if (!response.cookies.empty()) ++crawled->cookies;
        if (!response.cookies.empty() && (is_kept || cache.find("no-store") == std::string::npos))
            crawled->cached_cookies.push_back(where + ": " + cache);
        bool const is_signed_in = !where.starts_with("visitor");
        bool const is_page = type.starts_with("text/html") && response.status == 200;
        if (is_signed_in && is_page && cache.find("no-store") == std::string::npos)
            crawled->cached_cookies.push_back(where + ": " + cache);
        if (!response.file_path.empty() && response.delete_file) std::filesystem::remove(response.file_path);
    }

    static inline std::unique_ptr<Crawled> crawled;
};

TEST_F(CrawlTest, no_page_falls_over_hostile_texts_that_are_stored) {
    EXPECT_EQ(crawled->faults, std::vector<std::string>{});
    EXPECT_GT(crawled->pages, 900);
}

TEST_F(CrawlTest, what_anybody_typed_is_never_markup_on_any_page_of_any_role) {
    EXPECT_EQ(crawled->markup, std::vector<std::string>{});
    EXPECT_GT(crawled->shown, 100) << "the hostile texts are not on the pages: this proves nothing";
}

TEST_F(CrawlTest, no_cell_of_any_export_is_a_formula) {
    EXPECT_EQ(crawled->formulas, std::vector<std::string>{});
    EXPECT_GE(crawled->exports_csv, 15);
    RecordProperty("workbooks", crawled->exports_xlsx);
}

TEST_F(CrawlTest, every_answer_bears_the_security_headers_and_no_text_makes_a_header) {
    EXPECT_EQ(crawled->headers, std::vector<std::string>{});
}

TEST_F(CrawlTest, no_answer_with_a_cookie_or_for_a_person_is_kept_by_caches) {
    EXPECT_EQ(crawled->cached_cookies, std::vector<std::string>{});
    EXPECT_GT(crawled->cookies, 0);
}

TEST(CrawlReads, what_a_spreadsheet_takes_for_a_formula_is_recognised) {
    EXPECT_EQ(formulas_of("a,=1+1\r\n\"-x\",-12.5\r\n").size(), 2U);
    EXPECT_EQ(formulas_of("'=1+1,\"'@x\",\"a=\",-5\r\n").size(), 0U);
}

/// The score that MDN's HTTP Observatory gives (its "Tests & Scoring" page: 100, minus faults, plus extra
/// credit), for what an https service of ours answers.
TEST(Headers, score_at_least_115_at_the_observatory) {
    web::SiteSettings settings;
    settings.origin = "https://consultation.example";
    http::Response response;
    web::add_security_headers(response, settings, false);
    std::string const policy = header_of(response, "Content-Security-Policy");
    std::string const cookie = http::set_cookie_text({"tremplin", "x", 60}, true);
    int score = 100;
    auto const fault = [&](bool is_right, int points) { score -= is_right ? 0 : points; };
    fault(header_of(response, "Strict-Transport-Security").starts_with("max-age=63072000"), 20);
    fault(header_of(response, "X-Content-Type-Options") == "nosniff", 5);
    fault(cookie.find("; Secure") != std::string::npos && cookie.find("HttpOnly") != std::string::npos, 20);
    fault(header_of(response, "Access-Control-Allow-Origin").empty(), 50);
    ASSERT_GE(score, 90) << "no extra credit below";
    auto const credit = [&](bool is_there, int points) { score += is_there ? points : 0; };
    bool const no_unsafe =
        policy.find("unsafe-inline") == std::string::npos && policy.find("unsafe-eval") == std::string::npos;
    credit(no_unsafe && policy.find("default-src 'none'") != std::string::npos, 10);
    credit(cookie.find("SameSite=") != std::string::npos && cookie.starts_with("__Host-"), 5);
    credit(header_of(response, "Cross-Origin-Resource-Policy") == "same-origin", 10);
    credit(header_of(response, "Referrer-Policy") == "same-origin", 5);
    credit(policy.find("frame-ancestors 'none'") != std::string::npos, 5);
    EXPECT_GE(score, 115);
    EXPECT_EQ(score, 135) << "the highest there is; what was lost?";
}

}  // namespace
