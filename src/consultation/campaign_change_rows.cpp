// The SQL of a campaign's changes and of what the editor asks before it lets go of something.
#include <algorithm>

#include "consultation/campaign_change.hpp"
#include "consultation/policy_rows.hpp"

namespace consultation {
namespace {

// `before_text` and `after_text` only where they are shown.
constexpr std::string_view change_columns =
    "SELECT c.id, c.section, c.version, c.changed_at, c.changed_by, p.email, c.reason, ";
constexpr std::string_view change_source =
    " FROM campaign_changes c LEFT JOIN persons p ON p.id = c.changed_by ";

CampaignChange change_of(db::Row const& row) {
    CampaignChange change;
    change.id = row.id<CampaignChange>(0);
    change.section = section_named(row.text(1)).value_or(Section::state);
    change.version = static_cast<int>(row.integer(2));
    change.at = row.instant(3);
    change.person = row.integer(4);
    change.email = row.maybe_string(5).value_or("");
    change.reason = row.string(6);
    change.before = facts_from(row.text(7));
    change.after = facts_from(row.text(8));
    return change;
}

std::string select(std::string_view texts, std::string_view rest) {
    return std::string(change_columns) + std::string(texts) + std::string(change_source) + std::string(rest);
}

constexpr std::string_view with_texts = "c.before_text, c.after_text";
constexpr std::string_view without_texts = "'', ''";

}  // namespace

std::optional<CampaignContent> content_of(db::Reader const& reader, base::Id<Campaign> campaign,
                                          bool with_members) {
    auto found = campaign_by_id(reader, campaign);
    if (!found) return std::nullopt;
    return CampaignContent{
        std::move(*found), choices(reader, campaign),
        with_members ? policies_with_members(reader, campaign) : policies(reader, campaign)};
}

std::optional<CampaignFile> file_of(db::Reader const& reader, base::Id<Campaign> campaign) {
    auto content = content_of(reader, campaign, true);
    if (!content) return std::nullopt;
    CampaignFile file{std::move(content->campaign), std::move(content->choices.themes),
                      std::move(content->choices.desks), std::move(content->choices.grounds),
                      std::move(content->policies)};
    for (Phase const& first : phase_versions(reader, campaign))
        for (Phase& phase : file.campaign.phases)
            if (first.version == 1 && phase.kind == first.kind) phase = first;
    std::ranges::stable_sort(file.campaign.phases, {}, &Phase::opens_at);
    return file;
}

int section_version(db::Reader const& reader, base::Id<Campaign> campaign, Section section) {
    return static_cast<int>(reader.integer(
        "SELECT coalesce(max(version), 0) FROM campaign_changes WHERE campaign_id = $1 AND section = $2",
        {campaign, name_of(section)}));
}

std::vector<CampaignChange> campaign_changes(db::Reader const& reader, base::Id<Campaign> campaign,
                                             std::optional<Section> section, int limit, int offset) {
    std::string_view const name = section ? name_of(*section) : std::string_view();
    return reader.list<CampaignChange>(select(without_texts,
                                              "WHERE c.campaign_id = $1 AND ($2 = '' OR c.section = $3) "
                                              "ORDER BY c.id DESC LIMIT $4 OFFSET $5"),
                                       {campaign, name, name, limit, offset}, change_of);
}

std::int64_t count_changes(db::Reader const& reader, base::Id<Campaign> campaign,
                           std::optional<Section> section) {
    std::string_view const name = section ? name_of(*section) : std::string_view();
    return reader.integer(
        "SELECT count(*) FROM campaign_changes WHERE campaign_id = $1 AND ($2 = '' OR section = $3)",
        {campaign, name, name});
}

std::optional<CampaignChange> campaign_change(db::Reader const& reader, base::Id<Campaign> campaign,
                                              base::Id<CampaignChange> id) {
    return reader.first<CampaignChange>(select(with_texts, "WHERE c.campaign_id = $1 AND c.id = $2"),
                                        {campaign, id}, change_of);
}

std::vector<CampaignChange> changes_since(db::Reader const& reader, base::Id<Campaign> campaign,
                                          Section section, int version, int limit) {
    return reader.list<CampaignChange>(
        select(with_texts,
               "WHERE c.campaign_id = $1 AND c.section = $2 AND c.version > $3 ORDER BY c.version LIMIT $4"),
        {campaign, name_of(section), version, limit}, change_of);
}

std::vector<CampaignChange> corrections(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<CampaignChange>(
        select(with_texts,
               "WHERE c.campaign_id = $1 AND c.section = 'textes' AND c.reason <> '' "
               "ORDER BY c.id LIMIT $2"),
        {campaign, corrections_max}, change_of);
}

void insert_change(db::Tx& tx, base::Id<Campaign> campaign, CampaignChange const& change) {
    tx.execute(
        "INSERT INTO campaign_changes (campaign_id, section, version, changed_at, changed_by, reason, "
        "before_text, after_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {campaign, name_of(change.section), change.version, change.at, change.person, change.reason,
         stored_facts(change.before), stored_facts(change.after)});
}

bool has_been_used(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.exists(
        "SELECT 1 FROM contributions WHERE campaign_id = $1 "
        "UNION ALL SELECT 1 FROM proposals WHERE campaign_id = $2 AND state <> 'draft' LIMIT 1",
        {campaign, campaign});
}

bool delete_unused_desk(db::Tx& tx, base::Id<Desk> desk) {
    if (tx.exists("SELECT 1 FROM decisions WHERE desk_id = $1 LIMIT 1", {desk})) return false;
    return tx.execute("DELETE FROM desks WHERE id = $1", {desk}) == 1;
}

void set_state(db::Tx& tx, base::Id<Campaign> campaign, CampaignState state) {
    tx.execute("UPDATE campaigns SET state = $1 WHERE id = $2", {name_of(state), campaign});
}

}  // namespace consultation
