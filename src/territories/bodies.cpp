#include "territories/bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "base/siren.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "territories/contacts_rows.hpp"
#include "territories/csv_lines.hpp"
#include "territories/register_rows.hpp"

namespace territories {
namespace {

constexpr std::array<Kind, 8> from_files{Kind::syndicat, Kind::petr, Kind::ept,  Kind::ccas,
                                         Kind::sdis,     Kind::gip,  Kind::opsn, Kind::local_public_body};
constexpr std::size_t name_characters_max = 200;
constexpr std::int64_t population_max = 100'000'000;

bool is_from_files(Kind kind) {
    return std::find(from_files.begin(), from_files.end(), kind) != from_files.end();
}

/// French and English words of the column.
std::optional<LegalClass> class_from(std::string const& written) {
    std::string const word = base::name_key(written);
    if (word == "grouping" || word == "groupement") return LegalClass::grouping;
    if (word == "local public body" || word == "structure publique locale")
        return LegalClass::local_public_body;
    return std::nullopt;
}

/// Every error of the body at once; the checked body otherwise.
base::Result<NewBody> checked(db::Reader const& reader, NewBody body) {
    base::FormErrors errors;
    std::optional<base::Siren> const siren = base::Siren::parse(body.siren);
    if (siren)
        body.siren = siren->digits();
    else
        errors.add("siren", "Ce Siren est faux : vérifiez ses neuf chiffres.");
    body.name = base::tidied_line(body.name).value_or("");
    if (body.name.empty() || base::length_in_characters(body.name) > name_characters_max)
        errors.add("name", fmt::format("Donnez un nom de {} caractères au plus.", name_characters_max));
    if (!is_from_files(body.kind))
        errors.add("kind", "Les structures de cette nature viennent du référentiel national.");
    if (body.legal_class == LegalClass::authority)
        errors.add("legal_class", "Une collectivité territoriale vient du référentiel national.");
    if (!body.department_code.empty() && rows::region_of(reader, body.department_code).empty())
        errors.add("department", "Ce département n’existe pas.");
    if (body.population && (*body.population < 0 || *body.population > population_max))
        errors.add("population", "Cette population est impossible.");
    if (errors.none()) return body;
    return std::move(errors).refusal();
}

base::Result<NewBody> body_of_line(CsvLines const& csv, CsvLine const& line) {
    auto const cell = [&](std::initializer_list<std::string_view> names) {
        return CsvLines::cell(line, csv.column(names));
    };
    NewBody body;
    body.siren = cell({"siren"});
    body.name = cell({"name", "nom"});
    std::optional<Kind> const kind = kind_from(cell({"kind", "nature"}));
    if (!kind)
        return base::refuse(base::RefusalCode::invalid, "La nature de la structure manque ou est inconnue.");
    body.kind = *kind;
    std::optional<LegalClass> const legal_class = class_from(cell({"legal_class", "classe", "categorie"}));
    if (!legal_class)
        return base::refuse(base::RefusalCode::invalid,
                            "La catégorie manque : « groupement » ou « structure publique locale ».");
    body.legal_class = *legal_class;
    body.department_code = cell({"department", "departement"});
    std::string population = cell({"population"});
    std::erase(population, ' ');
    if (population.empty()) return body;
    body.population = base::parse_int(population);
    if (!body.population)
        return base::refuse(base::RefusalCode::invalid, "La population n’est pas un nombre entier.");
    return body;
}

}  // namespace

std::span<Kind const> kinds_from_files() {
    return from_files;
}

base::Result<base::Id<Authority>> save_body(db::Tx& tx, NewBody const& given) {
    std::optional<Edition> const edition = latest_edition(tx);
    if (!edition)
        return base::refuse(base::RefusalCode::conflict,
                            "Le référentiel des collectivités n’est pas encore chargé.",
                            "Chargez-le d’abord : tremplin load register.");
    base::Result<NewBody> const body = checked(tx, given);
    if (!body) return body.refusal();
    std::int64_t const next_id = rows::lock_register(tx);
    std::optional<rows::Known> const known = rows::known_by_siren(tx, body->siren);
    if (known && !is_from_files(known->kind))
        return base::refuse_field(
            "siren",
            fmt::format("Ce Siren est celui d’une structure du référentiel ({}).", known->reference));
    base::Id<Authority> const id = known ? known->id : base::Id<Authority>(next_id);
    rows::save_body(tx, id, *body, rows::region_of(tx, body->department_code), edition->id);
    if (!known) rows::save_next_id(tx, next_id + 1);
    rows::index_name(tx, id, body->name, body->name);
    rows::freeze_one(tx, edition->id, id);
    return id;
}

base::Result<FileReport> load_bodies(db::Database& database, base::World const& world, std::string_view csv) {
    base::Result<CsvLines> const lines = read_csv(csv);
    if (!lines) return lines.refusal();
    if (lines->column({"siren"}) < 0)
        return base::refuse(
            base::RefusalCode::invalid, "Ce fichier n’a pas de colonne « siren ».",
            "La première ligne doit être : siren;name;kind;legal_class;department;population");
    return database.write([&](db::Tx& tx) -> base::Result<FileReport> {
        if (!latest_edition(tx)) return save_body(tx, NewBody{}).refusal();
        FileReport report;
        for (CsvLine const& line : lines->lines) {
            base::Result<NewBody> const body = body_of_line(*lines, line);
            base::Result<base::Id<Authority>> const saved =
                body ? save_body(tx, *body) : base::Result<base::Id<Authority>>(body.refusal());
            if (saved)
                ++report.bodies;
            else
                report.refused.push_back(fmt::format("Ligne {} : {}", line.number, saved.refusal().message));
        }
        report.written = report.bodies;
        if (report.bodies == 0) return report;
        journal::Entry entry;
        entry.act = "bodies.loaded";
        entry.subject = "register:bodies";
        entry.facts = {{"sha256", base::sha256_hex(csv)},
                       {"bodies", std::to_string(report.bodies)},
                       {"refused", std::to_string(report.refused.size())}};
        journal::record(tx, world, entry);
        return report;
    });
}

}  // namespace territories
