#include "consultation/triage_bench_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/pages_triage.hpp"
#include "people/quality.hpp"
#include "territories/authority.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

/// "476 = 12 à traiter + 78 réorientées + 4 rejetées + 382 regroupées".
std::string conservation_line(Conservation const& line) {
    using base::french_count;
    return fmt::format(
        "{} = {} à traiter + {} + {} + {}", french_count(line.contributions, "contribution", "contributions"),
        base::french_number(line.pending), french_count(line.reoriented, "réorientée", "réorientées"),
        french_count(line.rejected, "rejetée", "rejetées"),
        french_count(line.grouped, "regroupée", "regroupées"));
}

std::string target_of(StoryEntry const& one) {
    std::vector<std::string> names;
    if (!one.where.empty()) names.push_back(one.where);
    for (ProposalName const& proposal : one.proposals) names.push_back(suggestion_of(proposal));
    return base::joined(names, "\u202f; ");
}

std::string what_of(StoryEntry const& one) {
    Outcome const decided = *outcome(one.what);
    if (decided == Outcome::pending) return "Remise à traiter";
    std::string const target = target_of(one);
    if (target.empty()) return std::string(title_of(decided));
    return fmt::format("{}\u00a0: {}{}", title_of(decided), decided == Outcome::reoriented ? "vers " : "",
                       target);
}

TriageStory line_of(StoryEntry const& one) {
    using Kind = StoryEntry::Kind;
    TriageStory line{base::french_date_time(one.at), one.who, {}, one.text, {}};
    switch (one.kind) {
        case Kind::decision:
            line.what = what_of(one);
            if (!one.is_standing) line.note = "(remplacée)";
            break;
        case Kind::undone:
            line.what = "Décision annulée avant d’être envoyée";
            break;
        case Kind::assignment:
            line.what =
                one.what == one.who ? "S’attribue la contribution" : "Attribue la contribution à " + one.what;
            break;
        case Kind::given_back:
            line.what = "Rend la contribution";
            break;
        case Kind::flag:
            line.what = "À revoir";
            if (one.desk > 0) line.note = "avant le " + base::french_date(base::Instant{one.desk});
            break;
        case Kind::flag_lifted:
            line.what = "N’est plus à revoir";
            break;
        case Kind::note:
            line.what = "Note interne";
            break;
        case Kind::question:
            line.what = "Question à l’auteur";
            break;
        case Kind::answer:
            line.what = "Réponse de l’auteur";
            break;
        case Kind::reading:
            line.what = "Décision à relire\u00a0: " + what_of(one);
            break;
        case Kind::read:
            line.what = one.what == "confirmed"   ? "Décision relue et confirmée"
                        : one.what == "sent_back" ? "Décision renvoyée"
                                                  : "Décision reprise";
            break;
        case Kind::version:
            line.what = one.id == 1 ? "Publication" : fmt::format("Version {}", one.id);
            break;
    }
    return line;
}

StoryEntry const* standing_in(ItemStory const& story, StoryEntry::Kind kind) {
    auto const found = std::ranges::find_if(
        story.entries, [&](StoryEntry const& one) { return one.kind == kind && one.is_standing; });
    return found == story.entries.end() ? nullptr : &*found;
}

/// What stands, so that a grouping is completed rather than typed anew.
TypedDecision standing_choice(ItemStory const& story, Choices const& offered) {
    TypedDecision typed;
    StoryEntry const* const standing = standing_in(story, StoryEntry::Kind::decision);
    if (!standing) return typed;
    if (Desk const* const desk = offered.desk(base::Id<Desk>(standing->desk))) typed.desk = desk->slug;
    if (Ground const* const ground = offered.ground(base::Id<Ground>(standing->ground)))
        typed.ground = ground->slug;
    for (ProposalName const& proposal : standing->proposals)
        typed.proposals.push_back(suggestion_of(proposal));
    return typed;
}

