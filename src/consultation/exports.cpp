#include "consultation/exports.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <limits>

#include "base/csv.hpp"
#include "base/french.hpp"
#include "consultation/campaign_json.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/figures.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::int64_t all_lines = std::numeric_limits<std::int64_t>::max();

/// Files of one export as they become whole.
class Folder {
  public:
    explicit Folder(std::string path) : path_(std::move(path)) {}

    template<class Write>
    void add(std::string const& name, Write&& write) {
        std::string const whole = path_ + "/" + name;
        std::string const part = fmt::format("{}.{}.part", whole, ::getpid());
        ::unlink(part.c_str());  // of a run with the same number that was killed
        ExportFile file(part);
        write(file);
        file.finish_as(whole);
        names_.push_back(name);
    }
    std::vector<std::string> names() && { return std::move(names_); }

  private:
    std::string path_;
    std::vector<std::string> names_;
};

base::Result<base::Done> make_folder(std::string const& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (!std::filesystem::is_directory(path, error) || ::access(path.c_str(), W_OK | X_OK) != 0)
        return base::refuse(
            base::RefusalCode::invalid,
            fmt::format("Le dossier « {} » ne peut pas être créé, ou il n’est pas possible d’y écrire.",
                        path),
            "Indiquez un autre dossier avec --out.");
    return base::Done{};
}

std::string whole_campaign_json(db::Reader const& reader, Campaign const& campaign, bool is_demo) {
    web::Json json;
    put_whole_campaign(json, campaign, campaign_figures(reader, campaign.id), choices(reader, campaign.id),
                       is_demo);
    return json.take() + "\n";
}

std::string note_of(Campaign const& campaign, ExportSource const& source,
                    std::vector<std::pair<Dataset const*, std::int64_t>> const& lines) {
    std::string note;
    if (source.is_demo)
        note +=
            "DÉMONSTRATION, ACTES INVENTÉS. Les collectivités nommées existent ; ce qui leur est prêté ici "
            "n’a pas eu lieu.\nNe réutilisez pas ces fichiers comme des données réelles.\n\n";
    note += fmt::format(
        "{}\nDonnées ouvertes de la consultation, arrêtées au {} (heure de Paris).\n"
        "Source : {} ({}), {}.\nLicence : {}, {}\n"
        "Vous pouvez réutiliser ces données à condition d’en citer la source et la date.\n\n",
        campaign.title, base::french_date_time(source.at), source.site_name, source.operator_name,
        source.origin, open_licence, open_licence_url);
    note += "Fichiers (UTF-8, virgule, une ligne d’en-tête, RFC 4180)\n";
    for (auto const& [dataset, count] : lines)
        note += fmt::format("- {}.csv : {}. {}\n", dataset->name,
                            base::french_count(count, "ligne", "lignes"), dataset->line);
    note +=
        "- campaign.json : la consultation, ses phases, ses règles, ses chiffres, ses listes de thèmes, de "
        "bureaux et de motifs.\n"
        "- dictionnaire.csv : chaque colonne de chaque fichier, son type, ce qu’elle veut dire.\n\n"
        "Recalculer les chiffres publics\n"
        "- Soutiens d’une proposition : le nombre de lignes de supports.csv qui portent sa référence dans "
        "la colonne proposal. C’est la colonne supports de proposals.csv.\n"
        "- Soutiens par sorte, par taille ou par région : les mêmes lignes, selon kind, population ou "
        "region.\n"
        "- Contributions = à traiter + réorientées + rejetées + regroupées : le nombre de lignes de "
        "contributions.csv, réparti selon la colonne outcome.\n"
        "- Contributions d’une proposition : les lignes de contributions.csv dont la colonne proposals "
        "contient sa référence.\n"
        "- Propositions retenues : les lignes de proposals.csv dont la colonne state vaut selected.\n\n"
        "Un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe.\n";
    return note;
}

}  // namespace

std::int64_t write_csv(db::Reader const& reader, Campaign const& campaign, Dataset const& dataset,
                       bool is_demo, ExportFile& file) {
    std::vector<std::string_view> cells;
    for (DataColumn const& column : dataset.columns) cells.push_back(column.name);
    if (is_demo) cells.push_back(demonstration_column.name);
    file.write(base::csv_row(cells));

    std::int64_t lines = 0;
    std::vector<std::string> texts(dataset.columns.size());
    dataset.each(reader, campaign, {}, {}, all_lines, [&](LineKey, std::span<DataCell const> line) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            texts[i] = text_of(line[i]);
            cells[i] = texts[i];
        }
        if (is_demo) cells.back() = demonstration_words;
        file.write(base::csv_row(cells));
        ++lines;
    });
    return lines;
}

std::string dictionary_csv(bool is_demo) {
    std::string csv = base::csv_row({"fichier", "colonne", "type", "signification"});
    for (Dataset const& dataset : datasets()) {
        std::string const file = std::string(dataset.name) + ".csv";
        for (DataColumn const& column : dataset.columns)
            csv += base::csv_row({file, column.name, french(column.type), column.meaning});
        if (is_demo)
            csv += base::csv_row({file, demonstration_column.name, french(demonstration_column.type),
                                  demonstration_column.meaning});
    }
    return csv;
}

std::string dictionary_json(bool is_demo) {
    web::Json json;
    auto const add = [&](DataColumn const& column) {
        json.object().key("name").text(column.name);
        json.key("type").text(french(column.type)).key("meaning").text(column.meaning).end();
    };
    json.object().key("files").array();
    for (Dataset const& dataset : datasets()) {
        json.object().key("name").text(dataset.name).key("title").text(dataset.title);
        json.key("line").text(dataset.line).key("columns").array();
        for (DataColumn const& column : dataset.columns) add(column);
        if (is_demo) add(demonstration_column);
        json.end().end();
    }
    json.end().end();
    return json.take();
}

base::Result<std::vector<std::string>> export_campaign(db::Reader const& reader, Campaign const& campaign,
                                                       ExportSource const& source,
                                                       std::string const& folder) {
    if (auto const made = make_folder(folder); !made.ok()) return made.refusal();
    Folder files(folder);
    std::vector<std::pair<Dataset const*, std::int64_t>> lines;
    for (Dataset const& dataset : datasets())
        files.add(std::string(dataset.name) + ".csv", [&](ExportFile& file) {
            lines.emplace_back(&dataset, write_csv(reader, campaign, dataset, source.is_demo, file));
        });
    files.add("campaign.json",
              [&](ExportFile& file) { file.write(whole_campaign_json(reader, campaign, source.is_demo)); });
    files.add("dictionnaire.csv", [&](ExportFile& file) { file.write(dictionary_csv(source.is_demo)); });
    files.add("LISEZMOI.txt", [&](ExportFile& file) { file.write(note_of(campaign, source, lines)); });
    return std::move(files).names();
}

}  // namespace consultation
