#include "site/accessibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include <toml++/toml.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "site/embedded.hpp"

namespace site {
namespace {

constexpr int half_permille = 500;
constexpr int whole_permille = 1000;

std::string text_at(toml::table const& table, std::string_view key) {
    auto const* node = table.get_as<std::string>(key);
    if (node == nullptr || node->get().empty())
        throw base::Fault(fmt::format("rgaa.toml:{}: {} is missing", table.source().begin.line, key));
    return node->get();
}

std::vector<std::string> texts_at(toml::table const& table, std::string_view key) {
    std::vector<std::string> texts;
    if (auto const* list = table.get_as<toml::array>(key))
        for (auto const& item : *list)
            if (auto const* text = item.as_string()) texts.push_back(text->get());
    return texts;
}

Finding finding_of(std::string_view text, toml::table const& table) {
    for (Finding const finding :
         {Finding::conform, Finding::not_conform, Finding::not_applicable, Finding::not_assessed})
        if (french(finding) == text) return finding;
    throw base::Fault(fmt::format("rgaa.toml:{}: unknown state \"{}\"", table.source().begin.line, text));
}

/// Every number from 1.1 to 13.12, once, in order.
void check_numbers(std::vector<Criterion> const& criteria) {
    std::size_t at = 0;
    for (Theme const& theme : themes())
        for (int i = 1; i <= theme.criteria; ++i, ++at) {
            std::string const number = fmt::format("{}.{}", theme.number, i);
            if (at >= criteria.size() || criteria[at].number != number)
                throw base::Fault("rgaa.toml: criterion " + number + " is not at its place");
        }
    if (at != criteria.size()) throw base::Fault("rgaa.toml: more criteria than the RGAA has");
}

}  // namespace

std::string_view french(Finding finding) {
    switch (finding) {
        case Finding::conform:
            return "conforme";
        case Finding::not_conform:
            return "non conforme";
        case Finding::not_applicable:
            return "non applicable";
        case Finding::not_assessed:
            return "non évalué";
    }
    return {};
}

int Criterion::theme() const {
    return static_cast<int>(
        base::parse_int(std::string_view(number).substr(0, number.find('.'))).value_or(0));
}

std::span<Theme const> themes() {
    static std::array<Theme, 13> const all{{{1, "Images", 9},
                                            {2, "Cadres", 2},
                                            {3, "Couleurs", 3},
                                            {4, "Multimédia", 13},
                                            {5, "Tableaux", 8},
                                            {6, "Liens", 2},
                                            {7, "Scripts", 5},
                                            {8, "Éléments obligatoires", 10},
                                            {9, "Structuration de l’information", 4},
                                            {10, "Présentation de l’information", 14},
                                            {11, "Formulaires", 13},
                                            {12, "Navigation", 11},
                                            {13, "Consultation", 12}}};
    return all;
}

SelfAssessment read_self_assessment(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (toml::parse_error const& error) {
        throw base::Fault(fmt::format("rgaa.toml:{}: {}", error.source().begin.line, error.description()));
    }
    SelfAssessment assessment;
    assessment.date = text_at(root, "date");
    assessment.environment = text_at(root, "environment");
    assessment.tools = texts_at(root, "tools");
    assessment.sample = texts_at(root, "sample");
    if (auto const* list = root.get_as<toml::array>("criterion"))
        for (auto const& item : *list) {
            auto const* table = item.as_table();
            if (table == nullptr) throw base::Fault("rgaa.toml: a criterion is a table");
            Criterion one{text_at(*table, "number"), text_at(*table, "title"),
                          finding_of(text_at(*table, "state"), *table), text_at(*table, "how"),
                          texts_at(*table, "evidence")};
            assessment.criteria.push_back(std::move(one));
        }
    check_numbers(assessment.criteria);
    return assessment;
}

SelfAssessment const& self_assessment() {
    static SelfAssessment const read = read_self_assessment(embedded_text("rgaa.toml"));
    return read;
}

Tally tally(std::span<Criterion const> criteria) {
    Tally sum;
    for (Criterion const& one : criteria) switch (one.finding) {
            case Finding::conform:
                ++sum.conform;
                break;
            case Finding::not_conform:
                ++sum.not_conform;
                break;
            case Finding::not_applicable:
                ++sum.not_applicable;
                break;
            case Finding::not_assessed:
                ++sum.not_assessed;
                break;
        }
    return sum;
}

std::string_view state_of(int rate_permille) {
    if (rate_permille >= whole_permille) return "totalement conforme";
    return rate_permille >= half_permille ? "partiellement conforme" : "non conforme";
}

std::string state_words(web::SiteSettings const& settings) {
    return std::string(state_of(settings.audit.auditor.empty()
                                    ? tally(self_assessment().criteria).rate_permille()
                                    : settings.audit.rate_permille));
}

std::string_view embedded_text(std::string_view name) {
    for (EmbeddedText const& one : embedded_texts())
        if (one.name == name) return one.content;
    throw base::Fault("no file of that name inside the program: " + std::string(name));
}

}  // namespace site
