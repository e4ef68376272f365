#include "app/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/log.hpp"
#include "base/text.hpp"
#include "consultation/event.hpp"
#include "consultation/support_actions.hpp"
#include "db/tables.hpp"
#include "files/room.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/smtp_transport.hpp"
#include "outreach/mailing_rows.hpp"
#include "outreach/reminder_actions.hpp"
#include "people/actions_account.hpp"
#include "people/actions_renewal.hpp"
#include "people/invitation_rows.hpp"
#include "people/kept_form_rows.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/own_account_rows.hpp"
#include "people/sign_in_rows.hpp"
#include "site/api_page.hpp"
#include "site/banner_rows.hpp"
#include "site/contact_rows.hpp"

namespace app {
namespace {

constexpr std::size_t secret_bytes = 32;
/// HOUSE.md: a receipt is a proof within a second; the sequencer passes at least this often on PostgreSQL.
constexpr std::chrono::milliseconds sequencer_pause{150};
constexpr int jobs_a_pass = 50;
constexpr int forgotten_a_pass = 500;
constexpr int erasures_a_pass = 50;
constexpr int renewed_a_pass = 100;  // affiliations reminded, and lapsed, at each housekeeping
constexpr base::Duration housekeeping_pause = base::Duration::minutes(10);
constexpr base::Duration mail_counts_kept = base::Duration::days(2);
constexpr base::Duration mails_kept = base::Duration::days(180);
constexpr int lists_a_pass = 5;  // of mailings: each may hold tens of thousands of addresses
constexpr base::Duration follow_events_kept = base::Duration::days(60);

/// The program's own secret, made at first start, readable by its owner only.
std::string secret_in(std::string const& folder, base::Random& random) {
    std::string const path = folder + "/secret.key";
    int const made = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (made >= 0) {
        std::string const secret = random.bytes(secret_bytes);
        bool const written =
            ::write(made, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
            ::fsync(made) == 0;
        ::close(made);
        if (!written) throw base::Fault(path + " n’a pas pu être écrit");
    }
    std::ifstream stream(path, std::ios::binary);
    std::string secret(secret_bytes, '\0');
    stream.read(secret.data(), static_cast<std::streamsize>(secret.size()));
    if (stream.gcount() != static_cast<std::streamsize>(secret_bytes))
        throw base::Fault(path + " ne fait pas 32 octets");
    return secret;
}

}  // namespace

base::Result<base::Done> database_stands(Config const& config) {
    auto const absent = [](std::string message) {
        return base::refuse(base::RefusalCode::not_found, std::move(message),
                            "Nommez la base par --database, TREMPLIN_DATABASE ou le fichier de --config. "
                            "Rien n’a été créé.");
    };
    if (!config.on_postgresql()) {
        if (!std::filesystem::exists(config.database)) return absent(config.database + " n’existe pas.");
        return base::Done{};
    }
    db::Settings settings;
    settings.address = config.database;
    auto const database = db::open(settings);
    bool const is_ours = db::holds_tables(*database->snapshot());
    database->close();
    // Its address may hold a password: it is not repeated.
    if (!is_ours) return absent("Cette base PostgreSQL n’est pas une base de Tremplin.");
    return base::Done{};
}

Program::Program(Config config, base::World world)
    : config_(std::move(config)),
      world_(world),
      signer_(journal::HeadSigner::from_seed(std::string(32, '\0'))) {
    std::filesystem::create_directories(config_.data + "/tmp");
    std::filesystem::create_directories(config_.data + "/files");
    ::chmod(config_.data.c_str(), 0700);
    // Keys always come from the kernel, even when the demonstration's acts are drawn from a seed.
    base::SystemRandom kernel;
    secret_ = secret_in(config_.data, kernel);
    signer_ = journal::HeadSigner::from_file(config_.data + "/journal.key", kernel);

    db::Settings settings;
    settings.address = config_.database;
    settings.is_durable = !config_.is_filling;
    database_ = db::open(settings);
    sequencer_ = std::make_unique<journal::Sequencer>(signer_, world_.clock);

    people_settings_ = {config_.site.origin, config_.site.name, config_.site.contact_email, secret_};
    services_ = std::make_unique<web::Services>(web::Services{
        *database_, world_, config_.site, assets_, hooks_, people_settings_, limiter_, secret_,
        config_.data + "/tmp", config_.data + "/files", config_.clamd, &notices_, signer_.public_key()});
    // What happens to an affiliation changes what its supports amount to (PROGRAMME B6).
    hooks_.affiliation_changed = consultation::recount_after_affiliation_change;
    notices_.load_with(site::standing_notices);
    rooms_ = rooms(*services_);
    web::hand_over_personal(hooks_, rooms_);

    std::vector<db::Migration> migrations;
    for (web::Room const& room : rooms_)
        for (db::Migration const& migration : room.migrations) migrations.push_back(migration);
    db::migrate(*database_, migrations);
    database_->before_commit([this](db::Tx& tx) { (void)sequencer_->run(tx); });

    if (config_.smtp_url.empty())
        transport_ = std::make_unique<messaging::FileTransport>(config_.data + "/mails");
    else
        transport_ = std::make_unique<messaging::SmtpTransport>(
            messaging::SmtpSettings{config_.smtp_url, config_.smtp_user, config_.smtp_password, {}, false});
    outbox_ = std::make_unique<messaging::Outbox>(
        *database_, world_, *transport_,
        messaging::Sender{config_.site.name, config_.mail_from, config_.site.origin, config_.mail_return},
        config_.demo);
    jobs_ = std::make_unique<journal::JobRunner>(*database_, world_.clock);
    jobs_->handle(messaging::mail_job, [this](std::string const& payload) { outbox_->send(payload); });
    for (web::Room const& room : rooms_)
        for (auto const& [kind, handler] : room.jobs) jobs_->handle(kind, handler);
    jobs_->on_failure([](std::string const& kind, std::string const& what) {
        log(Level::warning, "job failed", {{"kind", kind}, {"what", what}});
    });
}

Program::~Program() = default;

web::Routes Program::routes() const {
    web::Routes all;
    for (web::Room const& room : rooms_)
        for (web::Route route : room.routes) {
            route.room = room.name;
            all.push_back(std::move(route));
        }
    for (web::Route& route : site::api_reference(all, config_.site)) all.push_back(std::move(route));
    return all;
}

journal::Verification Program::verified(db::Reader const& reader) const {
    journal::Verification found = journal::verify(reader, signer_);
    for (web::Room const& room : rooms_)
        if (room.problems)
            for (std::string const& problem : room.problems(reader))
                found.problems.push_back(room.name + ": " + problem);
    return found;
}

void Program::run_jobs() {
    while (jobs_->run_due(jobs_a_pass) > 0) {
    }
}

void Program::sequence() {
    if (database_->engine() == db::Engine::postgresql) sequencer_->run_if_leader(*database_);
}

/// Forgets what no page can use any more, a bounded part at each pass: answered keys, sign-ins over, counts
/// of mails, old mails (a demonstration keeps its mails, to show them).
void Program::keep_house() {
    base::Instant const now = world_.clock.now();
    auto const kept = database_->write([&](db::Tx& tx) -> base::Result<base::Done> {
        journal::forget_answers(tx, now, forgotten_a_pass);
        people::forget_sign_ins(tx, now, forgotten_a_pass);
        people::forget_kept_forms(tx, now, forgotten_a_pass);
        people::forget_own_codes(tx, now, forgotten_a_pass);
        people::forget_mail_counts(tx, now - mail_counts_kept, forgotten_a_pass);
        people::forget_invitations(tx, now - mails_kept, forgotten_a_pass);
        if (!config_.demo) messaging::forget_old_mails(tx, now - mails_kept, forgotten_a_pass);
        messaging::forget_old_bounces(tx, now - mails_kept, forgotten_a_pass);
        consultation::forget_old_events(tx, now - follow_events_kept, forgotten_a_pass);
        outreach::enqueue_reminders(tx, now);
        // A demonstration's mails are kept, and so are its lists.
        if (!config_.demo) outreach::forget_old_lists(tx, now - outreach::lists_kept, now, lists_a_pass);
        site::forget_closed_messages(tx, now - site::closed_messages_kept, forgotten_a_pass);
        return base::Done{};
    });
    if (!kept.ok()) log(Level::warning, "housekeeping refused", {{"what", kept.refusal().message}});
    files::keep_house(*services_);
    std::vector<std::string> const gone =
        people::finish_erasures(*database_, world_, hooks_, erasures_a_pass);
    for (std::string const& address : gone) transport_->forget(address);
    is_to_scrub_ = is_to_scrub_ || !gone.empty();
    if (is_to_scrub_) is_to_scrub_ = !database_->scrub();
    // A demonstration's year would be over at once: its campaign of 2021 is five years old.
    if (config_.demo) return;
    auto const renewed = database_->write([&](db::Tx& tx) -> base::Result<people::RenewalRound> {
        return people::renew_affiliations(tx, world_, people_settings_, hooks_, renewed_a_pass);
    });
    if (!renewed.ok()) log(Level::warning, "renewal refused", {{"what", renewed.refusal().message}});
}

void Program::background() {
    base::Instant next_housekeeping = world_.clock.now();
    while (!stopping_) {
        try {
            sequence();
            jobs_->run_due(jobs_a_pass);
            if (world_.clock.now() >= next_housekeeping) {
                next_housekeeping = world_.clock.now() + housekeeping_pause;
                keep_house();
            }
        } catch (std::exception const& fault) {
            log(Level::error, "background work failed", {{"what", fault.what()}});
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
        std::this_thread::sleep_for(sequencer_pause);
    }
}

}  // namespace app
