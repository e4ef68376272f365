#include "outreach/segment_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/rights.hpp"
#include "outreach/segment_rows.hpp"
#include "territories/lookup.hpp"

namespace outreach {
namespace {

using base::RefusalCode;

base::Refusal no_draft() {
    return base::refuse(RefusalCode::conflict,
                        "Ce courrier n’est plus un brouillon\u00a0: il ne change plus.",
                        "Rechargez sa page pour voir où il en est.");
}

/// The name of a territory; adds an error when there is none of that code.
std::string named(std::vector<territories::Territory> const& all, std::string const& code, char const* field,
                  base::FormErrors& errors) {
    if (code.empty()) return {};
    auto const found = std::ranges::find(all, code, &territories::Territory::code);
    if (found != all.end()) return found->name;
    errors.add(field, "Choisissez dans la liste.");
    return {};
}

/// The segment in words; refused when it names what does not exist.
base::Result<std::string> audience(db::Reader const& reader, WriteMailing const& wanted) {
    base::FormErrors errors;
    std::string const region = named(territories::regions(reader), wanted.segment.region, "region", errors);
    std::string const department =
        named(territories::departments(reader), wanted.segment.department, "departement", errors);
    if (!wanted.segment.proposals.empty()) {
        auto const known = consultation::named_proposals(reader, wanted.campaign, wanted.segment.proposals);
        std::vector<std::string> unknown;
        for (std::string const& reference : wanted.segment.proposals)
            if (std::ranges::none_of(known, [&](auto const& one) { return one.reference == reference; }))
                unknown.push_back(base::shortened(reference, 20));
        if (!unknown.empty())
            errors.add("propositions", fmt::format("Cette consultation n’a pas de proposition {}.",
                                                   base::joined(unknown, ", ")));
    }
    if (!errors.none()) return std::move(errors).refusal();
    return audience_of(wanted.segment, region, department);
}

/// Both forms' errors at once.
base::Refusal together(base::Refusal first, base::Refusal const& second) {
    first.fields.insert(first.fields.end(), second.fields.begin(), second.fields.end());
    return first;
}

}  // namespace

base::Result<base::Id<Mailing>> save_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                           WriteMailing const& wanted) {
    if (auto const allowed = consultation::require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const who = audience(tx, wanted);
    auto const text = checked(wanted.text);
    if (!who.ok() && !text.ok()) return together(who.refusal(), text.refusal());
    if (!who.ok()) return who.refusal();
    if (!text.ok()) return text.refusal();
    Mailing mailing;
    mailing.id = wanted.draft;
    mailing.campaign = wanted.campaign;
    mailing.segment = name_of(wanted.segment.who);
    mailing.filters = filters_of(wanted.segment);
    mailing.audience = *who;
    mailing.subject = text->subject;
    mailing.text = text->text;
    mailing.written_by = actor.person;
    mailing.changed_at = world.clock.now();
    if (!wanted.draft.exists()) {
        if (!consultation::lock_campaign(tx, wanted.campaign))
            return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
        if (drafts_of(tx, wanted.campaign) >= drafts_max)
            return base::refuse(RefusalCode::too_many,
                                fmt::format("Il y a déjà {} courriers en brouillon.", drafts_max),
                                "Supprimez ceux qui ne servent plus.");
        return insert_mailing(tx, mailing);
    }
    auto const stored = lock_mailing(tx, wanted.draft) ? mailing_by_id(tx, wanted.draft) : std::nullopt;
    if (!stored || stored->campaign != wanted.campaign || stored->kind != MailingKind::segment ||
        stored->state != MailingState::draft)
        return no_draft();
    update_draft(tx, mailing);
    return wanted.draft;
}

base::Result<base::Done> throw_away(db::Tx& tx, people::Actor const& actor, base::Id<Mailing> id) {
    if (auto const allowed = consultation::require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const stored = lock_mailing(tx, id) ? mailing_by_id(tx, id) : std::nullopt;
    if (!stored || stored->state != MailingState::draft) return no_draft();
    delete_draft(tx, id);
    return base::Done{};
}

base::Result<base::Done> send_to_segment(db::Tx& tx, base::World const& world, Settings const& settings,
                                         people::Actor const& actor, base::Id<Mailing> id) {
    if (auto const allowed = consultation::require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const known = mailing_by_id(tx, id);
    if (!known || known->kind != MailingKind::segment) return no_draft();
    // The campaign first: its mailings of the day are counted one by one.
    if (!consultation::lock_campaign(tx, known->campaign) || !lock_mailing(tx, id)) return no_draft();
    auto const draft = mailing_by_id(tx, id);
    if (!draft || draft->state != MailingState::draft) return no_draft();
    auto const campaign = consultation::campaign_by_id(tx, draft->campaign);
    if (!campaign->is_public())
        return base::refuse(RefusalCode::conflict,
                            "Cette consultation n’est pas encore publique\u00a0: personne ne peut la voir.",
                            "Publiez-la d’abord.");
    base::Instant const now = world.clock.now();
    if (segments_sent_since(tx, draft->campaign, now - base::Duration::days(1)) >= mailings_a_day_max)
        return base::refuse(RefusalCode::too_many,
                            fmt::format("{} courriers sont déjà partis depuis hier.", mailings_a_day_max),
                            "Attendez demain\u00a0: trop de messages ne sont plus lus.");
    Segment const segment = segment_of(*draft);
    insert_part(tx, id, 0, {"", why_of(segment.who, campaign->title)});
    freeze(tx, id, 0, draft->campaign, segment);
    return begin_sending(tx, world, settings, actor.person, *draft, now);
}

}  // namespace outreach
