#include "consultation/decision_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/triage_sheet.hpp"

namespace consultation {
namespace {

constexpr std::size_t shown_characters_max = 40;
// The column's title in the files taken out before it was said as on the screen.
constexpr std::string_view former_ground = "Motif d’irrecevabilité";

std::string shown(std::string const& typed) {
    return base::shortened(typed, shown_characters_max);
}

/// Where the columns of a sheet stand; nothing when it has not those that must be.
struct Columns {
    std::optional<std::size_t> reference, decision, proposals, desk, ground, reason, version, standing;
};
std::optional<Columns> columns_of(documents::ReadRow const& head) {
    Columns columns;
    auto const take = [](std::optional<std::size_t>& column, std::size_t at) {
        if (!column) column = at;
    };
    auto const is = [](std::string const& key, std::string_view title) {
        return key == base::name_key(title);
    };
    for (std::size_t i = 0; i < head.cells.size(); ++i) {
        std::string const key = base::name_key(head.cells[i]);
        if (is(key, sheet_columns::reference)) take(columns.reference, i);
        if (is(key, sheet_columns::decision)) take(columns.decision, i);
        if (is(key, sheet_columns::proposals) || key == "proposition" || key == "propositions")
            take(columns.proposals, i);
        if (is(key, sheet_columns::desk) || key == "bureau") take(columns.desk, i);
        if (is(key, sheet_columns::ground) || is(key, former_ground) || key == "motif")
            take(columns.ground, i);
        if (is(key, sheet_columns::reason)) take(columns.reason, i);
        if (is(key, sheet_columns::version)) take(columns.version, i);
        if (is(key, sheet_columns::standing)) take(columns.standing, i);
    }
    if (!columns.reference || !columns.decision) return std::nullopt;
    return columns;
}

SheetRow row_of(documents::ReadRow const& read, Columns const& columns) {
    auto const line = [&](std::optional<std::size_t> const& column) {
        return column ? base::tidied_line(read.cell(*column)).value_or("") : std::string();
    };
    SheetRow row;
    row.number = read.number;
    row.reference = line(columns.reference);
    row.decision = line(columns.decision);
    row.proposals = line(columns.proposals);
    row.desk = line(columns.desk);
    row.ground = line(columns.ground);
    row.reason = columns.reason ? base::tidied(read.cell(*columns.reason)).value_or("") : std::string();
    row.version = line(columns.version);
    row.standing = line(columns.standing);
    row.knows_standing = columns.standing.has_value();
    for (char& c : row.reference)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return row;
}

/// One line against what stands.
class Checking {
  public:
    Checking(Choices const& offered, std::map<std::string, SheetProposal, std::less<>> const& proposals)
        : offered_(offered), proposals_(proposals) {}

    /// The choice of the line, or what is wrong (message and advice in `row`).
    bool read_choice(SheetRow const& typed, CheckedRow& row) const {
        auto const outcome = outcome_of_word(typed.decision);
        if (!outcome)
            return wrong(
                row, fmt::format("La décision «\u00a0{}\u00a0» n’existe pas.", shown(typed.decision)),
                "Choisissez dans la liste\u00a0: Regrouper, Réorienter, Rejeter ou Remettre à traiter.");
        if (!fits(typed, *outcome, row)) return false;
        std::size_t const length = base::length_in_characters(typed.reason);
        if (length < decision_reason_min || length > decision_reason_max)
            return wrong(row,
                         length == 0 ? std::string("L’explication manque.")
                                     : fmt::format("L’explication fait {}.",
                                                   base::french_count(static_cast<std::int64_t>(length),
                                                                      "caractère", "caractères")),
                         fmt::format("Écrivez-la en {} à {} caractères\u00a0: elle est publique et envoyée à "
                                     "l’auteur.",
                                     decision_reason_min,
                                     base::french_number(static_cast<std::int64_t>(decision_reason_max))));
        row.reason = typed.reason;
        switch (*outcome) {
            case Outcome::reoriented:
                return read_desk(typed, row);
            case Outcome::rejected:
                return read_ground(typed, row);
            case Outcome::grouped:
                return read_proposals(typed, row);
            case Outcome::pending:
                row.choice = Reopened{};
                return true;
        }
        base::fail("an unknown outcome");
    }

    static bool wrong(CheckedRow& row, std::string message, std::string advice) {
        row.fate = CheckedRow::Fate::refused;
        row.message = std::move(message);
        row.advice = std::move(advice);
        return false;
    }

