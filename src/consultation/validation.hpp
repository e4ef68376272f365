// Validation: a draft submitted to the administrators of its authority before publication.
#pragma once

#include <optional>
#include <string>

#include "consultation/contribution.hpp"

namespace consultation {

enum class ValidationState { waiting, sent_back, validated };

struct Validation {
    base::Id<Validation> id;
    base::Id<Contribution> contribution;
    AuthorityId authority;
    ValidationState state = ValidationState::waiting;
    base::Instant submitted_at;
    PersonId submitted_by;
    std::optional<base::Instant> decided_at;
    std::string comment;  // of who sent it back; told to the author, not public
};

/// With what the page of the administrators shows.
struct ValidationLine {
    Validation validation;
    std::string title;
    std::string campaign_title;
    std::string submitter;  // e-mail address: for the authority's members only
};

/// A draft of the authority whose author does not act for it any more.
struct LeftDraft {
    base::Id<Contribution> id;
    std::string title;
    std::string campaign_title;
    std::string author;  // e-mail address
    base::Instant changed_at;
};

inline constexpr std::size_t validation_comment_max = 1000;  // characters
inline constexpr int validations_listed_max = 100;
inline constexpr int left_drafts_listed_max = 100;

}  // namespace consultation
