// How the fields of a kept form are called: forms send names, people read labels.
#pragma once

#include <string>
#include <string_view>

namespace account {

/// "problem" → "Problème à résoudre"; what is not known is said as it is written ("note_interne" → "Note
/// interne").
std::string field_label(std::string_view name);

/// Whether a short value says something to whoever sent it: not a button pressed, a version read, a number.
bool is_readable_answer(std::string_view name, std::string_view value);

}  // namespace account