  private:
    /// What is filled in for another decision is a mistake that must not pass unseen.
    static bool fits(SheetRow const& typed, Outcome outcome, CheckedRow& row) {
        auto const unless = [&](Outcome its, std::string const& cell, std::string_view column) {
            return outcome == its || cell.empty() ||
                   wrong(
                       row,
                       fmt::format(
                           "La colonne «\u00a0{}\u00a0» est remplie, mais la décision est «\u00a0{}\u00a0».",
                           column, word_of(outcome)),
                       "Videz cette cellule, ou changez la décision.");
        };
        return unless(Outcome::grouped, typed.proposals, sheet_columns::proposals) &&
               unless(Outcome::reoriented, typed.desk, sheet_columns::desk) &&
               unless(Outcome::rejected, typed.ground, sheet_columns::ground);
    }
    bool read_desk(SheetRow const& typed, CheckedRow& row) const {
        for (Desk const& one : offered_.desks)
            if (is_named(typed.desk, one.slug, one.name)) {
                row.choice = Reoriented{one.id};
                return true;
            }
        return wrong(row,
                     typed.desk.empty()
                         ? std::string("Le bureau destinataire manque.")
                         : fmt::format("Aucun bureau ne s’appelle «\u00a0{}\u00a0».", shown(typed.desk)),
                     "Choisissez un nom de la feuille Bureaux.");
    }
    bool read_ground(SheetRow const& typed, CheckedRow& row) const {
        for (Ground const& one : offered_.grounds)
            if (is_named(typed.ground, one.slug, one.name)) {
                row.choice = Rejected{one.id};
                return true;
            }
        return wrong(row,
                     typed.ground.empty()
                         ? std::string("Le motif de rejet manque.")
                         : fmt::format("Aucun motif ne s’appelle «\u00a0{}\u00a0».", shown(typed.ground)),
                     "Choisissez un nom de la feuille Motifs.");
    }
    bool read_proposals(SheetRow const& typed, CheckedRow& row) const {
        Grouped grouped;
        std::string cell = typed.proposals;
        std::ranges::replace(cell, ',', ';');
        for (std::string_view const part : base::split(cell, ';')) {
            std::string reference(base::trimmed(part));
            reference = reference.substr(0, reference.find(' '));
            if (reference.empty()) continue;
            for (char& c : reference)
                if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
            auto const found = proposals_.find(reference);
            if (found == proposals_.end())
                return wrong(row,
                             fmt::format("Aucune proposition de cette consultation ne porte la référence "
                                         "«\u00a0{}\u00a0».",
                                         shown(reference)),
                             "Prenez une référence de la feuille Propositions, comme P-2026-012.");
            if (!found->second.is_open)
                return wrong(row, fmt::format("Le comité s’est prononcé sur la proposition {}.", reference),
                             "Choisissez une proposition qui reçoit encore des contributions.");
            grouped.proposals.push_back(found->second.id);
        }
        std::ranges::sort(grouped.proposals);
        grouped.proposals.erase(std::unique(grouped.proposals.begin(), grouped.proposals.end()),
                                grouped.proposals.end());
        if (grouped.proposals.empty())
            return wrong(row, "La proposition manque.",
                         "Donnez une ou plusieurs références de la feuille Propositions, séparées par des "
                         "points-virgules.");
        if (grouped.proposals.size() > grouped_proposals_max)
            return wrong(row, fmt::format("Plus de {} propositions sont données.", grouped_proposals_max),
                         "Gardez celles qui répondent vraiment à la contribution.");
        row.choice = std::move(grouped);
        return true;
    }
    static bool is_named(std::string const& typed, std::string const& slug, std::string const& name) {
        return !typed.empty() && (typed == slug || base::name_key(typed) == base::name_key(name));
    }

    Choices const& offered_;
    std::map<std::string, SheetProposal, std::less<>> const& proposals_;
};

/// What stands is not what the file was made of: decided, reopened or rewritten meanwhile.
void compare_with_file(SheetRow const& typed, SheetContribution const& one, CheckedRow& row) {
    std::string const standing = row.standing.exists() ? std::to_string(row.standing.value) : std::string();
    if (typed.knows_standing && typed.standing != standing) {
        row.fate = CheckedRow::Fate::warned;
        row.message = "Une décision a été prise depuis que ce fichier a été tiré de la plateforme.";
        row.advice =
            "Ouvrez la contribution. Votre ligne remplacera cette décision si vous l’appliquez aussi.";
    } else if (!typed.version.empty() && typed.version != std::to_string(one.version)) {
        row.fate = CheckedRow::Fate::warned;
        row.message = "L’auteur a modifié son texte depuis que ce fichier a été tiré de la plateforme.";
        row.advice = "Relisez la contribution avant d’appliquer aussi cette ligne.";
    }
}

}  // namespace

std::int64_t SheetReport::count(CheckedRow::Fate fate) const {
    return std::ranges::count(rows, fate, &CheckedRow::fate);
}

std::int64_t SheetReport::count(Outcome outcome, bool with_warned) const {
    return std::ranges::count_if(rows, [&](CheckedRow const& row) {
        bool const is_taken =
            row.fate == CheckedRow::Fate::accepted || (with_warned && row.fate == CheckedRow::Fate::warned);
        return is_taken && outcome_of(row.choice) == outcome;
    });
}

base::Result<SheetRows> read_decisions(std::string_view bytes) {
    documents::ReadingLimits limits;
    // The decisions themselves, and the sheets of proposals, desks and grounds beside them.
    limits.rows_max = 2 * static_cast<std::int64_t>(batch_decisions_max);
    auto const sheets = documents::read_workbook(bytes, limits);
    if (!sheets.ok())
        return base::refuse_field("fichier", sheets.refusal().message + " " + sheets.refusal().advice);
    for (documents::ReadSheet const& sheet : *sheets) {
        if (sheet.rows.empty()) continue;
        auto const columns = columns_of(sheet.rows.front());
        if (!columns) continue;
        SheetRows found;
        for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
            SheetRow row = row_of(sheet.rows[i], *columns);
            bool const is_silent = row.decision.empty() && row.proposals.empty() && row.desk.empty() &&
                                   row.ground.empty() && row.reason.empty();
            if (is_silent)
                ++found.without_decision;
            else
                found.rows.push_back(std::move(row));
        }
        if (found.rows.size() > batch_decisions_max)
            return base::refuse_field(
                "fichier",
                fmt::format("Ce fichier porte plus de {} décisions. Partagez-le en plusieurs fichiers.",
                            base::french_number(static_cast<std::int64_t>(batch_decisions_max))));
        if (found.rows.empty())
            return base::refuse_field("fichier",
                                      "Aucune ligne n’est remplie. Remplissez au moins une décision avec son "
                                      "explication, puis envoyez de nouveau le fichier.");
        return found;
    }
    return base::refuse_field(
        "fichier",
        "Ce fichier n’a pas les colonnes «\u00a0Référence\u00a0» et "
        "«\u00a0Décision\u00a0» sur sa première ligne. Partez du classeur téléchargé sur "
        "cette page.");
}

