// Keeping a form, and letting it go.
#include "people/actions_kept_form.hpp"

#include "base/text.hpp"
#include "people/api_token_rows.hpp"
#include "people/kept_form_rows.hpp"
#include "people/sign_in.hpp"

namespace people {

base::Result<base::Id<KeptForm>> keep_form(db::Tx& tx, base::World const& world,
                                           base::Sha256 const& ended_token_hash, KeptForm form) {
    base::check(!form.fields.empty() && form.fields.size() <= kept_fields_max,
                "a form to keep was chosen by fields_to_keep");
    base::Instant const now = world.clock.now();
    auto const ended = ended_sign_in(tx, ended_token_hash, now);
    if (!ended)
        return base::refuse(base::RefusalCode::forbidden, "Cette connexion n’est plus connue.",
                            "Connectez-vous, puis recommencez.");
    // Many at once: each sees those before it, so that at most kept_forms_max stay.
    lock_person(tx, ended->person);
    form.acting = ended->acting;
    form.kept_at = now;
    form.browser = base::shortened(base::tidied_line(form.browser).value_or(""), browser_characters_max);
    delete_same_kept_form(tx, ended->person, content_hash_of(form));
    base::Id<KeptForm> const kept = insert_kept_form(tx, ended->person, form);
    delete_kept_forms_beyond(tx, ended->person);
    return kept;
}

base::Result<base::Done> drop_kept_form(db::Tx& tx, base::Id<Person> person, base::Id<KeptForm> form) {
    if (!delete_kept_form(tx, person, form))
        return base::refuse(base::RefusalCode::not_found, "Cette saisie n’est plus gardée.",
                            "Elle a été envoyée, abandonnée, ou date de plus de 24 heures.");
    return base::Done{};
}

}  // namespace people
