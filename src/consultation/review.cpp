#include "consultation/review.hpp"

namespace consultation {

std::string_view name_of(ReviewState state) {
    switch (state) {
        case ReviewState::waiting:
            return "waiting";
        case ReviewState::maintained:
            return "maintained";
        case ReviewState::replaced:
            return "replaced";
        case ReviewState::lapsed:
            return "lapsed";
    }
    base::fail("an unknown state of a review request");
}

std::optional<ReviewState> review_state(std::string_view name) {
    for (ReviewState const state : every_review_state)
        if (name_of(state) == name) return state;
    return std::nullopt;
}

std::string_view title_of(ReviewState state) {
    switch (state) {
        case ReviewState::waiting:
            return "En attente";
        case ReviewState::maintained:
            return "Décision maintenue";
        case ReviewState::replaced:
            return "Décision remplacée";
        case ReviewState::lapsed:
            return "Sans objet";
    }
    base::fail("an unknown state of a review request");
}

}  // namespace consultation
