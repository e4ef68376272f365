// The rules of a sign-in request.
#include "people/sign_in.hpp"

#include <algorithm>

namespace people {

RequestState state_of(SignInRequest const& request, base::Instant now) {
    if (request.used_at) return RequestState::used;
    if (now >= request.expires_at) return RequestState::expired;
    if (request.tries >= code_tries_max) return RequestState::exhausted;
    return RequestState::waiting;
}

base::Refusal refusal_of(RequestState state) {
    switch (state) {
        case RequestState::exhausted:
            return base::refuse(base::RefusalCode::too_many,
                                "Ce code a été essayé cinq fois sans succès\u00a0: il ne fonctionne plus.",
                                "Demandez un nouveau code. Ce que vous vouliez faire est gardé.");
        case RequestState::expired:
            return base::refuse(
                base::RefusalCode::late,
                "Ce code n’est plus valable\u00a0: il a été envoyé il y a plus de 30 minutes.",
                "Demandez un nouveau code. Ce que vous vouliez faire est gardé.");
        case RequestState::used:
            return base::refuse(base::RefusalCode::conflict,
                                "Cette demande de connexion a déjà servi, peut-être sur un autre appareil.",
                                "Si vous n’êtes pas connecté ici, recommencez la connexion.");
        case RequestState::waiting:
            break;
    }
    base::fail("a waiting request refuses nothing");
}

AffiliationLine const* SignIn::acting() const {
    auto const found =
        std::find_if(affiliations.begin(), affiliations.end(),
                     [&](AffiliationLine const& line) { return line.affiliation.id == actor.affiliation; });
    return actor.affiliation.exists() && found != affiliations.end() ? &*found : nullptr;
}

}  // namespace people
