// How the name of a body stands inside a sentence: "la commune de Brest", "du
// département du Finistère", "à Brest Métropole". One place, so that no page writes "de Commune d’Aast".
#pragma once

#include <string>
#include <string_view>

namespace territories {

/// The long name with its article, as after "pour", "par" or as a subject: "la commune d’Aast", "le
/// département du Finistère", "la région Bretagne", "la communauté de communes du Pays de Blain",
/// "l’établissement public territorial Plaine Commune", "la ville de Paris". What is a proper name stands as
/// it is: "Brest Métropole", "Polynésie française", the name of a partner.
std::string in_sentence(std::string_view long_name);
/// The same at the head of a sentence: "La commune d’Aast".
std::string as_subject(std::string_view long_name);
/// "de la commune d’Aast", "du département du Finistère", "de l’établissement …", "de Brest Métropole",
/// "d’Orléans Métropole", "des Interconnectés".
std::string of_body(std::string_view long_name);
/// "à la commune d’Aast", "au département du Finistère", "à Brest Métropole", "aux Interconnectés".
std::string to_body(std::string_view long_name);

/// The short name of a place: "du Havre", "des Ulis", "de La Rochelle", "d’Aast", "de L’Abergement" (the
/// article of a masculine or plural name contracts, that of a feminine one stays).
std::string of_place(std::string_view name);
/// "au Havre", "aux Ulis", "à La Rochelle", "à Aast".
std::string to_place(std::string_view name);

}  // namespace territories
