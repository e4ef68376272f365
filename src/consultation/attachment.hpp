// Attachment: a file joined to a contribution, private until the contribution is published.
#pragma once

#include <optional>
#include <string>

#include "consultation/contribution.hpp"
#include "files/stored_file.hpp"
#include "http/upload.hpp"

namespace consultation {

inline constexpr std::size_t attachments_max = 5;  // standing, of one contribution
inline constexpr std::uint64_t attachment_bytes_max = 10'000'000;
inline constexpr http::UploadLimits attachment_limits{attachment_bytes_max,
                                                      attachments_max* attachment_bytes_max, attachments_max};
/// Put in and taken out, over the whole life of a contribution; beyond it is no longer an honest mistake.
inline constexpr std::size_t attachments_ever_max = 100;

struct Attachment {
    base::Id<Attachment> id;
    std::string key;  // random, in the address
    base::Id<Contribution> contribution;
    files::StoredFile file;
    std::string name;  // empty once taken out
    base::Instant added_at;
    int from_version = 1;              // of the published text
    std::optional<int> until_version;  // the last one; none: it stands

    bool stands() const { return !until_version; }
    bool stood_at(int version) const {
        return from_version <= version && (!until_version || version <= *until_version);
    }
};

/// "/pieces-jointes/…".
std::string address_of(Attachment const& attachment);
/// "PDF, 340 ko".
std::string facts_of(Attachment const& attachment);

}  // namespace consultation
