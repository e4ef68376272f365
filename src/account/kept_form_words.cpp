#include "account/kept_form_words.hpp"

#include <algorithm>
#include <array>

namespace account {
namespace {

struct Word {
    std::string_view name;
    std::string_view label;
};

/// The longer texts of the house, by the names under which their forms send them.
constexpr std::array words{Word{"title", "Titre"},
                           Word{"problem", "Problème à résoudre"},
                           Word{"summary", "Résumé"},
                           Word{"text", "Texte"},
                           Word{"message", "Message"},
                           Word{"reason", "Motif ou explication"},
                           Word{"note", "Note interne"},
                           Word{"revoir", "Pourquoi y revenir"},
                           Word{"question", "Question"},
                           Word{"subject", "Objet"},
                           Word{"theme", "Thème"},
                           Word{"themes", "Thèmes"},
                           Word{"audience", "Public"},
                           Word{"territory", "Territoire"},
                           Word{"cost", "Coût"},
                           Word{"bodies", "Collectivités nommées"},
                           Word{"service_name", "Nom du service"},
                           Word{"maturity", "Maturité"},
                           Word{"licence", "Licence"},
                           Word{"source_url", "Adresse du code ou du service"},
                           Word{"hosting", "Hébergement"},
                           Word{"name", "Nom"},
                           Word{"label", "Nom"},
                           Word{"function", "Fonction"},
                           Word{"email", "Adresse e-mail"},
                           Word{"address", "Adresse"},
                           Word{"authority", "Collectivité"},
                           Word{"codes", "Liste de communes"},
                           Word{"source", "Source"},
                           Word{"siren", "Numéro Siren"},
                           Word{"partner_name", "Nom de l’organisme"},
                           Word{"partner_siren", "Numéro Siren"}};

/// Buttons, versions of what was read, ways back.
constexpr std::array silent{std::string_view("action"), std::string_view("changed"),
                            std::string_view("retour"), std::string_view("vu"),
                            std::string_view("lu"),     std::string_view("tried")};

}  // namespace

std::string field_label(std::string_view name) {
    auto const known = std::ranges::find(words, name, &Word::name);
    if (known != words.end()) return std::string(known->label);
    std::string label(name);
    std::ranges::replace(label, '_', ' ');
    if (!label.empty() && label.front() >= 'a' && label.front() <= 'z')
        label.front() = static_cast<char>(label.front() - 'a' + 'A');
    return label;
}

bool is_readable_answer(std::string_view name, std::string_view value) {
    bool const is_silent = std::ranges::find(silent, name) != silent.end();
    bool const is_number =
        std::ranges::all_of(value, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
    return !is_silent && !is_number && !value.starts_with('/');
}

}  // namespace account
