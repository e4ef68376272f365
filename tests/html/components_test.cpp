// The design system's components: correct markup, ids that link, nothing escaped wrongly, words where colours
// speak.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "html/form.hpp"
#include "html/markup.hpp"
#include "html/pages_back_link.hpp"
#include "html/pages_bar_chart.hpp"
#include "html/pages_breadcrumbs.hpp"
#include "html/pages_button.hpp"
#include "html/pages_checkboxes.hpp"
#include "html/pages_chosen_filters.hpp"
#include "html/pages_confirmation_panel.hpp"
#include "html/pages_date_time_input.hpp"
#include "html/pages_details.hpp"
#include "html/pages_empty_state.hpp"
#include "html/pages_error_summary.hpp"
#include "html/pages_fieldset.hpp"
#include "html/pages_filter_panel.hpp"
#include "html/pages_hidden_inputs.hpp"
#include "html/pages_inset_text.hpp"
#include "html/pages_key_figures.hpp"
#include "html/pages_notification_banner.hpp"
#include "html/pages_pagination.hpp"
#include "html/pages_phase_banner.hpp"
#include "html/pages_radios.hpp"
#include "html/pages_search_box.hpp"
#include "html/pages_select.hpp"
#include "html/pages_skip_link.hpp"
#include "html/pages_steps.hpp"
#include "html/pages_summary_list.hpp"
#include "html/pages_table.hpp"
#include "html/pages_tag.hpp"
#include "html/pages_text_input.hpp"
#include "html/pages_textarea.hpp"
#include "html/pages_warning_text.hpp"
#include "html/view.hpp"