TriagePane pane_of(BenchItem const& item, ItemStory const& story, Choices const& offered) {
    ContributionRead const& read = item.read;
    Contribution const& one = read.contribution;
    TriagePane pane;
    pane.reference = one.reference;
    pane.title = one.text.title;
    pane.kind = title_of(one.text.kind);
    pane.href = address_of_contribution(one.reference);
    auto const quality = people::quality_from(one.quality);
    base::check(quality.has_value(), "a stored quality");
    pane.by = fmt::format("{}, {}", read.body.name, people::public_description(*quality, one.function));
    pane.published = one.published_at ? "publiée le " + base::french_date(*one.published_at) : std::string();
    if (read.is_affiliation_pending) pane.note = "Rattachement de l’auteur en cours de vérification.";
    pane.others = story.others;
    pane.problem = paragraphs(one.text.problem);
    pane.rows = text_rows(one.text, offered);
    pane.tag = title_of(one.outcome);
    pane.colour = colour_of(one.outcome);
    for (std::size_t i = 0; i < story.entries.size(); ++i) {
        pane.story.push_back(line_of(story.entries[i]));
        // The newest comes first: what stands above a decision undid it.
        if (i > 0 && story.entries[i - 1].kind == StoryEntry::Kind::undone &&
            story.entries[i].kind == StoryEntry::Kind::decision)
            pane.story.back().note = "(annulée)";
    }
    return pane;
}

WorkView work_of(BenchItem const& item, ItemStory const& story, BenchFrame const& frame, PersonId me) {
    WorkView work;
    Marks const& marks = item.marks;
    work.has_assignee = marks.assignee.exists();
    work.is_mine = marks.assignee == me;
    work.assigned = work.is_mine        ? "Cette contribution est à vous."
                    : work.has_assignee ? fmt::format("{} s’en occupe depuis le {}.", marks.assignee_email,
                                                      base::french_date_time(*marks.assigned_at))
                                        : "Personne ne s’en occupe.";
    work.to = forms::field("a", "À qui\u202f?");
    for (Colleague const& one : frame.colleagues)
        work.colleagues.push_back(
            {std::to_string(one.person.value), one.email, "", one.person == marks.assignee});
    work.note = forms::field("note", "Note interne", {}, "Lue par l’équipe et les auditeurs seulement.");
    work.flag = forms::field("revoir", "Pourquoi y revenir\u202f?");
    work.due = forms::field("echeance", "Avant quel jour\u202f?", {}, "Sous la forme 31/03/2027.");
    work.due.is_optional = true;
    work.due.width_characters = 10;
    if (marks.is_flagged())
        work.flagged = (marks.flag_due ? " avant le " + base::french_date(*marks.flag_due) + "\u00a0: "
                                       : std::string("\u00a0: ")) +
                       marks.flag_reason;
    work.question = forms::field("question", "Question", {},
                                 "Envoyée à l’auteur par e-mail\u202f; elle n’est pas publique.");
    if (marks.is_asked) work.asked = "Une question attend la réponse de l’auteur.";
    if (marks.is_answered) work.asked = "L’auteur a répondu\u00a0: voir l’histoire.";
    work.may_ask = !marks.is_asked;
    if (StoryEntry const* const waiting = standing_in(story, StoryEntry::Kind::reading)) {
        work.reading = fmt::format("{} — {} (par {})", what_of(*waiting), waiting->text, waiting->who);
        // Of a reading, `desk` holds the reader asked for and `ground` who asked.
        work.may_take_back = waiting->ground == me.value;
        work.may_confirm = !work.may_take_back && (waiting->desk == 0 || waiting->desk == me.value);
    }
    work.reading_id = item.reading.value;
    work.comment = forms::field("commentaire", "Ce qui est à reprendre");
    return work;
}

std::string attention_label(Attention attention) {
    switch (attention) {
        case Attention::all:
            return {};
        case Attention::flagged:
            return "À revoir";
        case Attention::overdue:
            return "Échéance passée";
        case Attention::asked:
            return "Question posée";
        case Attention::answered:
            return "Réponse reçue";
        case Attention::to_read:
            return "À relire";
    }
    base::fail("an unknown attention");
}

std::string marks_text(Marks const& marks, PersonId me) {
    std::vector<std::string> words;
    if (marks.assignee.exists())
        words.push_back(marks.assignee == me ? "à vous" : "à " + marks.assignee_email);
    if (marks.is_flagged()) words.emplace_back("à revoir");
    if (marks.is_asked) words.emplace_back("question posée");
    if (marks.is_answered) words.emplace_back("réponse reçue");
    if (marks.waits_for_reading) words.emplace_back("à relire");
    return base::joined(words, ", ");
}

