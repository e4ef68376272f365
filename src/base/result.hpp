// Result<T>: what an operation answers, either its value or a Refusal in words a person can act on.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.hpp"

namespace base {

/// Why something was refused; http/ turns it into a status.
enum class RefusalCode {
    invalid,          // 422: what was sent is not acceptable; `fields` says where
    unauthenticated,  // 401: sign in first
    forbidden,        // 403: this person has not that right
    not_found,        // 404
    late,             // 409: the phase is not open (any more, or yet)
    conflict,         // 409: contradicts what already stands
    too_many,         // 429: a limit per person, address or network
    too_large,        // 413
    unavailable,      // 503: try again later
};

/// One error of a form, shown beside its field.
struct FieldError {
    std::string field;    // the HTML name of the field; empty: the form as a whole
    std::string message;  // French sentence
};

/// A refusal: a value, never thrown. A fault (I/O, broken invariant) throws instead.
struct Refusal {
    RefusalCode code = RefusalCode::invalid;
    std::string message;             // French sentence for the person: what happened and why
    std::vector<FieldError> fields;  // every error of the form at once
    std::string advice;              // what to do now; may be empty
    /// The transaction is kept although refused: what must be remembered (a wrong code counts).
    bool recorded = false;
    int retry_after_s = 0;  // for too_many and unavailable
};

[[nodiscard]] inline Refusal refuse(RefusalCode code, std::string message, std::string advice = {}) {
    return Refusal{code, std::move(message), {}, std::move(advice), false, 0};
}

/// A refusal about one field of a form.
[[nodiscard]] inline Refusal refuse_field(std::string field, std::string message) {
    Refusal refusal{RefusalCode::invalid, message, {}, {}, false, 0};
    refusal.fields.push_back({std::move(field), std::move(message)});
    return refusal;
}

/// For operations that answer nothing but "done".
struct Done {};

template<class T>
class [[nodiscard]] Result {
  public:
    using value_type = T;

    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Refusal refusal) : content_(std::in_place_index<1>, std::move(refusal)) {}

    bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// The value. Asking a refused result for it is a bug in the caller and throws.
    T const& value() const& {
        check(ok(), "value of a refused result");
        return std::get<0>(content_);
    }
    T&& value() && {
        check(ok(), "value of a refused result");
        return std::get<0>(std::move(content_));
    }
    T const& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T const* operator->() const { return &value(); }

    Refusal const& refusal() const& {
        check(!ok(), "refusal of an accepted result");
        return std::get<1>(content_);
    }
    Refusal&& refusal() && {
        check(!ok(), "refusal of an accepted result");
        return std::get<1>(std::move(content_));
    }

  private:
    std::variant<T, Refusal> content_;
};

/// Collects the errors of a form so that all are shown at once.
class FormErrors {
  public:
    void add(std::string field, std::string message) {
        errors_.push_back({std::move(field), std::move(message)});
    }
    bool none() const { return errors_.empty(); }
    /// The refusal that carries every error; only when there is one.
    Refusal refusal() && {
        check(!errors_.empty(), "a form without error is not refused");
        Refusal all{RefusalCode::invalid, errors_.front().message, {}, {}, false, 0};
        all.fields = std::move(errors_);
        return all;
    }

  private:
    std::vector<FieldError> errors_;
};

}  // namespace base
