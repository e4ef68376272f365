#include "site/message_filters.hpp"

#include <array>

#include "base/french.hpp"
#include "people/role_rows.hpp"
#include "web/forms.hpp"

namespace site {
namespace {

constexpr std::array<std::string_view, 4> filter_names{"q", "etat", "a", "objet"};

}  // namespace

http::Pairs filters_in(http::Pairs const& query, std::string_view without) {
    return filters_among(filter_names, query, without);
}

MessageFilter filter_of(web::Visit const& visit) {
    http::Pairs const& query = visit.request.query;
    MessageFilter filter;
    std::string const state = typed(query, "etat");
    if (state == "tous")
        filter.state.reset();
    else if (auto const known = message_state_from(state))
        filter.state = *known;
    std::string const whose = typed(query, "a");
    if (whose == "personne") {
        filter.whose = Whose::nobody;
    } else if (whose == "moi") {
        filter.whose = Whose::one;
        filter.person = visit.actor().person;
    } else if (auto const person = web::id_of<people::Person>(whose); person.exists()) {
        filter.whose = Whose::one;
        filter.person = person;
    }
    filter.topic = topic_from(typed(query, "objet"));
    filter.text = typed(query, "q");
    return filter;
}

std::vector<html::Choice> state_choices(std::string_view value) {
    return html::chosen({{"", "À traiter", {}, false},
                         {"answered", "Répondus", {}, false},
                         {"closed", "Clos", {}, false},
                         {"tous", "Tous", {}, false}},
                        value);
}

std::vector<html::Choice> people_choices(web::Visit& visit, std::string_view value) {
    std::vector<html::Choice> choices{
        {"", "Peu importe", {}, false}, {"moi", "À moi", {}, false}, {"personne", "À personne", {}, false}};
    for (people::RoleLine const& line : people::operators(visit.reader()))
        if (line.person != visit.actor().person)
            choices.push_back({std::to_string(line.person.value), line.email, {}, false});
    return html::chosen(std::move(choices), value);
}

std::string waited_text(ContactMessage const& message, base::Instant now) {
    std::int64_t const days = days_waiting(message, now);
    if (message.state != MessageState::open) return "Reçu le " + base::french_date(message.created_at) + ".";
    return days == 0 ? "Arrivé aujourd’hui."
                     : "Attend depuis " + base::french_count(days, "jour", "jours") + ".";
}

bool is_late(ContactMessage const& message, base::Instant now) {
    return message.state == MessageState::open && days_waiting(message, now) >= late_days;
}

}  // namespace site
