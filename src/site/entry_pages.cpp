// One entry of the journal with its proof, and the signed heads.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "journal/act_list.hpp"
#include "people/person_rows.hpp"
#include "site/act_words.hpp"
#include "site/journal_names.hpp"
#include "site/journal_pages.hpp"
#include "site/journal_views.hpp"
#include "site/pages_heads.hpp"
#include "site/pages_journal_entry.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace site {
namespace {

constexpr int heads_per_page = 20;
constexpr int heads_per_answer_max = 100;
constexpr int heads_per_answer_default = 20;
constexpr std::int64_t proof_version = 1;

std::string hex_of(base::Sha256 const& hash) {
    return base::hex(base::as_bytes(hash));
}

std::optional<journal::StoredEntry> entry_of_path(web::Visit& visit) {
    auto const number = web::positive_number(visit.path("entry"));
    return number ? journal::stored_entry(visit.reader(), *number) : std::nullopt;
}

bool is_proven(journal::Proof const& proof, journal::StoredEntry const& stored,
               std::string const& public_key) {
    return journal::is_included(stored.leaf, proof.position, proof.head.size, proof.path, proof.head.root) &&
           journal::is_signed_by(public_key, proof.head);
}

void show_proof(EntryView& view, web::Visit& visit, journal::StoredEntry const& stored) {
    auto const proof = journal::first_proof_of(visit.reader(), stored.act.entry);
    if (!proof) {
        view.state =
            "L’acte est écrit. Sa place dans l’arbre vient dans la seconde\u00a0: rechargez la page.";
        return;
    }
    auto const is_whole = journal::is_content_whole(stored);
    bool const holds = is_proven(*proof, stored, visit.services.journal_public_key);
    view.is_broken = !holds || (is_whole && !*is_whole);
    view.state = view.is_broken ? "La preuve ne correspond plus à l’acte\u00a0: il a été modifié hors du "
                                  "programme, ou la clé a changé. Lancez «\u00a0tremplin verify\u00a0»."
                 : is_whole
                     ? "Recalculée à l’instant\u00a0: le contenu, le chemin et la signature concordent."
                     : "Recalculée à l’instant\u00a0: le chemin et la signature concordent. Le contenu a été "
                       "détruit à l’effacement d’une personne\u202f; seule son empreinte reste.";
    view.is_proven = true;
    view.proof = {
        {"Place dans l’arbre", "n° " + base::french_number(proof->position) + " (la première est la n° 0)"},
        {"Empreinte de l’acte (feuille)", hex_of(stored.leaf)},
        {"Tête signée", fmt::format("{} actes, le {}", base::french_number(proof->head.size),
                                    base::french_date_time(proof->head.at))},
        {"Empreinte de l’arbre", hex_of(proof->head.root)},
        {"Chemin",
         base::french_count(static_cast<std::int64_t>(proof->path.size()), "empreinte", "empreintes")}};
    view.tool_href = std::string(visit.services.assets.address("verify_proof.mjs"));
    view.proof_href = fmt::format("/operateur/journal/{}/preuve.json", stored.act.entry);
}

}  // namespace

http::Response show_entry(web::Visit& visit) {
    auto const stored = entry_of_path(visit);
    if (!stored) return web::not_found(visit);
    journal::Act const& act = stored->act;
    EntryView view;
    view.title = fmt::format("{} – écriture {}", act_label(act.act), base::french_number(act.entry));
    NamedBodies const bodies(visit.reader(), {act});
    std::string who = act.person == 0 ? std::string("Le programme, ou la ligne de commande")
                                      : fmt::format("Personne {}", act.person);
    // The address is for the operator, one entry at a time: lists and exports hold numbers only.
    if (act.person != 0 && visit.is_operator())
        if (auto const person = people::person_by_id(visit.reader(), base::Id<people::Person>(act.person)))
            who += ", " + person->email;
    NamedBody const* const body = bodies.find(act.body);
    view.rows = {{"Quand", base::french_date_time(act.at)},
                 {"Qui", who},
                 {"Pour", body            ? body->name
                          : act.body == 0 ? "Aucune structure"
                                          : std::to_string(act.body)},
                 {"Acte", fmt::format("{} ({})", act_label(act.act), act.act)},
                 {"Objet", words_of_subject(act.subject) == act.subject
                               ? act.subject
                               : fmt::format("{} ({})", words_of_subject(act.subject), act.subject)}};
    view.subject_href = address_of_subject(act.subject);
    view.subject_journal_href = "/operateur/journal?objet=" + base::percent_encoded(act.subject);
    view.facts = {"Contenu de l’acte", {{"Nom"}, {"Valeur"}}, {}};
    for (auto const& [name, value] : journal::facts_of(act.payload))
        view.facts.rows.push_back({{name}, {value}});
    show_proof(view, visit, *stored);
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Journal", "/operateur/journal"},
                        {fmt::format("Écriture {}", base::french_number(act.entry)), ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::journal_entry(out, view); });
}

