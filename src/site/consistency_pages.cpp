// Whether the journal only grew between two signed heads: a page for people, the proof for programs.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "journal/consistency.hpp"
#include "site/journal_pages.hpp"
#include "site/journal_views.hpp"
#include "site/pages_consistency.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace site {
namespace {

using journal::Consistency;

constexpr web::Rate proof_rate{"journal.consistency", 60, base::Duration::minutes(1)};
constexpr std::int64_t proof_version = 1;
constexpr int size_width = 10;

std::string hex_of(base::Sha256 const& hash) {
    return base::hex(base::as_bytes(hash));
}

/// Seconds to wait before the next proof: each reads what lies between its heads. 0: now.
int wait_of(web::Visit& visit) {
    return visit.services.limiter.take(proof_rate, visit.request.remote_address, visit.now);
}

base::Refusal too_many(int wait_s) {
    base::Refusal refusal =
        base::refuse(base::RefusalCode::too_many, "Beaucoup de preuves ont été demandées en peu de temps.",
                     "Attendez une minute avant de recommencer.");
    refusal.retry_after_s = wait_s;
    return refusal;
}

/// "3 374", as pages write it, or "3374".
std::optional<std::int64_t> size_from(std::string text) {
    for (std::string_view const blank : {" ", "\u00a0", "\u202f"})
        for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank))
            text.erase(at, blank.size());
    return web::positive_number(text);
}

std::string far_apart() {
    return fmt::format(
        "Les deux têtes ont plus de {} actes d’écart\u00a0: prenez-en une entre les deux, et "
        "faites deux preuves.",
        base::french_number(journal::consistency_leaves_max));
}

/// The proof that the form asks for; its errors beside the fields.
std::optional<Consistency> asked_proof(web::Visit& visit, ConsistencyView& view) {
    base::FormErrors errors;
    auto const first = size_from(view.first.value);
    auto second = size_from(view.second.value);
    if (view.second.value.empty())
        if (auto const latest = journal::latest_head(visit.reader())) second = latest->size;
    if (!first)
        errors.add("de", "Indiquez le nombre d’actes de la tête que vous avez gardée.");
    else if (!journal::head_of_size(visit.reader(), *first))
        errors.add("de", fmt::format("Aucune tête signée n’a {} actes\u00a0: reprenez le nombre de la liste.",
                                     base::french_number(*first)));
    if (!second)
        errors.add("a", "Indiquez le nombre d’actes de l’autre tête, ou laissez vide.");
    else if (!journal::head_of_size(visit.reader(), *second))
        errors.add("a", fmt::format("Aucune tête signée n’a {} actes\u00a0: reprenez le nombre de la liste.",
                                    base::french_number(*second)));
    else if (first && *second < *first)
        errors.add("a", "Cette tête est plus ancienne que la première\u00a0: échangez-les.");
    else if (first && *second - *first > journal::consistency_leaves_max)
        errors.add("a", far_apart());
    if (errors.none()) return journal::consistency_between(visit.reader(), *first, *second);
    web::show_errors(view.errors, std::move(errors).refusal(), {&view.first, &view.second});
    return std::nullopt;
}

void show_proof(ConsistencyView& view, web::Visit& visit, Consistency const& proof) {
    std::string const& key = visit.services.journal_public_key;
    view.is_broken = !journal::is_consistent(proof.first.size, proof.first.root, proof.second.size,
                                             proof.second.root, proof.path) ||
                     !journal::is_signed_by(key, proof.first) || !journal::is_signed_by(key, proof.second);
    view.state =
        view.is_broken
            ? "Les deux têtes ne concordent pas\u00a0: le journal a été modifié hors du programme, ou "
              "la clé a changé. Prévenez qui l’opère."
            : fmt::format(
                  "Recalculé à l’instant\u00a0: les {} premiers actes sont les mêmes dans les "
                  "deux têtes, et les deux signatures concordent.",
                  base::french_number(proof.first.size));
    view.heads = {"Les deux têtes", {{"Nombre d’actes"}, {"Arrêtée le"}, {"Empreinte de l’arbre"}}, {}};
    for (journal::Head const* head : {&proof.first, &proof.second})
        view.heads.rows.push_back(
            {{base::french_number(head->size)}, {base::french_date_time(head->at)}, {hex_of(head->root)}});
    view.path = base::french_count(static_cast<std::int64_t>(proof.path.size()), "empreinte", "empreintes");
    view.proof_href =
        fmt::format("/api/v1/journal/consistency?first={}&second={}", proof.first.size, proof.second.size);
    view.tool_href = std::string(visit.services.assets.address("verify_proof.mjs"));
}

