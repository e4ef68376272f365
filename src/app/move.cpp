#include "app/move.hpp"

#include <fmt/format.h>

#include "app/program.hpp"
#include "base/french.hpp"
#include "db/tables.hpp"

namespace app {
namespace {

/// Stands in the target from the first row to the last check.
constexpr char const* begin_transfer = "CREATE TABLE move_under_way (begun INTEGER)";
constexpr char const* end_transfer = "DROP TABLE move_under_way";

void run(db::Database& database, std::string const& script) {
    auto const ran = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        tx.script(script);
        tx.announce_change();
        return base::Done{};
    });
    if (!ran.ok()) throw db::DatabaseError(ran.refusal().message);
}

std::string root_of(db::Database& database) {
    auto const head = journal::latest_head(*database.snapshot());
    return head ? fmt::format("{}, {} feuilles", base::hex(base::as_bytes(head->root)), head->size)
                : std::string("d’un journal vide");
}

}  // namespace

bool is_transfer_under_way(db::Reader const& reader) {
    return db::holds_table(reader, "move_under_way");
}

base::Result<base::Done> transfer(db::Database& from, db::Database& to, std::vector<web::Room> const& rooms) {
    {
        auto const snapshot = to.snapshot();
        bool const begun = is_transfer_under_way(*snapshot);
        if (!begun && db::holds_tables(*snapshot))
            return base::refuse(
                base::RefusalCode::conflict,
                "La base d’arrivée contient déjà une base de Tremplin : rien n’y a été écrit.");
    }
    if (!is_transfer_under_way(*to.snapshot())) run(to, begin_transfer);
    std::vector<db::Migration> migrations;
    for (web::Room const& room : rooms)
        migrations.insert(migrations.end(), room.migrations.begin(), room.migrations.end());
    db::migrate(to, migrations);
    std::vector<db::Table> const tables = db::tables(*to.snapshot());
    db::empty_tables(to, tables);  // rows that migrations put there, or an interrupted transfer
    db::copy_tables(from, to, tables, [](db::Table const&, std::int64_t) {});
    for (web::Room const& room : rooms)
        if (room.index_anew) room.index_anew(to);
    return base::Done{};
}

void finish_transfer(db::Database& to) {
    run(to, end_transfer);
}

std::vector<Moved> compared(db::Database& from, db::Database& to) {
    auto const here = from.snapshot();
    auto const there = to.snapshot();
    std::vector<Moved> lines;
    for (db::Table const& table : db::tables(*there)) {
        db::Contents const a = db::contents(*here, table);
        db::Contents const b = db::contents(*there, table);
        lines.push_back({table.name, a.rows, b.rows, a == b});
    }
    return lines;
}

base::Result<base::Done> move_to(Config const& config, std::string const& target) {
    base::SystemClock clock;
    base::SystemRandom random;
    if (target == config.database)
        return base::refuse(base::RefusalCode::invalid, "La base d’arrivée est celle des réglages.");
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    Program program(config, base::World{clock, random});
    program.sequence();
    std::string const root_before = root_of(program.database());
    db::Settings settings;
    settings.address = target;
    auto const to = db::open(settings);
    if (auto const moved = transfer(program.database(), *to, program.rooms_wired()); !moved.ok())
        return moved.refusal();
    int different = 0;
    for (Moved const& line : compared(program.database(), *to)) {
        fmt::print("{:<28} {:>10} {:>10}  {}\n", line.table, line.rows_from, line.rows_to,
                   line.is_same ? "identique" : "DIFFÉRENTE");
        different += line.is_same ? 0 : 1;
    }
    std::string const root = root_of(program.database());
    std::string const moved_root = root_of(*to);
    fmt::print("empreinte du journal ici :    {}\nempreinte du journal là-bas : {}\n", root, moved_root);
    if (root != root_before || different > 0 || root != moved_root)
        return base::refuse(
            base::RefusalCode::conflict,
            "Les deux bases diffèrent : le service tournait-il encore ? Arrêtez-le, puis relancez la même "
            "commande : elle recommence.");
    auto const problems = program.verified(*to->snapshot()).problems;
    for (std::string const& problem : problems) fmt::print("PROBLÈME {}\n", problem);
    if (!problems.empty())
        return base::refuse(base::RefusalCode::conflict,
                            base::french_count(static_cast<std::int64_t>(problems.size()), "problème trouvé",
                                               "problèmes trouvés") +
                                " dans la base d’arrivée.");
    finish_transfer(*to);
    to->close();
    fmt::print(
        "Tout est copié. L’ancienne base est restée telle quelle ; nommez maintenant la nouvelle dans les "
        "réglages.\n");
    return base::Done{};
}

}  // namespace app
