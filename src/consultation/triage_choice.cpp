#include "consultation/triage_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/desk_rows.hpp"
#include "search/tokenizer.hpp"
#include "territories/authority.hpp"

namespace consultation {
namespace {

constexpr std::size_t shown_characters_max = 60;
constexpr std::size_t department_bytes_max = 3;

/// The reference at the beginning of "P-2026-012 – Titre".
std::string reference_in(std::string const& typed) {
    std::string reference = typed.substr(0, typed.find(' '));
    for (char& c : reference)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return reference;
}

base::Result<ReadDecision> read_grouping(db::Reader const& reader, base::Id<Campaign> campaign,
                                         TypedDecision const& typed, base::FormErrors errors) {
    std::vector<std::string> references;
    for (std::string const& one : typed.proposals)
        if (!one.empty()) references.push_back(reference_in(one));
    Grouped grouped;
    std::vector<std::string> names;
    std::vector<ProposalName> const found = named_proposals(reader, campaign, references);
    for (std::size_t i = 0; i < references.size(); ++i) {
        auto const named = std::ranges::find(found, references[i], &ProposalName::reference);
        if (named == found.end()) {
            errors.add(
                "proposal",
                fmt::format(
                    "Aucune proposition de cette consultation ne porte la référence «\u00a0{}\u00a0»\u00a0: "
                    "choisissez-la parmi celles qui s’affichent pendant la saisie.",
                    base::shortened(typed.proposals[i], shown_characters_max)));
            continue;
        }
        if (std::ranges::find(grouped.proposals, named->id) != grouped.proposals.end()) continue;
        grouped.proposals.push_back(named->id);
        names.push_back(suggestion_of(*named));
    }
    if (!typed.new_title.empty()) {
        std::size_t const length = base::length_in_characters(typed.new_title);
        if (length < proposal_title_min || length > proposal_title_max)
            errors.add("title", fmt::format("Donnez un titre de {} à {} caractères.", proposal_title_min,
                                            proposal_title_max));
        grouped.new_titles.push_back(typed.new_title);
        names.push_back(fmt::format("nouvelle proposition «\u00a0{}\u00a0»", typed.new_title));
    }
    if (references.empty() && typed.new_title.empty())
        errors.add("proposal", "Choisissez une proposition, ou donnez le titre d’une nouvelle.");
    if (!errors.none()) return std::move(errors).refusal();
    return ReadDecision{std::move(grouped), "Regrouper", base::joined(names, "\u202f; ")};
}

}  // namespace

TriageFilters TriageFilters::from(http::Pairs const& query, Choices const& offered) {
    TriageFilters filters;
    std::string_view const outcome = query.get("statut");
    for (std::string_view const known : {"reoriented", "rejected", "grouped", "toutes"})
        if (outcome == known) filters.outcome = known;
    std::string const theme = forms::line_of(query, "theme");
    if (offered.theme(theme)) filters.theme = theme;
    std::string_view const kind = query.get("nature");
    if (kind == "besoin" || kind == "service") filters.kind = kind;
    std::string_view const body = query.get("type");
    if (body == "partenaire" || territories::kind_from(body)) filters.body_kind = body;
    std::string department = forms::line_of(query, "departement");
    std::ranges::transform(department, department.begin(), [](char c) {
        return c == 'a' || c == 'b' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    bool const is_code =
        department.size() <= department_bytes_max && std::ranges::all_of(department, [](char c) {
            return (c >= '0' && c <= '9') || c == 'A' || c == 'B';
        });
    if (is_code) filters.department = department;
    filters.text = forms::line_of(query, "q");
    std::string_view const who = query.get("qui");
    if (who == "moi" || who == "personne" || who == "autres" || forms::positive_number(who))
        filters.who = who;
    filters.attention = consultation::attention(query.get("suivi"));
    filters.page = forms::asked_page(query).value_or(1);
    return filters;
}

std::vector<std::pair<std::string, std::string>> TriageFilters::pairs() const {
    return {{"statut", outcome},
            {"theme", theme},
            {"nature", kind},
            {"type", body_kind},
            {"departement", department},
            {"q", text},
            {"qui", who},
            {"suivi", std::string(name_of(attention))}};
}

ContributionFilter TriageFilters::filter(base::Id<Campaign> campaign, Choices const& offered, PersonId me,
                                         base::Instant now) const {
    ContributionFilter wanted;
    wanted.campaign = campaign;
    wanted.anything = text;
    wanted.attention = attention;
    wanted.now = now;
    if (who == "autres")
        wanted.not_assignee = me;
    else if (!who.empty())
        wanted.assignee = who == "moi" ? me : PersonId(forms::positive_number(who).value_or(0));
    if (Theme const* const one = offered.theme(theme)) wanted.theme = one->id;
    if (!kind.empty())
        wanted.kind = kind == "besoin" ? ContributionKind::need : ContributionKind::existing_service;
    if (outcome != "toutes")
        wanted.outcome = outcome.empty() ? Outcome::pending : *consultation::outcome(outcome);
    wanted.department_code = department;
    if (body_kind == "partenaire")
        wanted.profile = people::Quality::partner;
    else
        wanted.authority_kind = body_kind;
    return wanted;
}

TypedDecision TypedDecision::from(http::Pairs const& form) {
    TypedDecision typed;
    typed.outcome = forms::line_of(form, "decision");
    typed.desk = forms::line_of(form, "desk");
    typed.ground = forms::line_of(form, "ground");
    for (std::string_view const one : form.all("proposal"))
        if (typed.proposals.size() < grouped_proposals_max)
            if (auto line = base::tidied_line(one.substr(0, forms::typed_bytes_max)); line && !line->empty())
                typed.proposals.push_back(std::move(*line));
    typed.new_title = forms::line_of(form, "title");
    typed.reason = forms::text_of(form, "reason");
    std::string_view const reading = form.get("relecture");
    if (reading == "tous" || forms::positive_number(reading)) typed.reading = reading;
    typed.name = forms::line_of(form, "nom");
    return typed;
}

PersonId TypedDecision::reader() const {
    return PersonId(forms::positive_number(reading).value_or(0));
}

std::vector<html::HiddenInput> TypedDecision::inputs() const {
    std::vector<html::HiddenInput> inputs{{"decision", outcome}, {"desk", desk},     {"ground", ground},
                                          {"title", new_title},  {"reason", reason}, {"relecture", reading}};
    for (std::string const& proposal : proposals) inputs.push_back({"proposal", proposal});
    return inputs;
}

base::Result<ReadDecision> read_decision(db::Reader const& reader, base::Id<Campaign> campaign,
                                         TypedDecision const& typed, Choices const& offered) {
    auto const wanted = outcome(typed.outcome);
    if (!wanted) return base::refuse(base::RefusalCode::invalid, "Choisissez une décision.");
    base::FormErrors errors;
    std::size_t const length = base::length_in_characters(typed.reason);
    bool const is_motivated = length >= decision_reason_min && length <= decision_reason_max;
    auto const with_reason = [&](base::FormErrors&& found) {
        if (!is_motivated)
            found.add("reason",
                      fmt::format("Expliquez la décision en {} à {} caractères\u00a0: l’explication est "
                                  "publique et envoyée à l’auteur.",
                                  decision_reason_min,
                                  base::french_number(static_cast<std::int64_t>(decision_reason_max))));
        return std::move(found);
    };
    switch (*wanted) {
        case Outcome::reoriented: {
            auto const desk = std::ranges::find(offered.desks, typed.desk, &Desk::slug);
            if (desk == offered.desks.end()) errors.add("desk", "Choisissez un bureau de la liste.");
            errors = with_reason(std::move(errors));
            if (!errors.none()) return std::move(errors).refusal();
            return ReadDecision{Reoriented{desk->id}, "Réorienter", desk->name};
        }
        case Outcome::rejected: {
            auto const ground = std::ranges::find(offered.grounds, typed.ground, &Ground::slug);
            if (ground == offered.grounds.end())
                errors.add("ground", "Choisissez un motif de rejet de la liste.");
            errors = with_reason(std::move(errors));
            if (!errors.none()) return std::move(errors).refusal();
            return ReadDecision{Rejected{ground->id}, "Rejeter", ground->name};
        }
        case Outcome::grouped:
            return read_grouping(reader, campaign, typed, with_reason(std::move(errors)));
        case Outcome::pending:
            errors = with_reason(std::move(errors));
            if (!errors.none()) return std::move(errors).refusal();
            return ReadDecision{Reopened{}, "Remettre à traiter", {}};
    }
    base::fail("an unknown outcome");
}

DecisionFormsView decision_forms(TypedDecision const& typed, Choices const& offered,
                                 DecisionOffers const& offers, std::string action, std::string subject) {
    DecisionFormsView view;
    view.action = std::move(action);
    view.subject = std::move(subject);
    view.open = typed.outcome;
    view.desk = forms::field("desk", "Vers quel bureau destinataire\u202f?");
    view.desks = {{"", "Choisissez un bureau", "", false}};
    for (Desk const& desk : offered.desks) view.desks.push_back({desk.slug, desk.name, "", false});
    view.desks = html::chosen(std::move(view.desks), typed.desk);
    view.ground = forms::field("ground", "Pour quel motif de rejet\u202f?");
    view.grounds = {{"", "Choisissez un motif", "", false}};
    for (Ground const& ground : offered.grounds)
        view.grounds.push_back({ground.slug, ground.name, "", false});
    view.grounds = html::chosen(std::move(view.grounds), typed.ground);
    std::size_t const wanted =
        std::min(grouped_proposals_max, std::max(proposal_fields, typed.proposals.size() + 1));
    for (std::size_t i = 0; i < wanted; ++i) {
        html::Field one = forms::field("proposal",
                                       i == 0   ? "Dans quelle proposition\u202f?"
                                       : i == 1 ? "Et dans une deuxième"
                                       : i == 2 ? "Et dans une troisième"
                                                : "Et dans une autre",
                                       i < typed.proposals.size() ? typed.proposals[i] : std::string());
        if (i > 0) one.id = fmt::format("proposal-{}", i + 1);
        if (i == 0)
            one.hint =
                "Tapez quelques mots du titre ou la référence. Laissez vide pour n’en créer qu’une nouvelle.";
        one.is_optional = i > 0;
        view.proposals.push_back(std::move(one));
    }
    for (ProposalName const& proposal : offers.proposals) view.known.push_back(suggestion_of(proposal));
    for (ProposalName const& proposal : offers.near) {
        std::string const suggestion = suggestion_of(proposal);
        if (std::ranges::find(typed.proposals, suggestion) == typed.proposals.end())
            view.near.push_back({suggestion, suggestion, "", false});
    }
    view.reading = forms::field("relecture", "Relecture avant que la décision compte");
    view.readings = {{"", "Sans relecture", "", false},
                     {"tous", "Par un collègue, quel qu’il soit", "", false}};
    for (Colleague const& one : offers.colleagues)
        view.readings.push_back({std::to_string(one.person.value), "Par " + one.email, "", false});
    view.readings = html::chosen(std::move(view.readings), typed.reading);
    view.has_colleagues = !offers.colleagues.empty();
    if (offers.rules.rereads_rejections)
        view.reject_note = "Dans cette consultation, un collègue relit chaque rejet avant qu’il compte.";
    view.new_title = forms::field("title", "Titre d’une nouvelle proposition", typed.new_title);
    view.new_title.is_optional = true;
    auto const reason = [&](std::string_view of, std::string_view suffix) {
        html::Field one =
            forms::field("reason", "Explication", typed.outcome == of ? typed.reason : std::string(),
                         "Publique, et envoyée à l’auteur.");
        one.id = fmt::format("reason-{}", suffix);
        return one;
    };
    view.reorient_reason = reason("reoriented", "reoriented");
    view.reject_reason = reason("rejected", "rejected");
    view.group_reason = reason("grouped", "grouped");
    view.reopen_reason = reason("pending", "reopened");
    return view;
}

std::vector<ProposalName> near(ContributionText const& text, std::vector<ProposalName> const& proposals,
                               std::vector<std::string> const& summaries) {
    constexpr std::size_t words_max = 400;
    constexpr int title_weight = 3;
    constexpr int score_min = 3;
    base::check(proposals.size() == summaries.size(), "a summary for each proposal");
    std::set<std::string> words;
    for (search::Token& token : search::tokens(text.title + "\n" + text.problem, words_max))
        words.insert(std::move(token.stem));
    std::vector<std::pair<int, std::size_t>> scored;
    auto const shared = [&](std::string_view of) {
        std::set<std::string> found;
        for (search::Token& token : search::tokens(of, words_max))
            if (words.contains(token.stem)) found.insert(std::move(token.stem));
        return static_cast<int>(found.size());
    };
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        int const score = title_weight * shared(proposals[i].title) + shared(summaries[i]);
        if (score >= score_min) scored.emplace_back(-score, i);
    }
    std::ranges::sort(scored);
    std::vector<ProposalName> best;
    for (auto const& [score, i] : scored)
        if (best.size() < near_max) best.push_back(proposals[i]);
    return best;
}

void show_decision_errors(DecisionFormsView& view, base::Refusal const& refusal) {
    html::Field* const reason = view.open == "reoriented" ? &view.reorient_reason
                                : view.open == "rejected" ? &view.reject_reason
                                : view.open == "grouped"  ? &view.group_reason
                                                          : &view.reopen_reason;
    forms::show_errors(
        view, refusal,
        {&view.desk, &view.ground, &view.proposals.front(), &view.new_title, reason, &view.reading});
    for (html::FieldError& error : view.errors)
        if (error.id == view.reading.id) error.id += "-" + view.open;
}

std::string suggestion_of(ProposalName const& proposal) {
    return proposal.reference + " – " + proposal.title;
}

}  // namespace consultation
