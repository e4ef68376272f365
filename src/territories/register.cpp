#include "territories/register.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "journal/journal.hpp"
#include "territories/register_rows.hpp"

namespace territories {
namespace {

bool is_older(Package const& package, Edition const& newest) {
    if (package.year != newest.year) return package.year < newest.year;
    return is_older_version(package.version, newest.version);
}

LoadReport loaded(db::Tx& tx, base::World const& world, Register const& edition, std::int64_t next_id,
                  base::Id<Edition> id) {
    LoadReport report;
    report.edition = {id, edition.year, edition.version, world.clock.now(),
                      static_cast<std::int64_t>(edition.in_force.size())};
    Reconciled const result = reconciled(rows::all_kept(tx), edition, id, next_id);
    rows::save_territories(tx, edition);
    rows::release_references(tx, result.moved);
    rows::save(tx, result.rows);
    rows::save_postcodes(tx, result.rows);
    rows::save_aliases(tx, result.aliases);
    rows::index_names(tx);
    rows::save_next_id(tx, result.next_id);
    rows::add_edition(tx, report.edition);
    rows::freeze(tx, id);
    rows::refresh_statistics(tx);
    report.counts = rows::counts(tx);
    report.changes = result.changes;
    report.holes = edition.holes;
    return report;
}

void record_load(db::Tx& tx, base::World const& world, LoadReport const& report) {
    journal::Entry entry;
    entry.act = "register.loaded";
    entry.subject = fmt::format("edition:{}", report.edition.id.value);
    entry.facts = {{"year", std::to_string(report.edition.year)},
                   {"version", report.edition.version},
                   {"authorities", std::to_string(report.edition.authorities)},
                   {"merged", std::to_string(report.changes.merged.size())},
                   {"renamed", std::to_string(report.changes.renamed.size())},
                   {"appeared", std::to_string(report.changes.appeared.size())},
                   {"vanished", std::to_string(report.changes.vanished.size())}};
    journal::record(tx, world, entry);
}

void print_list(std::vector<std::string>& out, std::string_view title, std::vector<std::string> const& lines,
                std::size_t lines_max) {
    if (lines.empty()) return;
    out.push_back(
        fmt::format("{} : {}", title, base::french_number(static_cast<std::int64_t>(lines.size()))));
    for (std::size_t i = 0; i < lines.size() && i < lines_max; ++i) out.push_back("  " + lines[i]);
    if (lines.size() > lines_max)
        out.push_back(fmt::format("  … et {} de plus",
                                  base::french_number(static_cast<std::int64_t>(lines.size() - lines_max))));
}

}  // namespace

base::Result<LoadReport> load_register(db::Database& database, base::World const& world,
                                       Package const& package) {
    Register const edition = derived(package);
    if (edition.in_force.empty())
        return base::refuse(base::RefusalCode::invalid, "Ce paquet ne contient aucune collectivité.");
    return database.write([&](db::Tx& tx) -> base::Result<LoadReport> {
        std::int64_t const next_id = rows::lock_register(tx);
        std::optional<Edition> const newest = latest_edition(tx);
        if (newest && is_older(package, *newest))
            return base::refuse(
                base::RefusalCode::conflict,
                fmt::format(
                    "L’édition {} (version {}) est plus ancienne que l’édition {} (version {}) déjà chargée.",
                    package.year, package.version, newest->year, newest->version),
                "Les éditions se chargent de la plus ancienne à la plus récente.");
        if (newest && package.year == newest->year && package.version == newest->version) {
            LoadReport report;
            report.edition = *newest;
            report.is_unchanged = true;
            report.counts = rows::counts(tx);
            return report;
        }
        base::Id<Edition> const id(newest ? newest->id.value + 1 : 1);
        LoadReport report = loaded(tx, world, edition, next_id, id);
        record_load(tx, world, report);
        tx.announce_change();
        return report;
    });
}

base::Result<LoadReport> load_register(db::Database& database, base::World const& world,
                                       std::string const& folder) {
    base::Result<Package> const package = read_package(folder);
    if (!package) return package.refusal();
    return load_register(database, world, *package);
}

std::vector<std::string> printed(LoadReport const& report, std::size_t lines_max) {
    std::vector<std::string> out;
    if (report.is_unchanged) {
        out.push_back(fmt::format("L’édition {} (version {}) est déjà chargée : rien n’a changé.",
                                  report.edition.year, report.edition.version));
        return out;
    }
    out.push_back(fmt::format(
        "Édition {} (version {}) chargée : {} collectivités, groupements et structures.", report.edition.year,
        report.edition.version, base::french_number(report.edition.authorities)));
    for (auto const& [kind, count] : report.counts)
        out.push_back(fmt::format("  {} : {}", french_plural(kind), base::french_number(count)));
    print_list(out, "Fusionnées", report.changes.merged, lines_max);
    print_list(out, "Renommées", report.changes.renamed, lines_max);
    print_list(out, "Code modifié", report.changes.recoded, lines_max);
    print_list(out, "Rétablies", report.changes.restored, lines_max);
    print_list(out, "Apparues", report.changes.appeared, lines_max);
    print_list(out, "Disparues sans successeur", report.changes.vanished, lines_max);
    for (Hole const& hole : report.holes) {
        constexpr std::size_t examples_max = 5;
        std::string examples;
        for (std::size_t i = 0; i < hole.references.size() && i < examples_max; ++i)
            examples += (i == 0 ? "" : ", ") + hole.references[i];
        if (hole.references.size() > examples_max) examples += "…";
        out.push_back(fmt::format("Lacune, {} : {} ({})", hole.what,
                                  base::french_number(static_cast<std::int64_t>(hole.references.size())),
                                  examples));
    }
    return out;
}

std::vector<Edition> editions(db::Reader const& reader) {
    return rows::all_editions(reader);
}

std::optional<Edition> latest_edition(db::Reader const& reader) {
    std::vector<Edition> all = rows::all_editions(reader);
    if (all.empty()) return std::nullopt;
    return all.back();
}

}  // namespace territories
