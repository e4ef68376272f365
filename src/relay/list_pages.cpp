// Who has taken part and who has not: a list with filters, the same as a file, and the addresses to write to.
#include <fmt/format.h>

#include <array>
#include <functional>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "outreach/mailing_rows.hpp"
#include "relay/kit.hpp"
#include "relay/pages.hpp"
#include "relay/pages_list.hpp"
#include "relay/participation.hpp"
#include "relay/views.hpp"
#include "territories/counted.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"
#include "web/rate_limiter.hpp"

namespace relay {
namespace {

using consultation::Campaign;
using territories::Kind;

constexpr web::Rate file_rate{"relay.files", 60, base::Duration::minutes(1)};

template<class Value>
struct Named {
    std::string_view code;  // in addresses
    char const* label;
    Value value;
};
constexpr std::array<Named<Took>, 6> tooks{
    {{"", "Peu importe", Took::any},
     {"rien", "N’a pas participé", Took::silent},
     {"participe", "A participé", Took::took_part},
     {"contribue", "A contribué", Took::contributed},
     {"soutient", "A soutenu", Took::supported},
     {"attente", "Soutien en attente de vérification", Took::pending}}};
constexpr std::array<Named<Account>, 4> accounts{{{"", "Peu importe", Account::any},
                                                  {"verifie", "Une personne vérifiée", Account::verified},
                                                  {"attente", "Une demande en attente", Account::waiting},
                                                  {"aucun", "Personne", Account::none}}};
constexpr std::array<Named<Address>, 3> addresses{{{"", "Peu importe", Address::any},
                                                   {"connue", "Connue", Address::known},
                                                   {"inconnue", "Inconnue", Address::unknown}}};
constexpr std::array<Named<Sort>, 3> sorts{{{"", "nom", Sort::name},
                                            {"population", "population", Sort::population},
                                            {"actes", "participation", Sort::acts}}};

template<class Value, std::size_t N>
Value value_of(std::array<Named<Value>, N> const& all, std::string_view code) {
    for (Named<Value> const& one : all)
        if (one.code == code) return one.value;
    return all.front().value;
}
template<class Value, std::size_t N>
std::vector<html::Choice> choices_of(std::array<Named<Value>, N> const& all, std::string_view code) {
    std::vector<html::Choice> choices;
    for (Named<Value> const& one : all) choices.push_back({std::string(one.code), one.label, {}, false});
    return html::chosen(std::move(choices), code);
}

constexpr std::array<std::string_view, 7> filter_names{"q",    "fait",   "type",   "taille",
                                                       "epci", "compte", "adresse"};

/// "…?a=b&name=", where a value comes behind.
std::string open_address(std::string const& path, http::Pairs const& query, std::string_view name) {
    return path + http::query_text(query) + (query.empty() ? "?" : "&") + std::string(name) + "=";
}

std::string chosen_label(std::vector<html::Choice> const& choices) {
    for (html::Choice const& one : choices)
        if (one.is_chosen) return one.label;
    return {};
}

void show_filters(ListView& view, web::Visit& visit, Scope const& scope, Filter const& filter) {
    http::Pairs const& query = visit.request.query;
    view.text = web::field("q", "Nom ou code", filter.text);
    view.took = web::field("fait", "Participation", web::line_of(query, "fait"));
    view.tooks = choices_of(tooks, view.took.value);
    view.kind = web::field("type", "Type", web::line_of(query, "type"));
    view.kinds = {{"", "Tous", {}, false}};
    for (Kind const kind : territories::all_kinds())
        if (kind != Kind::former_commune)
            view.kinds.push_back({std::string(territories::code(kind)),
                                  std::string(territories::french_plural(kind)),
                                  {},
                                  false});
    view.kinds = html::chosen(std::move(view.kinds), view.kind.value);
    view.size = web::field("taille", "Taille de la commune", web::line_of(query, "taille"));
    view.sizes = {{"", "Toutes", {}, false}};
    for (territories::SizeClass const size : territories::all_size_classes())
        view.sizes.push_back(
            {std::string(territories::code(size)), std::string(territories::french(size)), {}, false});
    view.sizes = html::chosen(std::move(view.sizes), view.size.value);
    view.epci = web::field("epci", "Intercommunalité", web::line_of(query, "epci"));
    view.epcis = {{"", "Toutes", {}, false}};
    for (Grouping const& one : groupings_of(visit.reader(), scope))
        view.epcis.push_back({std::to_string(one.id.value), one.name, {}, false});
    view.epcis = html::chosen(std::move(view.epcis), view.epci.value);
    view.account = web::field("compte", "Qui agit pour elle", web::line_of(query, "compte"));
    view.accounts = choices_of(accounts, view.account.value);
    view.address = web::field("adresse", "Adresse officielle", web::line_of(query, "adresse"));
    view.addresses = choices_of(addresses, view.address.value);
    auto const choose = [&](std::string_view name, std::string const& label) {
        if (!web::line_of(query, name).empty() && !label.empty())
            view.chosen.push_back({label, view.action + http::query_text(kept_in(query, name))});
    };
    choose("q", "«\u00a0" + filter.text + "\u00a0»");
    choose("fait", chosen_label(view.tooks));
    choose("type", chosen_label(view.kinds));
    choose("taille", chosen_label(view.sizes));
    choose("epci", chosen_label(view.epcis));
    choose("compte", chosen_label(view.accounts));
    if (view.address.value == "connue" || view.address.value == "inconnue")
        choose("adresse", "Adresse officielle " + view.address.value);
    for (std::string_view const name : {"campagne", "tri"})
        if (std::string value = web::line_of(query, name); !value.empty())
            view.kept.push_back({std::string(name), std::move(value)});
}

std::string who_acts(Line const& line) {
    if (line.members > 0) return base::french_count(line.members, "vérifiée", "vérifiées");
    if (line.waiting_members > 0) return base::french_number(line.waiting_members) + "\u00a0en attente";
    return "personne";
}

std::string number_or_dash(std::int64_t number) {
    return number == 0 ? "–" : base::french_number(number);
}

std::string address_words(Line const& line) {
    std::string words = line.addresses > 0 ? "connue" : "inconnue";
    if (line.invited_at) words += ", invitée le " + base::french_date(*line.invited_at);
    return words;
}

/// When each was last invited by e-mail. One statement.
void show_last_invitations(db::Reader const& reader, std::vector<Line>& lines) {
    std::vector<outreach::AuthorityId> ids;
    for (Line const& line : lines) ids.push_back(line.id);
    for (outreach::LastWritten const& one :
         outreach::last_written(reader, outreach::MailingKind::invitation, ids))
        for (Line& line : lines)
            if (line.id == one.authority) line.invited_at = one.at;
}

html::Table table_of(std::vector<Line> const& lines, Campaign const& campaign, Scope const& scope) {
    html::Table table;
    table.caption = "Collectivités du département";
    table.columns = {{"Collectivité", false}, {"Habitants", true}, {"Contributions", true},
                     {"Soutiens", true},      {"Qui agit", false}, {"Adresse officielle", false}};
    for (Line const& line : lines) {
        auto const text = [](std::string value) { return html::Cell{std::move(value), {}, html::Html{}}; };
        std::string supports = number_or_dash(line.supports);
        if (line.pending_supports > 0)
            supports += fmt::format(" (+\u00a0{} en attente)", base::french_number(line.pending_supports));
        table.rows.push_back(
            {{line.name, scope.address("/collectivites/" + line.reference + "?campagne=" + campaign.slug),
              html::Html{}},
             text(line.population ? base::french_number(*line.population) : "–"),
             text(number_or_dash(line.contributions)),
             text(std::move(supports)),
             text(who_acts(line)),
             text(address_words(line))});
    }
    return table;
}

std::optional<AskedCampaign> list_on(web::Visit& visit) {
    return asked_campaign(visit, web::line_of(visit.request.query, "campagne"));
}

std::optional<http::Response> too_many_files(web::Visit& visit) {
    int const wait_s =
        visit.services.limiter.take(file_rate, std::to_string(visit.actor().person.value), visit.now);
    if (wait_s == 0) return std::nullopt;
    base::Refusal refusal =
        base::refuse(base::RefusalCode::too_many, "Vous avez demandé beaucoup de fichiers en peu de temps.",
                     "Attendez une minute avant de recommencer.");
    refusal.retry_after_s = wait_s;
    return web::refusal_page(visit, refusal);
}

/// The file of a list: its name, what was chosen in words, the page that shows the same.
web::ListAsked file_asked(web::Visit& visit, AskedCampaign const& on, std::string const& what,
                          std::string title, std::vector<documents::ListColumn> columns) {
    ListView chosen;
    show_filters(chosen, visit, on.scope, filter_of(visit.request.query));
    std::string about = on.campaign.title + ", " + on.scope.label();
    for (html::ChosenFilter const& one : chosen.chosen) about += ", " + one.label;
    return {fmt::format("{}-{}-{}", what, base::slug(on.scope.code), base::slug(on.campaign.slug)),
            std::move(title), std::move(about),
            on.scope.address("/participation") + http::query_text(kept_in(visit.request.query)),
            std::move(columns)};
}

/// The list of this address as a file: refused after many in a minute.
http::Response list_file(
    web::Visit& visit, std::string const& what, std::string title, std::vector<documents::ListColumn> columns,
    std::function<void(AskedCampaign const&, Filter const&, web::PutRow const&)> const& put_lines) {
    auto const on = list_on(visit);
    if (!on) return web::not_found(visit);
    if (auto wait = too_many_files(visit)) return *std::move(wait);
    Filter const filter = filter_of(visit.request.query);
    return web::list_response(visit, file_asked(visit, *on, what, std::move(title), std::move(columns)),
                              [&](web::PutRow const& put) { put_lines(*on, filter, put); });
}

std::string state_word(Line const& line) {
    return line.has_taken_part() ? "oui" : "non";
}

}  // namespace

Filter filter_of(http::Pairs const& query) {
    Filter filter;
    filter.text = web::line_of(query, "q");
    filter.kind = territories::kind_from(query.get("type"));
    filter.size = territories::size_class_from(query.get("taille"));
    filter.epci = web::id_of<territories::Authority>(query.get("epci"));
    filter.took = value_of(tooks, query.get("fait"));
    filter.account = value_of(accounts, query.get("compte"));
    filter.address = value_of(addresses, query.get("adresse"));
    filter.sort = value_of(sorts, query.get("tri"));
    return filter;
}

http::Pairs kept_in(http::Pairs const& query, std::string_view without) {
    http::Pairs kept;
    auto const keep = [&](std::string_view name) {
        std::string value = web::line_of(query, name);
        if (name != without && !value.empty()) kept.add(std::string(name), std::move(value));
    };
    keep("campagne");
    for (std::string_view const name : filter_names) keep(name);
    keep("tri");
    return kept;
}

http::Response list_page(web::Visit& visit) {
    auto const page = web::asked_page(visit.request.query);
    auto const on = list_on(visit);
    if (!on || !page) return web::not_found(visit);
    http::Pairs const& query = visit.request.query;
    Filter const filter = filter_of(query);
    LinePage found = lines_of(visit.reader(), on->campaign.id, on->scope, filter, *page);
    ListView view;
    view.action = on->scope.address("/participation");
    if (found.lines.empty() && *page > 1)
        return web::redirect(visit, view.action + http::query_text(kept_in(query)));
    view.caption = on->campaign.title;
    view.title = "Qui participe\u00a0: " + on->scope.label();
    view.campaigns = campaign_choices(on->campaigns, on->campaign, view.action + "?campagne=");
    show_filters(view, visit, on->scope, filter);
    show_last_invitations(visit.reader(), found.lines);
    view.clear_href = open_address(view.action, {}, "campagne") + on->campaign.slug;
    view.count = territories::counted(found.total, filter.kind);
    for (Named<Sort> const& one : sorts)
        view.sorts.push_back({one.label, one.value == filter.sort
                                             ? std::string()
                                             : open_address(view.action, kept_in(query, "tri"), "tri") +
                                                   std::string(one.code)});
    view.table = table_of(found.lines, on->campaign, on->scope);
    view.pages = {*page, web::last_page(found.total, lines_per_page),
                  open_address(view.action, kept_in(query), "page")};
    std::string const files = http::query_text(kept_in(query));
    view.files = {{"CSV", view.action + ".csv" + files},
                  {"tableur (XLSX)", view.action + ".xlsx" + files},
                  {"adresses officielles (CSV)", on->scope.address("/adresses.csv") + files}};
    if (phase_to_invite_to(on->campaign, visit.now) != nullptr) {
        http::Pairs invited = kept_in(query, "campagne");
        invited.add("campagne", on->campaign.slug);
        view.invite_href = on->scope.address("/invitations/nouvelle") + http::query_text(invited);
    }
    view.counted_on = base::french_date_time(visit.now);
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = trail(on->scope, "Participation");
    head.is_wide = true;
    return web::page_of(visit, head, [&](html::Out& out) { pages::list(out, view); });
}

http::Response list_as_file(web::Visit& visit) {
    using documents::ColumnType;
    return list_file(
        visit, "participation", "Participation",
        {{"reference", "Référence", ColumnType::text, 12},
         {"nom", "Nom", ColumnType::text, 34},
         {"type", "Type", ColumnType::text, 24},
         {"habitants", "Habitants", ColumnType::integer, 11},
         {"intercommunalite", "Intercommunalité", ColumnType::text, 30},
         {"participe", "Participe", ColumnType::text, 10},
         {"contributions", "Contributions", ColumnType::integer, 13},
         {"soutiens_comptes", "Soutiens comptés", ColumnType::integer, 17},
         {"soutiens_en_attente", "Soutiens en attente", ColumnType::integer, 18},
         {"personnes_verifiees", "Personnes vérifiées", ColumnType::integer, 18},
         {"demandes_en_attente", "Demandes en attente", ColumnType::integer, 19},
         {"adresses_officielles", "Adresses officielles", ColumnType::integer, 18},
         {"arrete_au", "Arrêté au", ColumnType::moment, 17}},
        [&](AskedCampaign const& on, Filter const& filter, web::PutRow const& put) {
            each_line(visit.reader(), on.campaign.id, on.scope, filter, [&](Line const& line) {
                documents::SheetCell population;
                if (line.population) population = *line.population;
                put({line.reference, line.name, std::string(territories::french(line.kind)), population,
                     line.epci_name, state_word(line), line.contributions, line.supports,
                     line.pending_supports, line.members, line.waiting_members, line.addresses, visit.now});
            });
        });
}

http::Response addresses_as_csv(web::Visit& visit) {
    using documents::ColumnType;
    return list_file(
        visit, "adresses", "Adresses",
        {{"reference", "Référence", ColumnType::text, 12},
         {"nom", "Nom", ColumnType::text, 34},
         {"type", "Type", ColumnType::text, 24},
         {"intercommunalite", "Intercommunalité", ColumnType::text, 30},
         {"participe", "Participe", ColumnType::text, 10},
         {"adresse", "Adresse officielle", ColumnType::text, 36},
         {"lien", "Lien", ColumnType::text, 60}},
        [&](AskedCampaign const& on, Filter const& filter, web::PutRow const& put) {
            each_address(
                visit.reader(), on.campaign.id, on.scope, filter,
                [&](Line const& line, std::string const& address) {
                    put({line.reference, line.name, std::string(territories::french(line.kind)),
                         line.epci_name, state_word(line), address,
                         visit.services.settings.origin + address_for(on.campaign.slug, line.reference)});
                });
        });
}

}  // namespace relay