std::vector<html::Choice> body_kinds() {
    std::vector<html::Choice> all{{"", "Toutes", "", false}};
    for (territories::Kind const kind : territories::all_kinds()) {
        if (kind == territories::Kind::former_commune) continue;
        all.push_back(
            {std::string(territories::code(kind)), std::string(territories::french(kind)), "", false});
    }
    all.push_back({"partenaire", "Partenaire", "", false});
    return all;
}

/// Each group of what waits, with its count; the chosen one is no link.
void fill_groups(TriageView& view, TriageFilters const& filters, Campaign const& campaign,
                 BenchFrame const& frame, bool may_act) {
    auto const whose = [&](std::string_view who, std::string label, std::int64_t count) {
        TriageFilters with = filters;
        with.who = who;
        view.whose.push_back({fmt::format("{} ({})", label, base::french_number(count)),
                              filters.who == who ? std::string() : bench_href(campaign, with, 1, {})});
    };
    bool const is_all = filters.who.empty() && filters.outcome.empty() && filters.attention == Attention::all;
    view.whose.push_back({fmt::format("À traiter ({})", base::french_number(frame.line.pending)),
                          is_all ? std::string() : bench_address(campaign)});
    whose("moi", "À vous", frame.mine);
    whose("personne", "À personne", frame.nobodys);
    whose("autres", "À un collègue", frame.others);
    auto const marked = [&](Attention attention, std::string label, std::int64_t count) {
        if (count == 0 && filters.attention != attention) return;
        TriageFilters with = filters;
        with.attention = attention;
        with.outcome = "toutes";
        view.attention.push_back(
            {fmt::format("{} ({})", label, base::french_number(count)),
             filters.attention == attention ? std::string() : bench_href(campaign, with, 1, {})});
    };
    marked(Attention::flagged, "À revoir", frame.flagged);
    marked(Attention::overdue, "Échéance passée", frame.overdue);
    marked(Attention::asked, "Question posée", frame.asked);
    marked(Attention::answered, "Réponse reçue", frame.answered);
    marked(Attention::to_read, "À relire", frame.to_read);
    view.tools = {{"Décisions par lot", bench_address(campaign) + "/lots"},
                  {"Décisions par tableur", bench_address(campaign) + "/tableur"}};
    if (may_act) {  // an auditor reads: these two only write
        view.tools.push_back({"Répartir entre collègues", bench_address(campaign) + "/repartir"});
        view.tools.push_back({"Réglages du tri", bench_address(campaign) + "/reglages"});
    }
    view.tools.push_back({"Chercher partout", "/operateur/recherche"});
}

