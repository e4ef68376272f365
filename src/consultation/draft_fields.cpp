#include "consultation/draft_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_texts.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

constexpr std::size_t shown_other_characters_max = 600;

TypedContribution stored_as_typed(db::Reader const& reader, Contribution const& contribution,
                                  Choices const& offered) {
    TypedContribution typed = typed_again(contribution, spoken_for(reader, contribution.id), offered);
    typed.bodies = std::string(base::trimmed(typed.bodies));
    return typed;
}

/// Whether two writings of a field say the same.
bool says_same(db::Reader const& reader, std::string_view field, std::string const& one,
               std::string const& other) {
    if (field != "bodies") return base::tidied(one) == base::tidied(other);
    auto const meant = [&](std::string const& text) {
        std::vector<std::string> lines;
        for (std::string_view const line : base::split(text, '\n'))
            if (!base::trimmed(line).empty()) lines.emplace_back(base::trimmed(line));
        NamedBodies named = named_bodies(reader, lines);
        std::ranges::sort(named.found);
        return std::pair(named.found, named.unknown);
    };
    return meant(one) == meant(other);
}

/// Whether a form shown when the contribution was last changed at `known_us` held the text that stands now: a
/// version made only by joining or taking out a file says the same (attachment_actions).
bool knew_the_text(db::Reader const& reader, Contribution const& stored, std::int64_t known_us) {
    auto const in_order = [](ContributionText text) {
        std::ranges::sort(text.bodies);
        return text;
    };
    std::vector<ContributionVersion> const versions = versions_of(reader, stored.id);
    ContributionText const standing = in_order(stored.text);
    for (auto one = versions.rbegin(); one != versions.rend() && in_order(one->text) == standing; ++one)
        if (one->at.us == known_us) return true;
    return false;
}

}  // namespace

base::Result<SavedField> save_draft_field(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          SaveField const& command) {
    auto const held = lock_contribution(tx, command.draft);
    auto const draft = held ? own_contribution(tx, actor.person, command.draft) : std::nullopt;
    if (!draft)
        return base::refuse(RefusalCode::not_found, "Ce brouillon n’existe plus.",
                            "Copiez votre texte, puis commencez une nouvelle contribution.");
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution est déjà publiée.",
                            "Copiez votre texte et rechargez la page pour modifier ce qui est publié.");
    Choices const offered = choices(tx, draft->campaign);
    TypedContribution typed = stored_as_typed(tx, *draft, offered);
    std::string* const field = field_of(typed, command.field);
    if (!field) return base::refuse_field(command.field, "Ce champ n’est pas connu.");
    SavedField saved{*field, std::nullopt, draft->changed_at, draft->changed_at};
    if (says_same(tx, command.field, *field, command.value)) return saved;
    bool const knows_last = command.known_change == std::to_string(draft->changed_at.us);
    if (!knows_last && !says_same(tx, command.field, *field, command.was)) {
        saved.theirs = *field;
        return saved;
    }
    *field = command.value;
    auto text = text_of(tx, typed, offered, Completeness::draft);
    if (!text.ok()) return text.refusal();
    auto const kept = save_draft(tx, world, actor, {draft->campaign, draft->id, std::move(text).value()});
    if (!kept.ok()) return kept.refusal();
    TypedContribution now_stored = stored_as_typed(tx, *kept, offered);
    saved.value = *field_of(now_stored, command.field);
    saved.changed_at = kept->changed_at;
    return saved;
}

std::optional<base::Refusal> overtaken(db::Tx& tx, base::Id<Contribution> id, std::string_view known_change,
                                       ContributionText const& typed) {
    auto const known = web::positive_number(known_change);
    if (!known || !lock_contribution(tx, id)) return std::nullopt;
    Contribution const stored = *contribution_by_id(tx, id);
    if (stored.changed_at.us == *known || stored.text == typed || knew_the_text(tx, stored, *known))
        return std::nullopt;
    Choices const offered = choices(tx, stored.campaign);
    TypedContribution theirs = stored_as_typed(tx, stored, offered);
    Contribution mine = stored;
    mine.text = typed;
    TypedContribution ours = typed_again(mine, {}, offered);
    ours.bodies = stored.text.bodies == typed.bodies ? theirs.bodies : "\u0001";
    base::Refusal refusal = base::refuse(RefusalCode::conflict,
                                         "Ce texte a été enregistré ailleurs (autre onglet, autre appareil) "
                                         "depuis que vous avez ouvert cette page.",
                                         "Rien n’est remplacé. Comparez les champs signalés, gardez ce qui "
                                         "convient, puis envoyez de nouveau.");
    refusal.fields.push_back({"", refusal.message + " " + refusal.advice});
    for (char const* name : contribution_field_names) {
        std::string const& other = *field_of(theirs, name);
        if (*field_of(ours, name) == other) continue;
        refusal.fields.push_back(
            {name, other.empty() ? std::string("Enregistré ailleurs\u00a0: ce champ est vide.")
                                 : fmt::format("Enregistré ailleurs\u00a0: «\u00a0{}\u00a0»",
                                               base::shortened(other, shown_other_characters_max))});
    }
    return refusal;
}

}  // namespace consultation