http::Response entry_proof(web::Visit& visit) {
    auto const stored = entry_of_path(visit);
    if (!stored) return web::not_found(visit);
    auto const proof = journal::first_proof_of(visit.reader(), stored->act.entry);
    if (!proof)
        return web::refusal_page(
            visit, base::refuse(base::RefusalCode::conflict, "Cet acte n’a pas encore sa place dans l’arbre.",
                                "Elle vient dans la seconde\u00a0: rechargez la page."));
    journal::Act const& act = stored->act;
    web::Json json;
    json.object().key("version").number(proof_version);
    json.key("entry").number(act.entry).key("at").instant(act.at).key("act").text(act.act);
    // The fields that the leaf hashes, in its order; none once the content was erased.
    json.key("fields");
    if (stored->salt.empty()) {
        json.null();
    } else {
        json.array();
        for (std::string const& field :
             {stored->salt, std::to_string(act.at.us), act.act, std::to_string(act.person),
              std::to_string(act.body), act.subject, act.payload})
            json.text(base::hex(field));
        json.end();
    }
    json.key("leaf").text(hex_of(stored->leaf)).key("position").number(proof->position);
    json.key("path").array();
    for (base::Sha256 const& hash : proof->path) json.text(hex_of(hash));
    json.end();
    json.key("head").object().key("size").number(proof->head.size).key("root").text(hex_of(proof->head.root));
    json.key("at_us").number(proof->head.at.us).key("signature").text(base::hex(proof->head.signature)).end();
    json.key("public_key").text(base::hex(visit.services.journal_public_key)).end();
    http::Response response = web::json_response(json.take());
    response.header("Content-Disposition", fmt::format("attachment; filename=\"preuve-{}.json\"", act.entry));
    return response;
}

http::Response show_heads(web::Visit& visit) {
    auto const before = web::positive_number(visit.request.query.get("avant"));
    auto const found = journal::heads(visit.reader(), before, heads_per_page + 1);
    HeadsView view;
    view.public_key = base::hex(visit.services.journal_public_key);
    view.heads = {"Têtes, de la plus récente à la plus ancienne",
                  {{"Nombre d’actes"}, {"Arrêtée le"}, {"Empreinte de l’arbre"}},
                  {}};
    for (std::size_t i = 0; i < found.size() && i < heads_per_page; ++i)
        view.heads.rows.push_back({{base::french_number(found[i].size)},
                                   {base::french_date_time(found[i].at)},
                                   {hex_of(found[i].root)}});
    view.count = base::french_count(journal::count_heads(visit.reader()), "tête en tout", "têtes en tout");
    if (before) view.newest_href = "/journal/tetes";
    if (found.size() > heads_per_page)
        view.older_href = fmt::format("/journal/tetes?avant={}", found[heads_per_page - 1].size);
    return web::page_of(visit,
                        {.title = "Têtes signées du journal",
                         .breadcrumbs = {{"Accueil", "/"}, {"Têtes signées du journal", ""}}},
                        [&](html::Out& out) { pages::heads(out, view); });
}

http::Response heads_as_json(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    int limit = heads_per_answer_default;
    if (auto const per_page = query.find("per_page")) {
        auto const number = web::positive_number(*per_page);
        if (!number || *number > heads_per_answer_max)
            return web::problem(
                400, {}, fmt::format("per_page est un nombre entier de 1 à {}.", heads_per_answer_max));
        limit = static_cast<int>(*number);
    }
    std::optional<std::int64_t> before;
    if (auto const after = query.find("after"); after && !after->empty()) {
        before = web::positive_number(*after);
        if (!before)
            return web::problem(400, {},
                                "after n’est pas un curseur de cette liste\u00a0: reprenez la valeur de next "
                                "de la page précédente, telle quelle.");
    }
    auto found = journal::heads(visit.reader(), before, limit + 1);
    bool const has_more = found.size() > static_cast<std::size_t>(limit);
    if (has_more) found.pop_back();
    web::Json json;
    json.object().key("items").array();
    for (journal::Head const& head : found) {
        json.object().key("size").number(head.size).key("root").text(hex_of(head.root));
        json.key("at").instant(head.at).key("at_us").number(head.at.us);
        json.key("signature").text(base::hex(head.signature));
        json.key("public_key").text(base::hex(visit.services.journal_public_key)).end();
    }
    json.end();
    json.key("total").number(journal::count_heads(visit.reader()));
    json.key("next").maybe_text(has_more ? std::to_string(found.back().size) : std::string());
    if (visit.services.settings.is_demo) json.key("demonstration").boolean(true);
    json.end();
    return web::json_response(json.take());
}

std::shared_ptr<web::Operation const> heads_operation() {
    web::Operation operation{
        .id = "listJournalHeads",
        .group = "Journal",
        .summary = "Les têtes signées du journal",
        .description =
            "De la plus récente à la plus ancienne. Gardez-en une\u00a0: elle engage le service sur "
            "tous les actes antérieurs.",
        .parameters = web::page_parameters(heads_per_answer_default, heads_per_answer_max),
        .answer = web::page_of_items(web::object(
            {{"size", web::integer("Nombre d’actes que la tête contient.")},
             {"root", web::text("Empreinte de l’arbre (SHA-256, RFC 6962), en hexadécimal.")},
             {"at", web::instant("Quand elle a été signée.")},
             {"at_us",
              web::integer("Le même instant en microsecondes depuis 1970\u00a0: c’est lui qui est signé.")},
             {"signature", web::text("Signature Ed25519, en hexadécimal.")},
             {"public_key", web::text("Clé publique qui la vérifie, en hexadécimal.")}})),
        .problems = {400}};
    return std::make_shared<web::Operation const>(std::move(operation));
}

}  // namespace site
