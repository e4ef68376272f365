#include "account/waiting_words.hpp"

#include "base/french.hpp"

namespace account {

std::string waited_text(people::Affiliation const& one, base::Instant now) {
    std::int64_t const days = people::days_waited(one, now);
    return days == 0 ? "Demandé aujourd’hui."
                     : "Attend depuis " + base::french_count(days, "jour", "jours") + ".";
}

std::string why_waiting(people::AffiliationLine const& line) {
    std::string why;
    if (line.address_doubted_at)
        why = "L’adresse officielle serait fausse, signalé le " +
              base::french_date(*line.address_doubted_at) + ". ";
    if (line.official_code_sent_at)
        why += "Code envoyé à l’adresse officielle le " + base::french_date(*line.official_code_sent_at) +
               ", pas encore saisi.";
    else
        why += "Aucun code demandé.";
    return why;
}

}  // namespace account
