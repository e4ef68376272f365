// The SQL of kept forms and of ended sign-ins.
#include "people/kept_form_rows.hpp"

namespace people {
namespace {

constexpr std::string_view form_columns =
    "id, acting_affiliation_id, target, page, browser, had_files, kept_at";

KeptForm form_from(db::Row const& row) {
    return {row.id<KeptForm>(0), row.maybe_id<Affiliation>(1).value_or(base::Id<Affiliation>()),
            row.string(2),       row.string(3),
            row.string(4),       row.integer(5) != 0,
            row.instant(6)};
}

EndedSignIn ended_from(db::Row const& row) {
    return {base::sha256_from(row.bytes(0)).value(), row.id<Person>(1),
            row.maybe_id<Affiliation>(2).value_or(base::Id<Affiliation>())};
}

/// Children before parents.
std::int64_t delete_forms(db::Tx& tx, std::vector<base::Id<KeptForm>> const& forms) {
    std::int64_t deleted = 0;
    for (base::Id<KeptForm> const form : forms) {
        tx.execute("DELETE FROM kept_fields WHERE kept_form_id = $1", {form});
        deleted += tx.execute("DELETE FROM kept_forms WHERE id = $1", {form});
    }
    return deleted;
}

base::Id<KeptForm> id_from(db::Row const& row) {
    return row.id<KeptForm>(0);
}

}  // namespace

void note_ended(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now) {
    tx.execute(
        "INSERT INTO ended_sign_ins (token_hash, person_id, acting_affiliation_id, ended_at) "
        "SELECT token_hash, person_id, acting_affiliation_id, $1 FROM sign_ins "
        "WHERE token_hash = $2 AND expires_at > $3 ON CONFLICT DO NOTHING",
        {now, db::Blob{base::as_bytes(token_hash)}, now});
}

void note_all_ended(db::Tx& tx, base::Id<Person> person, std::optional<base::Sha256> const& kept,
                    base::Instant now) {
    base::Sha256 const but = kept.value_or(base::Sha256{});
    tx.execute(
        "INSERT INTO ended_sign_ins (token_hash, person_id, acting_affiliation_id, ended_at) "
        "SELECT token_hash, person_id, acting_affiliation_id, $1 FROM sign_ins "
        "WHERE person_id = $2 AND token_hash <> $3 AND expires_at > $4 ON CONFLICT DO NOTHING",
        {now, person, db::Blob{base::as_bytes(but)}, now});
}

void note_expired(db::Tx& tx, base::Instant now, int most) {
    tx.execute(
        "INSERT INTO ended_sign_ins (token_hash, person_id, acting_affiliation_id, ended_at) "
        "SELECT token_hash, person_id, acting_affiliation_id, expires_at FROM sign_ins "
        "WHERE expires_at <= $1 ORDER BY expires_at, token_hash LIMIT $2 ON CONFLICT DO NOTHING",
        {now, most});
}

void forget_ended_beyond(db::Tx& tx, base::Id<Person> person) {
    tx.execute(
        "DELETE FROM ended_sign_ins WHERE person_id = $1 AND token_hash NOT IN "
        "(SELECT token_hash FROM ended_sign_ins WHERE person_id = $2 "
        "ORDER BY ended_at DESC, token_hash LIMIT $3)",
        {person, person, ended_sign_ins_looked_at_max});
}

std::optional<EndedSignIn> ended_sign_in(db::Reader const& reader, base::Sha256 const& token_hash,
                                         base::Instant now) {
    // Before housekeeping has passed, an expired one still stands among the others.
    return reader.first<EndedSignIn>(
        "SELECT token_hash, person_id, acting_affiliation_id FROM ended_sign_ins "
        "WHERE token_hash = $1 AND ended_at > $2 "
        "UNION ALL "
        "SELECT token_hash, person_id, acting_affiliation_id FROM sign_ins "
        "WHERE token_hash = $3 AND expires_at <= $4 AND expires_at > $5",
        {db::Blob{base::as_bytes(token_hash)}, now - kept_form_time, db::Blob{base::as_bytes(token_hash)},
         now, now - kept_form_time},
        ended_from);
}

std::vector<EndedSignIn> ended_sign_ins_of(db::Reader const& reader, base::Id<Person> person,
                                           base::Instant now) {
    return reader.list<EndedSignIn>(
        "SELECT token_hash, person_id, acting_affiliation_id, ended_at FROM ended_sign_ins "
        "WHERE person_id = $1 AND ended_at > $2 "
        "UNION ALL "
        "SELECT token_hash, person_id, acting_affiliation_id, expires_at FROM sign_ins "
        "WHERE person_id = $3 AND expires_at <= $4 AND expires_at > $5 "
        "ORDER BY 4 DESC, 1 LIMIT $6",
        {person, now - kept_form_time, person, now, now - kept_form_time, ended_sign_ins_looked_at_max},
        ended_from);
}

base::Id<KeptForm> insert_kept_form(db::Tx& tx, base::Id<Person> person, KeptForm const& form) {
    base::Id<KeptForm> const id(tx.insert(
        "INSERT INTO kept_forms (person_id, acting_affiliation_id, target, page, browser, had_files, "
        "content_hash, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        {person, or_null(form.acting), form.target, form.page, form.browser,
         static_cast<std::int64_t>(form.had_files), db::Blob{base::as_bytes(content_hash_of(form))},
         form.kept_at}));
    std::int64_t position = 0;
    for (KeptField const& field : form.fields)
        tx.execute("INSERT INTO kept_fields (kept_form_id, position, name, value) VALUES ($1, $2, $3, $4)",
                   {id, ++position, field.name, field.value});
    return id;
}

