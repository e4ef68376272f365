#include "outreach/segment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "territories/counted.hpp"
#include "web/forms.hpp"

namespace outreach {
namespace {

struct Words {
    Who who;
    std::string_view name;
    std::string_view title;
    std::string_view hint;
    std::string_view why;  // after "Vous recevez ce message parce que", with {} for the campaign's title
};

constexpr Words words[] = {
    {Who::contributors, "contributeurs", "Les contributeurs",
     "Les personnes dont une contribution est publiée dans cette consultation.",
     "vous avez contribué à la consultation «\u00a0{}\u00a0»."},
    {Who::supporters, "soutiens", "Les soutiens de propositions",
     "Les personnes qui soutiennent les propositions indiquées, ou une proposition quelconque si vous n’en "
     "indiquez "
     "pas.",
     "vous soutenez une proposition de la consultation «\u00a0{}\u00a0»."},
    {Who::selected_supporters, "soutiens-retenues", "Les soutiens des propositions retenues",
     "Les personnes qui soutiennent une proposition que le comité a retenue, une fois les résultats publiés.",
     "vous soutenez une proposition retenue de la consultation «\u00a0{}\u00a0»."},
    {Who::pending_supports, "soutiens-en-attente", "Les soutiens en attente",
     "Les personnes dont le soutien attend la vérification de leur rattachement.",
     "votre soutien dans la consultation «\u00a0{}\u00a0» attend la vérification de votre rattachement."},
    {Who::drafts, "brouillons", "Les brouillons non publiés",
     "Les personnes qui ont commencé une contribution sans la publier.",
     "vous avez commencé une contribution à la consultation «\u00a0{}\u00a0»."},
    {Who::members, "membres", "Les membres de collectivités",
     "Les personnes dont le rattachement à une collectivité est vérifié, qu’elles aient pris part ou non.",
     "votre compte est rattaché à une collectivité que concerne la consultation «\u00a0{}\u00a0»."},
    {Who::silent_communes, "communes-silencieuses", "Les communes qui n’ont pas pris part",
     "L’adresse officielle des communes sans contribution publiée ni soutien dans cette consultation.",
     "cette adresse est l’adresse officielle d’une commune qui n’a pas encore pris part à la consultation "
     "«\u00a0{}\u00a0»."},
    {Who::absent_members, "membres-absents", "Les comptes dont la collectivité n’a pas pris part", "",
     "votre compte est rattaché à une collectivité ou à un organisme qui n’a pas encore pris part à la "
     "consultation "
     "«\u00a0{}\u00a0»."},
    {Who::absent_authorities, "collectivites-absentes", "Les collectivités qui n’ont pas pris part", "",
     "cette adresse est l’adresse officielle d’une collectivité qui n’a pas encore pris part à la "
     "consultation "
     "«\u00a0{}\u00a0»."},
};

Words const& words_of(Who who) {
    auto const found = std::ranges::find(words, who, &Words::who);
    base::check(found != std::end(words), "an unknown segment");
    return *found;
}

constexpr std::size_t title_in_why_max = 100;
constexpr std::size_t code_max = 3;

bool is_code(std::string_view code) {
    return code.size() <= code_max &&
           std::ranges::all_of(code, [](char c) { return (c >= '0' && c <= '9') || c == 'A' || c == 'B'; });
}

/// "P-2026-012, p-2026-13": references, whatever stands between them.
std::vector<std::string> references_in(std::string_view typed) {
    std::vector<std::string> all;
    std::string one;
    for (char const c : std::string(typed) + " ") {
        bool const is_part =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        if (is_part) {
            one += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        } else if (!one.empty()) {
            if (std::ranges::find(all, one) == all.end()) all.push_back(one);
            one.clear();
        }
    }
    return all;
}

}  // namespace

std::string_view name_of(Who who) {
    return words_of(who).name;
}
std::string_view title_of(Who who) {
    return words_of(who).title;
}
std::string_view hint_of(Who who) {
    return words_of(who).hint;
}

std::optional<Who> who_named(std::string_view name) {
    auto const found = std::ranges::find(words, name, &Words::name);
    return found == std::end(words) ? std::nullopt : std::optional(found->who);
}

std::string why_of(Who who, std::string_view campaign_title) {
    return "Vous recevez ce message parce que " +
           fmt::format(fmt::runtime(words_of(who).why), base::shortened(campaign_title, title_in_why_max));
}

base::Result<Segment> segment_from(http::Pairs const& values) {
    Segment segment;
    base::FormErrors errors;
    auto const who = who_named(web::line_of(values, "segment"));
    if (who && std::ranges::find(every_who, *who) != std::end(every_who))
        segment.who = *who;
    else
        errors.add("segment", "Choisissez à qui vous écrivez.");
    if (segment.who == Who::supporters)
        segment.proposals = references_in(web::line_of(values, "propositions"));
    if (segment.proposals.size() > segment_proposals_max)
        errors.add("propositions", fmt::format("Indiquez {} propositions au plus.", segment_proposals_max));
    if (std::string const typed = web::line_of(values, "type"); !typed.empty()) {
        segment.kind = territories::kind_from(typed);
        if (!segment.kind) errors.add("type", "Choisissez une sorte de collectivité de la liste.");
    }
    if (std::string const typed = web::line_of(values, "taille"); !typed.empty()) {
        segment.size = territories::size_class_from(typed);
        if (!segment.size) errors.add("taille", "Choisissez une taille de la liste.");
    }
    segment.region = web::line_of(values, "region");
    if (!is_code(segment.region)) errors.add("region", "Choisissez une région de la liste.");
    segment.department = web::line_of(values, "departement");
    if (!is_code(segment.department)) errors.add("departement", "Choisissez un département de la liste.");
    if (!errors.none()) return std::move(errors).refusal();
    return segment;
}

std::string filters_of(Segment const& segment) {
    http::Pairs pairs;
    if (!segment.proposals.empty()) pairs.add("propositions", base::joined(segment.proposals, " "));
    if (segment.kind) pairs.add("type", std::string(territories::code(*segment.kind)));
    if (segment.size) pairs.add("taille", std::string(territories::code(*segment.size)));
    if (!segment.region.empty()) pairs.add("region", segment.region);
    if (!segment.department.empty()) pairs.add("departement", segment.department);
    std::string text = http::query_text(pairs);
    if (text.starts_with('?')) text.erase(0, 1);
    return text;
}

Segment segment_of(Mailing const& mailing) {
    auto values = http::parse_query(mailing.filters);
    base::check(values.has_value(), "the filters of a mailing are ours");
    values->add("segment", mailing.segment);
    auto segment = segment_from(*values);
    base::check(segment.ok(), "the segment of a mailing is one of ours");
    return *segment;
}

std::string audience_of(Segment const& segment, std::string_view region_name,
                        std::string_view department_name) {
    std::string text(title_of(segment.who));
    if (!segment.proposals.empty()) text += fmt::format("\u00a0: {}", base::joined(segment.proposals, ", "));
    if (segment.kind) text += fmt::format("\u202f; {}", territories::small_plural(*segment.kind));
    if (segment.size) text += fmt::format("\u202f; {}", territories::french(*segment.size));
    if (!segment.region.empty()) text += fmt::format("\u202f; région {}", region_name);
    if (!segment.department.empty())
        text += fmt::format("\u202f; département {}, {}", segment.department, department_name);
    return text;
}

}  // namespace outreach
