#include "consultation/decision_sheet_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/second_reading_actions.hpp"
#include "consultation/taking.hpp"
#include "journal/jobs.hpp"

namespace consultation {
namespace {

using base::RefusalCode;
using Fate = CheckedRow::Fate;

base::Result<base::Done> require_open_triage(db::Reader const& reader, people::Actor const& actor,
                                             base::Id<Campaign> id) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const campaign = campaign_by_id(reader, id);
    if (!campaign) return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    if (campaign->has_results())
        return base::refuse(RefusalCode::conflict,
                            "Les résultats sont publiés\u00a0: plus aucune décision ne peut être prise.");
    return base::Done{};
}

/// Contributions ascending, then proposals ascending: the order of every decision.
void lock_for(db::Tx& tx, base::Id<Campaign> campaign, SheetRows const& rows) {
    std::vector<std::string> references;
    for (SheetRow const& row : rows.rows) references.push_back(row.reference);
    std::vector<base::Id<Contribution>> ids;
    for (auto const& [reference, one] : sheet_contributions(tx, campaign, references)) ids.push_back(one.id);
    std::ranges::sort(ids);
    for (std::size_t at = 0; at < ids.size(); at += decided_at_once_max)
        (void)lock_contributions(
            tx, {ids.begin() + static_cast<std::ptrdiff_t>(at),
                 ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + decided_at_once_max, ids.size()))});
    std::set<base::Id<Proposal>> wanted;
    for (CheckedRow const& row : checked(tx, campaign, rows, nullptr).rows)
        if (Grouped const* const grouped = std::get_if<Grouped>(&row.choice))
            wanted.insert(grouped->proposals.begin(), grouped->proposals.end());
    for (base::Id<Proposal> const id : wanted) (void)hold_grouping_target(tx, id);
}

/// Rejections of a campaign that has them read first: one call for each choice and reason.
base::Result<base::Done> ask_readings(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                      base::Id<Campaign> campaign,
                                      std::vector<CheckedRow const*> const& rows) {
    std::map<std::pair<std::int64_t, std::string>, Taking> by_choice;
    for (CheckedRow const* const row : rows) {
        Taking& taking = by_choice[{std::get<Rejected>(row->choice).ground.value, row->reason}];
        taking.campaign = campaign;
        taking.choice = row->choice;
        taking.reason = row->reason;
        taking.by = actor.person;
        taking.contributions.emplace_back(row->contribution, row->reference);
    }
    for (auto const& [choice, taking] : by_choice)
        if (auto const asked = ask_reading(tx, world, taking, {}); !asked.ok()) return asked.refusal();
    return base::Done{};
}

}  // namespace

base::Result<base::Id<DecisionSheet>> try_sheet(db::Tx& tx, base::World const& world,
                                                people::Actor const& actor, base::Id<Campaign> campaign,
                                                std::string const& file_name, std::string_view bytes,
                                                SheetRows const& rows) {
    if (auto const open = require_open_triage(tx, actor, campaign); !open.ok()) return open.refusal();
    if (bytes.size() > sheet_bytes_max)
        return base::refuse_field("fichier", "Ce fichier est trop volumineux.");
    base::Instant const now = world.clock.now();
    DecisionSheet sheet;
    sheet.campaign = campaign;
    sheet.name = base::shortened(base::tidied_line(file_name).value_or(""), batch_name_max);
    sheet.sha256 = base::sha256_hex(bytes);
    sheet.by = actor.person;
    sheet.at = now;
    for (CheckedRow const& row : checked(tx, campaign, rows, nullptr).rows)
        if (row.contribution.exists()) sheet.seen.emplace(row.contribution, row.standing);
    auto const id = insert_sheet(tx, sheet, bytes);
    delete_older_sheets(tx, actor.person, sheets_kept_per_person);
    // One job for all files of a day: the last of them is old enough when it comes.
    journal::enqueue(tx, {forget_sheets_job, std::to_string(base::local_day(now)), "",
                          now + base::Duration::days(sheet_kept_days + 1)});
    return id;
}

base::Result<AppliedSheet> apply_sheet(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       ApplySheet const& command) {
    if (auto const open = require_open_triage(tx, actor, command.campaign); !open.ok()) return open.refusal();
    auto const name = base::tidied_line(command.name);
    if (!name || name->empty() || base::length_in_characters(*name) > batch_name_max)
        return base::refuse_field("nom",
                                  fmt::format("Nommez le lot en {} caractères au plus.", batch_name_max));
    lock_for(tx, command.campaign, command.rows);
    (void)lock_sheet(tx, command.sheet);
    auto const kept = sheet_by_id(tx, command.campaign, command.sheet);
    if (!kept)
        return base::refuse(RefusalCode::not_found, "Ce fichier n’est plus gardé.",
                            "Envoyez-le de nouveau\u00a0: il sera essayé, puis vous pourrez l’appliquer.");
    if (kept->sheet.sha256 != command.sha256)
        return base::refuse(RefusalCode::conflict, "Ce fichier n’est pas celui qui a été essayé.",
                            "Rien n’a été décidé. Envoyez-le de nouveau.");
    if (kept->sheet.applied_at)
        return base::refuse(RefusalCode::conflict, "Ce fichier a déjà été appliqué.",
                            "Ses décisions sont parmi les décisions par lot. Pour d’autres lignes, envoyez "
                            "un nouveau fichier.");
    AppliedSheet applied;
    applied.report = checked(tx, command.campaign, command.rows, &kept->sheet.seen);
    TriageRules const rules = triage_rules(tx, command.campaign);
    TakingEach taking{command.campaign, {}, *name, actor.person};
    std::vector<CheckedRow const*> to_read;
    for (CheckedRow const& row : applied.report.rows) {
        bool const is_taken = row.fate == Fate::accepted || (command.with_warned && row.fate == Fate::warned);
        if (!is_taken) continue;
        if (rules.rereads_rejections && std::holds_alternative<Rejected>(row.choice))
            to_read.push_back(&row);
        else
            taking.items.push_back({row.reference, {row.contribution, row.choice, row.reason}});
    }
    if (taking.items.empty() && to_read.empty())
        return base::refuse(RefusalCode::conflict, "Aucune ligne de ce fichier ne change quelque chose.",
                            "Lisez le rapport\u00a0: chaque ligne refusée y dit quoi faire.");
    std::ranges::sort(taking.items, {},
                      [](TakingEach::Item const& one) { return one.decision.contribution; });
    if (auto const asked = ask_readings(tx, world, actor, command.campaign, to_read); !asked.ok())
        return asked.refusal();
    if (!taking.items.empty()) applied.batch = take_each(tx, world, taking, rules);
    applied.changed = static_cast<int>(taking.items.size());
    applied.to_read = static_cast<int>(to_read.size());
    mark_applied(tx, command.sheet, applied.batch, world.clock.now());
    return applied;
}

void forget_sheets(db::Database& database, base::World const& world) {
    auto const forgotten = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        base::Instant const now = world.clock.now();
        delete_sheets_before(tx, now - base::Duration::days(sheet_kept_days));
        return base::Done{};
    });
    if (!forgotten.ok()) throw std::runtime_error("files of decisions: the database takes no writes");
}

}  // namespace consultation
