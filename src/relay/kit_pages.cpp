// The invitation kit on screen and as files: texts to copy or send, the poster, the slides.
#include <fmt/format.h>

#include <algorithm>

#include "account/qr_code.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/settings.hpp"
#include "documents/pdf.hpp"
#include "documents/poster.hpp"
#include "relay/kit.hpp"
#include "relay/pages.hpp"
#include "relay/pages_kit.hpp"
#include "relay/pages_slides.hpp"
#include "relay/participation.hpp"
#include "relay/views.hpp"
#include "territories/contacts.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace relay {
namespace {

using consultation::Campaign;
using consultation::Phase;

constexpr std::size_t mailto_addresses_max = 5;
constexpr std::size_t names_shown_max = 5;

/// What the kit is about, or nothing: 404.
std::optional<AskedCampaign> kit_on(web::Visit& visit) {
    return asked_campaign(visit, visit.path("campagne"));
}

std::string participation_sentence(web::Visit& visit, Scope const& scope, Campaign const& campaign) {
    Share const here = overview(visit.reader(), campaign.id, scope).communes.here;
    if (here.whole == 0 || here.part == 0) return {};
    return fmt::format("Au {}, {} du département sur {} {} déjà participé.", base::french_date(visit.now),
                       base::french_count(here.part, "commune", "communes"), base::french_number(here.whole),
                       here.part == 1 ? "a" : "ont");
}

/// The body named by its code, or by a name that only one has.
struct NamedBody {
    std::optional<Line> line;
    std::string error;
};
NamedBody body_named(web::Visit& visit, AskedCampaign const& on, std::string const& typed) {
    if (typed.empty()) return {};
    if (auto line = line_of_reference(visit.reader(), on.campaign.id, on.scope, typed)) return {line, {}};
    Filter filter;
    filter.text = typed;
    LinePage const found = lines_of(visit.reader(), on.campaign.id, on.scope, filter, 1);
    std::string const key = base::name_key(typed);
    auto const is_meant = [&](Line const& line) {
        std::string const name = base::name_key(line.name);
        return name == key || name == "commune de " + key || name == "commune d " + key;
    };
    if (std::ranges::count_if(found.lines, is_meant) == 1)
        return {*std::ranges::find_if(found.lines, is_meant), {}};
    if (found.total == 1) return {found.lines.front(), {}};
    if (found.total == 0)
        return {std::nullopt, "Aucune collectivité de ce département ne porte ce nom ou ce code."};
    std::vector<std::string> names;
    for (Line const& line : found.lines)
        if (names.size() < names_shown_max) names.push_back(line.name);
    return {
        std::nullopt,
        fmt::format("Plusieurs collectivités répondent à ce nom\u00a0: {}{} Indiquez le nom entier, ou le "
                    "code Insee.",
                    base::joined(names, ", "),
                    found.total > static_cast<std::int64_t>(names.size()) ? "…" : ".")};
}

std::string code_query(std::optional<Line> const& body) {
    return body ? "?collectivite=" + base::percent_encoded(body->reference) : std::string();
}

std::string mailto(web::Visit& visit, KitMail const& mail, std::optional<Line> const& body) {
    std::vector<std::string> to;
    if (body)
        for (territories::OfficialEmail const& one : territories::official_emails(visit.reader(), body->id))
            if (one.is_usable() && to.size() < mailto_addresses_max) to.push_back(one.email);
    return "mailto:" + base::joined(to, ",") + "?subject=" + base::percent_encoded(mail.subject) +
           "&body=" + base::percent_encoded(mail.text);
}

http::Response text_file(std::string text, std::string const& name) {
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.body = std::move(text);
    return response;
}

/// One text of the kit as a file, for the body of the query.
template<class Write>
http::Response kit_file(web::Visit& visit, char const* what, Write const& write) {
    auto const on = kit_on(visit);
    if (!on) return web::not_found(visit);
    Phase const* const phase = phase_to_invite_to(on->campaign, visit.now);
    if (phase == nullptr) return web::not_found(visit);
    std::string const reference = web::line_of(visit.request.query, "collectivite");
    std::optional<Line> body;
    if (!reference.empty()) {
        body = line_of_reference(visit.reader(), on->campaign.id, on->scope, reference);
        if (!body) return web::not_found(visit);
    }
    return text_file(write(facts_for(visit, on->scope, on->campaign, *phase, body)),
                     fmt::format("{}-{}.txt", what, base::slug(body ? body->reference : on->scope.code)));
}

}  // namespace

KitFacts facts_for(web::Visit& visit, Scope const& scope, Campaign const& campaign, Phase const& phase,
                   std::optional<Line> const& body) {
    web::SiteSettings const& site = visit.services.settings;
    KitFacts facts = kit_facts(campaign, phase, scope, visit.now);
    facts.site = site.name;
    facts.contact = site.contact_email;
    facts.participation = participation_sentence(visit, scope, campaign);
    facts.address = site.origin + (body ? address_for(campaign.slug, body->reference)
                                        : consultation::address_of_campaign(campaign.slug));
    if (body) facts.body = body->name;
    return facts;
}

