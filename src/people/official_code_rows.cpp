// The SQL of official codes.
#include "people/official_code_rows.hpp"

namespace people {

void insert_official_code(db::Tx& tx, base::Id<Affiliation> affiliation, std::string_view sent_to,
                          base::Sha256 const& hash, base::Instant at, base::Instant expires_at) {
    tx.execute(
        "INSERT INTO official_codes (affiliation_id, sent_to, code_hash, tries, created_at, expires_at) "
        "VALUES ($1, $2, $3, 0, $4, $5)",
        {affiliation, sent_to, db::Blob{base::as_bytes(hash)}, at, expires_at});
}

bool take_official_try(db::Tx& tx, base::Id<Affiliation> affiliation, base::Instant now) {
    return tx.execute(
               "UPDATE official_codes SET tries = tries + 1 "
               "WHERE affiliation_id = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3",
               {affiliation, now, official_code_tries_max}) > 0;
}

bool use_official_code(db::Tx& tx, base::Id<Affiliation> affiliation, base::Sha256 const& hash,
                       base::Instant now) {
    // A keyed hash is compared, not the code: its duration tells nothing about the code.
    return tx.execute(
               "UPDATE official_codes SET used_at = $1 WHERE affiliation_id = $2 AND code_hash = $3 "
               "AND used_at IS NULL AND expires_at > $4 AND tries <= $5",
               {now, affiliation, db::Blob{base::as_bytes(hash)}, now, official_code_tries_max}) > 0;
}

std::optional<OfficialSending> last_official_sending(db::Reader const& reader,
                                                     base::Id<Affiliation> affiliation) {
    return reader.first<OfficialSending>(
        "SELECT sent_to, created_at, expires_at, tries FROM official_codes WHERE affiliation_id = $1 "
        "ORDER BY created_at DESC, id DESC LIMIT 1",
        {affiliation}, [](db::Row const& row) {
            return OfficialSending{row.string(0), row.instant(1), row.instant(2), row.integer(3)};
        });
}

}  // namespace people
