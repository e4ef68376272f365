#include "security/house.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <stdexcept>

#include "app/commands.hpp"
#include "app/move.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/decision_sheet.hpp"
#include "db/tables.hpp"
#include "messaging/stop.hpp"
#include "people/actions_account.hpp"
#include "people/actions_administrator.hpp"
#include "people/actions_kept_form.hpp"
#include "people/actions_role.hpp"
#include "people/actions_sign_in.hpp"
#include "people/affiliation_rows.hpp"
#include "people/person_rows.hpp"
#include "people/second_factor.hpp"
#include "people/second_factor_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "site/contact.hpp"

namespace security {
namespace {

using base::Done;
using base::Id;
using base::Result;
using db::Tx;
using people::Person;

constexpr std::string_view domain = "@demo.tremplin.example";
constexpr std::string_view factor_secret = "12345678901234567890";
constexpr std::string_view objects_file = "tests/security/objects.toml";

/// Whose ids the statements of objects.toml may name: how each is found.
std::vector<std::pair<std::string, std::string>> const& persons() {
    static std::vector<std::pair<std::string, std::string>> const all{
        {"admin", "email = 'agent@demo.tremplin.example'"},
        {"member", "email LIKE 'adjointe.%'"},
        {"pending", "email LIKE 'stagiaire.%'"},
        {"other", "email = 'elu@demo.tremplin.example'"},
        {"partner", "email = 'partenaire@demo.tremplin.example'"},
        {"operator", "email = 'operateur@demo.tremplin.example'"},
        {"auditor", "email = 'auditeur@demo.tremplin.example'"},
        {"account", "email = 'sans-structure@essai.example'"},
        {"bare", "email = 'operateur-neuf@essai.example'"},
        {"relay", "email = 'relais@essai.example'"},
        {"relay_out", "email = 'relais-ailleurs@essai.example'"}};
    return all;
}

void replace_all(std::string& text, std::string const& what, std::string const& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

template<class T>
T must(Result<T> result, std::string_view what) {
    if (!result.ok()) throw std::runtime_error(std::string(what) + ": " + result.refusal().message);
    return *std::move(result);
}

/// What the rows need and the demonstration does not hold: written as its actions would, one line each.
void add_objects(Tx& tx, base::Instant now) {
    std::string const admin = "(SELECT id FROM persons WHERE email = 'agent@demo.tremplin.example')";
    std::string const other = "(SELECT id FROM persons WHERE email = 'elu@demo.tremplin.example')";
    std::string const chief = "(SELECT id FROM persons WHERE email = 'operateur@demo.tremplin.example')";
    std::string const draft =
        "(SELECT min(id) FROM contributions WHERE state = 'draft' AND author_person_id = " + admin + ")";
    std::string const of_other =
        "(SELECT min(id) FROM contributions WHERE state = 'published' AND author_person_id = " + other + ")";
    // The mayor's contribution was reoriented, so that a review may be asked.
    tx.execute("UPDATE decisions SET replaced_by = 0 WHERE replaced_by IS NULL AND contribution_id = " +
               of_other);
    tx.execute(
        "INSERT INTO decisions (contribution_id, outcome, desk_id, reason, decided_at, decided_by, told_at) "
        "SELECT id, "
        "'reoriented', (SELECT min(d.id) FROM desks d WHERE d.campaign_id = c.campaign_id), 'Un autre "
        "guichet "
        "répondra.', $1, " +
            chief + ", $2 FROM contributions c WHERE id = " + of_other,
        {now, now});
    tx.execute("UPDATE contributions SET outcome = 'reoriented' WHERE id = " + of_other);
    // The agent was asked something.
    tx.execute(
        "INSERT INTO questions (contribution_id, text, asked_by, asked_at) SELECT min(id), 'Combien d’agents "
        "seraient concernés ?', " +
            chief + ", $1 FROM contributions WHERE state = 'published' AND author_person_id = " + admin,
        {now});
    // A file of the agent's draft, kept under the content of a public one.
    tx.execute(
        "INSERT INTO contribution_attachments (key, contribution_id, file_id, type, size, sha256, name, "
        "added_at, from_version) "
        "SELECT 'piece-de-la-matrice', " +
            draft +
            ", file_id, type, size, sha256, 'piece.csv', $1, 1 FROM "
            "contribution_attachments WHERE until_version IS NULL ORDER BY id LIMIT 1",
        {now});
    // A colleague who left, and their draft.
    Id<Person> const gone = people::find_or_create_person(tx, now, "partie@essai.example").person.id;
    tx.execute(
        "INSERT INTO affiliations (person_id, authority_id, quality, function, state, method, requested_at, "
        "decided_at, "
        "reason) SELECT $1, authority_id, quality, function, 'ended', 'colleague', requested_at, decided_at, "
        "'' FROM "
        "affiliations WHERE person_id = " +
            admin,
        {gone});
    tx.execute(
        "INSERT INTO contributions (reference, campaign_id, kind, state, outcome, theme_id, title, "
        "title_key, problem, "
        "audience, territory, service_name, maturity, licence, source_url, cost, hosting, author_person_id, "
        "author_affiliation_id, authority_id, quality, function, version, created_at, changed_at) SELECT "
        "'brouillon-de-la-matrice', campaign_id, kind, state, outcome, theme_id, 'Laissé', 'laisse', "
        "problem, audience, "
        "territory, service_name, maturity, licence, source_url, cost, hosting, $1, (SELECT id FROM "
        "affiliations WHERE "
        "person_id = $2), authority_id, quality, function, version, created_at, changed_at FROM "
        "contributions WHERE id = " +
            draft,
        {gone, gone});
    // What the agent and the mayor asked for after a closing.
    tx.execute(
        "INSERT INTO late_requests (campaign_id, phase, person_id, affiliation_id, authority_id, "
        "wanted_hash, "
        "closed_at, filed_at, reason, state, answer) SELECT (SELECT id FROM campaigns WHERE slug = "
        "'sobriete-services-publics'), 'support', f.person_id, f.id, f.authority_id, '', $1, $2, 'La mairie "
        "était fermée ce jour-là.', 'waiting', '' FROM affiliations f WHERE f.state = 'verified' AND "
        "f.authority_id IS NOT NULL AND f.person_id IN (" +
            admin + ", " + other + ")",
        {now, now});
    // A proposal not yet public.
    tx.execute(
        "INSERT INTO proposals (reference, campaign_id, state, title, title_key, summary, problem, maturity, "
        "created_at, "
        "changed_at) SELECT 'P-2026-900', id, 'draft', 'À venir', 'a venir', 'Pour tous.', '', '', $1, $2 "
        "FROM campaigns "
        "WHERE slug = 'services-petites-communes'",
        {now, now});
    // A support set aside while supports are open; a review that another operator than the one of the matrix
    // answers; a batch that may still be undone.
    std::string const open =
        "(SELECT max(s.proposal_id) FROM supports s JOIN proposals p ON p.id = s.proposal_id WHERE p.state = "
        "'open' AND "
        "s.state <> 'withdrawn')";
    tx.execute("UPDATE supports SET state = 'set_aside', reason = 'À vérifier.' WHERE proposal_id = " + open +
               " AND authority_id = (SELECT max(authority_id) FROM supports WHERE state = 'counted' AND "
               "proposal_id = " +
               open + ")");
    tx.execute(
        "UPDATE decisions SET decided_by = (SELECT id FROM persons WHERE email = "
        "'operateur-neuf@essai.example') WHERE "
        "id IN (SELECT decision_id FROM review_requests WHERE state = 'waiting')");
    std::string const batch =
        "(SELECT max(b.id) FROM decision_batches b JOIN campaigns c ON c.id = b.campaign_id WHERE "
        "c.slug = 'services-petites-communes' AND EXISTS (SELECT 1 FROM decisions d WHERE d.batch_id = "
        "b.id AND d.replaced_by IS NULL))";
    tx.execute("UPDATE decision_batches SET tell_at = $1 WHERE id = " + batch,
               {now + base::Duration::minutes(10)});
    tx.execute("UPDATE decisions SET told_at = NULL WHERE batch_id = " + batch);
    tx.execute(
        "INSERT INTO proposal_themes (proposal_id, theme_id) SELECT p.id, (SELECT min(t.id) FROM themes t "
        "WHERE "
        "t.campaign_id = p.campaign_id) FROM proposals p WHERE p.reference = 'P-2026-900'");
    // A file of decisions that the operator has tried.
    auto const text = [&](std::string const& sql) {
        return tx.first<std::string>(sql, {}, [](db::Row const& row) { return row.string(0); }).value_or("");
    };
    std::string const open_campaign = "(SELECT id FROM campaigns WHERE slug = 'services-petites-communes')";
    std::string const waiting = text(
        "SELECT reference FROM contributions WHERE state = 'published' AND outcome = 'pending' AND "
        "campaign_id = " +
        open_campaign +
        " AND id NOT IN (SELECT contribution_id FROM second_readings WHERE state = 'waiting') ORDER BY id "
        "DESC "
        "LIMIT 1");
    std::string const bytes =
        "Référence;Décision;Bureau;Explication\r\n" + waiting + ";Réorienter;" +
        text("SELECT slug FROM desks WHERE campaign_id = " + open_campaign + " ORDER BY id LIMIT 1") +
        ";La demande relève d’un autre guichet.\r\n";
    consultation::DecisionSheet sheet;
    sheet.campaign = Id<consultation::Campaign>(
        tx.integer("SELECT id FROM campaigns WHERE slug = 'services-petites-communes'"));
    sheet.name = "tri.csv";
    sheet.sha256 = base::hex(base::as_bytes(base::sha256(bytes)));
    sheet.by =
        Id<Person>(tx.integer("SELECT id FROM persons WHERE email = 'operateur@demo.tremplin.example'"));
    sheet.at = now;
    std::string const own = "SELECT id FROM contributions WHERE reference = '" + waiting + "'";
    sheet.seen.emplace(Id<consultation::Contribution>(tx.integer(own)), Id<consultation::Decision>());
    consultation::insert_sheet(tx, sheet, bytes);
    tx.execute(
        "INSERT INTO policies (campaign_id, slug, name, source) SELECT id, 'petites-villes', 'Petites "
        "villes', 'Inventée' "
        "FROM campaigns WHERE state = 'draft' AND id NOT IN (SELECT campaign_id FROM policies)");
    // Mailings in every state: the demonstration has one that was sent.
    for (auto const& [state, started] :
         {std::pair{"draft", "NULL"}, std::pair{"sending", "started_at"}, std::pair{"paused", "started_at"}})
        tx.execute(
            fmt::format("INSERT INTO mailings (campaign_id, kind, segment, filters, audience, scope, "
                        "subject, text, state, slice, "
                        "until, written_by, changed_at, started_at, ended_at, recipients, posted, sent, "
                        "failed, bounced, refused, "
                        "dropped, forgotten_at) SELECT campaign_id, kind, segment, filters, audience, scope, "
                        "subject, text, '{}', "
                        "1, NULL, written_by, changed_at, {}, NULL, 0, 0, 0, 0, 0, 0, 0, NULL FROM mailings "
                        "WHERE state = 'sent' "
                        "AND kind = 'segment'",
                        state, started));
}

}  // namespace

Fields fields_of(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        std::string_view const one = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        std::size_t const equals = one.find('=');
        fields.emplace_back(one.substr(0, equals),
                            equals == std::string_view::npos ? "" : one.substr(equals + 1));
    }
    return fields;
}

namespace {
std::unique_ptr<House> houses[2];

class Leaving : public testing::Environment {
  public:
    void TearDown() override { leave_houses(); }
};
[[maybe_unused]] auto* const leaving = testing::AddGlobalTestEnvironment(new Leaving);
}  // namespace

House& shared_house(db::Engine engine) {
    std::unique_ptr<House>& house = houses[engine == db::Engine::sqlite ? 0 : 1];
    if (!house)
        house = std::make_unique<House>(engine);
    else if (engine == db::Engine::sqlite)
        house->restore();
    return *house;
}

void leave_houses() {
    for (auto& house : houses) house.reset();
}

bool House::can_be_built() {
    return std::filesystem::exists("node_modules/decoupage-2026");
}

House::House(db::Engine engine) : engine_(engine), clock_(base::SystemClock().now()) {
    config_.database = folder_.file("base.db");
    config_.data = folder_.file("data");
    config_.node_modules = "node_modules";
    config_.demo = true;
    must(app::complete(config_), "configuration");
    must(app::fill_demo(config_), "the demonstration");
    // From here on as a deployed service: no account by one click, a second factor for those who have a role.
    config_.demo = false;
    config_.site.is_demo = false;
    config_.site.second_factor_required = true;
    open();
    people_and_objects();
    // Each is seen today, so that later requests note nothing.
    for (std::string_view const role : roles)
        send(role, http::Method::get, role == "program" ? "/api/v1/campaigns" : "/mon-compte");
    send("program", http::Method::put, "/api/v1/proposals/P-0000-000/support");
    dispatcher_.reset();
    if (engine == db::Engine::postgresql) {
        server_ = std::make_unique<support::TestDatabase>(engine);
        must(app::transfer(program_->database(), **server_, program_->rooms_wired()), "the move");
        app::finish_transfer(**server_);
        config_.database = server_->address();
        program_.reset();
        open();
    } else {
        program_.reset();
        restore();
    }
}

House::~House() {
    dispatcher_.reset();
    program_.reset();
}

void House::open() {
    program_ = std::make_unique<app::Program>(config_, base::World{clock_, random_});
    dispatcher_ = std::make_unique<web::Dispatcher>(
        program_->services(), program_->routes(),
        [this](std::string_view, std::string_view route, std::string_view what) {
            faults.push_back(std::string(route) + ": " + std::string(what));
        });
}

void House::restore() {
    dispatcher_.reset();
    program_.reset();
    std::string const live = folder_.file("live.db");
    for (char const* const tail : {"", "-wal", "-shm"}) std::filesystem::remove(live + tail);
    std::filesystem::copy_file(folder_.file("base.db"), live);
    config_.database = live;
    open();
}

std::string House::sign_in(Tx& tx, std::string_view email, bool acts, bool gives_factor) {
    base::Instant const now = clock_.now();
    Id<Person> const person = people::find_or_create_person(tx, now, email).person.id;
    Id<people::Affiliation> acting;
    if (acts)
        acting = Id<people::Affiliation>(
            tx.integer("SELECT id FROM affiliations WHERE person_id = $1 AND state IN ('pending', "
                       "'verified') ORDER BY id LIMIT 1",
                       {person}));
    std::string const token = people::new_token(random_);
    people::insert_sign_in(tx, people::hash_of_token(token), person, acting, "matrice", now);
    if (gives_factor) people::note_factor(tx, people::hash_of_token(token), now);
    return token;
}

void House::people_and_objects() {
    web::Services const& services = program_->services();
    base::World const world{clock_, random_};
    base::Instant const now = clock_.now();
    auto const write = [&](auto&& action) { return program_->database().write(action); };
    auto const done = write([&](Tx& tx) -> Result<Done> {
        auto const id = [&](std::string_view who) {
            for (auto const& [name, found] : persons())
                if (name == who)
                    return Id<Person>(tx.integer("SELECT id FROM persons WHERE " + found + " ORDER BY id"));
            throw std::runtime_error("no such person");
        };
        people::Actor chief;
        chief.person = people::find_or_create_person(tx, now, "operateur" + std::string(domain)).person.id;
        chief.is_operator = true;
        std::string const department = *tx.first<std::string>(
            "SELECT department_code FROM authorities a JOIN affiliations f ON f.authority_id = a.id WHERE "
            "f.person_id = $1",
            {id("admin")}, [](db::Row const& row) { return row.string(0); });
        auto const give = [&](std::string_view email, people::Role role, std::string scope) {
            must(people::give_role(tx, world, chief, {std::string(email), role, std::move(scope), {}}),
                 "role");
        };
        give("relais@essai.example", people::Role::relay, department);
        give("relais-ailleurs@essai.example", people::Role::relay, department == "29" ? "35" : "29");
        give("operateur-neuf@essai.example", people::Role::operator_, {});
        people::find_or_create_person(tx, now, "sans-structure@essai.example");
        for (char const* const who : {"operator", "auditor", "relay", "relay_out"}) {
            people::insert_factor(
                tx, id(who), people::sealed_factor(services.people_settings, id(who), factor_secret, random_),
                now);
            people::activate(tx, id(who), now);
        }
        people::Actor admin;
        admin.person = id("admin");
        admin.affiliation = Id<people::Affiliation>(tx.integer(
            "SELECT id FROM affiliations WHERE person_id = $1 AND state = 'verified'", {admin.person}));
        admin.authority = Id<territories::Authority>(
            tx.integer("SELECT authority_id FROM affiliations WHERE id = $1", {admin.affiliation}));
        admin.verified = true;
        for (char const* const email : {"invitee@essai.example", "sans-structure@essai.example"})
            must(people::invite(tx, world, services.people_settings, admin,
                                {admin.authority, email, people::Quality::agent, "secretaire-de-mairie"}),
                 "invitation");
        made_["bearer"] =
            must(people::make_token(tx, world, admin.person, admin.affiliation, "Logiciel"), "token").token;
        must(people::make_token(
                 tx, world, id("other"),
                 Id<people::Affiliation>(tx.integer("SELECT id FROM affiliations WHERE person_id = $1 AND "
                                                    "state = 'verified' ORDER BY id",
                                                    {id("other")})),
                 "Logiciel"),
             "token");
        must(people::send_address_code(tx, world, services.people_settings, admin.person,
                                       "nouvelle-adresse@essai.example"),
             "code");
        must(people::send_erasure_code(tx, world, services.people_settings, id("partner")), "code");
        auto const code_to = [&](std::string_view email) {
            return tx
                .first<std::string>("SELECT body FROM mails WHERE to_key = $1 ORDER BY id DESC LIMIT 1",
                                    {email}, [](db::Row const& row) { return row.string(0); })
                ->substr(0, 6);
        };
        made_["code.address"] = code_to("nouvelle-adresse@essai.example");
        made_["code.erasure"] = code_to("partenaire" + std::string(domain));
        people::StartedSignIn const here = must(
            people::start_sign_in(tx, world, services.people_settings, {"ici@essai.example", {}, {}, {}}),
            "sign-in");
        made_["browser.under_way"] = here.browser_token;
        made_["code.sign_in"] = code_to("ici@essai.example");
        made_["link.sign_in"] = must(people::start_sign_in(tx, world, services.people_settings,
                                                           {"lien@essai.example", {}, {}, {}}),
                                     "sign-in")
                                    .link_token;
        made_["link.stop"] =
            messaging::stop_token(services.secret, "agent" + std::string(domain), "consultation.followed");
        made_["contact.mark"] = site::shown_mark(services.secret, now - base::Duration::minutes(1));
        made_["contact.key"] = site::thread_key(
            services.secret,
            tx.first<std::string>("SELECT reference FROM contact_messages WHERE state = 'open' "
                                  "ORDER BY id LIMIT 1",
                                  {}, [](db::Row const& row) { return row.string(0); })
                .value_or(""));
        base::Civil const later = base::civil(
            base::Instant{tx.integer(
                "SELECT closes_at FROM phases p JOIN campaigns c ON c.id = p.campaign_id WHERE "
                "c.slug = 'services-petites-communes' AND p.kind = 'collect' ORDER BY version DESC")} +
            base::Duration::days(2));
        made_["later.day"] = std::to_string(later.day);
        made_["later.month"] = std::to_string(later.month);
        made_["later.year"] = std::to_string(later.year);
        made_["code.factor"] = people::totp_code(factor_secret, people::totp_step(now));
        tx.execute(
            "UPDATE mails SET state = 'failed', failure = 'essai' WHERE id = (SELECT max(id) FROM mails)");
        add_objects(tx, now);
        struct Signing {
            char const* role;
            char const* email;
            bool acts, factor;
        };
        auto const email_like = [&](std::string const& pattern) {
            return *tx.first<std::string>("SELECT email FROM persons WHERE email LIKE $1 ORDER BY id",
                                          {pattern}, [](db::Row const& row) { return row.string(0); });
        };
        std::string const member = email_like("adjointe.%");
        std::string const pending = email_like("stagiaire.%");
        for (Signing const& one : {Signing{"account", "sans-structure@essai.example", false, false},
                                   Signing{"pending", pending.c_str(), true, false},
                                   Signing{"member", member.c_str(), true, false},
                                   Signing{"admin", "agent@demo.tremplin.example", true, false},
                                   Signing{"other", "elu@demo.tremplin.example", true, false},
                                   Signing{"partner", "partenaire@demo.tremplin.example", true, false},
                                   Signing{"operator", "operateur@demo.tremplin.example", false, true},
                                   Signing{"auditor", "auditeur@demo.tremplin.example", false, true},
                                   Signing{"relay", "relais@essai.example", false, true},
                                   Signing{"relay_out", "relais-ailleurs@essai.example", false, true},
                                   Signing{"half", "operateur@demo.tremplin.example", false, false},
                                   Signing{"bare", "operateur-neuf@essai.example", false, false}})
            browsers_[one.role].cookie = sign_in(tx, one.email, one.acts, one.factor);
        // A second browser of each, named in the list that ends them.
        made_["connection.own"] = {};
        sign_in(tx, "agent@demo.tremplin.example", true, false);
        for (auto const& [who, name] : {std::pair{"admin", "connection.own"}, {"other", "connection.other"}})
            for (people::SignedInBrowser const& one : people::browsers_of(tx, id(who), now))
                if (people::hash_of_token(browsers_[who].cookie) != one.token_hash ||
                    std::string_view(who) == "other")
                    made_[name] = one.name;
        // What each had typed when a third one had ended.
        for (auto const& [email, name] : {std::pair{"agent@demo.tremplin.example", "kept.own"},
                                          {"elu@demo.tremplin.example", "kept.other"}}) {
            std::string const ended = sign_in(tx, email, true, false);
            people::sign_out(tx, world, ended);
            people::KeptForm form;
            form.target = "/contact";
            form.page = "/contact";
            form.browser = "Firefox";
            form.fields = {{"text", "Un message que personne n’a encore reçu."}};
            made_[name] = std::to_string(
                must(people::keep_form(tx, world, people::hash_of_token(ended), form), "a kept form").value);
        }
        browsers_["program"].bearer = made_["bearer"];
        return Done{};
    });
    must(done, "people of the matrix");
}

std::string House::object(std::string_view name) {
    if (name.starts_with('=')) return std::string(name.substr(1));
    if (auto const made = made_.find(name); made != made_.end()) return made->second;
    if (auto const found = found_.find(name); found != found_.end()) return found->second;
    static toml::table const statements = toml::parse_file(objects_file);
    auto const statement = statements.at_path(name).value<std::string>();
    if (!statement) throw std::runtime_error("no object " + std::string(name) + " in objects.toml");
    auto const snapshot = program_->database().snapshot();
    std::string sql = *statement;
    auto const authority_of = [](std::string const& person) {
        return "(SELECT authority_id FROM affiliations WHERE person_id = " + person +
               " AND state = 'verified' ORDER BY id LIMIT 1)";
    };
    replace_all(sql, "{authority}", authority_of("{admin}"));
    replace_all(sql, "{other_authority}", authority_of("{other}"));
    for (auto const& [who, found] : persons())
        replace_all(sql, "{" + who + "}", "(SELECT id FROM persons WHERE " + found + " ORDER BY id LIMIT 1)");
    auto const value =
        snapshot->first<std::string>(engine_ == db::Engine::sqlite ? "SELECT CAST((" + sql + ") AS TEXT)"
                                                                   : "SELECT CAST((" + sql + ") AS TEXT)",
                                     {}, [](db::Row const& row) { return row.maybe_string(0).value_or(""); });
    if (!value || value->empty())
        throw std::runtime_error("the demonstration holds no " + std::string(name) + ": " + *statement);
    return found_[std::string(name)] = *value;
}

std::string House::filled(std::string_view text) {
    std::string all;
    while (!text.empty()) {
        std::size_t const open = text.find('{');
        all += text.substr(0, open);
        if (open == std::string_view::npos) break;
        std::size_t const close = text.find('}', open);
        all += object(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return all;
}

std::vector<std::string> House::missing_objects() {
    std::vector<std::string> missing;
    toml::table const statements = toml::parse_file(objects_file);
    for (auto const& [group, names] : statements)
        for (auto const& [name, ignored] : *names.as_table()) {
            std::string const whole = std::string(group.str()) + "." + std::string(name.str());
            try {
                (void)object(whole);
            } catch (std::exception const& fault) {
                missing.push_back(whole + ": " + fault.what());
            }
        }
    return missing;
}

}  // namespace security