std::vector<KeptForm> kept_forms_of(db::Reader const& reader, base::Id<Person> person, base::Instant now) {
    return reader.list<KeptForm>("SELECT " + std::string(form_columns) +
                                     " FROM kept_forms WHERE person_id = $1 AND kept_at > $2 "
                                     "ORDER BY kept_at DESC, id DESC LIMIT $3",
                                 {person, now - kept_form_time, kept_forms_max}, form_from);
}

std::optional<KeptForm> kept_form_of(db::Reader const& reader, base::Id<Person> person,
                                     base::Id<KeptForm> form, base::Instant now) {
    auto found =
        reader.first<KeptForm>("SELECT " + std::string(form_columns) +
                                   " FROM kept_forms WHERE id = $1 AND person_id = $2 AND kept_at > $3",
                               {form, person, now - kept_form_time}, form_from);
    if (found)
        found->fields = reader.list<KeptField>(
            "SELECT name, value FROM kept_fields WHERE kept_form_id = $1 ORDER BY position LIMIT $2",
            {form, static_cast<std::int64_t>(kept_fields_max)}, [](db::Row const& row) {
                return KeptField{row.string(0), row.string(1)};
            });
    return found;
}

void delete_same_kept_form(db::Tx& tx, base::Id<Person> person, base::Sha256 const& content_hash) {
    delete_forms(tx, tx.list<base::Id<KeptForm>>(
                         "SELECT id FROM kept_forms WHERE person_id = $1 AND content_hash = $2 LIMIT $3",
                         {person, db::Blob{base::as_bytes(content_hash)}, kept_forms_max + 1}, id_from));
}

void delete_kept_forms_beyond(db::Tx& tx, base::Id<Person> person) {
    delete_forms(tx, tx.list<base::Id<KeptForm>>("SELECT id FROM kept_forms WHERE person_id = $1 "
                                                 "ORDER BY kept_at DESC, id DESC LIMIT $2 OFFSET $3",
                                                 {person, kept_forms_max + 1, kept_forms_max}, id_from));
}

void delete_kept_forms(db::Tx& tx, base::Id<Person> person) {
    tx.execute(
        "DELETE FROM kept_fields WHERE kept_form_id IN (SELECT id FROM kept_forms WHERE person_id = $1)",
        {person});
    tx.execute("DELETE FROM kept_forms WHERE person_id = $1", {person});
}

bool delete_kept_form(db::Tx& tx, base::Id<Person> person, base::Id<KeptForm> form) {
    tx.execute(
        "DELETE FROM kept_fields WHERE kept_form_id IN "
        "(SELECT id FROM kept_forms WHERE id = $1 AND person_id = $2)",
        {form, person});
    return tx.execute("DELETE FROM kept_forms WHERE id = $1 AND person_id = $2", {form, person}) == 1;
}

std::int64_t forget_kept_forms(db::Tx& tx, base::Instant now, int most) {
    std::int64_t const forms = delete_forms(
        tx,
        tx.list<base::Id<KeptForm>>("SELECT id FROM kept_forms WHERE kept_at <= $1 ORDER BY kept_at LIMIT $2",
                                    {now - kept_form_time, most}, id_from));
    return forms + tx.execute(
                       "DELETE FROM ended_sign_ins WHERE token_hash IN "
                       "(SELECT token_hash FROM ended_sign_ins WHERE ended_at <= $1 ORDER BY ended_at LIMIT "
                       "$2)",
                       {now - kept_form_time, most});
}

}  // namespace people