void put_head(web::Json& json, std::string_view name, journal::Head const& head) {
    json.key(name).object().key("size").number(head.size).key("root").text(hex_of(head.root));
    json.key("at").instant(head.at).key("at_us").number(head.at.us);
    json.key("signature").text(base::hex(head.signature)).end();
}

web::Schema head_schema(std::string description) {
    return web::object(
        {{"size", web::integer("Nombre d’actes que la tête contient.")},
         {"root", web::text("Empreinte de l’arbre (SHA-256, RFC 6962), en hexadécimal.")},
         {"at", web::instant("Quand elle a été signée.")},
         {"at_us", web::integer("Le même instant en microsecondes\u00a0: c’est lui qui est signé.")},
         {"signature", web::text("Signature Ed25519, en hexadécimal.")}},
        std::move(description));
}

}  // namespace

http::Response show_consistency(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    ConsistencyView view;
    view.first =
        web::field("de", "Nombre d’actes de la tête que vous avez gardée", web::line_of(query, "de"));
    view.second = web::field("a", "Nombre d’actes de l’autre tête (facultatif)", web::line_of(query, "a"),
                             "Sans réponse, la dernière tête signée.");
    for (html::Field* field : {&view.first, &view.second}) field->width_characters = size_width;
    if (query.find("de")) {
        if (int const wait_s = wait_of(visit); wait_s > 0) return web::refusal_page(visit, too_many(wait_s));
        if (auto const proof = asked_proof(visit, view)) show_proof(view, visit, *proof);
    }
    web::PageHead head;
    head.title = "Comparer deux têtes du journal";
    head.breadcrumbs = {{"Accueil", "/"}, {"Têtes signées du journal", "/journal/tetes"}, {head.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::consistency(out, view); }, view.errors.empty() ? 200 : 422);
}

http::Response consistency_as_json(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    auto const first = web::positive_number(query.get("first"));
    if (!first) return web::problem(400, {}, "first est un nombre entier à partir de 1.");
    auto second = web::positive_number(query.get("second"));
    if (!second || *second < *first)
        return web::problem(400, {}, "second est un nombre entier, au moins égal à first.");
    if (*second - *first > journal::consistency_leaves_max)
        return web::problem(400, {},
                            fmt::format("second dépasse first de {} au plus\u00a0: faites deux preuves, par "
                                        "une tête entre les deux.",
                                        journal::consistency_leaves_max));
    if (int const wait_s = wait_of(visit); wait_s > 0) return web::problem(too_many(wait_s));
    auto const proof = journal::consistency_between(visit.reader(), *first, *second);
    if (!proof)
        return web::problem(base::refuse(
            base::RefusalCode::not_found, "Aucune tête signée n’a l’un de ces nombres d’actes.",
            "GET /api/v1/journal/heads donne les têtes\u00a0: first et second sont leurs size."));
    web::Json json;
    json.object().key("version").number(proof_version);
    put_head(json, "first", proof->first);
    put_head(json, "second", proof->second);
    json.key("path").array();
    for (base::Sha256 const& hash : proof->path) json.text(hex_of(hash));
    json.end();
    json.key("public_key").text(base::hex(visit.services.journal_public_key));
    if (visit.services.settings.is_demo) json.key("demonstration").boolean(true);
    json.end();
    return web::json_response(json.take());
}

std::shared_ptr<web::Operation const> consistency_operation() {
    using In = web::Parameter::In;
    web::Schema first = web::integer("size de la plus ancienne des deux têtes.");
    web::Schema second = web::integer("size de l’autre.");
    first.minimum = second.minimum = 1;
    web::Operation operation{
        .id = "getJournalConsistency",
        .group = "Journal",
        .summary = "La preuve que le journal n’a fait que grandir entre deux têtes",
        .description =
            "Preuve de cohérence de la RFC 6962, § 2.1.2\u00a0: les actes de la première tête sont, les "
            "mêmes "
            "et dans le même ordre, le début de la seconde. verify_proof.mjs la vérifie.",
        .parameters = {{"first", In::query, std::move(first), "1"},
                       {"second", In::query, std::move(second), "2"}},
        .answer = web::object(
            {{"version", web::integer("1.")},
             {"first", head_schema("La plus ancienne.")},
             {"second", head_schema("L’autre.")},
             {"path",
              web::list_of(web::text("Empreinte, en hexadécimal."), "Vide quand les deux sont la même.")},
             {"public_key", web::text("Clé publique des signatures, en hexadécimal.")},
             {"demonstration", web::boolean("Présent, et vrai, quand les actes sont inventés."), false}}),
        .problems = {400, 404, 429}};
    return std::make_shared<web::Operation const>(std::move(operation));
}

}  // namespace site
