#include "consultation/contribution_texts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace consultation {
namespace {

constexpr std::size_t shown_line_characters_max = 60;

/// The lines of "Autres collectivités" that say something.
std::vector<std::string> body_lines(std::string_view typed) {
    std::vector<std::string> lines;
    for (std::string_view const line : base::split(typed, '\n'))
        if (auto tidied = base::tidied_line(line); tidied && !tidied->empty())
            lines.push_back(std::move(*tidied));
    return lines;
}

std::string quoted(std::vector<std::string> const& lines) {
    std::vector<std::string> all;
    for (std::string const& line : lines)
        all.push_back("«\u00a0" + base::shortened(line, shown_line_characters_max) + "\u00a0»");
    return base::joined(all, ", ");
}

}  // namespace

std::vector<html::Field*> ContributeFormView::fields() {
    return {&heading,  &theme,   &problem,    &audience, &territory, &service_name,
            &maturity, &licence, &source_url, &cost,     &hosting,   &bodies};
}

std::string* field_of(TypedContribution& typed, std::string_view name) {
    ContributionText& text = typed.text;
    std::pair<std::string_view, std::string*> const fields[] = {
        {"title", &text.title},       {"theme", &typed.theme},        {"problem", &text.problem},
        {"audience", &text.audience}, {"territory", &text.territory}, {"service_name", &text.service_name},
        {"maturity", &text.maturity}, {"licence", &text.licence},     {"source_url", &text.source_url},
        {"cost", &text.cost},         {"hosting", &text.hosting},     {"bodies", &typed.bodies}};
    for (auto const& [known, value] : fields)
        if (known == name) return value;
    return nullptr;
}

TypedContribution typed_contribution(http::Pairs const& form, ContributionKind kind) {
    TypedContribution typed;
    typed.text.kind = kind;
    typed.text.title = forms::line_of(form, "title");
    typed.text.problem = forms::text_of(form, "problem");
    typed.text.audience = forms::text_of(form, "audience");
    typed.text.territory = forms::text_of(form, "territory");
    typed.text.cost = forms::text_of(form, "cost");
    typed.theme = forms::line_of(form, "theme");
    typed.bodies = forms::text_of(form, "bodies");
    if (kind == ContributionKind::need) return typed;
    typed.text.service_name = forms::line_of(form, "service_name");
    typed.text.maturity = forms::text_of(form, "maturity");
    typed.text.licence = forms::line_of(form, "licence");
    typed.text.source_url = forms::line_of(form, "source_url");
    typed.text.hosting = forms::text_of(form, "hosting");
    return typed;
}

TypedContribution typed_again(Contribution const& contribution, SpokenFor const& body,
                              Choices const& offered) {
    TypedContribution typed;
    typed.text = contribution.text;
    if (Theme const* const theme = offered.theme(contribution.text.theme)) typed.theme = theme->slug;
    for (std::size_t i = 0; i < body.others.size(); ++i)
        typed.bodies += fmt::format("{} ({})\n", body.others[i], body.other_references[i]);
    return typed;
}

base::Result<ContributionText> text_of(db::Reader const& reader, TypedContribution const& typed,
                                       Choices const& offered, Completeness completeness) {
    ContributionText text = typed.text;
    base::FormErrors errors;
    if (Theme const* const theme = offered.theme(typed.theme)) text.theme = theme->id;
    std::vector<std::string> const lines = body_lines(typed.bodies);
    NamedBodies const named = named_bodies(reader, lines);
    text.bodies = named.found;
    if (auto const sound = checked(text, completeness); !sound.ok())
        for (base::FieldError const& error : sound.refusal().fields) errors.add(error.field, error.message);
    if (lines.size() > contribution_bodies_max && named.found.size() <= contribution_bodies_max)
        errors.add("bodies",
                   fmt::format("Nommez {} collectivités au plus, une par ligne.", contribution_bodies_max));
    else if (!named.unknown.empty())
        errors.add("bodies", fmt::format("Nous ne trouvons pas {}\u00a0: donnez le code Insee, le Siren ou "
                                         "le nom exact, une collectivité par ligne.",
                                         quoted(named.unknown)));
    else if (!named.ambiguous.empty())
        errors.add(
            "bodies",
            fmt::format("Plusieurs collectivités s’appellent {}\u00a0: donnez le code Insee ou le Siren.",
                        quoted(named.ambiguous)));
    if (!errors.none()) return std::move(errors).refusal();
    return text;
}

