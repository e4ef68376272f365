// Banners on screen: a form, a preview, what stands and what was.
#include "site/banner_pages.hpp"

#include <fmt/format.h>

#include <array>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "consultation/campaign_rows.hpp"
#include "site/banner_actions.hpp"
#include "site/banner_rows.hpp"
#include "site/banner_views.hpp"
#include "site/moment.hpp"
#include "site/pages_banner_preview.hpp"
#include "site/pages_banners.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace site {
namespace {

constexpr std::string_view banners_page = "/operateur/bandeau";
constexpr std::array typed_names{
    "kind",           "text",           "campaign",         "starts_at_day", "starts_at_month",
    "starts_at_year", "starts_at_hour", "starts_at_minute", "ends_at_day",   "ends_at_month",
    "ends_at_year",   "ends_at_hour",   "ends_at_minute"};

struct TypedBanner {
    std::string kind;
    std::string text;
    std::string campaign;
    html::TypedMoment starts{{}, {}, {}, {}, {}, true};
    html::TypedMoment ends{{}, {}, {}, {}, {}, true};
};

TypedBanner typed_of(http::Pairs const& form) {
    return {web::line_of(form, "kind"), web::line_of(form, "text"), web::line_of(form, "campaign"),
            typed_moment(form, "starts_at"), typed_moment(form, "ends_at")};
}

std::string place_of(Banner const& banner, std::vector<consultation::Campaign> const& campaigns) {
    if (banner.campaign.empty()) return "Toutes les pages";
    for (consultation::Campaign const& one : campaigns)
        if (one.slug == banner.campaign) return "Pages de «\u00a0" + one.title + "\u00a0»";
    return "Pages de la consultation " + banner.campaign;
}

BannerItem item_of(BannerLine const& line, std::vector<consultation::Campaign> const& campaigns,
                   web::Visit const& visit) {
    Banner const& banner = line.banner;
    BannerItem item;
    item.kind = french(banner.kind);
    item.text = banner.text;
    item.state = state_of(banner, visit.now);
    item.is_standing = banner.stands_at(visit.now);
    item.facts = fmt::format("{}, {}", place_of(banner, campaigns),
                             base::french_span(banner.starts_at, banner.ends_at));
    if (!line.created_by_email.empty()) item.facts += ", par " + line.created_by_email;
    item.facts += ".";
    if (!banner.is_over(visit.now) && visit.is_operator())
        item.end_href = fmt::format("{}/{}/fin", banners_page, banner.id.value);
    return item;
}

web::PageHead head_of(std::string title) {
    web::PageHead head;
    head.title = std::move(title);
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Bandeaux", ""}};
    return head;
}

http::Response banners_response(web::Visit& visit, TypedBanner const& typed, base::Refusal const* refusal) {
    auto const page = web::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    auto const campaigns = consultation::campaigns(visit.reader());
    BannerPage const found = banners(visit.reader(), *page);
    int const last = web::last_page(found.total, banners_per_page);
    if (*page > last) return web::not_found(visit);
    BannersView view;
    view.may_write = visit.is_operator();
    view.count = base::french_count(found.total, "bandeau", "bandeaux");
    for (BannerLine const& line : found.lines) view.items.push_back(item_of(line, campaigns, visit));
    view.pages = {*page, last, std::string(banners_page) + "?page="};
    std::string_view const done = visit.request.query.get("fait");
    if (done == "publie") view.notice = "Le bandeau est enregistré. Les pages l’affichent dès son début.";
    if (done == "arrete") view.notice = "Le bandeau n’est plus affiché.";
    view.kind = web::field("kind", "Ce que vous annoncez", typed.kind);
    view.kinds =
        html::chosen({{"incident", "Un incident", "Quelque chose ne marche pas, ou va s’arrêter.", false},
                      {"information", "Une information", "Une date, une nouveauté, un rappel.", false}},
                     typed.kind);
    view.text =
        web::field("text", "Message", typed.text,
                   "Dites ce qui se passe, pour qui, et jusqu’à quand. Sans lien ni nom de personne.");
    view.text_characters_max = static_cast<int>(banner_characters_max);
    view.campaign = web::field("campaign", "Où l’afficher", typed.campaign);
    view.campaigns.push_back({"", "Sur toutes les pages", {}, false});
    for (consultation::Campaign const& one : campaigns)
        if (one.is_public())
            view.campaigns.push_back({one.slug, "Consultation\u00a0: " + one.title, {}, false});
    view.campaigns = html::chosen(std::move(view.campaigns), typed.campaign);
    view.starts_at = web::field("starts_at", "Début", {}, "À l’heure de Paris. Vide\u00a0: dès maintenant.");
    view.starts_at.is_optional = true;
    view.starts = typed.starts;
    view.ends_at =
        web::field("ends_at", "Fin", {},
                   "À l’heure de Paris, 90 jours au plus après le début. Vous pourrez l’arrêter avant.");
    view.ends = typed.ends;
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal)
        web::show_errors(view.errors, *refusal,
                         {&view.kind, &view.text, &view.campaign, &view.starts_at, &view.ends_at});
    web::PageHead head = head_of("Bandeaux");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::banners(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response preview_response(web::Visit& visit, Banner const& banner, bool starts_now) {
    BannerPreviewView view;
    view.kind = french(banner.kind);
    view.text = banner.text;
    view.is_incident = banner.kind == BannerKind::incident;
    view.rows = {{"Où", place_of(banner, consultation::campaigns(visit.reader()))},
                 {"Début", starts_now ? "Dès maintenant" : base::french_deadline(banner.starts_at)},
                 {"Fin", base::french_deadline(banner.ends_at)}};
    view.hidden = visit.form_fields_again();
    for (std::string_view const name : typed_names)
        view.hidden.push_back({std::string(name), web::line_of(visit.form(), name)});
    web::PageHead head = head_of("Vérifier avant d’afficher");
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Bandeaux", std::string(banners_page)},
                        {"Vérifier avant d’afficher", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::banner_preview(out, view); });
}

}  // namespace

http::Response show_banners(web::Visit& visit) {
    return banners_response(visit, {}, nullptr);
}

http::Response post_banner(web::Visit& visit) {
    TypedBanner const typed = typed_of(visit.form());
    std::string_view const action = visit.form().get("action");
    if (action == "modifier") return banners_response(visit, typed, nullptr);
    NewBanner const banner{typed.kind, typed.text, typed.campaign, moment_of(typed.starts),
                           moment_of(typed.ends)};
    bool const starts_now = is_blank(typed.starts);
    if (!starts_now && !banner.starts_at) {
        base::Refusal const refusal = base::refuse_field(
            "starts_at", "Indiquez le début, avec le jour, le mois, l’année et l’heure, ou laissez-le vide.");
        return banners_response(visit, typed, &refusal);
    }
    if (action != "publier") {
        auto const checked = checked_banner(visit.reader(), visit.now, banner);
        return checked ? preview_response(visit, *checked, starts_now)
                       : banners_response(visit, typed, &checked.refusal());
    }
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const published = publish_banner(tx, visit.services.world, visit.actor(), banner);
        if (!published) return published.refusal();
        return std::string(banners_page) + "?fait=publie";
    });
    return next ? web::redirect(visit, *next) : banners_response(visit, typed, &next.refusal());
}

http::Response post_banner_end(web::Visit& visit) {
    auto const id = web::id_of<Banner>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const ended = end_banner(tx, visit.services.world, visit.actor(), id);
        if (!ended) return ended.refusal();
        return std::string(banners_page) + "?fait=arrete";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace site
