// SMTP by libcurl; no other file of this room knows libcurl.
#include "messaging/smtp_transport.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "base/check.hpp"

namespace messaging {
namespace {

constexpr std::size_t reply_bytes_max = 500;
constexpr long permanent_from = 500;

struct Closes {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(char* text) const { curl_free(text); }
};

void start_curl_once() {
    static CURLcode const started = curl_global_init(CURL_GLOBAL_DEFAULT);
    base::check(started == CURLE_OK, "libcurl does not start");
}

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    std::unique_ptr<char, Closes> const owned(text);
    return text;
}

/// A literal loopback address, or the name that libcurl itself never asks the DNS for.
bool is_loopback(std::string host) {
    if (host == "localhost") return true;
    in_addr four{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    in6_addr six{};
    return inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/// One conversation: what remains to be read from us, what was said last.
struct Talk {
    std::string_view unsent;
    std::string command;  // our last one, its verb only: what follows AUTH is secret
    std::string reply;    // the other side's last line
    bool is_over = false;
};

size_t read_message(char* buffer, size_t size, size_t count, void* talk_pointer) {
    Talk& talk = *static_cast<Talk*>(talk_pointer);
    std::size_t const taken = std::min(size * count, talk.unsent.size());
    std::memcpy(buffer, talk.unsent.data(), taken);
    talk.unsent.remove_prefix(taken);
    return taken;
}

int listen(CURL*, curl_infotype type, char* text, size_t length, void* talk_pointer) {
    Talk& talk = *static_cast<Talk*>(talk_pointer);
    std::string_view const line(text, length);
    if (talk.is_over) return 0;  // the good-bye explains nothing
    if (type == CURLINFO_HEADER_OUT && line.starts_with("QUIT"))
        talk.is_over = true;
    else if (type == CURLINFO_HEADER_OUT)
        talk.command = line.substr(0, std::min<std::size_t>(line.find_first_of(" \r\n"), 8));
    else if (type == CURLINFO_HEADER_IN)
        talk.reply = line.substr(0, std::min(line.find_first_of("\r\n"), reply_bytes_max));
    return 0;
}

/// The recipient or the message itself is refused for good; 530 and 535 speak of our authentication.
bool is_refusal(Talk const& talk, long code) {
    constexpr std::array asks{std::string_view("RCPT"), std::string_view("DATA")};
    bool const is_about_mail = std::find(asks.begin(), asks.end(), talk.command) != asks.end();
    return is_about_mail && code >= permanent_from && code != 530 && code != 535;
}

}  // namespace

SmtpTransport::SmtpTransport(SmtpSettings settings) : settings_(std::move(settings)) {
    start_curl_once();
    std::unique_ptr<CURLU, Closes> const url(curl_url());
    base::check(url != nullptr, "no memory for an address");
    if (curl_url_set(url.get(), CURLUPART_URL, settings_.url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        throw std::runtime_error("mail relay: this is no address");
    std::string const scheme = part_of(url.get(), CURLUPART_SCHEME);
    if (scheme != "smtp" && scheme != "smtps")
        throw std::runtime_error("mail relay: the address begins with smtp:// or smtps://");
    if (!part_of(url.get(), CURLUPART_USER).empty())
        throw std::runtime_error("mail relay: user and password have settings of their own, not the address");
    if (settings_.connect_timeout.count() <= 0 || settings_.total_timeout.count() <= 0 ||
        settings_.total_timeout > smtp_timeout_max)
        throw std::runtime_error(
            fmt::format("mail relay: timeouts are between 1 and {} ms", smtp_timeout_max.count()));
    is_encryption_required_ = scheme == "smtps" || settings_.is_always_encrypted ||
                              !is_loopback(part_of(url.get(), CURLUPART_HOST));
}

Answer SmtpTransport::send(Envelope const& envelope) {
    std::unique_ptr<CURL, Closes> const handle(curl_easy_init());
    if (!handle) return {Delivery::later, "no memory for a connection"};
    CURL* const curl = handle.get();
    Talk talk{envelope.message, {}, {}, false};
    std::string const from = "<" + envelope.from + ">";
    std::string const to = "<" + envelope.to + ">";
    std::unique_ptr<curl_slist, Closes> const recipients(curl_slist_append(nullptr, to.c_str()));
    if (!recipients) return {Delivery::later, "no memory for a recipient"};
    std::array<char, CURL_ERROR_SIZE> error{};

    CURLcode bad = CURLE_OK;
    auto const set = [&](CURLoption option, auto value) {
        if (CURLcode const code = curl_easy_setopt(curl, option, value); code != CURLE_OK) bad = code;
    };
    set(CURLOPT_ERRORBUFFER, error.data());
    set(CURLOPT_URL, settings_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // no proxy from the environment
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.total_timeout.count()));
    // The total does not bound the wait for the answer to QUIT, this does.
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
        static_cast<long>(std::chrono::ceil<std::chrono::seconds>(settings_.total_timeout).count()));
    set(CURLOPT_USE_SSL, static_cast<long>(is_encryption_required_ ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty()) set(CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (!settings_.user.empty()) {
        set(CURLOPT_USERNAME, settings_.user.c_str());
        set(CURLOPT_PASSWORD, settings_.password.c_str());
    }
    set(CURLOPT_MAIL_FROM, from.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_message);
    set(CURLOPT_READDATA, static_cast<void*>(&talk));
    // Not printed: the only way to learn which command was answered, and with which words.
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &listen);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(&talk));
    if (bad != CURLE_OK) return {Delivery::later, curl_easy_strerror(bad)};

    CURLcode const done = curl_easy_perform(curl);
    if (done == CURLE_OK) return {};
    long code = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code) != CURLE_OK) code = 0;
    bool const is_answered = done == CURLE_SEND_ERROR || done == CURLE_WEIRD_SERVER_REPLY;
    std::string message = error.front() != '\0' ? error.data() : curl_easy_strerror(done);
    if (!talk.reply.empty()) message += " (" + talk.reply + ")";
    return {is_answered && is_refusal(talk, code) ? Delivery::refused : Delivery::later, message};
}

}  // namespace messaging