void fill_form(ContributeFormView& view, TypedContribution const& typed, Choices const& offered) {
    ContributionText const& text = typed.text;
    view.heading = forms::field("title", "Titre", text.title,
                                view.is_service ? "Ce que le service permet de faire. Exemple\u00a0: "
                                                  "«\u00a0Prendre rendez-vous à la mairie en ligne\u00a0»."
                                                : "Ce que vous voudriez pouvoir faire. Exemple\u00a0: "
                                                  "«\u00a0Signaler un incident sur la voie publique\u00a0».");
    view.problem = forms::field(
        "problem",
        view.is_service ? "Quel problème ce service résout-il\u202f?"
                        : "Quel problème rencontrez-vous\u202f?",
        text.problem,
        "Qui est concerné, ce qui se passe aujourd’hui, ce que cela coûte en temps. Ne nommez personne.");
    view.theme = forms::field("theme", "Thème");
    view.themes = {{"", "Choisissez un thème", "", false}};
    for (Theme const& theme : offered.themes) view.themes.push_back({theme.slug, theme.name, "", false});
    view.themes = html::chosen(std::move(view.themes), typed.theme);
    auto const option = [](char const* name, std::string label, std::string value, std::string hint = {}) {
        html::Field made = forms::field(name, std::move(label), std::move(value), std::move(hint));
        made.is_optional = true;
        return made;
    };
    view.audience = option("audience", "Pour qui\u202f?", text.audience, "Agents, habitants, associations…");
    view.territory = option("territory", "Où\u202f?", text.territory, "Quartier, commune, intercommunalité…");
    view.cost = option("cost", "Coût, s’il est connu", text.cost);
    view.bodies =
        option("bodies", "Autres collectivités au nom desquelles vous écrivez", typed.bodies,
               "Après un atelier commun, par exemple. Une par ligne\u00a0: code Insee, Siren ou nom.");
    view.service_name = option("service_name", "Nom du service", text.service_name);
    view.maturity = option("maturity", "Où en est-il\u202f?", text.maturity,
                           "À l’essai, utilisé tous les jours, repris par d’autres…");
    view.licence = option("licence", "Licence", text.licence, "Licence libre, marché, service de l’État…");
    view.source_url = option("source_url", "Adresse du code source ou du site", text.source_url);
    view.source_url.type = "url";
    view.hosting = option("hosting", "Où est-il hébergé\u202f?", text.hosting);
    view.shows_options = !(text.audience.empty() && text.territory.empty() && text.cost.empty() &&
                           typed.bodies.empty() && text.service_name.empty() && text.maturity.empty() &&
                           text.licence.empty() && text.source_url.empty() && text.hosting.empty());
}

bool has_option_error(ContributeFormView const& view) {
    for (html::Field const* const one :
         {&view.audience, &view.territory, &view.cost, &view.bodies, &view.service_name, &view.maturity,
          &view.licence, &view.source_url, &view.hosting})
        if (one->has_error()) return true;
    return false;
}

std::vector<html::SummaryRow> text_rows(ContributionText const& text, Choices const& offered) {
    std::vector<html::SummaryRow> rows;
    auto const add = [&](char const* key, std::string const& value) {
        if (!value.empty()) rows.push_back({key, value, {}, {}});
    };
    if (Theme const* const theme = offered.theme(text.theme)) add("Thème", theme->name);
    add("Nom du service", text.service_name);
    add("Pour qui", text.audience);
    add("Où", text.territory);
    add("Maturité", text.maturity);
    add("Licence", text.licence);
    add("Code source ou site", text.source_url);
    add("Coût", text.cost);
    add("Hébergement", text.hosting);
    return rows;
}

std::vector<std::string> paragraphs(std::string_view text) {
    std::vector<std::string> lines;
    for (std::string_view const line : base::split(text, '\n'))
        if (!base::trimmed(line).empty()) lines.emplace_back(base::trimmed(line));
    return lines;
}

html::TagColour colour_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pending:
            return html::TagColour::yellow;
        case Outcome::reoriented:
            return html::TagColour::purple;
        case Outcome::rejected:
            return html::TagColour::grey;
        case Outcome::grouped:
            return html::TagColour::green;
    }
    base::fail("an unknown outcome");
}

}  // namespace consultation
