// What is typed in one line: texts, addresses, numbers, codes, days, search words.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/base/csv.cpp src/base/siren.cpp src/base/instant.cpp
//
// sources: src/search/tokenizer.cpp src/search/query.cpp
//
// libs: -lfmt -lcrypto -lstemmer -ldate-tz
#include "fuzz.hpp"

#include "base/crypto.hpp"
#include "base/csv.hpp"
#include "base/instant.hpp"
#include "base/siren.hpp"
#include "base/text.hpp"
#include "search/query.hpp"
#include "search/tokenizer.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    if (auto const line = base::tidied_line(text)) {
        base::check(base::is_valid_utf8(*line), "a tidied line is UTF-8");
        base::check(base::tidied_line(*line) == line, "a tidied line is tidy");
    }
    if (auto const tidy = base::tidied(text))
        base::check(base::is_valid_utf8(*tidy), "a tidied text is UTF-8");
    (void)base::is_email(text);
    (void)base::email_key(text);
    (void)base::parse_int(text);
    (void)base::parse_iso8601(text);
    (void)base::parse_local(text);
    (void)base::slug(text);
    if (auto const decoded = base::percent_decoded(text, true))
        base::check(base::percent_decoded(base::percent_encoded(*decoded), false) == decoded,
                    "escapes go both ways");
    if (auto const raw = base::from_base64url(text))
        base::check(base::from_base64url(base::base64url(*raw)) == raw, "base64url goes both ways");
    (void)base::from_hex(text);
    std::string const cell = base::csv_cell(text);
    std::size_t const first = cell.find_first_not_of('"');
    if (first != std::string::npos && std::string_view("=@\t\r").find(cell[first]) != std::string_view::npos)
        base::check(false, "no cell begins as a formula");
    if (base::is_valid_utf8(text))
        for (search::Token const& token : search::tokens(text, 200))
            base::check(token.folded_word.size() <= search::word_bytes_max, "the limit of a word holds");
    search::Query const query = search::read_query(text);
    base::check(query.terms.size() <= search::terms_max, "the limit of terms holds");
    for (search::Term const& term : query.terms)
        base::check(!term.words.empty() || !term.phrase.empty(), "a term asks for something");
    return 0;
}