SheetReport checked(db::Reader const& reader, base::Id<Campaign> campaign, SheetRows const& rows,
                    std::map<base::Id<Contribution>, base::Id<Decision>> const* seen) {
    Choices const offered = choices(reader, campaign);
    auto const proposals = sheet_proposals(reader, campaign);
    std::vector<std::string> references;
    for (SheetRow const& row : rows.rows) references.push_back(row.reference);
    auto const contributions = sheet_contributions(reader, campaign, references);
    std::vector<base::Id<Contribution>> ids;
    for (auto const& [reference, one] : contributions) ids.push_back(one.id);
    std::map<base::Id<Contribution>, StandingDecision> standing;
    for (std::size_t at = 0; at < ids.size(); at += decided_at_once_max)
        standing.merge(standing_decisions(
            reader, ContributionIds(ids).subspan(at, std::min(decided_at_once_max, ids.size() - at))));

    Checking const checking(offered, proposals);
    std::map<std::string, std::int64_t, std::less<>> lines;
    SheetReport report;
    report.without_decision = rows.without_decision;
    for (SheetRow const& typed : rows.rows) {
        CheckedRow& row = report.rows.emplace_back();
        row.number = typed.number;
        row.reference = base::shortened(typed.reference, shown_characters_max);
        auto const found = contributions.find(typed.reference);
        if (typed.reference.empty()) {
            Checking::wrong(row, "La référence manque.",
                            "Écrivez la référence de la contribution, comme C-2026-0042.");
            continue;
        }
        if (auto const [first, is_new] = lines.emplace(typed.reference, typed.number); !is_new) {
            Checking::wrong(row, fmt::format("Cette contribution est déjà à la ligne {}.", first->second),
                            "Gardez une seule des deux lignes.");
            continue;
        }
        if (found == contributions.end()) {
            Checking::wrong(row,
                            "Aucune contribution publiée de cette consultation ne porte cette référence.",
                            "Vérifiez la référence, et que le fichier est bien celui de cette consultation.");
            continue;
        }
        if (typed.decision.empty()) {
            Checking::wrong(row, "La décision manque.",
                            "Choisissez-la dans la liste, ou videz les autres colonnes à remplir.");
            continue;
        }
        SheetContribution const& one = found->second;
        row.contribution = one.id;
        auto const now = standing.find(one.id);
        if (now != standing.end()) row.standing = now->second.id;
        if (!checking.read_choice(typed, row)) continue;
        if (one.is_withdrawn) {
            Checking::wrong(row, "L’auteur a retiré cette contribution.", "Retirez cette ligne.");
            continue;
        }
        if (one.waits_for_reading) {
            Checking::wrong(row, "Une décision sur cette contribution attend sa relecture.",
                            "Elle doit d’abord être confirmée, renvoyée ou reprise au tri.");
            continue;
        }
        bool const is_same = now != standing.end()
                                 ? now->second.choice == row.choice && now->second.reason == row.reason
                                 : std::holds_alternative<Reopened>(row.choice);
        if (is_same) {
            row.fate = CheckedRow::Fate::unchanged;
            continue;
        }
        if (seen) {
            auto const was = seen->find(one.id);
            if (was == seen->end() || was->second != row.standing) {
                Checking::wrong(row, "Une décision a été prise depuis l’essai de ce fichier.",
                                "Lisez-la au tri, puis essayez de nouveau le fichier si votre "
                                "décision doit la remplacer.");
                continue;
            }
        }
        row.fate = CheckedRow::Fate::accepted;
        compare_with_file(typed, one, row);
    }
    return report;
}

}  // namespace consultation
