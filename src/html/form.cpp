#include "html/form.hpp"

namespace html {

std::string Field::described_by(std::string_view more) const {
    std::string ids;
    auto const add = [&ids](std::string_view text) {
        if (!ids.empty()) ids += ' ';
        ids += text;
    };
    if (!hint.empty()) add(id + "-hint");
    if (has_error()) add(id + "-error");
    if (!more.empty()) add(more);
    return ids;
}

std::vector<Choice> chosen(std::vector<Choice> choices, std::string_view value) {
    for (Choice& choice : choices) choice.is_chosen = choice.value == value;
    return choices;
}

std::string choice_id(Field const& field, std::size_t index) {
    return index == 0 ? field.id : field.id + "-" + std::to_string(index + 1);
}

std::string_view to_class(Button::Kind kind) {
    switch (kind) {
        case Button::Kind::primary:
            return "";
        case Button::Kind::secondary:
            return " govuk-button--secondary";
        case Button::Kind::warning:
            return " govuk-button--warning";
    }
    return "";
}

std::vector<FieldError> errors_of(std::vector<Field> const& fields) {
    std::vector<FieldError> errors;
    for (Field const& field : fields) {
        if (field.has_error()) errors.push_back({field.id, field.error});
    }
    return errors;
}

}  // namespace html