void fill_filters(TriageView& view, TriageFilters const& filters, Campaign const& campaign,
                  Choices const& offered, BenchFrame const& frame) {
    view.search = forms::field("q", "Chercher dans les contributions", filters.text);
    view.outcome = forms::field("statut", "Décision");
    view.outcomes = html::chosen({{"", "À traiter", "", false},
                                  {"reoriented", "Réorientées", "", false},
                                  {"rejected", "Rejetées", "", false},
                                  {"grouped", "Regroupées", "", false},
                                  {"toutes", "Toutes", "", false}},
                                 filters.outcome);
    view.assignee = forms::field("qui", "Qui s’en occupe");
    view.assignees = {{"", "Peu importe", "", false},
                      {"moi", "Vous", "", false},
                      {"personne", "Personne", "", false},
                      {"autres", "Un collègue", "", false}};
    for (Colleague const& one : frame.colleagues)
        view.assignees.push_back({std::to_string(one.person.value), one.email, "", false});
    view.assignees = html::chosen(std::move(view.assignees), filters.who);
    view.theme = forms::field("theme", "Thème");
    view.themes = {{"", "Tous", "", false}};
    for (Theme const& theme : offered.themes) view.themes.push_back({theme.slug, theme.name, "", false});
    view.themes = html::chosen(std::move(view.themes), filters.theme);
    view.kind = forms::field("nature", "Nature");
    view.kinds = html::chosen({{"", "Toutes", "", false},
                               {"besoin", "Besoins", "", false},
                               {"service", "Services existants", "", false}},
                              filters.kind);
    view.body_kind = forms::field("type", "Type de structure");
    view.body_kinds = html::chosen(body_kinds(), filters.body_kind);
    view.department = forms::field("departement", "Département (numéro)", filters.department);
    view.department.width_characters = 3;
    auto const label_of = [](std::vector<html::Choice> const& all) {
        auto const found = std::ranges::find(all, true, &html::Choice::is_chosen);
        return found == all.end() ? std::string() : found->label;
    };
    auto const tag = [&](std::string label, std::string TriageFilters::*member) {
        if ((filters.*member).empty()) return;
        TriageFilters without = filters;
        (without.*member).clear();
        view.chosen.push_back({std::move(label), bench_href(campaign, without, 1, {})});
    };
    tag(filters.outcome == "toutes" ? std::string("Toutes les décisions") : label_of(view.outcomes),
        &TriageFilters::outcome);
    tag(label_of(view.themes), &TriageFilters::theme);
    tag(label_of(view.kinds), &TriageFilters::kind);
    tag(label_of(view.body_kinds), &TriageFilters::body_kind);
    tag(filters.who == "moi"        ? std::string("À vous")
        : filters.who == "personne" ? std::string("À personne")
        : filters.who == "autres"   ? std::string("À un collègue")
                                    : "À " + label_of(view.assignees),
        &TriageFilters::who);
    if (filters.attention != Attention::all) {
        TriageFilters without = filters;
        without.attention = Attention::all;
        view.chosen.push_back({attention_label(filters.attention), bench_href(campaign, without, 1, {})});
    }
    tag("Département " + filters.department, &TriageFilters::department);
    tag("«\u00a0" + filters.text + "\u00a0»", &TriageFilters::text);
    view.clear_href = bench_address(campaign);
    for (auto const& [name, value] : filters.pairs())
        if (name != "q" && !value.empty()) view.kept_by_search.push_back({name, value});
}

void fill_list(TriageView& view, Listed<BenchLine> const& listed, TriageFilters const& filters,
               Campaign const& campaign, std::string const& current, PersonId me) {
    std::size_t at = listed.items.size();
    for (std::size_t i = 0; i < listed.items.size(); ++i) {
        ListedContribution const& one = listed.items[i].item;
        TriageEntry entry;
        entry.reference = one.reference;
        entry.title = one.title;
        // On a phone the pane stands under the list: one lands at it.
        entry.href = bench_href(campaign, filters, listed.page, one.reference) + "#lecture";
        entry.facts = fmt::format("{} · {}", one.body.name, one.theme_name);
        if (!filters.outcome.empty()) {
            entry.tag = title_of(one.outcome);
            entry.colour = colour_of(one.outcome);
        }
        entry.marks = marks_text(listed.items[i].marks, me);
        entry.is_current = one.reference == current;
        if (entry.is_current) at = i;
        view.entries.push_back(std::move(entry));
    }
    view.count = base::french_count(listed.total, "contribution", "contributions");
    auto pairs = filters.pairs();
    std::string const query = forms::query_of(pairs);
    view.pages = {listed.page, listed.pages(),
                  bench_address(campaign) + (query.empty() ? "?page=" : query + "&page=")};
    if (listed.total > 1 && listed.total <= static_cast<std::int64_t>(decided_at_once_max))
        view.all_label = fmt::format("Décider pour les {} contributions de cette liste",
                                     base::french_number(listed.total));
    view.empty_advice =
        view.chosen.empty()
            ? "Il n’y a plus rien à traiter. Choisissez «\u00a0Toutes\u00a0» dans les filtres pour "
              "revoir ce qui a été décidé."
            : "Rien ne répond à ces filtres. Retirez-en un, ou cherchez d’autres mots.";
    // What is read may have left the list (taken, decided): one goes on from where it stood, in the order of
    // the references, and never stands before a dead key.
    bool const is_listed = at < listed.items.size();
    std::size_t after = is_listed ? at + 1 : 0;
    if (!is_listed)
        while (after < view.entries.size() && view.entries[after].reference < current) ++after;
    std::size_t const before = is_listed ? at : after;
    if (after < view.entries.size())
        view.next_href = view.entries[after].href;
    else if (listed.page < listed.pages())
        view.next_href = bench_href(campaign, filters, listed.page + 1, {});
    else if (!is_listed && !view.entries.empty())
        view.next_href = view.entries.front().href;
    if (before > 0)
        view.previous_href = view.entries[before - 1].href;
    else if (listed.page > 1)
        view.previous_href = bench_href(campaign, filters, listed.page - 1, {});
}

