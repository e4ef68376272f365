// Which authority a person means.
#include "account/authority_choice.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "territories/lookup.hpp"

namespace account {
namespace {

using territories::Authority;

/// The suggestions fill in the name and the code together; a text changed since, without a script, wins over
/// the code.
bool fits(Authority const& authority, std::string const& text) {
    std::string const key = base::name_key(text);
    return key == base::name_key(authority.name) || key == base::name_key(authority.long_name);
}

/// As it stands today; a former one that is gone without successor stays, and the claim refuses it in words.
AuthorityChoice chosen(db::Reader const& reader, Authority const& authority) {
    if (authority.is_in_force) return {authority, {}, {}};
    auto const today = territories::in_force(reader, authority.id);
    return {today ? *today : authority, {}, {}};
}

AuthorityChoice refused(std::string error) {
    return {std::nullopt, {}, std::move(error)};
}

}  // namespace

AuthorityChoice choice_of(db::Reader const& reader, TypedAuthority const& typed) {
    if (typed.text.empty()) return refused("Indiquez votre collectivité.");
    if (!typed.code.empty()) {
        auto const suggested = territories::authority_by_reference(reader, typed.code);
        if (suggested && fits(*suggested, typed.text)) return chosen(reader, *suggested);
    }
    territories::AuthoritySearch search;
    search.text =
        typed.text.substr(0, std::min(typed.text.size(), territories::AuthoritySearch::text_bytes_max));
    search.limit = homonyms_max;
    std::vector<Authority> const found = base::is_valid_utf8(search.text)
                                             ? territories::find_authorities(reader, search).authorities
                                             : std::vector<Authority>{};
    if (found.empty())
        return refused(
            "Aucune collectivité ne correspond. Vérifiez l’orthographe, ou saisissez son code postal ou son "
            "numéro Siren.");
    // A commune and the former ones that are part of it today are one answer.
    auto const acting = [](Authority const& one) {
        return one.is_in_force || !one.successor.exists() ? one.id : one.successor;
    };
    bool const all_the_same = std::all_of(found.begin(), found.end(), [&](Authority const& one) {
        return acting(one) == acting(found.front());
    });
    if (all_the_same) return chosen(reader, found.front());
    auto const meant = std::find_if(found.begin(), found.end(),
                                    [&](Authority const& one) { return one.reference == typed.homonym; });
    if (meant != found.end()) return chosen(reader, *meant);
    // A postcode or a name that several share is no mistake: which one is asked once before it is.
    AuthorityChoice several;
    if (typed.homonym_of == typed.text)
        several.error = "Choisissez votre collectivité dans la liste, ou donnez son nom entier.";
    for (Authority const& one : found)
        several.homonyms.push_back({one.reference, territories::label(one), {}, false});
    return several;
}

}  // namespace account
