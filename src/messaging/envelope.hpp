// Envelope: a mail as it travels, written from what the outbox keeps. The same mail always gives the same
// bytes, so an attempt repeated after a crash is the same message to whoever receives it.
#pragma once

#include <string>

#include "messaging/mail.hpp"

namespace messaging {

/// Who sends, by configuration.
struct Sender {
    std::string name;     // "Tremplin"
    std::string address;  // "ne-pas-repondre@tremplin.example"
    std::string origin;   // "https://tremplin.example", without a slash at the end
    /// "retours@tremplin.example": the mailbox of reports; each mail's envelope comes from
    /// retours+NUMBER@tremplin.example (VERP). Empty: from `address`, and a report is recognised by
    /// Message-ID.
    std::string return_address = {};
};

struct Envelope {
    std::string from;     // bare address
    std::string to;       // bare address
    std::string kind;     // of the mail, for whoever files it
    std::string message;  // complete RFC 5322 text, lines ended by CRLF, ASCII only
};

/// The text part: what was written (Markdown as plain text), then "—", why, how to stop, the sender's name
/// and origin.
std::string whole_text(Mail const& mail, Sender const& sender);

/// The HTML part: the same words in paragraphs. The first address of our own origin in the text, and the
/// first in `stop`, are anchors; any other address stays plain text, because it may have been written by a
/// stranger. Markdown is rendered whole: only an operator's or a relay's text is posted as such.
std::string whole_html(Mail const& mail, Sender const& sender);

/// Faults when the mail or the sender is not UTF-8.
Envelope envelope_of(StoredMail const& stored, Sender const& sender);

}  // namespace messaging
