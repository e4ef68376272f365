// The archive of all that concerns one person, written by libarchive.
#include "account/own_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <set>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/csv.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "messaging/stop.hpp"
#include "people/personal.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr std::size_t name_random_bytes = 16;
constexpr int owner_only = 0600;
constexpr std::size_t json_block_bytes = 64 * 1024;

class Zip {
  public:
    explicit Zip(std::string path) : path_(std::move(path)), archive_(::archive_write_new()) {
        base::check(archive_ != nullptr, "libarchive has memory");
        must(::archive_write_set_format_zip(archive_.get()));
        must(::archive_write_open_filename(archive_.get(), path_.c_str()));
    }
    ~Zip() {
        if (!finished_) ::unlink(path_.c_str());
    }
    Zip(Zip const&) = delete;
    Zip& operator=(Zip const&) = delete;

    /// One file, written piece by piece.
    void add(std::string const& name, base::Instant at,
             std::function<void(std::function<void(std::string_view)> const&)> const& write) {
        std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> entry(::archive_entry_new(),
                                                                              ::archive_entry_free);
        ::archive_entry_set_pathname(entry.get(), name.c_str());
        ::archive_entry_set_filetype(entry.get(), AE_IFREG);
        ::archive_entry_set_perm(entry.get(), owner_only);
        ::archive_entry_set_mtime(entry.get(), at.us / 1'000'000, 0);
        must(::archive_write_header(archive_.get(), entry.get()));
        write([&](std::string_view bytes) {
            base::check(::archive_write_data(archive_.get(), bytes.data(), bytes.size()) ==
                            static_cast<la_ssize_t>(bytes.size()),
                        "the archive could not be written: is the disk full?");
        });
        must(::archive_write_finish_entry(archive_.get()));
    }
    void finish() {
        must(::archive_write_close(archive_.get()));
        finished_ = true;
    }

  private:
    void must(int answer) const {
        if (answer != ARCHIVE_OK)
            base::fail(std::string("libarchive: ") + ::archive_error_string(archive_.get()));
    }
    struct Free {
        void operator()(archive* one) const { ::archive_write_free(one); }
    };
    std::string path_;
    std::unique_ptr<archive, Free> archive_;
    bool finished_ = false;
};

std::vector<journal::PersonalColumn> shown_columns(journal::PersonalTable const& table) {
    std::vector<journal::PersonalColumn> shown;
    for (journal::PersonalColumn const& column : table.columns)
        if (column.kind != journal::Kind::secret) shown.push_back(column);
    return shown;
}

/// The table that knows the address as a keyed hash only, so that no room can declare it by a key of the
/// person.
constexpr std::string_view stops_what = "Les notifications que vous ne voulez plus recevoir";
constexpr std::string_view stops_why =
    "Respecter votre refus, même après la suppression du compte\u00a0: l’adresse n’y est gardée que sous la "
    "forme "
    "d’une empreinte.";

std::string note(web::SiteSettings const& site, people::Person const& person, base::Instant now,
                 std::vector<journal::PersonalTable> const& tables) {
    std::string text =
        "Ce que " + site.name + " garde à propos de " + person.email + ", arrêté au " +
        base::french_date_time(now) +
        " (heure de Paris).\n\ndonnees.json contient tout\u202f; chaque fichier CSV en est une table "
        "(UTF-8, dates en temps universel).\nLes empreintes qui servent à vous reconnaître n’y sont "
        "pas\u00a0: "
        "elles ne disent rien de vous.\n\n";
    for (journal::PersonalTable const& table : tables)
        text += "- " + std::string(table.what) + ". " + std::string(table.why) +
                " Conservation\u00a0: " + std::string(journal::french(table.retention)) + ".\n";
    text += "- " + std::string(stops_what) + ". " + std::string(stops_why) +
            " Conservation\u00a0: tant que le service écrit des messages.\n";
    return text + "\nVos droits, et une erreur à corriger\u00a0: " + site.contact_email + "\n";
}

}  // namespace

std::string write_own_archive(web::Services const& services, db::Reader const& reader,
                              people::Person const& person) {
    std::vector<journal::PersonalTable> const& tables = services.hooks.personal;
    base::Instant const now = services.world.clock.now();
    std::string path =
        services.temporary_folder + "/" + base::hex(services.world.random.bytes(name_random_bytes)) + ".zip";
    std::vector<messaging::KeptStop> const stops = messaging::stops_of(reader, services.secret, person.email);
    Zip zip(path);
    zip.add("LISEZMOI.txt", now, [&](auto const& put) { put(note(services.settings, person, now, tables)); });
    zip.add("donnees.json", now, [&](auto const& put) {
        web::Json json;
        json.object();
        json.key("address").text(person.email).key("at").instant(now).key("tables").array();
        for (journal::PersonalTable const& table : tables) {
            auto const columns = shown_columns(table);
            json.object().key("table").text(table.table).key("what").text(table.what).key("rows").array();
            people::each_personal_row(reader, table, person, [&](std::span<std::string const> cells) {
                json.object();
                for (std::size_t i = 0; i < columns.size(); ++i) json.key(columns[i].name).text(cells[i]);
                json.end();
                if (json.buffer().size() < json_block_bytes) return;
                put(json.buffer());
                json.buffer().clear();
            });
            json.end().end();
        }
        json.object().key("table").text("mail_stops").key("what").text(stops_what).key("rows").array();
        for (messaging::KeptStop const& one : stops)
            json.object().key("kind").text(one.kind).key("at").instant(one.at).end();
        json.end().end();
        json.end().end();
        put(json.take());
    });
    std::set<std::string> names;
    for (journal::PersonalTable const& table : tables) {
        std::string const name = base::slug(table.what) + ".csv";
        base::check(names.insert(name).second, "two personal tables are named alike");
        zip.add(name, now, [&](auto const& put) {
            auto const columns = shown_columns(table);
            std::vector<std::string_view> cells;
            for (journal::PersonalColumn const& column : columns) cells.push_back(column.label);
            put(base::csv_byte_order_mark);
            put(base::csv_row(cells));
            people::each_personal_row(reader, table, person, [&](std::span<std::string const> row) {
                for (std::size_t i = 0; i < columns.size(); ++i) cells[i] = row[i];
                put(base::csv_row(cells));
            });
        });
    }
    zip.add(base::slug(stops_what) + ".csv", now, [&](auto const& put) {
        put(base::csv_byte_order_mark);
        put(base::csv_row({"Sorte", "Depuis"}));
        for (messaging::KeptStop const& one : stops) put(base::csv_row({one.kind, base::iso8601(one.at)}));
    });
    zip.finish();
    return path;
}

}  // namespace account
