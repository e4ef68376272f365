// Reports of mails that came back, which anybody may send; addresses that stop notifications.
// What touches the database is not called: it fails here.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/messaging/delivery_status.cpp src/messaging/stop.cpp
//
// sources: src/messaging/bounce.cpp
//
// libs: -lfmt -lcrypto
#include "fuzz.hpp"

#include "messaging/bounce.hpp"
#include "messaging/delivery_status.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/stop.hpp"

namespace messaging {
std::optional<base::Id<Mail>> mail_by_number(db::Reader const&, std::string_view) {
    base::fail("not called");
}
bool record_bounce(db::Tx&, std::string_view, std::string_view) {
    base::fail("not called");
}
void note_bounce(db::Tx&, base::Id<Mail>, Bounce const&, base::Instant) {
    base::fail("not called");
}
}  // namespace messaging

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    if (auto const report = messaging::parse_delivery_status(text))
        base::check(report->recipients.size() <= messaging::report_recipients_max,
                    "the limit of recipients holds");
    (void)messaging::enhanced_status(text);
    base::check(!messaging::read_stop_token("a secret of thirty-two bytes ....", text),
                "a token cannot be guessed");
    return 0;
}