namespace {

namespace pages = html::pages;

constexpr char const* HOSTILE = "\"><script>alert('x')</script>&";

/// What `write` writes, checked to be correct markup without any script.
std::string written(std::function<void(html::Out&)> const& write) {
    html::Out out;
    write(out);
    std::string text = std::move(out).text();
    markup::Document const document = markup::read(text);
    for (std::string const& fault : document.faults) ADD_FAILURE() << fault << "\nin " << text;
    EXPECT_TRUE(document.all("script").empty()) << text;
    return text;
}

bool has(std::string const& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

html::Html html_of(std::string text) {
    return html::trusted_from_template(std::move(text));
}

html::Field full_field() {
    return {.id = "siren",
            .name = "siren",
            .label = "Numéro SIREN",
            .hint = "Neuf chiffres",
            .error = "Saisissez neuf chiffres",
            .value = "12 <3",
            .autocomplete = "off",
            .inputmode = "numeric",
            .width_characters = 10,
            .is_optional = true};
}

TEST(Field, is_described_by_its_hint_then_its_error) {
    html::Field field{.id = "a"};
    EXPECT_EQ(field.described_by(), "");
    EXPECT_EQ(field.described_by("a-info"), "a-info");
    field.hint = "h";
    EXPECT_EQ(field.described_by(), "a-hint");
    field.error = "e";
    EXPECT_EQ(field.described_by("a-info"), "a-hint a-error a-info");
}

TEST(TextInput, links_label_hint_and_error_and_keeps_what_was_typed) {
    std::string const text = written([](html::Out& out) { pages::text_input(out, full_field()); });
    markup::Element const input = markup::read(text).by_id("siren");
    EXPECT_EQ(input.tag, "input");
    EXPECT_EQ(input.attribute("aria-describedby"), "siren-hint siren-error");
    EXPECT_EQ(input.attribute("aria-invalid"), "true");
    EXPECT_EQ(input.attribute("value"), "12 &lt;3");
    EXPECT_EQ(input.attribute("class"), "govuk-input govuk-input--width-10 govuk-input--error");
    EXPECT_TRUE(has(text, "Numéro SIREN (facultatif)</label>"));
    EXPECT_TRUE(has(text, "<span class=\"govuk-visually-hidden\">Erreur\u00A0:</span> Saisissez"));
}

TEST(TextInput, without_hint_or_error_says_nothing_of_them) {
    std::string const text = written([](html::Out& out) {
        pages::text_input(out, {.id = "nom", .name = "nom", .label = "Nom", .is_page_title = true});
    });
    EXPECT_FALSE(has(text, "aria-describedby"));
    EXPECT_FALSE(has(text, "error"));
    EXPECT_FALSE(has(text, "facultatif"));
    EXPECT_TRUE(has(text, "<h1 class=\"govuk-label-wrapper\"><label"));
}

TEST(TextArea, keeps_a_first_line_end_and_tells_the_limit) {
    html::Field field = full_field();
    field.value = "\nun</textarea>";
    std::string const text = written([&](html::Out& out) { pages::textarea(out, field, 5, 4000); });
    EXPECT_TRUE(has(text, ">\n\nun&lt;/textarea&gt;</textarea>")) << text;
    EXPECT_TRUE(has(text, "data-maxlength=\"4000\""));
    EXPECT_TRUE(has(text, "4\u202F000 caractères au plus"));
    EXPECT_EQ(markup::read(text).by_id("siren").attribute("aria-describedby"),
              "siren-hint siren-error siren-info");
    EXPECT_FALSE(has(written([&](html::Out& out) { pages::textarea(out, field, 5, 0); }), "maxlength"));
}

TEST(Choices, mark_the_chosen_one_and_give_the_first_the_id_of_the_field) {
    std::vector<html::Choice> const choices =
        html::chosen({{.value = "a", .label = "A"}, {.value = "b", .label = "B<", .hint = "Plus"}}, "b");
    std::string const radios = written([&](html::Out& out) { pages::radios(out, full_field(), choices); });
    markup::Document const document = markup::read(radios);
    EXPECT_EQ(document.by_id("siren").attribute("value"), "a");
    EXPECT_FALSE(document.by_id("siren").has("checked"));
    EXPECT_TRUE(document.by_id("siren-2").has("checked"));
    EXPECT_EQ(document.by_id("siren-2").attribute("aria-describedby"), "siren-2-item-hint");
    EXPECT_EQ(document.all("fieldset")[0].attribute("aria-describedby"), "siren-hint siren-error");

    std::string const boxes = written([&](html::Out& out) { pages::checkboxes(out, full_field(), choices); });
    EXPECT_EQ(markup::read(boxes).by_id("siren-2").attribute("type"), "checkbox");
    std::string const select = written([&](html::Out& out) { pages::select(out, full_field(), choices); });
    EXPECT_TRUE(has(select, "<option value=\"a\">A</option><option value=\"b\" selected>B&lt;</option>"))
        << select;
}

TEST(DateTime, asks_day_month_year_and_hour_only_when_wanted) {
    html::TypedMoment typed{.day = "1", .month = "4", .year = "2026"};
    std::string const day =
        written([&](html::Out& out) { pages::date_time_input(out, full_field(), typed); });
    EXPECT_EQ(markup::read(day).all("input").size(), 3U);
    EXPECT_EQ(markup::read(day).by_id("siren").attribute("name"), "siren_day")
        << "the error summary leads to the day";
    typed.has_time = true;
    std::string const moment =
        written([&](html::Out& out) { pages::date_time_input(out, full_field(), typed); });
    EXPECT_EQ(markup::read(moment).all("input").size(), 5U);
    EXPECT_EQ(markup::read(moment).by_id("siren-minute").attribute("name"), "siren_minute");
}

TEST(ErrorSummary, counts_and_leads_to_each_field) {
    EXPECT_EQ(written([](html::Out& out) { pages::error_summary(out, {}); }), "");
    std::vector<html::FieldError> const errors = html::errors_of({full_field(), {.id = "nom"}});
    ASSERT_EQ(errors.size(), 1U);
    std::string const one = written([&](html::Out& out) { pages::error_summary(out, errors); });
    EXPECT_TRUE(has(one, "Une réponse est à corriger"));
    EXPECT_TRUE(has(one, "<a href=\"#siren\">Saisissez neuf chiffres</a>"));
    std::string const two = written([](html::Out& out) {
        pages::error_summary(out, {{"a", "A"}, {"", "Réessayez"}});
    });
    EXPECT_TRUE(has(two, "2 réponses sont à corriger"));
    EXPECT_TRUE(has(two, "<li>Réessayez</li>"));
}

TEST(Button, is_a_link_when_it_leads_somewhere_and_a_button_when_it_acts) {
    EXPECT_EQ(written([](html::Out& out) { pages::button(out, {.label = "Soutenir"}); }),
              "<button type=\"submit\" class=\"govuk-button\">Soutenir</button>\n");
    EXPECT_EQ(
        written([](html::Out& out) {
            pages::button(out, {.label = "Voir", .href = "/x", .kind = html::Button::Kind::secondary});
        }),
        "<a href=\"/x\" role=\"button\" draggable=\"false\" class=\"govuk-button govuk-button--secondary\">"
        "Voir</a>\n");
    EXPECT_TRUE(has(written([](html::Out& out) {
                        pages::button(out, {.label = "Retirer",
                                            .kind = html::Button::Kind::warning,
                                            .name = "act",
                                            .value = "withdraw"});
                    }),
                    " govuk-button--warning\" name=\"act\" value=\"withdraw\""));
}

TEST(Pagination, shows_at_most_seven_places_and_marks_the_present_page) {
    using Numbers = std::vector<int>;
    EXPECT_EQ(html::shown_numbers({1, 1, ""}), Numbers({1}));
    EXPECT_EQ(html::shown_numbers({3, 7, ""}), Numbers({1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(html::shown_numbers({1, 9, ""}), Numbers({1, 2, 0, 9}));
    EXPECT_EQ(html::shown_numbers({4, 9, ""}), Numbers({1, 2, 3, 4, 5, 0, 9}));
    EXPECT_EQ(html::shown_numbers({5, 9, ""}), Numbers({1, 0, 4, 5, 6, 0, 9}));
    EXPECT_EQ(html::shown_numbers({9, 9, ""}), Numbers({1, 0, 8, 9}));
    for (int last = 1; last < 40; ++last) {
        for (int current = 1; current <= last; ++current) {
            EXPECT_LE(html::shown_numbers({current, last, ""}).size(), 7U);
        }
    }
    EXPECT_EQ(written([](html::Out& out) { pages::pagination(out, {1, 1, "?page="}); }), "");
    std::string const text = written([](html::Out& out) { pages::pagination(out, {2, 9, "/p?q=a&page="}); });
    EXPECT_TRUE(has(text, "href=\"/p?q=a&amp;page=3\" aria-label=\"Page 3\""));
    EXPECT_TRUE(has(text, "href=\"/p?q=a&amp;page=2\" aria-label=\"Page 2\" aria-current=\"page\""));
    EXPECT_TRUE(has(text, "rel=\"prev\""));
    EXPECT_FALSE(has(written([](html::Out& out) {
                         pages::pagination(out, {9, 9, "?page="});
                     }),
                     "rel=\"next\""));
}

TEST(Steps, the_present_one_is_marked_in_words_too) {
    using State = html::Step::State;
    std::string const text = written([](html::Out& out) {
        pages::steps(
            out, {{"Recueil", "mars", State::past}, {"Soutiens", "avril", State::current}, {"Choix", ""}});
    });
    EXPECT_TRUE(has(text, "<li class=\"steps__item steps__item--now\" aria-current=\"step\">"));
    EXPECT_TRUE(has(text, "Étape en cours"));
    EXPECT_TRUE(has(text, "(étape terminée)"));
    EXPECT_EQ(markup::read(text).all("li").size(), 3U);
}

TEST(Table, has_caption_scopes_and_numbers_on_the_right) {
    html::Table const table{"Soutiens", {{"Territoire"}, {"Nombre", true}}, {{{"Gers", "/gers"}, {"12"}}}};
    std::string const text = written([&](html::Out& out) { pages::table(out, table); });
    EXPECT_TRUE(has(
        text, "<th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">Nombre</th>"));
    EXPECT_TRUE(has(
        text, "<th scope=\"row\" class=\"govuk-table__header\"><a class=\"govuk-link\" href=\"/gers\">Gers"));
    EXPECT_TRUE(has(text, "<td class=\"govuk-table__cell govuk-table__cell--numeric\">12</td>"));
}

TEST(Bars, are_as_long_as_their_share_of_the_longest) {
    EXPECT_EQ(html::lengths_percent({{"a", 50}, {"b", 200}, {"c", 0}, {"d", 1}, {"e", -4}}),
              (std::vector<int>{25, 100, 0, 1, 0}));
    EXPECT_EQ(html::lengths_percent({{"a", 0}}), std::vector<int>{0});
    EXPECT_EQ(html::lengths_percent({{"a", INT64_MAX}}), std::vector<int>{100});
    std::string const text = written([](html::Out& out) {
        pages::bar_chart(out, "Par type", "Type", "Nombre", {{"Communes", 3, "3"}, {"Régions", 6, "6"}}, {});
    });
    EXPECT_TRUE(has(text, "<rect width=\"50\" height=\"10\"/>"));
}

TEST(Bars, are_as_long_as_their_share_of_their_own_whole_when_they_have_one) {
    std::string const text = written([](html::Out& out) {
        pages::bar_chart(
            out, "Par politique", "Politique", "Communes",
            {{"Petites villes", 1, "1 sur 40"}, {"Centres", 30, "30 sur 40"}, {"Rien", 0, "0 sur 0"}},
            {40, 40, 0});
    });
    EXPECT_TRUE(has(text, "<rect width=\"3\" height=\"10\"/>"));
    EXPECT_TRUE(has(text, "<rect width=\"75\" height=\"10\"/>"));
    EXPECT_TRUE(has(text, "<rect width=\"0\" height=\"10\"/>"));
}

TEST(Components, write_hostile_values_harmlessly) {
    html::Field field = full_field();
    field.label = field.hint = field.error = field.value = HOSTILE;
    std::vector<html::Choice> const choices = {{HOSTILE, HOSTILE, HOSTILE, true}};
    html::Html const content = html_of("<p>Texte</p>");
    std::vector<html::HiddenInput> const hidden = {{"a", HOSTILE}};
    std::vector<std::function<void(html::Out&)>> const components = {
        [&](html::Out& out) { pages::text_input(out, field); },
        [&](html::Out& out) { pages::textarea(out, field, 5, 10); },
        [&](html::Out& out) { pages::select(out, field, choices); },
        [&](html::Out& out) { pages::radios(out, field, choices); },
        [&](html::Out& out) { pages::checkboxes(out, field, choices); },
        [&](html::Out& out) {
            pages::date_time_input(out, field, {HOSTILE, HOSTILE, HOSTILE});
        },
        [&](html::Out& out) {
            pages::error_summary(out, {{"a", HOSTILE}});
        },
        [&](html::Out& out) { pages::button(out, {.label = HOSTILE, .name = HOSTILE, .value = HOSTILE}); },
        [&](html::Out& out) { pages::button(out, {.label = HOSTILE, .href = HOSTILE}); },
        [&](html::Out& out) { pages::back_link(out, HOSTILE); },
        [&](html::Out& out) { pages::skip_link(out); },
        [&](html::Out& out) {
            pages::breadcrumbs(out, {{HOSTILE, HOSTILE}, {HOSTILE}});
        },
        [&](html::Out& out) { pages::fieldset(out, HOSTILE, content); },
        [&](html::Out& out) { pages::hidden_inputs(out, hidden); },
        [&](html::Out& out) { pages::search_box(out, HOSTILE, field, hidden); },
        [&](html::Out& out) { pages::filter_panel(out, HOSTILE, content, hidden, true); },
        [&](html::Out& out) {
            pages::chosen_filters(out, HOSTILE, {{HOSTILE, HOSTILE}, {"b", "?"}}, HOSTILE);
        },
        [&](html::Out& out) { pages::tag(out, HOSTILE, html::TagColour::green); },
        [&](html::Out& out) { pages::notification_banner(out, HOSTILE, content, true); },
        [&](html::Out& out) { pages::confirmation_panel(out, HOSTILE, HOSTILE); },
        [&](html::Out& out) { pages::inset_text(out, content); },
        [&](html::Out& out) { pages::warning_text(out, HOSTILE); },
        [&](html::Out& out) { pages::details(out, HOSTILE, content); },
        [&](html::Out& out) { pages::phase_banner(out, HOSTILE, HOSTILE); },
        [&](html::Out& out) {
            pages::summary_list(out, {{HOSTILE, HOSTILE, {}, HOSTILE}, {"a", "", content}});
        },
        [&](html::Out& out) {
            pages::table(out, {HOSTILE, {{HOSTILE}}, {{{HOSTILE, HOSTILE}}}});
        },
        [&](html::Out& out) {
            pages::pagination(out, {2, 9, HOSTILE});
        },
        [&](html::Out& out) {
            pages::steps(out, {{HOSTILE, HOSTILE, html::Step::State::current}});
        },
        [&](html::Out& out) {
            pages::key_figures(out, {{HOSTILE, HOSTILE}}, HOSTILE);
        },
        [&](html::Out& out) {
            pages::bar_chart(out, HOSTILE, HOSTILE, HOSTILE, {{HOSTILE, 1, HOSTILE}}, {});
        },
        [&](html::Out& out) { pages::empty_state(out, HOSTILE, content); },
    };
    for (auto const& component : components) EXPECT_NE(written(component), "");
}

TEST(Components, never_lead_to_a_script) {
    std::string const text = written([](html::Out& out) {
        pages::back_link(out, "javascript:alert(1)");
        pages::breadcrumbs(out, {{"a", "JAVASCRIPT:alert(1)"}});
    });
    EXPECT_FALSE(has(text, "alert"));
}

}  // namespace
