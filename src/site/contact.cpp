#include "site/contact.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"

namespace site {
namespace {

constexpr std::size_t key_characters = 32;  // of base64url: 192 bits
constexpr std::size_t ipv6_network_bytes = 8;

struct TopicWords {
    Topic topic;
    std::string_view code;
    std::string_view french;
};
constexpr std::array topics{
    TopicWords{Topic::use, "use", "Utiliser la plateforme, se connecter"},
    TopicWords{Topic::affiliation, "affiliation", "Agir pour une collectivité, un rattachement"},
    TopicWords{Topic::campaign, "campaign", "Une consultation, une contribution, un soutien"},
    TopicWords{Topic::content, "content", "Signaler un contenu"},
    TopicWords{Topic::accessibility, "accessibility", "Signaler une difficulté d’accessibilité"},
    TopicWords{Topic::privacy, "privacy", "Mes données personnelles"},
    TopicWords{Topic::security, "security", "Signaler une faille de sécurité"},
    TopicWords{Topic::other, "other", "Autre chose"},
};

TopicWords const& words_of(Topic topic) {
    auto const found =
        std::find_if(topics.begin(), topics.end(), [&](TopicWords const& one) { return one.topic == topic; });
    base::check(found != topics.end(), "a topic has words");
    return *found;
}

std::string signature_of(std::string_view secret, std::string_view what, std::string_view text) {
    return base::base64url(base::as_bytes(base::hmac_sha256(secret, fmt::format("{}:{}", what, text))))
        .substr(0, key_characters);
}

}  // namespace

std::string_view code(Topic topic) {
    return words_of(topic).code;
}

std::optional<Topic> topic_from(std::string_view code) {
    for (TopicWords const& one : topics)
        if (one.code == code) return one.topic;
    return std::nullopt;
}

std::string_view french(Topic topic) {
    return words_of(topic).french;
}

std::string_view code(MessageState state) {
    switch (state) {
        case MessageState::open:
            return "open";
        case MessageState::answered:
            return "answered";
        case MessageState::closed:
            return "closed";
    }
    base::fail("a state has a code");
}

std::optional<MessageState> message_state_from(std::string_view code) {
    if (code == "open") return MessageState::open;
    if (code == "answered") return MessageState::answered;
    if (code == "closed") return MessageState::closed;
    return std::nullopt;
}

std::string_view french_state(ContactMessage const& message) {
    if (message.state == MessageState::closed) return "clos";
    if (message.state == MessageState::answered) return "répondu";
    return message.assigned_to ? "attribué" : "nouveau";
}

std::int64_t days_waiting(ContactMessage const& message, base::Instant now) {
    constexpr std::int64_t us_per_day = base::Duration::days(1).us;
    return std::max<std::int64_t>(0, (now - message.waiting_since).us / us_per_day);
}

std::string_view code(PostKind kind) {
    switch (kind) {
        case PostKind::answer:
            return "answer";
        case PostKind::note:
            return "note";
        case PostKind::addition:
            return "addition";
    }
    base::fail("a kind has a code");
}

PostKind post_kind_from(std::string_view code) {
    if (code == "answer") return PostKind::answer;
    if (code == "note") return PostKind::note;
    base::check(code == "addition", "a stored post has a known kind");
    return PostKind::addition;
}

std::string message_reference(int year, std::int64_t number) {
    return fmt::format("M-{}-{:04}", year, number);
}

bool is_message_reference(std::string_view text) {
    auto const parts = base::split(text, '-');
    if (parts.size() != 3 || parts[0] != "M" || parts[1].size() != 4 || parts[2].size() < 4 ||
        parts[2].size() > 9)
        return false;
    auto const are_digits = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return are_digits(parts[1]) && are_digits(parts[2]);
}

std::string thread_key(std::string_view secret, std::string_view reference) {
    return signature_of(secret, "contact.thread", reference);
}

std::string thread_address(std::string_view secret, std::string_view reference) {
    return fmt::format("/contact/messages/{}/{}", reference, thread_key(secret, reference));
}

std::string shown_mark(std::string_view secret, base::Instant at) {
    return fmt::format("{}.{}", at.us, signature_of(secret, "contact.shown", std::to_string(at.us)));
}

std::optional<base::Instant> shown_at(std::string_view secret, std::string_view mark) {
    std::size_t const dot = mark.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    auto const us = base::parse_int(mark.substr(0, dot));
    if (!us || !base::same_secret(mark, shown_mark(secret, base::Instant{*us}))) return std::nullopt;
    return base::Instant{*us};
}

std::string network_of(std::string_view address) {
    std::string const text(address);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    return base::hex(std::string_view(reinterpret_cast<char const*>(bytes.data()), ipv6_network_bytes));
}

}  // namespace site
