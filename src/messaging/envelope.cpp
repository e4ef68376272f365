// A stored mail becomes multipart/alternative: plain text, and light HTML made from it.
#include "messaging/envelope.hpp"

#include <vector>

#include "base/text.hpp"
#include "html/markdown.hpp"
#include "html/out.hpp"
#include "messaging/mime.hpp"

namespace messaging {
namespace {

/// The lines under the text: why, how to stop, who sends.
std::vector<std::string_view> footer(Mail const& mail, Sender const& sender) {
    std::vector<std::string_view> lines;
    for (std::string const* line : {&mail.why, &mail.stop, &sender.name, &sender.origin})
        if (!line->empty()) lines.push_back(*line);
    return lines;
}

bool ends_address(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte >= 0x7F || c == '<' || c == '>' || c == '"';
}

/// The first address of this origin in the text; empty when there is none. "https://a.fr.evil.net" is not of
/// "https://a.fr".
std::string_view own_link(std::string_view text, std::string_view origin) {
    if (origin.empty()) return {};
    for (std::size_t at = text.find(origin); at != std::string_view::npos; at = text.find(origin, at + 1)) {
        std::size_t end = at;
        while (end < text.size() && !ends_address(text[end])) ++end;
        std::string_view link = text.substr(at, end - at);
        while (link.size() > origin.size() && std::string_view(".,;:!?)").find(link.back()) != link.npos)
            link.remove_suffix(1);
        bool const is_own =
            link.size() == origin.size() || std::string_view("/?#").find(link[origin.size()]) != link.npos;
        if (is_own) return link;
    }
    return {};
}

/// Escaped text with line breaks; `link`, a part of it or empty, becomes an anchor.
void write_lines(html::Out& out, std::string_view text, std::string_view link) {
    auto const write_plain = [&](std::string_view piece) {
        bool is_first = true;
        for (std::string_view const line : base::split(piece, '\n')) {
            if (!is_first) out.markup("<br>\n");
            is_first = false;
            out.escaped(line);
        }
    };
    bool const is_here =
        !link.empty() && link.data() >= text.data() && link.data() < text.data() + text.size();
    if (!is_here) {
        write_plain(text);
        return;
    }
    auto const before = static_cast<std::size_t>(link.data() - text.data());
    write_plain(text.substr(0, before));
    out.markup("<a href=\"");
    out.url(link);
    out.markup("\">");
    out.escaped(link);
    out.markup("</a>");
    write_plain(text.substr(before + link.size()));
}

/// Calls `each` with every paragraph of the text: what stands between empty lines.
template<class Each>
void paragraphs(std::string_view text, Each const& each) {
    while (!text.empty()) {
        std::size_t const end = text.find("\n\n");
        std::string_view paragraph = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
        paragraph = base::trimmed(paragraph);
        if (!paragraph.empty()) each(paragraph);
    }
}

void append_header(std::string& message, std::string_view name, std::string_view value) {
    message.append(name).append(": ").append(value).append("\r\n");
}

/// VERP: the number of the mail stands in the address that a report comes back to.
std::string envelope_from(StoredMail const& stored, Sender const& sender) {
    if (sender.return_address.empty()) return sender.address;
    std::size_t const at = sender.return_address.rfind('@');
    return sender.return_address.substr(0, at) + "+" + stored.message_id + sender.return_address.substr(at);
}

void append_part(std::string& message, std::string_view boundary, std::string_view type,
                 std::string_view body) {
    message.append("--").append(boundary).append("\r\n");
    append_header(message, "Content-Type", type);
    append_header(message, "Content-Transfer-Encoding", "quoted-printable");
    message.append("\r\n").append(quoted_printable(body)).append("\r\n");
}

}  // namespace

std::string whole_text(Mail const& mail, Sender const& sender) {
    std::string text = mail.is_markdown ? html::markdown_for_mail(mail.text, sender.origin).plain : mail.text;
    text += "\n\n—\n";
    for (std::string_view const line : footer(mail, sender)) text.append(line).append("\n");
    return text;
}

std::string whole_html(Mail const& mail, Sender const& sender) {
    html::Out out;
    out.markup("<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    out.escaped(mail.subject);
    out.markup(
        "</title>\n</head>\n"
        "<body style=\"font-family: sans-serif; line-height: 1.5; max-width: 40em\">\n");
    if (mail.is_markdown) {
        out.markup(html::markdown_for_mail(mail.text, sender.origin).html);
    } else {
        std::string_view const link = own_link(mail.text, sender.origin);
        paragraphs(mail.text, [&](std::string_view paragraph) {
            out.markup("<p>");
            write_lines(out, paragraph, link);
            out.markup("</p>\n");
        });
    }
    out.markup("<hr>\n<p><small>");
    bool is_first = true;
    for (std::string_view const line : footer(mail, sender)) {
        if (!is_first) out.markup("<br>\n");
        is_first = false;
        write_lines(out, line,
                    line.data() == mail.stop.data() ? own_link(line, sender.origin) : std::string_view{});
    }
    out.markup("</small></p>\n</body>\n</html>\n");
    return std::move(out).text();
}

Envelope envelope_of(StoredMail const& stored, Sender const& sender) {
    Mail const& mail = stored.mail;
    // "=_" can stand in no quoted-printable line, so the boundary is in no part.
    std::string const boundary = "=_" + stored.message_id;
    std::string message;
    append_header(message, "From", mailbox(sender.name, sender.address, std::string_view("From: ").size()));
    append_header(message, "To", without_line_breaks(mail.to));
    append_header(message, "Subject", header_text(mail.subject, std::string_view("Subject: ").size()));
    append_header(message, "Date", mail_date(stored.created_at));
    append_header(message, "Message-ID",
                  without_line_breaks("<" + stored.message_id + "@" +
                                      std::string(base::email_domain(sender.address)) + ">"));
    append_header(message, "Auto-Submitted", "auto-generated");
    if (mail.is_notification()) {
        append_header(message, "List-Unsubscribe",
                      "<" + without_line_breaks(mail.list_unsubscribe_url) + ">");
        append_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");  // RFC 8058
    }
    append_header(message, "Content-Language", "fr");
    append_header(message, "MIME-Version", "1.0");
    append_header(message, "Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
    message += "\r\n";
    append_part(message, boundary, "text/plain; charset=utf-8", whole_text(mail, sender));
    append_part(message, boundary, "text/html; charset=utf-8", whole_html(mail, sender));
    message.append("--").append(boundary).append("--\r\n");
    return {without_line_breaks(envelope_from(stored, sender)), without_line_breaks(mail.to), mail.kind,
            message};
}

}  // namespace messaging
