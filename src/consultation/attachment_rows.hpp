// The SQL of attachments.
#pragma once

#include <string_view>
#include <vector>

#include "consultation/attachment.hpp"
#include "consultation/campaign.hpp"
#include "consultation/export_rows.hpp"
#include "db/database.hpp"

namespace consultation {

/// In the order in which they were put in; those taken out too.
std::vector<Attachment> attachments_of(db::Reader const& reader, base::Id<Contribution> contribution);
/// Those that stand.
std::vector<Attachment> standing_attachments(db::Reader const& reader, base::Id<Contribution> contribution);

/// A standing one with the contribution that it is joined to.
struct FoundAttachment {
    Attachment attachment;
    ContributionState state = ContributionState::draft;
    PersonId author;
    bool is_campaign_public = false;
};
std::optional<FoundAttachment> attachment_by_key(db::Reader const& reader, std::string_view key);

base::Id<Attachment> insert_attachment(db::Tx& tx, Attachment const& attachment);
/// Of a draft: it never was public.
void delete_attachment(db::Tx& tx, base::Id<Attachment> id);
void close_attachment(db::Tx& tx, base::Id<Attachment> id, int last_version);
/// Who needs the content: given to files::use and files::release.
std::string holder_of(Attachment const& attachment);

/// Of published contributions: what everybody may download.
struct PublicAttachment {
    std::int64_t id = 0;
    std::string contribution;
    std::string name;
    std::string media_type;
    std::int64_t size = 0;
    std::string sha256;
    std::string address;
    base::Instant added_at;

    LineKey key() const { return {id, 0}; }
};
std::vector<PublicAttachment> public_attachments(db::Reader const& reader, Campaign const& campaign,
                                                 DataFilter const& filter, LineKey after, int limit);
std::int64_t count_public_attachments(db::Reader const& reader, Campaign const& campaign,
                                      DataFilter const& filter);

}  // namespace consultation
