// What the form components show: a field with its label, hint and error; choices; hidden inputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace html {

/// One question of a form. `id` is also the target of the error summary's link, so it is on the first
/// control.
struct Field {
    std::string id = {};
    std::string name = {};
    std::string label = {};
    std::string hint = {};
    std::string error = {};         // what is wrong and what to do; empty when nothing is
    std::string value = {};         // what was typed, kept after an error
    std::string type = "text";      // of <input>: text, email, tel, url, password, number is not used
    std::string autocomplete = {};  // HTML token: email, organization, postal-code…
    std::string inputmode = {};     // numeric, decimal…
    int width_characters = 0;       // 2, 3, 4, 5, 10, 20 or 30; 0 is the whole column
    bool is_optional = false;       // says "(facultatif)"; a mandatory field says nothing
    bool is_page_title = false;     // a question page: the label or legend is the h1

    bool has_error() const { return !error.empty(); }
    /// The ids of hint and error, for aria-describedby; `more` is another id put last. Empty when there is
    /// none.
    std::string described_by(std::string_view more = {}) const;
};

/// An answer of <select>, radios or checkboxes.
struct Choice {
    std::string value = {};
    std::string label = {};
    std::string hint = {};
    bool is_chosen = false;
};

/// `choices` with the one of `value` chosen, and no other.
std::vector<Choice> chosen(std::vector<Choice> choices, std::string_view value);

/// The id of the choice at `index` (0 is the first, which has the field's own id).
std::string choice_id(Field const& field, std::size_t index);

/// A day, and an hour when `has_time`, as typed. Control names: NAME_day, NAME_month, NAME_year, NAME_hour,
/// NAME_minute.
struct TypedMoment {
    std::string day = {};
    std::string month = {};
    std::string year = {};
    std::string hour = {};
    std::string minute = {};
    bool has_time = false;
};

struct HiddenInput {
    std::string name = {};
    std::string value = {};
};

/// A button, or a link drawn as one when `href` is not empty.
struct Button {
    enum class Kind { primary, secondary, warning };
    std::string label = {};
    std::string href = {};
    Kind kind = Kind::primary;
    std::string name = {};  // sent with the form when not empty
    std::string value = {};
};

/// The design system's class for the kind, with a leading blank; empty for primary.
std::string_view to_class(Button::Kind kind);

/// An error of the summary: where it leads ("#id") and what it says.
struct FieldError {
    std::string id = {};
    std::string message = {};
};

/// The errors of these fields, in order, for the summary.
std::vector<FieldError> errors_of(std::vector<Field> const& fields);

}  // namespace html
