// Where a list goes on: page numbers, ids and cursors that come with a query. The first line is the query,
// the second a cursor of the API.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp
//
// sources: src/web/forms.cpp src/consultation/list_cursor.cpp
//
// libs: -lfmt -lcrypto -lbrotlienc -lz
#include "fuzz.hpp"

#include "base/text.hpp"
#include "consultation/list_cursor.hpp"
#include "web/forms.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    std::size_t const end = std::min(text.find('\n'), text.size());
    if (auto const query = http::parse_query(text.substr(0, end))) {
        if (auto const page = web::asked_page(*query))
            base::check(*page >= 1 && *page <= web::page_max, "a page lies within the limit");
        for (auto const& [name, value] : query->items()) {
            base::check(base::is_valid_utf8(web::line_of(*query, name)), "a line is UTF-8");
            base::check(web::text_of(*query, name).size() <= web::typed_bytes_max, "a text has its limit");
            auto const id = web::id_of<consultation::Campaign>(value);
            base::check(id.value >= 0 && (!id.exists() || base::parse_int(value) == id.value),
                        "an id is a whole number from 1");
        }
    }

    std::string_view const cursor = text.substr(std::min(end + 1, text.size()));
    base::Id<consultation::Campaign> const campaign(12);
    if (auto const key = consultation::key_of("supports", campaign, cursor)) {
        base::check(key->first >= 0 && key->second >= 0, "a place is not negative");
        base::check(consultation::cursor_of("supports", campaign, *key) == cursor,
                    "one place has one cursor");
        base::check(!consultation::key_of("proposals", campaign, cursor), "another list refuses it");
        base::check(!consultation::key_of("supports", base::Id<consultation::Campaign>(13), cursor),
                    "another campaign refuses it");
    }
    // Any place can be named and found again.
    auto const place = static_cast<std::int64_t>(std::hash<std::string_view>()(text) >> 1U);
    consultation::LineKey const key{place, place / 3};
    base::check(
        consultation::key_of("supports", campaign, consultation::cursor_of("supports", campaign, key)) == key,
        "a cursor leads back");
    return 0;
}
