// A campaign written as its TOML file, in the order in which docs/campaign-file.md explains it.
#include <fmt/format.h>

#include "base/instant.hpp"
#include "base/text.hpp"
#include "consultation/campaign_file.hpp"

namespace consultation {
namespace {

constexpr std::size_t codes_a_line = 12;

/// A basic string; texts of several lines stand between three quotes.
std::string quoted(std::string_view text) {
    bool const is_long = text.find('\n') != std::string_view::npos;
    std::string out = is_long ? "\"\"\"\n" : "\"";
    for (char const c : text) {
        if (c == '\\' || c == '"')
            out += {'\\', c};
        else if (c == '\t')
            out += "\\t";
        else
            out += c;
    }
    return out + (is_long ? "\"\"\"" : "\"");
}

std::string local(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", wall.year, wall.month, wall.day, wall.hour,
                       wall.minute, wall.second);
}

class Text {
  public:
    void line(std::string_view key, std::string_view value) {
        out_ += fmt::format("{} = {}\n", key, quoted(value));
    }
    void maybe(std::string_view key, std::string_view value) {
        if (!value.empty()) line(key, value);
    }
    void bare(std::string_view key, std::string const& value) {
        out_ += fmt::format("{} = {}\n", key, value);
    }
    void table(std::string_view name) { out_ += fmt::format("\n[[{}]]\n", name); }
    void codes(std::string_view key, std::vector<std::string> const& all) {
        out_ += fmt::format("{} = [", key);
        for (std::size_t i = 0; i < all.size(); ++i)
            out_ += fmt::format("{}{},", i % codes_a_line == 0 ? "\n    " : " ", quoted(all[i]));
        out_ += all.empty() ? "]\n" : "\n]\n";
    }
    std::string take() && { return std::move(out_); }

  private:
    std::string out_;
};

}  // namespace

std::string write_campaign_file(CampaignFile const& file) {
    Campaign const& campaign = file.campaign;
    Text text;
    text.line("slug", campaign.slug);
    text.line("title", campaign.title);
    text.maybe("pitch", campaign.pitch);
    text.maybe("description", campaign.description);
    text.maybe("rules", campaign.rules);
    text.line("state", name_of(campaign.state));
    // Whole euros: the file and the editor know no cents.
    if (campaign.envelope) text.bare("envelope_euros", std::to_string(campaign.envelope->in_cents() / 100));
    std::vector<std::string> classes;
    for (std::string const& name : campaign.supporting_classes) classes.push_back(quoted(name));
    text.bare("supporting_classes", "[" + base::joined(classes, ", ") + "]");
    text.bare("late_verification_days", std::to_string(campaign.late_verification_days));
    text.bare("review_days", std::to_string(campaign.review_days));
    text.bare("late_request_days", std::to_string(campaign.late_request_days));
    text.bare("api_supports", campaign.api_supports ? "true" : "false");
    if (campaign.edition) text.bare("edition", std::to_string(*campaign.edition));
    if (file.policies && file.policies->empty()) text.bare("policies", "[]");
    for (Phase const& phase : campaign.phases) {
        text.table("phases");
        text.line("kind", name_of(phase.kind));
        text.bare("opens", local(phase.opens_at));
        text.bare("closes", local(phase.closes_at));
    }
    for (Theme const& theme : file.themes) {
        text.table("themes");
        text.line("slug", theme.slug);
        text.line("name", theme.name);
        text.maybe("hint", theme.hint);
    }
    for (Desk const& desk : file.desks) {
        text.table("desks");
        text.line("slug", desk.slug);
        text.line("name", desk.name);
        text.maybe("description", desk.description);
        text.maybe("url", desk.url);
    }
    for (Ground const& ground : file.grounds) {
        text.table("grounds");
        text.line("slug", ground.slug);
        text.line("name", ground.name);
    }
    if (file.policies)
        for (Policy const& policy : *file.policies) {
            text.table("policies");
            text.line("slug", policy.slug);
            text.line("name", policy.name);
            text.line("source", policy.source);
            text.codes("communes", policy.members);
        }
    return std::move(text).take();
}

}  // namespace consultation
