#include "demo/voices.hpp"

#include <array>
#include <span>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"

namespace demo {
namespace {

constexpr std::array<std::string_view, 8> small_numbers{"deux", "trois", "quatre", "cinq",
                                                        "six",  "sept",  "huit",   "neuf"};
constexpr std::int64_t medium_least = 12;
constexpr std::uint64_t medium_span = 79;  // up to 90
constexpr int years_before_least = 2;
constexpr std::uint64_t years_before_span = 4;  // up to 5
/// From this many words, a text is laid out in paragraphs.
constexpr int paragraphs_from_words = 80;

/// Two seasons that "depuis" and "seul" may precede, for each quarter of the year.
constexpr std::array<std::array<std::string_view, 2>, 4> seasons{{{"l’été dernier", "l’automne dernier"},
                                                                  {"l’automne dernier", "l’hiver dernier"},
                                                                  {"l’hiver dernier", "ce printemps"},
                                                                  {"l’hiver dernier", "l’été dernier"}}};

/// One choice a text for each placeholder, so that a text never contradicts itself.
class Particulars {
  public:
    Particulars(Speaker const& speaker, base::Random& random) : speaker_(speaker) {
        base::Civil const date = base::civil(speaker.at);
        small_ = small_numbers.at(random.below(small_numbers.size()));
        medium_ = std::to_string(medium_least + static_cast<std::int64_t>(random.below(medium_span)));
        season_ = seasons.at(static_cast<std::size_t>((date.month - 1) / 3)).at(random.below(2));
        year_ = std::to_string(date.year - years_before_least -
                               static_cast<int>(random.below(years_before_span)));
    }

    std::string filled(std::string_view text) const {
        std::string out;
        while (!text.empty()) {
            std::size_t const open = text.find('{');
            out += text.substr(0, open);
            if (open == std::string_view::npos) break;
            std::size_t const close = text.find('}', open);
            base::check(close != std::string_view::npos, "a placeholder ends");
            std::string value = value_of(text.substr(open + 1, close - open - 1));
            bool const begins_sentence = out.empty() || out.ends_with(". ") || out.ends_with("\n");
            if (begins_sentence && value.front() >= 'a' && value.front() <= 'z')
                value.front() = static_cast<char>(value.front() - 'a' + 'A');
            out += value;
            text.remove_prefix(close + 1);
        }
        return out;
    }

  private:
    std::string value_of(std::string_view name) const {
        if (name == "authority") return speaker_.body_name;
        if (name == "a_number_small") return small_;
        if (name == "a_number_medium") return medium_;
        if (name == "season") return season_;
        if (name == "year_before") return year_;
        base::check(speaker_.place && speaker_.place->kind == territories::Kind::commune,
                    "only a commune has a name and a population to tell");
        if (name == "name") return speaker_.place->name;
        if (name == "population") return base::french_number(speaker_.place->population.value());
        base::fail("an unknown placeholder in the texts: " + std::string(name));
    }

    Speaker const& speaker_;
    std::string small_;
    std::string medium_;
    std::string season_;
    std::string year_;
};

int words_in(std::string_view text) {
    int words = 0;
    for (std::string_view const word : base::split(text, ' ')) words += word.empty() ? 0 : 1;
    return words;
}

std::string problem_of(Voice const& voice, Particulars const& particulars) {
    std::string const opening = particulars.filled(voice.opening);
    std::string const middle = particulars.filled(voice.middle);
    std::string const ending = particulars.filled(voice.ending);
    bool const is_long = words_in(opening) + words_in(middle) + words_in(ending) >= paragraphs_from_words;
    std::string_view const between = is_long ? "\n\n" : " ";
    return opening + std::string(between) + middle + std::string(between) + ending;
}

bool says(std::string_view folded_text, std::string_view word) {
    return folded_text.find(word) != std::string_view::npos;
}

std::string_view one_of(std::span<std::string_view const> list, base::Random& random) {
    return list[random.below(list.size())];
}

std::string_view elected_function(Fit fit, std::string_view text, base::Random& random) {
    static constexpr std::array<std::string_view, 5> of_commune{"maire", "maire", "adjoint", "adjoint",
                                                                "conseiller-municipal"};
    static constexpr std::array<std::string_view, 3> of_grouping{"president", "vice-president",
                                                                 "conseiller-communautaire"};
    static constexpr std::array<std::string_view, 2> of_department{"vice-president",
                                                                   "conseiller-departemental"};
    static constexpr std::array<std::string_view, 2> of_region{"vice-president", "conseiller-regional"};
    switch (fit) {
        case Fit::grouping:
            return one_of(of_grouping, random);
        case Fit::department:
            return one_of(of_department, random);
        case Fit::region:
            return one_of(of_region, random);
        default:
            break;
    }
    if (says(text, "adjoint")) return "adjoint";
    if (says(text, "conseiller municipal") || says(text, "conseillere municipale"))
        return "conseiller-municipal";
    if (says(text, "maire")) return "maire";
    return one_of(of_commune, random);
}

std::string_view agent_function(Fit fit, std::string_view text, base::Random& random) {
    static constexpr std::array<std::string_view, 4> of_village{
        "secretaire-de-mairie", "secretaire-de-mairie", "secretaire-de-mairie", "agent-administratif"};
    static constexpr std::array<std::string_view, 4> of_town{"secretaire-de-mairie", "dgs",
                                                             "agent-administratif", "responsable-de-service"};
    static constexpr std::array<std::string_view, 8> of_others{"dgs",
                                                               "dsi",
                                                               "charge-de-mission-numerique",
                                                               "charge-de-mission-numerique",
                                                               "responsable-de-service",
                                                               "responsable-de-service",
                                                               "responsable-de-service",
                                                               "autre-agent"};
    if (says(text, "mediateur numerique") || says(text, "mediatrice numerique")) return "mediateur-numerique";
    if (fit == Fit::village || fit == Fit::town) {
        if (says(text, "secretaire")) return "secretaire-de-mairie";
        if (says(text, "bibliotheque") || says(text, "mediatheque")) return "autre-agent";
        return fit == Fit::village ? one_of(of_village, random) : one_of(of_town, random);
    }
    if (says(text, "service informatique") || says(text, "systemes d'information")) return "dsi";
    return one_of(of_others, random);
}

}  // namespace

consultation::ContributionText composed(Core const& core, Voice const& voice, Speaker const& speaker,
                                        base::Random& random) {
    Particulars const particulars(speaker, random);
    consultation::ContributionText text;
    text.kind = core.kind;
    text.title = particulars.filled(voice.title);
    text.problem = problem_of(voice, particulars);
    if (core.kind == consultation::ContributionKind::need) return text;
    text.service_name = voice.service_name;
    text.maturity = core.maturity;
    text.licence = core.licence;
    text.source_url = core.source;
    text.hosting = core.hosting;
    if (core.cost_euros_per_year > 0)
        text.cost = base::french_amount(base::Euros::whole(core.cost_euros_per_year)) + " par an";
    return text;
}

std::string function_for(people::Quality quality, Fit fit, std::string_view text, base::Random& random) {
    static constexpr std::array<std::string_view, 3> of_partners{"representant-legal", "salarie", "benevole"};
    std::string const folded = base::folded(text);
    switch (quality) {
        case people::Quality::elected:
            return std::string(elected_function(fit, folded, random));
        case people::Quality::agent:
            return std::string(agent_function(fit, folded, random));
        case people::Quality::partner:
            return std::string(one_of(of_partners, random));
    }
    base::fail("an unknown quality");
}

}  // namespace demo