/// The draft that an undone decision left: a reference, or nothing.
std::string left_draft_of(http::Pairs const& query) {
    std::string_view const typed = query.get("brouillon");
    bool const is_reference =
        typed.size() <= reference_bytes_max && typed.starts_with("P-") &&
        std::ranges::all_of(typed.substr(2), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
    return is_reference ? std::string(typed) : std::string();
}

std::string notice_of(http::Pairs const& query) {
    std::string_view const done = query.get("fait");
    if (done == "aucune") return "Cochez au moins une contribution.";
    if (auto const number = forms::positive_number(done);
        number && *number <= static_cast<std::int64_t>(decided_at_once_max))
        return fmt::format("Décision enregistrée pour {}.",
                           base::french_count(*number, "contribution", "contributions"));
    if (done == "relecture")
        return "Décision enregistrée\u202f; elle comptera quand un collègue l’aura relue.";
    if (done == "annulee") return "Décision annulée. L’auteur n’en saura rien.";
    if (done == "attribuee") return "Contribution attribuée.";
    if (done == "rendue") return "Contribution rendue.";
    if (done == "note") return "Note enregistrée.";
    if (done == "revoir") return "Contribution marquée à revoir.";
    if (done == "revue") return "La contribution n’est plus à revoir.";
    if (done == "question") return "Question envoyée à l’auteur.";
    if (done == "confirmee") return "Décision confirmée\u202f: elle compte désormais.";
    if (done == "renvoyee") return "Décision renvoyée avec votre commentaire.";
    if (done == "reprise") return "Décision reprise\u202f: la contribution est de nouveau à traiter.";
    if (done == "repartie") return "Contributions réparties.";
    if (done == "reglages") return "Réglages enregistrés.";
    bool const is_reference =
        done.size() > 2 && done.size() <= reference_bytes_max && done.starts_with("C-") &&
        std::ranges::all_of(done.substr(2), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
    if (!is_reference) return {};
    auto const decided = outcome(query.get("quoi"));
    return decided ? fmt::format("Décision enregistrée pour {}\u00a0: {}.", done, participle_of(*decided))
                   : fmt::format("Décision enregistrée pour {}.", done);
}

/// Acts on a contribution say what they did beside it; the others at the head of the page.
bool is_about_contribution(http::Pairs const& query) {
    std::string_view const done = query.get("fait");
    return done != "aucune" && done != "repartie" && done != "reglages";
}

std::vector<Colleague> others_than(PersonId me, std::vector<Colleague> all) {
    std::erase_if(all, [&](Colleague const& one) { return one.person == me; });
    return all;
}

/// What was typed in a form beside the decisions, with why it was refused.
void show_work_errors(WorkView& work, http::Pairs const& form, RefusedForm const& refused) {
    work.open = refused.open;
    work.note.value = forms::text_of(form, "note");
    work.flag.value = forms::line_of(form, "revoir");
    work.due.value = forms::line_of(form, "echeance");
    work.question.value = forms::text_of(form, "question");
    work.comment.value = forms::text_of(form, "commentaire");
    forms::show_errors(work, *refused.refusal,
                       {&work.to, &work.note, &work.flag, &work.due, &work.question, &work.comment});
}

}  // namespace

std::string bench_address(Campaign const& campaign) {
    return desk_address(campaign) + "/tri";
}

std::string bench_href(Campaign const& campaign, TriageFilters const& filters, int page,
                       std::string const& reference, std::string const& done, base::Id<Batch> batch) {
    auto pairs = filters.pairs();
    pairs.emplace_back("page", page > 1 ? std::to_string(page) : std::string());
    pairs.emplace_back("contribution", reference);
    pairs.emplace_back("fait", done);
    pairs.emplace_back("lot", batch.exists() ? std::to_string(batch.value) : std::string());
    return bench_address(campaign) + forms::query_of(pairs);
}

TriageFilters carried_filters(http::Pairs const& values, Choices const& offered) {
    auto const query = http::parse_query(values.get("filtre"));
    return TriageFilters::from(query ? *query : http::Pairs{}, offered);
}

html::HiddenInput carrying(TriageFilters const& filters) {
    auto pairs = filters.pairs();
    pairs.emplace_back("page", filters.page > 1 ? std::to_string(filters.page) : std::string());
    std::string const query = forms::query_of(pairs);
    return {"filtre", query.empty() ? query : query.substr(1)};
}

http::Response bench(web::Visit& visit, Campaign const& campaign, Choices const& offered,
                     TriageFilters const& filters, std::string current, RefusedForm const& refused) {
    PersonId const me = visit.actor().person;
    Listed<BenchLine> const listed =
        triage_page(visit.reader(), filters.filter(campaign.id, offered, me, visit.now), filters.page);
    if (current.empty() && !listed.items.empty()) current = listed.items.front().item.reference;
    auto const taken = refused ? base::Id<Batch>() : web::id_of<Batch>(visit.request.query.get("lot"));
    BenchFrame const frame = bench_frame(visit.reader(), campaign.id, me, visit.now, taken);
    TriageView view;
    view.campaign = campaign.title;
    view.address = bench_address(campaign);
    view.line = conservation_line(frame.line);
    std::vector<html::HiddenInput> hidden = refused ? visit.form_fields_again() : visit.form_fields();
    TriageFilters carried = filters;
    carried.page = listed.page;
    hidden.push_back(carrying(carried));
    if (!refused) {
        view.notice = notice_of(visit.request.query);
        view.is_notice_in_pane = !current.empty() && is_about_contribution(visit.request.query);
        view.undo_hidden = hidden;
        if (std::string const left = left_draft_of(visit.request.query); !left.empty() && visit.is_operator())
            view.left_draft = {left, proposal_desk_address(left) + "/supprimer"};
        if (frame.undo_until && visit.is_operator()) {
            view.undo_batch = taken.value;
            view.undo_until = base::french_until(*frame.undo_until, visit.now);
        }
    }
    fill_groups(view, filters, campaign, frame, visit.is_operator());
    fill_filters(view, filters, campaign, offered, frame);
    fill_list(view, listed, filters, campaign, current, me);
    view.several_action = bench_address(campaign) + "/plusieurs";
    view.kept_by_boxes = {carrying(carried)};
    view.files = web::list_links(bench_address(campaign) + "/liste", forms::query_of(filters.pairs()));
    view.desks = desk_links(campaign, Desks::triage);
    if (!current.empty()) {
        auto const item = bench_item(visit.reader(), current);
        if (!item || item->read.contribution.campaign != campaign.id) return web::not_found(visit);
        ItemStory const story = item_story(visit.reader(), item->read.contribution.id);
        view.has_pane = true;
        view.pane = pane_of(*item, story, offered);
        view.pane.may_decide = visit.is_operator() && !campaign.has_results();
        hidden.push_back({"contribution", current});
        view.pane.work = work_of(*item, story, frame, me);
        view.pane.work.address = view.address;
        view.pane.work.hidden = hidden;
        DecisionOffers offers{frame.proposals,
                              near(item->read.contribution.text, frame.proposals, frame.summaries),
                              others_than(me, frame.colleagues), frame.rules};
        view.pane.forms = decision_forms(refused.typed ? *refused.typed : standing_choice(story, offered),
                                         offered, offers, view.address, "cette contribution");
        view.pane.forms.may_reopen = item->read.contribution.outcome != Outcome::pending;
        view.pane.forms.hidden = hidden;
        view.pane.forms.hidden.push_back({"vu", std::to_string(item->standing.value)});
        if (refused.typed) show_decision_errors(view.pane.forms, *refused.refusal);
        if (refused && !refused.typed) show_work_errors(view.pane.work, visit.form(), refused);
    }
    web::PageHead head = desk_head(campaign, "Tri des contributions");
    head.is_wide = true;
    head.has_errors = static_cast<bool>(refused);
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::triage(out, view); },
        refused ? web::status_of(refused.refusal->code) : 200);
}

http::Response triage_bench_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = TriageFilters::from(visit.request.query, offered);
    return bench(visit, *campaign, offered, filters, forms::line_of(visit.request.query, "contribution"), {});
}

}  // namespace consultation
