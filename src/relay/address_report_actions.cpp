#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/actions_affiliation.hpp"
#include "people/role_rows.hpp"
#include "relay/address_report_rows.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"
#include "territories/several_departments.hpp"

namespace relay {
namespace {

std::string hashed(std::string_view address) {
    return address.empty() ? std::string()
                           : base::hex(base::as_bytes(base::sha256(base::email_key(address))));
}

/// The report as it will stand, or every error of the form.
base::Result<AddressReport> checked(db::Reader const& reader, ReportAddress const& said) {
    AddressReport report;
    report.wrong = base::tidied_line(said.wrong).value_or("");
    report.proposed = base::tidied_line(said.proposed).value_or("");
    report.source = base::tidied_line(said.source).value_or("");
    std::vector<territories::OfficialEmail> const known =
        territories::official_emails(reader, said.authority);
    auto const is_known = [&](std::string_view address) {
        return std::ranges::any_of(known, [&](territories::OfficialEmail const& one) {
            return one.is_usable() && base::email_key(one.email) == base::email_key(address);
        });
    };
    base::FormErrors errors;
    if (!report.wrong.empty() && !is_known(report.wrong))
        errors.add("wrong", "Cette adresse n’est plus dans l’annuaire\u00a0: rechargez la page.");
    if (report.wrong.empty() && report.proposed.empty())
        errors.add("proposed", known.empty() ? "Indiquez l’adresse que vous connaissez."
                                             : "Indiquez une adresse fausse, la bonne adresse, ou les deux.");
    else if (!report.proposed.empty() && !base::is_email(report.proposed))
        errors.add("proposed", "Indiquez une adresse e-mail complète, par exemple mairie@exemple.fr.");
    else if (!report.proposed.empty() && is_known(report.proposed))
        errors.add("proposed", "Cette adresse est déjà dans l’annuaire.");
    if (report.source.empty())
        errors.add("source", "Dites d’où vous le savez\u00a0: l’équipe nationale le vérifiera.");
    else if (base::length_in_characters(report.source) > source_characters_max)
        errors.add("source", fmt::format("Écrivez {} caractères au plus.", source_characters_max));
    if (!errors.none()) return std::move(errors).refusal();
    return report;
}

}  // namespace

std::string_view code(ReportState state) {
    switch (state) {
        case ReportState::waiting:
            return "waiting";
        case ReportState::accepted:
            return "accepted";
        case ReportState::refused:
            return "refused";
    }
    base::fail("a state of a report has a code");
}

std::string_view french(ReportState state) {
    switch (state) {
        case ReportState::waiting:
            return "en attente";
        case ReportState::accepted:
            return "accepté";
        case ReportState::refused:
            return "refusé";
    }
    base::fail("a state of a report has French words");
}

base::Result<base::Id<AddressReport>> report_address(db::Tx& tx, base::World const& world,
                                                     people::Actor const& relay, ReportAddress const& said) {
    if (!people::rights_of(tx, relay.person).is_relay_of(said.department))
        return base::refuse(base::RefusalCode::forbidden,
                            "Vous n’êtes plus relais de la préfecture de ce département.",
                            "Rien n’a été enregistré. Adressez-vous à l’équipe de l’opérateur national.");
    auto const body = territories::authority(tx, said.authority);
    if (!body || !territories::lies_in(body->reference, body->department_code, said.department))
        return base::refuse(base::RefusalCode::not_found, "Cette collectivité n’est pas de ce département.",
                            "Revenez à la liste des collectivités.");
    auto wanted = checked(tx, said);
    if (!wanted) return wanted.refusal();
    AddressReport report = *std::move(wanted);
    if (waiting_reports(tx, said.department).count >= reports_waiting_max)
        return base::refuse(
            base::RefusalCode::too_many,
            fmt::format("{} signalements de ce département attendent déjà une réponse.", reports_waiting_max),
            "Attendez que l’équipe nationale en ait examiné, ou écrivez-lui par la page "
            "«\u00a0Contact\u00a0».");
    report.authority = said.authority;
    report.department = said.department;
    report.reported_by = relay.person;
    report.reported_at = world.clock.now();
    base::Id<AddressReport> const id = insert_report(tx, report);
    if (!id.exists())
        return base::refuse(base::RefusalCode::conflict,
                            "Ce signalement est déjà fait, et attend une réponse.",
                            "Vous lirez ici ce qui en est décidé.");
    journal::record_at(tx, report.reported_at, world.random,
                       {"official_email.report",
                        relay.person.value,
                        said.authority.value,
                        fmt::format("authority:{}", said.authority.value),
                        {{"report", std::to_string(id.value)},
                         {"wrong_sha256", hashed(report.wrong)},
                         {"proposed_sha256", hashed(report.proposed)}}});
    return id;
}

base::Result<AddressReport> decide_report(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          DecideReport const& decision) {
    if (!people::rights_of(tx, actor.person).is_operator)
        return base::refuse(base::RefusalCode::forbidden,
                            "Seule l’équipe de la plateforme corrige l’annuaire.");
    auto found = report_by_id(tx, decision.report);
    if (!found) return base::refuse(base::RefusalCode::not_found, "Ce signalement n’existe pas.");
    AddressReport report = *std::move(found);
    std::string const reason = base::tidied_line(decision.reason).value_or("");
    if (!decision.is_accepted && reason.empty())
        return base::refuse_field("reason", "Dites pourquoi vous refusez\u00a0: la préfecture le lira.");
    if (base::length_in_characters(reason) > report_reason_characters_max)
        return base::refuse_field("reason", fmt::format("Écrivez {} caractères au plus.",
                                                        base::french_number(report_reason_characters_max)));
    base::Instant const now = world.clock.now();
    report.state = decision.is_accepted ? ReportState::accepted : ReportState::refused;
    if (!close_report(tx, report.id, report.state, actor.person, now, reason))
        return base::refuse(base::RefusalCode::conflict, "Quelqu’un a déjà répondu à ce signalement.",
                            "Rechargez la page pour lire sa réponse.");
    report.decided_at = now;
    report.reason = reason;
    journal::record_at(
        tx, now, world.random,
        {decision.is_accepted ? "official_email.accept_report" : "official_email.refuse_report",
         actor.person.value,
         report.authority.value,
         fmt::format("authority:{}", report.authority.value),
         {{"report", std::to_string(report.id.value)}}});
    if (!decision.is_accepted) return report;
    auto const correct = [&](people::AddressVerdict verdict, std::string const& address) {
        return people::correct_official_address(tx, world, actor, report.authority, verdict, address);
    };
    // What the directory no longer holds needs no correction.
    if (!report.wrong.empty())
        if (auto const done = correct(people::AddressVerdict::wrong, report.wrong);
            !done && done.refusal().code != base::RefusalCode::not_found)
            return done.refusal();
    if (!report.proposed.empty())
        if (auto const done = correct(people::AddressVerdict::add, report.proposed); !done)
            return done.refusal();
    return report;
}

}  // namespace relay