http::Response kit_page(web::Visit& visit) {
    auto const on = kit_on(visit);
    if (!on) return web::not_found(visit);
    std::string const base_address = on->scope.address("/kit/");
    KitView view;
    view.caption = on->scope.label();
    view.title = "Kit d’invitation";
    view.campaigns = campaign_choices(on->campaigns, on->campaign, base_address);
    view.action = base_address + on->campaign.slug;
    Phase const* const phase = phase_to_invite_to(on->campaign, visit.now);
    int status = 200;
    if (phase == nullptr) {
        view.closed = "La collecte et les soutiens de «\u00a0" + on->campaign.title +
                      "\u00a0» sont clos\u00a0: inviter n’a plus d’objet.";
    } else {
        std::string const typed = web::line_of(visit.request.query, "collectivite");
        NamedBody const named = body_named(visit, *on, typed);
        KitFacts const facts = facts_for(visit, on->scope, on->campaign, *phase, named.line);
        view.state = on->campaign.title + ". " + state_of(on->campaign, visit.now);
        view.body =
            web::field("collectivite", "Pour quelle collectivité\u202f?", typed,
                       "Son nom ou son code Insee. Les textes portent alors son nom et son propre lien.");
        view.body.is_optional = true;
        if (!named.error.empty()) {
            view.body.error = named.error;
            view.errors = html::errors_of({view.body});
            status = 422;
        }
        if (named.line) {
            view.body_name = named.line->name;
            view.everybody_href = view.action;
        }
        KitMail const mail = mail_of(facts);
        std::string const query = code_query(named.line);
        view.subject = mail.subject;
        view.mail = mail.text;
        view.mail_href = mailto(visit, mail, named.line);
        view.mail_txt = view.action + "/message.txt" + query;
        view.letter = letter_of(facts);
        view.letter_txt = view.action + "/lettre.txt" + query;
        view.poster_href = view.action + "/affiche.pdf";
        view.slides_href = view.action + "/presentation";
        view.addresses_href =
            on->scope.address("/adresses.csv?campagne=" + on->campaign.slug + "&type=commune&fait=rien");
        view.link = facts.address;
        account::QrCode const code = account::qr_code_of(facts.address);
        view.qr_size = code.size;
        view.qr_path = code.path;
    }
    web::PageHead head;
    head.title = view.title + " – " + on->campaign.title;
    head.breadcrumbs = trail(on->scope, view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::kit(out, view); }, status);
}

http::Response kit_letter(web::Visit& visit) {
    return kit_file(visit, "lettre", [](KitFacts const& facts) { return letter_of(facts); });
}

http::Response kit_mail(web::Visit& visit) {
    return kit_file(visit, "message", [](KitFacts const& facts) {
        KitMail const mail = mail_of(facts);
        return "Objet\u00a0: " + mail.subject + "\n\n" + mail.text;
    });
}

http::Response kit_poster(web::Visit& visit) {
    auto const on = kit_on(visit);
    if (!on) return web::not_found(visit);
    Phase const* const phase = phase_to_invite_to(on->campaign, visit.now);
    if (phase == nullptr) return web::not_found(visit);
    KitFacts const facts = facts_for(visit, on->scope, on->campaign, *phase, std::nullopt);
    documents::Poster poster;
    poster.kicker = "Préfecture – " + facts.department;
    poster.title = facts.campaign;
    poster.lead = call_of(facts.phase) + ". " + facts.pitch;
    poster.deadline = facts.is_open ? "Jusqu’au " + facts.deadline : "À partir du " + facts.opens;
    poster.steps = steps_of(facts);
    poster.address = facts.address;
    poster.code_rows = account::qr_code_of(facts.address).rows;
    poster.foot = fmt::format("{} – {} – affiche du {}", facts.site, facts.contact, facts.today);
    documents::Stamp stamp;
    stamp.title = facts.campaign + " – affiche";
    stamp.at = visit.now;
    stamp.source = facts.site;
    stamp.address = facts.address;
    http::Response response;
    response.content_type = documents::pdf_media_type;
    response.header("Content-Disposition",
                    fmt::format("inline; filename=\"affiche-{}.pdf\"", base::slug(on->campaign.slug)));
    response.body = documents::poster_pdf(poster, stamp);
    return response;
}

http::Response kit_slides(web::Visit& visit) {
    auto const on = kit_on(visit);
    if (!on) return web::not_found(visit);
    Phase const* const phase = phase_to_invite_to(on->campaign, visit.now);
    if (phase == nullptr) return web::not_found(visit);
    KitFacts const facts = facts_for(visit, on->scope, on->campaign, *phase, std::nullopt);
    std::vector<Slide> slides = slides_of(facts, on->campaign.phases);
    slides.push_back({"Participer", {}});
    SlidesView view;
    view.back = on->scope.address("/kit/" + on->campaign.slug);
    view.address = facts.address;
    account::QrCode const code = account::qr_code_of(facts.address);
    view.qr_size = code.size;
    view.qr_path = code.path;
    for (std::size_t i = 0; i < slides.size(); ++i)
        view.slides.push_back({fmt::format("diapo-{}", i + 1), slides[i].title, slides[i].lines,
                               i + 1 < slides.size() ? fmt::format("diapo-{}", i + 2) : std::string(),
                               i == 0});
    web::PageHead head;
    head.title = "Diaporama – " + facts.campaign;
    head.back = {"Kit d’invitation", view.back};
    head.is_wide = true;
    return web::page_of(visit, head, [&](html::Out& out) { pages::slides(out, view); });
}

}  // namespace relay
