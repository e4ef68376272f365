#include "consultation/section_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/section_check.hpp"
#include "consultation/themes_2021.hpp"
#include "html/markdown.hpp"

namespace consultation {
namespace {

using Kind = EditorControl::Kind;

constexpr char const* marks_hint =
    "Markdown\u00a0: # titre, **gras**, *italique*, - liste, 1. liste numérotée, [lien](https://…). Le HTML "
    "est retiré.";
constexpr std::size_t rows_max = 200;
constexpr int year_first = 2000;  // others are slips of the keyboard
constexpr int year_last = 2200;

std::string row_field(char const* what, int row) {
    return fmt::format("{}_{}", what, row);
}

std::string phase_field(PhaseKind kind, char const* what) {
    return fmt::format("{}_{}", name_of(kind), what);
}

int rows_of(http::Pairs const& typed) {
    int count = 0;
    while (count < static_cast<int>(rows_max) && typed.has(row_field("name", count))) ++count;
    return count;
}

bool is_left(Campaign const& stored, PhaseKind kind, base::Instant now) {
    Phase const* const phase = stored.phase(kind);
    return stored.is_public() && phase && (phase->has_opened(now) || phase->version > 1);
}

/// "2 000 000 €" → 2000000; nothing when it is no whole number.
std::optional<std::int64_t> euros_in(std::string_view typed) {
    std::string digits;
    std::string text(typed);
    for (std::string_view const dropped : {std::string_view("\u00a0"), std::string_view("\u202f"),
                                           std::string_view("€"), std::string_view(" ")})
        for (std::size_t at = text.find(dropped); at != std::string::npos; at = text.find(dropped))
            text.erase(at, dropped.size());
    return base::parse_int(text);
}

void read_list(Section section, http::Pairs const& typed, ReadSection& read) {
    struct Row {
        int row;
        std::int64_t rank;
    };
    std::vector<Row> kept;
    int const count = rows_of(typed);
    for (int row = 0; row < count; ++row) {
        auto const line = [&](char const* what) { return forms::line_of(typed, row_field(what, row)); };
        bool const is_blank =
            line("slug").empty() && line("name").empty() && line("hint").empty() && line("url").empty();
        if (is_blank || typed.get(row_field("remove", row)) == "oui") continue;
        auto const rank = base::parse_int(line("rank"));
        if (section == Section::themes && !line("rank").empty() && (!rank || *rank < 0 || *rank > 1000))
            read.errors.add(row_field("rank", row),
                            fmt::format("Ligne {}\u00a0: l’ordre est un nombre entier.", row + 1));
        kept.push_back({row, rank.value_or(100'000)});
    }
    if (section == Section::themes) std::ranges::stable_sort(kept, {}, &Row::rank);
    for (Row const& one : kept) {
        auto const line = [&](char const* what) { return forms::line_of(typed, row_field(what, one.row)); };
        read.rows.push_back(one.row);
        if (section == Section::themes)
            read.wanted.themes.push_back({{}, line("slug"), line("name"), line("hint")});
        if (section == Section::desks)
            read.wanted.desks.push_back({{}, line("slug"), line("name"), line("hint"), line("url")});
        if (section == Section::grounds) read.wanted.grounds.push_back({{}, line("slug"), line("name")});
    }
}

void read_phases(http::Pairs const& typed, Campaign const& stored, base::Instant now, ReadSection& read) {
    for (PhaseKind const kind : every_phase_kind) {
        if (is_left(stored, kind, now)) {
            read.wanted.campaign.phases.push_back(*stored.phase(kind));
            continue;
        }
        auto const line = [&](char const* what) { return forms::line_of(typed, phase_field(kind, what)); };
        if (line("opens_day").empty() && line("opens_hour").empty() && line("closes_day").empty() &&
            line("closes_hour").empty())
            continue;
        // A day without its hour is a whole day: it opens at midnight and closes a minute before the next.
        auto const moment = [&](char const* day, char const* hour, char const* usual, char const* which) {
            std::string const at_hour = line(hour);
            auto const at = typed_instant(line(day), at_hour.empty() ? usual : at_hour);
            if (!at)
                read.errors.add(
                    phase_field(kind, day),
                    fmt::format("{}\u00a0: donnez {} par un jour comme 15/04/2027 et une heure comme 18:00.",
                                title_of(kind), which));
            return at;
        };
        auto const opens = moment("opens_day", "opens_hour", "00:00", "l’ouverture");
        auto const closes = moment("closes_day", "closes_hour", "23:59", "la clôture");
        if (opens && closes) read.wanted.campaign.phases.push_back({kind, 1, *opens, *closes, {}, {}});
    }
    std::ranges::stable_sort(read.wanted.campaign.phases, {}, &Phase::opens_at);
}

EditorControl text_control(std::string name, std::string label, http::Pairs const& typed, int rows,
                           std::size_t most, std::string hint) {
    EditorControl control;
    control.kind = Kind::text;
    std::string value = forms::text_of(typed, name);
    control.field = forms::field(std::move(name), std::move(label), std::move(value), std::move(hint));
    control.rows = rows;
    control.characters_max = static_cast<int>(most);
    return control;
}

EditorControl markdown_control(std::string name, std::string label, http::Pairs const& typed, int rows) {
    EditorControl control =
        text_control(std::move(name), std::move(label), typed, rows, campaign_text_max, marks_hint);
    control.has_preview = true;
    control.preview = html::markdown(control.field.value.empty() ? "*Rien encore.*" : control.field.value);
    return control;
}

EditorControl line_control(std::string name, std::string label, http::Pairs const& typed, std::string hint,
                           int width = 0) {
    EditorControl control;
    std::string value = forms::line_of(typed, name);
    control.field = forms::field(std::move(name), std::move(label), std::move(value), std::move(hint));
    control.field.width_characters = width;
    return control;
}

EditorControl list_control(Section section, http::Pairs const& typed) {
    EditorControl control;
    control.kind = Kind::rows;
    std::string_view const noun = section == Section::themes  ? "Thème"
                                  : section == Section::desks ? "Bureau"
                                                              : "Motif";
    int const count = rows_of(typed);
    for (int row = 0; row < count; ++row) {
        EditorRow shown;
        auto const cell = [&](char const* what, char const* label, int width) {
            html::Field field =
                forms::field(row_field(what, row), label, forms::line_of(typed, row_field(what, row)));
            field.width_characters = width;
            return field;
        };
        std::string const slug = forms::line_of(typed, row_field("slug", row));
        std::string const name = forms::line_of(typed, row_field("name", row));
        shown.legend = slug.empty()
                           ? fmt::format("{} à ajouter", noun)
                           : fmt::format("{} {}{}{}", noun, row + 1, name.empty() ? "" : "\u00a0: ", name);
        shown.hidden.push_back({row_field("slug", row), slug});
        if (section == Section::themes) {
            shown.cells.push_back(cell("rank", "Ordre", 3));
            shown.cells.back().inputmode = "numeric";
        }
        shown.cells.push_back(cell("name", section == Section::grounds ? "Motif" : "Nom", 0));
        if (section != Section::grounds) {
            shown.cells.push_back(cell("hint", section == Section::themes ? "Précision" : "Description", 0));
            shown.cells.back().is_optional = true;
        }
        if (section == Section::desks) {
            shown.cells.push_back(cell("url", "Adresse du site", 0));
            shown.cells.back().is_optional = true;
            shown.cells.back().inputmode = "url";
        }
        if (!slug.empty()) {
            shown.remove =
                forms::field(row_field("remove", row), fmt::format("Retirer «\u00a0{}\u00a0»", name));
            shown.is_removed = typed.get(row_field("remove", row)) == "oui";
        }
        control.list.push_back(std::move(shown));
    }
    return control;
}

EditorControl phases_control(http::Pairs const& typed, Campaign const& stored, base::Instant now) {
    EditorControl control;
    control.kind = Kind::rows;
    for (PhaseKind const kind : every_phase_kind) {
        EditorRow row;
        row.legend = std::string(title_of(kind));
        if (Phase const* const phase = stored.phase(kind))
            row.note =
                fmt::format("Enregistré\u00a0: {}.", base::french_span(phase->opens_at, phase->closes_at));
        if (is_left(stored, kind, now)) {
            row.note +=
                " Cette phase a ouvert ou a été prolongée\u00a0: elle ne change plus ici, elle peut être "
                "prolongée.";
        } else {
            auto const cell = [&](char const* what, char const* label, int width) {
                html::Field field = forms::field(phase_field(kind, what), label,
                                                 forms::line_of(typed, phase_field(kind, what)));
                field.width_characters = width;
                return field;
            };
            row.cells = {
                cell("opens_day", "Jour d’ouverture", 10), cell("opens_hour", "Heure d’ouverture", 5),
                cell("closes_day", "Jour de clôture", 10), cell("closes_hour", "Heure de clôture", 5)};
        }
        control.list.push_back(std::move(row));
    }
    return control;
}

EditorControl days_control(std::string name, std::string label, http::Pairs const& typed, std::string hint) {
    EditorControl control = line_control(std::move(name), std::move(label), typed, std::move(hint), 3);
    control.field.inputmode = "numeric";
    return control;
}

/// A number of days as typed; −1, which the check refuses, when it is none; a form that does not ask keeps
/// what is stored.
int days_in(http::Pairs const& typed, char const* name, int stored, int most) {
    if (!typed.has(name)) return stored;
    auto const days = base::parse_int(forms::line_of(typed, name));
    return days && *days >= 0 && *days <= most ? static_cast<int>(*days) : -1;
}

std::vector<EditorControl> support_controls(http::Pairs const& typed, std::vector<int> const& editions) {
    auto const classes = typed.all("classes");
    auto const has = [&](std::string_view name) { return std::ranges::find(classes, name) != classes.end(); };
    EditorControl who;
    who.kind = Kind::checkboxes;
    who.field = forms::field(
        "classes", "Qui peut soutenir\u202f?", {},
        "Toutes les collectivités comptent pour une. Ceux qui ne sont pas cochés peuvent contribuer.");
    who.choices = {
        {"authority", "Collectivités territoriales", "Communes, départements, régions", has("authority")},
        {"grouping", "Groupements de collectivités", "EPCI, syndicats, PETR", has("grouping")},
        {"local_public_body", "Autres structures publiques locales", "CCAS, SDIS, GIP, OPSN",
         has("local_public_body")}};
    EditorControl days = days_control(
        "days", "Jours de vérification après la clôture", typed,
        "Un soutien donné à temps par une personne pas encore vérifiée compte si elle l’est dans ce délai.");
    EditorControl api;
    api.kind = Kind::radios;
    api.field = forms::field("api", "Les soutiens peuvent-ils venir par l’API\u202f?");
    api.choices = html::chosen({{"oui", "Oui", {}, false}, {"non", "Non", {}, false}}, typed.get("api"));
    EditorControl edition;
    edition.kind = Kind::radios;
    edition.field =
        forms::field("edition", "Quel référentiel pour les chiffres\u202f?", {},
                     "Un millésime figé garde les chiffres stables quand des communes fusionnent.");
    edition.choices = {{"", "Celui du jour", {}, false}};
    for (int const year : editions)
        edition.choices.push_back({std::to_string(year), fmt::format("Millésime {}", year), {}, false});
    edition.choices = html::chosen(std::move(edition.choices), typed.get("edition"));
    return {std::move(who), std::move(days), std::move(api), std::move(edition)};
}

}  // namespace

std::optional<base::Instant> typed_instant(std::string_view day, std::string_view hour) {
    std::string date(base::trimmed(day));
    std::ranges::replace(date, '.', '/');
    auto const parts = base::split(date, '/');
    base::Civil wall;
    if (parts.size() == 3) {
        auto const d = base::parse_int(parts[0]);
        auto const m = base::parse_int(parts[1]);
        auto const y = base::parse_int(parts[2]);
        if (!d || !m || !y || *y < year_first || *y > year_last || *m < 1 || *m > 12 || *d < 1 || *d > 31)
            return std::nullopt;
        wall.year = static_cast<int>(*y);
        wall.month = static_cast<int>(*m);
        wall.day = static_cast<int>(*d);
    } else {
        auto const at = date.size() == 10 ? base::parse_local(date) : std::nullopt;
        if (!at) return std::nullopt;
        base::Civil const read = base::civil(*at);
        if (read.year < year_first || read.year > year_last) return std::nullopt;
        wall = {read.year, read.month, read.day, 0, 0, 0, 0};
    }
    std::string time;
    for (char const c : hour)
        if (c != ' ' && c != '\xc2' && c != '\xa0') time += c == 'h' || c == 'H' ? ':' : c;
    if (time.ends_with(':')) time += "00";
    auto const clock = base::split(time, ':');
    if (clock.empty() || clock.size() > 2) return std::nullopt;
    auto const h = base::parse_int(clock[0]);
    auto const m = clock.size() == 2 ? base::parse_int(clock[1]) : std::optional<std::int64_t>(0);
    if (!h || !m || *h < 0 || *h > 23 || *m < 0 || *m > 59) return std::nullopt;
    wall.hour = static_cast<int>(*h);
    wall.minute = static_cast<int>(*m);
    wall.second = 0;
    return base::instant_of(wall);
}

std::string typed_day(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return fmt::format("{:02}/{:02}/{:04}", wall.day, wall.month, wall.year);
}

std::string typed_hour(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return fmt::format("{:02}:{:02}", wall.hour, wall.minute);
}

http::Pairs typed_from(Section section, CampaignContent const& content) {
    Campaign const& campaign = content.campaign;
    http::Pairs typed;
    int row = 0;
    switch (section) {
        case Section::texts:
            typed.add("title", campaign.title);
            typed.add("pitch", campaign.pitch);
            typed.add("description", campaign.description);
            break;
        case Section::rules:
            typed.add("rules", campaign.rules);
            typed.add("review_days", std::to_string(campaign.review_days));
            typed.add("late_request_days", std::to_string(campaign.late_request_days));
            break;
        case Section::envelope:
            typed.add("envelope",
                      campaign.envelope ? base::french_number(campaign.envelope->in_cents() / 100) : "");
            break;
        case Section::support:
            for (std::string const& name : campaign.supporting_classes) typed.add("classes", name);
            typed.add("days", std::to_string(campaign.late_verification_days));
            typed.add("api", campaign.api_supports ? "oui" : "non");
            typed.add("edition", campaign.edition ? std::to_string(*campaign.edition) : "");
            break;
        case Section::themes:
            for (Theme const& theme : content.choices.themes) {
                typed.add(row_field("slug", row), theme.slug);
                typed.add(row_field("rank", row), std::to_string(row + 1));
                typed.add(row_field("name", row), theme.name);
                typed.add(row_field("hint", row++), theme.hint);
            }
            return with_blank_rows(section, std::move(typed), blank_rows);
        case Section::desks:
            for (Desk const& desk : content.choices.desks) {
                typed.add(row_field("slug", row), desk.slug);
                typed.add(row_field("name", row), desk.name);
                typed.add(row_field("hint", row), desk.description);
                typed.add(row_field("url", row++), desk.url);
            }
            return with_blank_rows(section, std::move(typed), blank_rows);
        case Section::grounds:
            for (Ground const& ground : content.choices.grounds) {
                typed.add(row_field("slug", row), ground.slug);
                typed.add(row_field("name", row++), ground.name);
            }
            return with_blank_rows(section, std::move(typed), blank_rows);
        case Section::phases:
            for (Phase const& phase : campaign.phases) {
                typed.add(phase_field(phase.kind, "opens_day"), typed_day(phase.opens_at));
                typed.add(phase_field(phase.kind, "opens_hour"), typed_hour(phase.opens_at));
                typed.add(phase_field(phase.kind, "closes_day"), typed_day(phase.closes_at));
                typed.add(phase_field(phase.kind, "closes_hour"), typed_hour(phase.closes_at));
            }
            break;
        case Section::policies:
        case Section::state:
            break;
    }
    return typed;
}

http::Pairs with_blank_rows(Section section, http::Pairs typed, int count) {
    int const before = rows_of(typed);
    for (int row = before; row < before + count && row < static_cast<int>(rows_max); ++row) {
        typed.add(row_field("slug", row), "");
        typed.add(row_field("name", row), "");
        if (section == Section::themes) typed.add(row_field("rank", row), "");
    }
    return typed;
}

http::Pairs with_themes_of_2021(http::Pairs typed) {
    http::Pairs all;
    std::vector<std::string> have;
    int row = 0;
    auto const put = [&](std::string slug, std::string rank, std::string name, std::string hint) {
        all.add(row_field("slug", row), std::move(slug));
        all.add(row_field("rank", row), std::move(rank));
        all.add(row_field("name", row), std::move(name));
        all.add(row_field("hint", row++), std::move(hint));
    };
    int const count = rows_of(typed);
    for (int i = 0; i < count; ++i) {
        std::string name = forms::line_of(typed, row_field("name", i));
        std::string slug = forms::line_of(typed, row_field("slug", i));
        if (name.empty() && slug.empty()) continue;
        have.push_back(base::name_key(name));
        put(std::move(slug), forms::line_of(typed, row_field("rank", i)), std::move(name),
            forms::line_of(typed, row_field("hint", i)));
    }
    for (Theme const& theme : themes_of_2021())
        if (std::ranges::find(have, base::name_key(theme.name)) == have.end())
            put({}, std::to_string(row + 1), theme.name, theme.hint);
    all.add("version", std::string(typed.get("version")));
    return with_blank_rows(Section::themes, std::move(all), blank_rows);
}

ReadSection read_section(Section section, http::Pairs const& typed, Campaign const& stored,
                         base::Instant now) {
    ReadSection read;
    Campaign& wanted = read.wanted.campaign;
    switch (section) {
        case Section::texts:
            wanted.title = forms::line_of(typed, "title");
            wanted.pitch = forms::line_of(typed, "pitch");
            wanted.description = forms::text_of(typed, "description");
            break;
        case Section::rules:
            wanted.rules = forms::text_of(typed, "rules");
            wanted.review_days = days_in(typed, "review_days", stored.review_days, review_days_max);
            wanted.late_request_days =
                days_in(typed, "late_request_days", stored.late_request_days, late_request_days_max);
            break;
        case Section::envelope: {
            std::string const amount = forms::line_of(typed, "envelope");
            auto const euros = euros_in(amount);
            if (euros && *euros >= 0 && *euros <= envelope_euros_max)
                wanted.envelope = base::Euros::whole(*euros);
            else if (!amount.empty())
                read.errors.add(
                    "envelope",
                    "Donnez un nombre entier d’euros, entre 0 et 100 milliards, comme 2 000 000.");
            break;
        }
        case Section::support: {
            for (std::string_view const name : typed.all("classes"))
                if (name == "authority" || name == "grouping" || name == "local_public_body")
                    wanted.supporting_classes.emplace_back(name);
            std::ranges::sort(wanted.supporting_classes);
            auto const same = std::ranges::unique(wanted.supporting_classes);
            wanted.supporting_classes.erase(same.begin(), same.end());
            wanted.late_verification_days = days_in(typed, "days", -1, late_verification_days_max);
            if (typed.get("api") != "oui" && typed.get("api") != "non")
                read.errors.add("api", "Dites si les soutiens peuvent venir par l’API.");
            wanted.api_supports = typed.get("api") == "oui";
            std::string const edition = forms::line_of(typed, "edition");
            auto const year = base::parse_int(edition);
            if (year && *year >= edition_first && *year <= edition_last)
                wanted.edition = static_cast<int>(*year);
            else if (!edition.empty())
                read.errors.add("edition", "Choisissez un millésime de la liste.");
            break;
        }
        case Section::themes:
        case Section::desks:
        case Section::grounds:
            read_list(section, typed, read);
            break;
        case Section::phases:
            read_phases(typed, stored, now, read);
            break;
        case Section::policies:
        case Section::state:
            break;
    }
    return read;
}

base::Refusal on_rows(base::Refusal refusal, std::vector<int> const& rows) {
    if (rows.empty()) return refusal;
    for (base::FieldError& error : refusal.fields)
        for (char const* what : {"name", "hint", "url"}) {
            std::string const start = std::string(what) + "_";
            if (!error.field.starts_with(start)) continue;
            auto const entry = base::parse_int(std::string_view(error.field).substr(start.size()));
            if (entry && *entry >= 0 && *entry < static_cast<std::int64_t>(rows.size()))
                error.field = row_field(what, rows[static_cast<std::size_t>(*entry)]);
            break;
        }
    return refusal;
}

std::vector<EditorControl> controls_of(Section section, http::Pairs const& typed, Campaign const& stored,
                                       std::vector<int> const& editions, base::Instant now) {
    std::vector<EditorControl> controls;
    switch (section) {
        case Section::texts:
            controls.push_back(line_control("title", "Titre", typed,
                                            "120 caractères au plus. Il nomme la consultation partout."));
            controls.push_back(text_control("pitch", "Phrase de présentation", typed, 2, campaign_pitch_max,
                                            "Une ou deux phrases, en tête de la page et dans les listes."));
            controls.push_back(markdown_control("description", "Texte de présentation", typed, 14));
            break;
        case Section::rules:
            controls.push_back(markdown_control("rules", "Règles de la consultation", typed, 18));
            controls.push_back(days_control(
                "review_days", "Jours pour demander un réexamen", typed,
                fmt::format("Après chaque décision sur une contribution, entre 1 et {}.", review_days_max)));
            controls.push_back(days_control(
                "late_request_days", "Jours pour demander une prise en compte tardive", typed,
                fmt::format("Après la clôture de la collecte et des soutiens, entre 0 et {}. Chaque demande "
                            "reçoit une décision motivée. 0\u00a0: aucune demande tardive n’est reçue.",
                            late_request_days_max)));
            break;
        case Section::envelope:
            controls.push_back(line_control("envelope", "Montant en euros", typed,
                                            "Sans centimes. Exemple\u00a0: 2 000 000", 20));
            controls.back().field.is_optional = true;
            controls.back().field.inputmode = "numeric";
            break;
        case Section::support:
            return support_controls(typed, editions);
        case Section::themes:
        case Section::desks:
        case Section::grounds:
            controls.push_back(list_control(section, typed));
            break;
        case Section::phases:
            controls.push_back(phases_control(typed, stored, now));
            break;
        case Section::policies:
        case Section::state:
            break;
    }
    return controls;
}

std::vector<html::Field*> fields_of(std::vector<EditorControl>& controls) {
    std::vector<html::Field*> fields;
    for (EditorControl& control : controls) {
        if (control.kind != EditorControl::Kind::rows) fields.push_back(&control.field);
        for (EditorRow& row : control.list)
            for (html::Field& cell : row.cells) fields.push_back(&cell);
    }
    return fields;
}

}  // namespace consultation
