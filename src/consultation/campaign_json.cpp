#include "consultation/campaign_json.hpp"

namespace consultation {
namespace {

void put_counts(web::Json& json, CampaignFigures const& figures) {
    json.key("counts").object();
    json.key("contributions").number(figures.conservation.contributions);
    json.key("pending").number(figures.conservation.pending);
    json.key("reoriented").number(figures.conservation.reoriented);
    json.key("rejected").number(figures.conservation.rejected);
    json.key("grouped").number(figures.conservation.grouped);
    json.key("proposals").number(figures.proposals);
    json.key("supports").number(figures.supports);
    json.key("selected").number(figures.selected);
    json.end();
}

void put_members(web::Json& json, Campaign const& campaign, CampaignFigures const& figures, bool is_demo) {
    json.key("slug").text(campaign.slug).key("title").text(campaign.title);
    json.key("phases").array();
    for (Phase const& phase : campaign.phases) {
        json.object().key("kind").text(name_of(phase.kind));
        json.key("opens_at").instant(phase.opens_at).key("closes_at").instant(phase.closes_at).end();
    }
    json.end();
    put_counts(json, figures);
    json.key("results_published_at");
    if (campaign.results_published_at)
        json.instant(*campaign.results_published_at);
    else
        json.null();
    if (is_demo) json.key("demonstration").boolean(true);
}

void put_entry(web::Json& json, std::string_view slug, std::string_view name) {
    json.object().key("slug").text(slug).key("name").text(name).end();
}

}  // namespace

CampaignFigures figures_of(std::vector<CampaignFigures> const& all, base::Id<Campaign> campaign) {
    for (CampaignFigures const& figures : all)
        if (figures.campaign == campaign) return figures;
    CampaignFigures none;
    none.campaign = campaign;
    return none;
}

void put_campaign(web::Json& json, Campaign const& campaign, CampaignFigures const& figures, bool is_demo) {
    json.object();
    put_members(json, campaign, figures, is_demo);
    json.end();
}

void put_whole_campaign(web::Json& json, Campaign const& campaign, CampaignFigures const& figures,
                        Choices const& choices, bool is_demo) {
    json.object();
    put_members(json, campaign, figures, is_demo);
    json.key("pitch").text(campaign.pitch);
    json.key("description").text(campaign.description);
    json.key("rules").text(campaign.rules);
    json.key("envelope_cents");
    if (campaign.envelope)
        json.number(campaign.envelope->in_cents());
    else
        json.null();
    json.key("supporting_classes").array();
    for (std::string const& legal_class : campaign.supporting_classes) json.text(legal_class);
    json.end();
    json.key("late_verification_days").number(campaign.late_verification_days);
    json.key("review_days").number(campaign.review_days);
    json.key("late_request_days").number(campaign.late_request_days);
    json.key("register_edition");
    if (campaign.edition)
        json.number(*campaign.edition);
    else
        json.null();
    json.key("themes").array();
    for (Theme const& theme : choices.themes) put_entry(json, theme.slug, theme.name);
    json.end().key("desks").array();
    for (Desk const& desk : choices.desks) put_entry(json, desk.slug, desk.name);
    json.end().key("grounds").array();
    for (Ground const& ground : choices.grounds) put_entry(json, ground.slug, ground.name);
    json.end().end();
}

}  // namespace consultation
