#include "consultation/datasets.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.hpp"
#include "base/text.hpp"
#include "consultation/attachment_rows.hpp"

namespace consultation {
namespace {

/// A column and how a line fills it.
template<class Line>
struct Field {
    DataColumn column;
    DataCell (*of)(Line const&);
};

DataCell or_nothing(std::string const& text) {
    return text.empty() ? DataCell() : DataCell(text);
}
template<class T>
DataCell or_nothing(std::optional<T> const& value) {
    return value ? DataCell(*value) : DataCell();
}

using C = PublicContribution;
constexpr Field<C> contribution_fields[] = {
    {{"reference", DataType::text, "Référence publique de la contribution (C-année-numéro)."},
     [](C const& line) -> DataCell { return line.reference; }},
    {{"kind", DataType::text,
      "Ce qui est apporté : need (un besoin) ou existing_service (un service existant)."},
     [](C const& line) -> DataCell { return line.kind; }},
    {{"title", DataType::text, "Titre donné par l’auteur."},
     [](C const& line) -> DataCell { return line.title; }},
    {{"problem", DataType::text, "Ce que l’auteur décrit : le besoin, ou ce que fait le service."},
     [](C const& line) -> DataCell { return line.problem; }},
    {{"theme", DataType::text, "Thème de la consultation (identifiant court).", true},
     [](C const& line) -> DataCell { return or_nothing(line.theme); }},
    {{"audience", DataType::text, "Pour qui, selon l’auteur. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.audience); }},
    {{"territory", DataType::text, "Sur quel territoire, selon l’auteur. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.territory); }},
    {{"service_name", DataType::text, "Nom du service existant. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.service_name); }},
    {{"maturity", DataType::text, "Avancement du service existant. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.maturity); }},
    {{"licence", DataType::text, "Licence du service existant. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.licence); }},
    {{"source_url", DataType::text, "Adresse du code source ou du service existant. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.source_url); }},
    {{"cost", DataType::text, "Coût du service existant, selon l’auteur. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.cost); }},
    {{"hosting", DataType::text, "Hébergement du service existant. Facultatif.", true},
     [](C const& line) -> DataCell { return or_nothing(line.hosting); }},
    {{"authority_code", DataType::text,
      "Code de la collectivité ou du groupement : code Insee d’une commune, Siren d’un groupement, DEP- ou "
      "REG- suivi "
      "du code pour un département ou une région. Vide pour un partenaire.",
      true},
     [](C const& line) -> DataCell { return or_nothing(line.by.code); }},
    {{"authority_name", DataType::text, "Nom de la collectivité ou du groupement.", true},
     [](C const& line) -> DataCell { return or_nothing(line.by.name); }},
    {{"authority_kind", DataType::text, "Sorte de collectivité : commune, departement, region, epci…", true},
     [](C const& line) -> DataCell { return or_nothing(line.by.kind); }},
    {{"department", DataType::text, "Code du département.", true},
     [](C const& line) -> DataCell { return or_nothing(line.by.department); }},
    {{"region", DataType::text, "Code Insee de la région.", true},
     [](C const& line) -> DataCell { return or_nothing(line.by.region); }},
    {{"partner", DataType::text,
      "Nom du partenaire (association, entreprise) auteur. Vide pour une collectivité.", true},
     [](C const& line) -> DataCell { return or_nothing(line.partner); }},
    {{"quality", DataType::text, "Qualité de l’auteur : agent, elected (élu) ou partner. Jamais son nom."},
     [](C const& line) -> DataCell { return line.quality; }},
    {{"function", DataType::text, "Fonction de l’auteur, prise dans une liste fermée.", true},
     [](C const& line) -> DataCell { return or_nothing(line.function); }},
    {{"affiliation_pending", DataType::boolean,
      "Vrai tant que le rattachement de l’auteur à sa structure est en cours de vérification."},
     [](C const& line) -> DataCell { return line.is_affiliation_pending; }},
    {{"other_authorities", DataType::list,
      "Codes des autres collectivités pour lesquelles la contribution est faite."},
     [](C const& line) -> DataCell { return line.other_authorities; }},
    {{"version", DataType::integer, "Numéro de la version publiée du texte, à partir de 1."},
     [](C const& line) -> DataCell { return line.version; }},
    {{"published_at", DataType::instant, "Instant de la première publication."},
     [](C const& line) -> DataCell { return line.published_at; }},
    {{"changed_at", DataType::instant, "Instant de la dernière modification du texte."},
     [](C const& line) -> DataCell { return line.changed_at; }},
    {{"outcome", DataType::text,
      "Ce qu’elle est devenue : pending (à traiter), reoriented (réorientée), rejected (rejetée) ou grouped "
      "(regroupée). Chaque contribution est dans un de ces quatre états et un seul."},
     [](C const& line) -> DataCell { return line.outcome; }},
    {{"decided_at", DataType::instant,
      "Instant de la décision en vigueur. Vide si elle est encore à traiter.", true},
     [](C const& line) -> DataCell { return or_nothing(line.decided_at); }},
    {{"reason", DataType::text, "Motif de la décision en vigueur.", true},
     [](C const& line) -> DataCell { return or_nothing(line.reason); }},
    {{"desk", DataType::text, "Bureau vers lequel elle est réorientée (identifiant court).", true},
     [](C const& line) -> DataCell { return or_nothing(line.desk); }},
    {{"ground", DataType::text, "Motif d’inéligibilité d’une contribution rejetée (identifiant court).",
      true},
     [](C const& line) -> DataCell { return or_nothing(line.ground); }},
    {{"proposals", DataType::list,
      "Références des propositions publiées dans lesquelles elle est regroupée."},
     [](C const& line) -> DataCell { return line.proposals; }},
    {{"late", DataType::text,
      "Date et motif de la décision par laquelle elle est prise en compte après la clôture. Vide si elle est "
      "venue à temps.",
      true},
     [](C const& line) -> DataCell { return or_nothing(line.late); }},
};

using P = PublicProposal;
constexpr Field<P> proposal_fields[] = {
    {{"reference", DataType::text, "Référence publique de la proposition (P-année-numéro)."},
     [](P const& line) -> DataCell { return line.reference; }},
    {{"title", DataType::text, "Titre."}, [](P const& line) -> DataCell { return line.title; }},
    {{"summary", DataType::text, "Résumé.", true},
     [](P const& line) -> DataCell { return or_nothing(line.summary); }},
    {{"problem", DataType::text, "Le problème à résoudre.", true},
     [](P const& line) -> DataCell { return or_nothing(line.problem); }},
    {{"maturity", DataType::text, "Avancement : ce qui existe déjà.", true},
     [](P const& line) -> DataCell { return or_nothing(line.maturity); }},
    {{"build_cost_cents", DataType::integer,
      "Coût estimé de réalisation, en centimes d’euro. Vide s’il n’est pas estimé.", true},
     [](P const& line) -> DataCell { return or_nothing(line.build_cost_cents); }},
    {{"deploy_cost_cents", DataType::integer,
      "Coût estimé de déploiement, en centimes d’euro. Vide s’il n’est pas estimé.", true},
     [](P const& line) -> DataCell { return or_nothing(line.deploy_cost_cents); }},
    {{"themes", DataType::list, "Thèmes de la consultation (identifiants courts)."},
     [](P const& line) -> DataCell { return line.themes; }},
    {{"state", DataType::text,
      "open (le comité ne s’est pas prononcé publiquement), puis selected (retenue), not_selected (non "
      "retenue) ou "
      "deferred (reportée)."},
     [](P const& line) -> DataCell { return line.state; }},
    {{"contributions", DataType::integer, "Nombre de contributions regroupées dans la proposition."},
     [](P const& line) -> DataCell { return line.contributions; }},
    {{"supports", DataType::integer,
      "Nombre de soutiens comptés : une collectivité compte une fois, quel que soit le nombre de ses agents "
      "et élus."},
     [](P const& line) -> DataCell { return line.supports; }},
    {{"published_at", DataType::instant, "Instant de publication."},
     [](P const& line) -> DataCell { return line.published_at; }},
    {{"changed_at", DataType::instant, "Instant de la dernière modification du texte."},
     [](P const& line) -> DataCell { return line.changed_at; }},
    {{"decision_reason", DataType::text, "Motif du choix du comité, une fois les résultats publiés.", true},
     [](P const& line) -> DataCell { return or_nothing(line.decision_reason); }},
    {{"decided_at", DataType::instant, "Instant de publication du choix du comité.", true},
     [](P const& line) -> DataCell { return or_nothing(line.decided_at); }},
    {{"version", DataType::integer, "Numéro de la version publiée du texte, à partir de 1."},
     [](P const& line) -> DataCell { return line.version; }},
};

using S = CountedSupport;
constexpr Field<S> support_fields[] = {
    {{"proposal", DataType::text, "Référence de la proposition soutenue."},
     [](S const& line) -> DataCell { return line.proposal; }},
    {{"authority_code", DataType::text,
      "Code de la collectivité : code Insee d’une commune, DEP- ou REG- suivi du code pour un département ou "
      "une "
      "région, Siren d’un groupement quand la consultation l’admet."},
     [](S const& line) -> DataCell { return line.by.code; }},
    {{"name", DataType::text, "Nom de la collectivité."},
     [](S const& line) -> DataCell { return line.by.name; }},
    {{"kind", DataType::text,
      "Sorte de collectivité : commune, departement, region, collectivite_particuliere…"},
     [](S const& line) -> DataCell { return line.by.kind; }},
    {{"department", DataType::text, "Code du département. Vide pour une région.", true},
     [](S const& line) -> DataCell { return or_nothing(line.by.department); }},
    {{"region", DataType::text, "Code Insee de la région.", true},
     [](S const& line) -> DataCell { return or_nothing(line.by.region); }},
    {{"population", DataType::integer, "Habitants, selon le référentiel de la consultation. Vide si inconnu.",
      true},
     [](S const& line) -> DataCell { return or_nothing(line.by.population); }},
    {{"instant", DataType::instant, "Instant du premier soutien encore en vigueur de la collectivité."},
     [](S const& line) -> DataCell { return line.since; }},
    {{"insee_code", DataType::text,
      "Code Insee. Une commune fusionnée depuis garde celui qu’elle portait ; le code de sa collectivité "
      "(colonne "
      "authority_code) commence alors par ANC-.",
      true},
     [](S const& line) -> DataCell { return or_nothing(line.by.insee_code); }},
    {{"late", DataType::text,
      "Date et motif de la décision par laquelle il est pris en compte après la clôture. Vide s’il est venu "
      "à "
      "temps.",
      true},
     [](S const& line) -> DataCell { return or_nothing(line.late); }},
};

using D = PublicDecision;
constexpr Field<D> decision_fields[] = {
    {{"contribution", DataType::text, "Référence de la contribution."},
     [](D const& line) -> DataCell { return line.contribution; }},
    {{"outcome", DataType::text,
      "Ce qui est décidé : reoriented, rejected, grouped, ou pending quand la contribution est remise à "
      "traiter."},
     [](D const& line) -> DataCell { return line.outcome; }},
    {{"desk", DataType::text, "Bureau destinataire d’une réorientation (identifiant court).", true},
     [](D const& line) -> DataCell { return or_nothing(line.desk); }},
    {{"ground", DataType::text, "Motif d’inéligibilité d’un rejet (identifiant court).", true},
     [](D const& line) -> DataCell { return or_nothing(line.ground); }},
    {{"proposals", DataType::list,
      "Références des propositions publiées dans lesquelles la contribution est regroupée."},
     [](D const& line) -> DataCell { return line.proposals; }},
    {{"reason", DataType::text, "Motif.", true},
     [](D const& line) -> DataCell { return or_nothing(line.reason); }},
    {{"decided_at", DataType::instant, "Instant de la décision."},
     [](D const& line) -> DataCell { return line.decided_at; }},
    {{"is_standing", DataType::boolean,
      "Vrai pour la décision en vigueur, faux pour une décision remplacée depuis."},
     [](D const& line) -> DataCell { return line.is_standing; }},
};

std::vector<std::string> outcomes() {
    return {"pending", "reoriented", "rejected", "grouped"};
}

std::vector<DataFilterField> contribution_filters() {
    return {{"theme", "Identifiant court d’un thème de la consultation.", &DataFilter::theme},
            {"kind", "Ce qui est apporté.", &DataFilter::kind, {"need", "existing_service"}},
            {"outcome", "Ce qu’elle est devenue.", &DataFilter::outcome, outcomes()},
            {"authority", "Code de la collectivité ou du groupement.", &DataFilter::authority},
            {"department", "Code du département.", &DataFilter::department},
            {"region", "Code Insee de la région.", &DataFilter::region}};
}

std::vector<DataFilterField> proposal_filters() {
    return {{"theme", "Identifiant court d’un thème de la consultation.", &DataFilter::theme},
            {"state", "Son état.", &DataFilter::state, {"open", "selected", "not_selected", "deferred"}}};
}

std::vector<DataFilterField> support_filters() {
    return {{"proposal", "Référence d’une proposition.", &DataFilter::proposal},
            {"authority", "Code de la collectivité.", &DataFilter::authority},
            {"kind", "Sorte de collectivité\u00a0: commune, departement, region…", &DataFilter::kind},
            {"department", "Code du département.", &DataFilter::department},
            {"region", "Code Insee de la région.", &DataFilter::region}};
}

std::vector<DataFilterField> decision_filters() {
    return {{"contribution", "Référence d’une contribution.", &DataFilter::contribution},
            {"outcome", "Ce qui est décidé.", &DataFilter::outcome, outcomes()}};
}

std::vector<DataFilterField> attachment_filters() {
    return {{"contribution", "Référence d’une contribution.", &DataFilter::contribution}};
}

bool is_of_type(DataCell const& cell, DataType type) {
    switch (type) {
        case DataType::text:
            return std::holds_alternative<std::string>(cell);
        case DataType::integer:
            return std::holds_alternative<std::int64_t>(cell);
        case DataType::boolean:
            return std::holds_alternative<bool>(cell);
        case DataType::instant:
            return std::holds_alternative<base::Instant>(cell);
        case DataType::list:
            return std::holds_alternative<std::vector<std::string>>(cell);
    }
    base::fail("an unknown type of data");
}

template<class Line, std::size_t count>
std::vector<DataColumn> columns_of(Field<Line> const (&fields)[count]) {
    std::vector<DataColumn> columns;
    for (Field<Line> const& field : fields) columns.push_back(field.column);
    return columns;
}

template<class Line, std::size_t count>
void give(Field<Line> const (&fields)[count], Line const& line, LineKey key, EachDataLine const& each) {
    std::array<DataCell, count> cells;
    for (std::size_t i = 0; i < count; ++i) {
        cells[i] = fields[i].of(line);
        bool const fits = std::holds_alternative<std::monostate>(cells[i])
                              ? fields[i].column.may_be_empty
                              : is_of_type(cells[i], fields[i].column.type);
        base::check(fits, "a cell has the type of its column");
    }
    each(key, cells);
}

/// Reads a list in pages of bounded size.
template<class Line, std::size_t count>
void give_pages(std::vector<Line> (*page_of)(db::Reader const&, Campaign const&, DataFilter const&, LineKey,
                                             int),
                Field<Line> const (&fields)[count], db::Reader const& reader, Campaign const& campaign,
                DataFilter const& filter, LineKey after, std::int64_t limit, EachDataLine const& each) {
    while (limit > 0) {
        int const wanted = static_cast<int>(std::min<std::int64_t>(limit, public_lines_max));
        std::vector<Line> const lines = page_of(reader, campaign, filter, after, wanted);
        for (Line const& line : lines) give(fields, line, line.key(), each);
        if (static_cast<int>(lines.size()) < wanted) return;
        after = lines.back().key();
        limit -= wanted;
    }
}

void each_contribution_line(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                            LineKey after, std::int64_t limit, EachDataLine const& each) {
    give_pages(public_contributions, contribution_fields, reader, campaign, filter, after, limit, each);
}
void each_proposal_line(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                        LineKey after, std::int64_t limit, EachDataLine const& each) {
    give_pages(public_proposals, proposal_fields, reader, campaign, filter, after, limit, each);
}
void each_support_line(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                       LineKey after, std::int64_t limit, EachDataLine const& each) {
    each_counted_support(reader, campaign, filter, after, limit,
                         [&](CountedSupport const& line) { give(support_fields, line, line.key, each); });
}
void each_decision_line(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                        LineKey after, std::int64_t limit, EachDataLine const& each) {
    give_pages(public_decisions, decision_fields, reader, campaign, filter, after, limit, each);
}

using A = PublicAttachment;
constexpr Field<A> attachment_fields[] = {
    {{"contribution", DataType::text, "Référence de la contribution à laquelle le fichier est joint."},
     [](A const& line) -> DataCell { return line.contribution; }},
    {{"name", DataType::text, "Nom donné au fichier par l’auteur."},
     [](A const& line) -> DataCell { return line.name; }},
    {{"media_type", DataType::text, "Type du fichier (IANA), reconnu à son contenu."},
     [](A const& line) -> DataCell { return line.media_type; }},
    {{"size_bytes", DataType::integer, "Taille, en octets."},
     [](A const& line) -> DataCell { return line.size; }},
    {{"sha256", DataType::text, "Empreinte SHA-256 du contenu."},
     [](A const& line) -> DataCell { return line.sha256; }},
    {{"address", DataType::text, "Où le télécharger sur ce site."},
     [](A const& line) -> DataCell { return line.address; }},
    {{"added_at", DataType::instant, "Instant où il a été joint."},
     [](A const& line) -> DataCell { return line.added_at; }},
};

void each_attachment_line(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                          LineKey after, std::int64_t limit, EachDataLine const& each) {
    give_pages(public_attachments, attachment_fields, reader, campaign, filter, after, limit, each);
}

}  // namespace

std::string_view french(DataType type) {
    switch (type) {
        case DataType::text:
            return "texte";
        case DataType::integer:
            return "nombre entier";
        case DataType::boolean:
            return "true (vrai) ou false (faux)";
        case DataType::instant:
            return "instant UTC (ISO 8601)";
        case DataType::list:
            return "liste, séparée par |";
    }
    base::fail("an unknown type of data");
}

std::span<Dataset const> datasets() {
    static std::array<Dataset, 5> const all{
        Dataset{"contributions", "Contributions",
                "Une ligne par contribution publiée (ni brouillon, ni contribution retirée), de la plus "
                "ancienne à la "
                "plus récente.",
                columns_of(contribution_fields), contribution_filters(), count_public_contributions,
                each_contribution_line},
        Dataset{"proposals", "Propositions",
                "Une ligne par proposition publiée, de la plus ancienne à la plus récente.",
                columns_of(proposal_fields), proposal_filters(), count_public_proposals, each_proposal_line},
        Dataset{"supports", "Soutiens comptés",
                "Une ligne par soutien compté : une collectivité et une proposition. Les soutiens en "
                "attente, écartés ou "
                "retirés n’y sont pas.",
                columns_of(support_fields), support_filters(), count_counted_supports, each_support_line},
        Dataset{"decisions", "Décisions",
                "Une ligne par décision prise sur une contribution publiée, dans l’ordre où elles ont été "
                "prises, y "
                "compris celles qui ont été remplacées.",
                columns_of(decision_fields), decision_filters(), count_public_decisions, each_decision_line},
        Dataset{
            "attachments", "Pièces jointes",
            "Une ligne par fichier joint à une contribution publiée, sans les fichiers retirés ni ceux que "
            "l’antivirus n’a pas encore contrôlés.",
            columns_of(attachment_fields), attachment_filters(), count_public_attachments,
            each_attachment_line}};
    return all;
}

Dataset const* dataset(std::string_view name) {
    for (Dataset const& one : datasets())
        if (one.name == name) return &one;
    return nullptr;
}

std::string text_of(DataCell const& cell) {
    if (auto const* const text = std::get_if<std::string>(&cell)) return *text;
    if (auto const* const number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    if (auto const* const yes = std::get_if<bool>(&cell)) return *yes ? "true" : "false";
    if (auto const* const at = std::get_if<base::Instant>(&cell)) return base::iso8601(*at);
    if (auto const* const list = std::get_if<std::vector<std::string>>(&cell))
        return base::joined(*list, list_separator);
    return {};
}

}  // namespace consultation
