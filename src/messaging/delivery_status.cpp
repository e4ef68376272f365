// A bounded reader of delivery reports.
#include "messaging/delivery_status.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"

namespace messaging {
namespace {

constexpr std::size_t message_id_digits = 32;
constexpr std::size_t value_bytes_max = 2000;
constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046 §5.1.1
constexpr std::size_t kept_bytes_max = 320;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/// The next line without its end; moves `text` past it.
std::string_view next_line(std::string_view& text) {
    std::size_t const end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

struct Header {
    std::string name;  // lower case
    std::string value;
};

/// Reads a block of headers up to its empty line; moves `text` past it. What exceeds a limit is left out.
std::vector<Header> headers_of(std::string_view& text) {
    std::vector<Header> headers;
    bool is_kept = false;
    while (!text.empty()) {
        std::string_view const line = next_line(text);
        if (line.empty()) break;
        if (line.front() == ' ' || line.front() == '\t') {
            if (is_kept && headers.back().value.size() + line.size() <= value_bytes_max)
                headers.back().value.append(" ").append(base::trimmed(line));
            continue;
        }
        std::size_t const colon = line.find(':');
        is_kept = colon != std::string_view::npos && colon > 0 && headers.size() < report_headers_max;
        if (is_kept)
            headers.push_back(
                {lowered(base::trimmed(line.substr(0, colon))),
                 std::string(base::trimmed(line.substr(colon + 1)).substr(0, value_bytes_max))});
    }
    return headers;
}

std::string_view value_of(std::vector<Header> const& headers, std::string_view name) {
    for (Header const& header : headers)
        if (header.name == name) return header.value;
    return {};
}

/// The parameter of a Content-Type, quoted or not.
std::string parameter(std::string_view value, std::string_view name) {
    std::string const small = lowered(value);
    std::string const wanted = std::string(name) + "=";
    std::size_t at = 0;
    while ((at = small.find(wanted, at)) != std::string::npos) {
        bool const is_alone =
            at > 0 && (small[at - 1] == ';' || small[at - 1] == ' ' || small[at - 1] == '\t');
        at += wanted.size();
        if (!is_alone) continue;
        std::string_view rest = value.substr(at);
        if (rest.starts_with('"')) {
            rest.remove_prefix(1);
            return std::string(rest.substr(0, rest.find('"')));
        }
        return std::string(rest.substr(0, rest.find_first_of("; \t")));
    }
    return {};
}

/// The parts between the lines "--boundary".
std::vector<std::string_view> parts_of(std::string_view body, std::string const& boundary) {
    std::vector<std::string_view> parts;
    std::string const mark = "--" + boundary;
    std::string_view rest = body;
    char const* from = nullptr;
    while (!rest.empty() && parts.size() < report_parts_max) {
        char const* const line_start = rest.data();
        std::string_view const line = next_line(rest);
        if (!line.starts_with(mark)) continue;
        std::string_view const after = base::trimmed(line.substr(mark.size()));
        if (!after.empty() && after != "--") continue;
        if (from) parts.emplace_back(from, static_cast<std::size_t>(line_start - from));
        if (after == "--") return parts;
        from = rest.data();
    }
    // A report cut short: its last part is what there is.
    if (from && parts.size() < report_parts_max)
        parts.emplace_back(from, static_cast<std::size_t>(body.data() + body.size() - from));
    return parts;
}

bool is_hexadecimal(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Our number where a value has it: "<NUMBER@host>" or "retours+NUMBER@host".
std::string number_in(std::string_view value) {
    std::size_t at = 0;
    while ((at = value.find('@', at)) != std::string_view::npos) {
        if (at >= message_id_digits + 1) {
            std::string const digits = lowered(value.substr(at - message_id_digits, message_id_digits));
            char const before = value[at - message_id_digits - 1];
            if ((before == '<' || before == '+') && is_hexadecimal(digits)) return digits;
        }
        ++at;
    }
    return {};
}

std::string without_type(std::string_view value) {
    std::size_t const semicolon = value.find(';');
    return base::shortened(
        base::tidied_line(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1))
            .value_or(std::string()),
        kept_bytes_max);
}

/// The block of the message, then one block a recipient (RFC 3464 §2.1).
void read_statuses(std::string_view content, DeliveryStatus& status) {
    while (!content.empty() && status.recipients.size() < report_recipients_max) {
        std::vector<Header> const block = headers_of(content);
        if (std::string const number = number_in(value_of(block, "original-envelope-id"));
            !number.empty() && status.message_id.empty())
            status.message_id = number;
        std::string_view const action = value_of(block, "action");
        if (action.empty()) continue;
        std::string_view recipient = value_of(block, "original-recipient");
        if (recipient.empty()) recipient = value_of(block, "final-recipient");
        status.recipients.push_back({without_type(recipient),
                                     lowered(action.substr(0, action.find_first_of(" \t("))),
                                     enhanced_status(value_of(block, "status"))});
    }
}

}  // namespace

std::optional<DeliveryStatus> parse_delivery_status(std::string_view message) {
    if (message.size() > report_bytes_max) return std::nullopt;
    if (message.starts_with("From ")) (void)next_line(message);  // as mailboxes and pipes put it in front
    std::vector<Header> const headers = headers_of(message);
    std::string_view const type = value_of(headers, "content-type");
    if (!lowered(type).starts_with("multipart/report")) return std::nullopt;
    std::string const boundary = parameter(type, "boundary");
    if (boundary.empty() || boundary.size() > boundary_bytes_max) return std::nullopt;
    DeliveryStatus status;
    bool is_report = false;
    std::string number_of_original;
    for (std::string_view part : parts_of(message, boundary)) {
        std::vector<Header> const own = headers_of(part);
        std::string const kind = lowered(value_of(own, "content-type"));
        if (kind.starts_with("message/delivery-status") ||
            kind.starts_with("message/global-delivery-status")) {
            is_report = true;
            read_statuses(part, status);
        } else if (kind.starts_with("message/rfc822") || kind.starts_with("text/rfc822-headers") ||
                   kind.starts_with("message/global")) {
            std::vector<Header> const original = headers_of(part);
            number_of_original = number_in(value_of(original, "message-id"));
        }
    }
    if (!is_report || status.recipients.empty()) return std::nullopt;
    // The address that the report was sent to is the surest (VERP); then the original's own number.
    for (std::string_view const name : {"x-original-to", "delivered-to", "to"})
        if (std::string const number = number_in(value_of(headers, name)); !number.empty()) {
            status.message_id = number;
            return status;
        }
    if (!number_of_original.empty()) status.message_id = number_of_original;
    return status;
}

ReportTaken take_report(db::Tx& tx, std::string_view message, base::Instant now) {
    auto const report = parse_delivery_status(message);
    if (!report) return ReportTaken::no_report;
    // A mail of ours has one recipient, so a failure of any is a failure of it.
    auto const failed = std::find_if(report->recipients.begin(), report->recipients.end(),
                                     [](RecipientStatus const& one) { return one.action == "failed"; });
    if (report->message_id.empty()) return ReportTaken::unknown;
    auto const mail = mail_by_number(tx, report->message_id);
    if (!mail) return ReportTaken::unknown;
    if (failed == report->recipients.end()) return ReportTaken::nothing;
    Bounce const bounce = bounce_of(failed->status, true);
    record_bounce(tx, report->message_id,
                  failed->status.empty() ? "returned" : "returned: " + failed->status);
    note_bounce(tx, *mail, bounce, now);
    return ReportTaken::bounced;
}

}  // namespace messaging
