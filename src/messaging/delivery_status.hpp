// DeliveryStatus: what a relay reports later of a mail that it took (RFC 3464, inside RFC 3462's
// multipart/report). Anybody may send such a message: the reader is bounded and believes nothing but our own
// numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "db/database.hpp"

namespace messaging {

inline constexpr std::size_t report_bytes_max = 1024 * 1024;
inline constexpr std::size_t report_parts_max = 20;
inline constexpr std::size_t report_headers_max = 200;  // of one part
inline constexpr std::size_t report_recipients_max = 20;

/// One recipient's fate.
struct RecipientStatus {
    std::string recipient;  // as the report writes it, without "rfc822;"
    std::string action;     // "failed", "delayed", "delivered", "relayed", "expanded"
    std::string status;     // "5.1.1"
};

struct DeliveryStatus {
    std::string message_id;  // ours (32 hexadecimal digits); empty: the report does not say
    std::vector<RecipientStatus> recipients;
};

/// Nothing when the message is no delivery report, or exceeds a limit. Never throws; linear in its size.
std::optional<DeliveryStatus> parse_delivery_status(std::string_view message);

enum class ReportTaken {
    bounced,    // the mail is marked, the address counted
    nothing,    // a report of a delay or a delivery: nothing to do
    no_report,  // not a delivery report (an "out of office", spam)
    unknown,    // a report about no mail of ours
};

/// Takes a whole message as the return mailbox received it. A failure counts against the address to which
/// *our* mail went, whatever the report calls it.
ReportTaken take_report(db::Tx& tx, std::string_view message, base::Instant now);

}  // namespace messaging
