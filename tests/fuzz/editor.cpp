// What operators type into the forms of a campaign and of a proposal: lists, days, hours, amounts. What a
// form gave is shown in it again and gives the same. The first byte says which part of a campaign, the rest
// is the form. What touches the database is not called: it fails here.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp src/base/french*.cpp src/base/instant.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp src/web/forms.cpp
//
// sources: src/html/markdown.cpp src/html/out.cpp src/html/form.cpp
//
// sources: src/consultation/section_form.cpp src/consultation/section_check.cpp src/consultation/campaign.cpp
//
// sources: src/consultation/section.cpp src/consultation/campaign_change.cpp src/consultation/themes_2021.cpp
//
// sources: src/consultation/proposal_texts.cpp src/consultation/proposal.cpp
//
// libs: -lfmt -lcrypto -ldate-tz -lbrotlienc -lz -lcmark-gfm
#include "fuzz.hpp"

#include "consultation/campaign_change.hpp"
#include "consultation/proposal_texts.hpp"
#include "consultation/section_check.hpp"
#include "consultation/section_form.hpp"

namespace consultation {
Theme const* Choices::theme(std::string_view slug) const {
    for (Theme const& one : themes)
        if (one.slug == slug) return &one;
    return nullptr;
}
Theme const* Choices::theme(base::Id<Theme>) const {
    base::fail("not called");
}
}  // namespace consultation

namespace {

using consultation::Section;

constexpr base::Instant now{1'780'000'000'000'000};

consultation::CampaignContent content_of(consultation::CampaignFile const& wanted) {
    consultation::CampaignContent content;
    content.campaign = wanted.campaign;
    content.choices.themes = wanted.themes;
    content.choices.desks = wanted.desks;
    content.choices.grounds = wanted.grounds;
    return content;
}

void part_of_a_campaign(Section section, http::Pairs const& typed) {
    consultation::Campaign const stored;
    consultation::ReadSection read = consultation::read_section(section, typed, stored, now);
    consultation::check_section(section, read.wanted, stored, now, read.errors);
    (void)consultation::with_themes_of_2021(typed);
    auto controls = consultation::controls_of(section, typed, stored, {2021, 2026}, now);
    (void)consultation::fields_of(controls);
    if (!read.errors.none()) {
        base::Refusal const refusal = consultation::on_rows(std::move(read.errors).refusal(), read.rows);
        base::check(!refusal.fields.empty(), "an error has its field");
        return;
    }
    consultation::CampaignContent const content = content_of(read.wanted);
    http::Pairs const shown = consultation::typed_from(section, content);
    consultation::ReadSection again = consultation::read_section(section, shown, stored, now);
    base::check(again.errors.none(), "what was taken can be taken again");
    base::check(consultation::typed_from(section, content_of(again.wanted)).items() == shown.items(),
                "a form shows what it gave");
    auto const facts = consultation::facts_of(content, section);
    base::check(consultation::facts_from(consultation::stored_facts(facts)) == facts,
                "facts are kept as they were");
    (void)consultation::summary_of(content, section);
    (void)consultation::missing(content, section);
}

void moment(std::string_view day, std::string_view hour) {
    auto const at = consultation::typed_instant(day, hour);
    if (!at) return;
    std::string const shown_day = consultation::typed_day(*at);
    std::string const shown_hour = consultation::typed_hour(*at);
    // An hour that the clock skips is moved once; then it stays.
    base::check(consultation::typed_instant(shown_day, shown_hour) == at, "an instant reads as it is shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    if (text.empty()) return 0;
    auto const typed = http::parse_form(text.substr(1));
    if (!typed) return 0;
    auto const part = static_cast<unsigned char>(text[0]) % std::size(consultation::edited_sections);
    part_of_a_campaign(consultation::edited_sections[part], *typed);
    moment(typed->get("day"), typed->get("hour"));
    if (auto const euros = consultation::read_euros(typed->get("build_cost")))
        base::check(euros->in_cents() >= 0, "an amount is not negative");
    consultation::Choices choices;
    choices.themes.push_back({base::Id<consultation::Theme>(1), "etat-civil", "État civil", ""});
    (void)consultation::read_proposal(consultation::TypedProposal::from(*typed), choices);
    return 0;
}
