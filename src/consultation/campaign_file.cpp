#include "consultation/campaign_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "consultation/section_check.hpp"

namespace consultation {
namespace {

constexpr std::size_t title_characters_max = campaign_title_max;
constexpr std::size_t pitch_characters_max = campaign_pitch_max;
constexpr std::size_t text_characters_max = campaign_text_max;
constexpr std::size_t slug_bytes_max = campaign_slug_max;
constexpr int review_days_default = 60;
/// Ours have none; numbers have one.
constexpr std::size_t dots_of_key_max = 8;

/// The end of the text that begins at `from` with its quote; of one that is never closed, the end of its
/// line.
std::size_t after_text(std::string_view toml, std::size_t from) {
    char const quote = toml[from];
    std::string const three(3, quote);
    bool const is_long = toml.substr(from).starts_with(three);
    for (std::size_t i = from + (is_long ? 3 : 1); i < toml.size(); ++i) {
        if (quote == '"' && toml[i] == '\\') {
            ++i;
        } else if (!is_long && toml[i] == '\n') {
            return i;
        } else if (!is_long && toml[i] == quote) {
            return i + 1;
        } else if (is_long && toml.substr(i).starts_with(three)) {
            i += three.size();
            // Two more quotes may belong to the text.
            for (int more = 0; more < 2 && i < toml.size() && toml[i] == quote; ++more) ++i;
            return i;
        }
    }
    return toml.size();
}

bool begins_key(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '"' || c == '\'' || c == ']';  // the last one it refuses itself
}

/// What toml++ 3.3 must not be given, because one operator's file would end the service for all. It bounds
/// how deep arrays and tables stand in one another, but not dotted keys: a megabyte of "a.a.a" makes a tree
/// whose removal overflows the stack. A header without a name ("[=]") meets an assertion in Debian's library.
/// And it has no defined answer to a letter with an accent outside texts and comments.
std::optional<base::Refusal> unfit_for_parser(std::string_view toml) {
    auto const refused = [&](std::size_t at, char const* what) {
        auto const line = 1 + std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        return base::refuse(base::RefusalCode::invalid, fmt::format("Ligne {}\u00a0: {}", line, what));
    };
    std::size_t dots = 0;
    std::size_t open_brackets = 0;
    bool begins_line = true;
    for (std::size_t i = toml.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < toml.size();) {
        char const c = toml[i];
        bool const is_header = c == '[' && begins_line && open_brackets == 0;
        begins_line = c == '\n' || (begins_line && (c == ' ' || c == '\t' || c == '\r'));
        if (c == '"' || c == '\'') {
            i = after_text(toml, i);
            continue;
        }
        if (c == '#') {
            i = std::min(toml.find('\n', i), toml.size());
            continue;
        }
        if (static_cast<unsigned char>(c) >= 0x80)
            return refused(i,
                           "une lettre accentuée, ou une espace insécable, se trouve hors des guillemets.");
        if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
        if (c == '.' && ++dots > dots_of_key_max)
            return refused(i, "une clé est faite de trop de parties séparées par des points.");
        if (is_header) {
            std::size_t const second = toml.find_first_not_of(" \t", i + 1);
            std::size_t const name = second < toml.size() && toml[second] == '['
                                         ? toml.find_first_not_of(" \t", second + 1)
                                         : second;
            if (name >= toml.size() || !begins_key(toml[name]))
                return refused(i, "un nom manque entre les crochets.");
            i = name;  // brackets of a header close on its line, or the parser says so
            continue;
        }
        if (c == '[' || c == '{') ++open_brackets;
        if ((c == ']' || c == '}') && open_brackets > 0) --open_brackets;
        ++i;
    }
    return std::nullopt;
}

/// One table of the file: takes its values out one by one and notes what is wrong with each.
class TableOf {
  public:
    TableOf(toml::table const& table, std::string place, base::FormErrors& errors)
        : table_(table), place_(std::move(place)), errors_(errors) {}

    std::string text(char const* name, std::size_t characters_max, bool is_needed) {
        known_.insert(name);
        toml::node const* const node = table_.get(name);
        if (!node) {
            if (is_needed) wrong(name, "manque");
            return {};
        }
        auto const value = node->value_exact<std::string>();
        auto tidy = value ? base::tidied(*value) : std::nullopt;
        if (!tidy) {
            wrong(name, "doit être un texte");
            return {};
        }
        if (is_needed && tidy->empty()) wrong(name, "est vide");
        if (base::length_in_characters(*tidy) > characters_max)
            wrong(name, fmt::format("dépasse {} caractères", characters_max));
        return std::move(*tidy);
    }
    std::string slug() {
        std::string value = text("slug", slug_bytes_max, true);
        if (!value.empty() && !is_campaign_slug(value))
            wrong("slug", "ne doit contenir que des minuscules sans accent, des chiffres et des tirets");
        return value;
    }
    std::optional<std::int64_t> number(char const* name, std::int64_t least, std::int64_t most) {
        known_.insert(name);
        toml::node const* const node = table_.get(name);
        if (!node) return std::nullopt;
        auto const value = node->value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            wrong(name, fmt::format("doit être un nombre entier entre {} et {}", least, most));
            return std::nullopt;
        }
        return value;
    }
    std::optional<bool> yes_or_no(char const* name) {
        known_.insert(name);
        toml::node const* const node = table_.get(name);
        if (!node) return std::nullopt;
        auto const value = node->value_exact<bool>();
        if (!value) wrong(name, "doit être true ou false");
        return value;
    }
    /// A local date and time, written as TOML's own or as a text.
    std::optional<base::Instant> instant(char const* name) {
        known_.insert(name);
        toml::node const* const node = table_.get(name);
        if (!node) {
            wrong(name, "manque");
            return std::nullopt;
        }
        std::optional<base::Instant> at;
        if (auto const local = node->value_exact<toml::date_time>(); local && !local->is_local()) {
            wrong(name, "doit être à l’heure de Paris, sans fuseau");
            return std::nullopt;
        } else if (local) {
            at = base::instant_of({local->date.year, local->date.month, local->date.day, local->time.hour,
                                   local->time.minute, local->time.second});
        } else if (auto const day = node->value_exact<toml::date>()) {
            at = base::instant_of({day->year, day->month, day->day, 0, 0, 0});
        } else if (auto const written = node->value_exact<std::string>()) {
            at = base::parse_local(*written);
        }
        if (!at) wrong(name, "doit être une date et une heure, comme 2026-01-25T09:00:00");
        return at;
    }
    std::vector<std::string> words(char const* name) {
        known_.insert(name);
        std::vector<std::string> all;
        toml::node const* const node = table_.get(name);
        if (!node) return all;
        toml::array const* const array = node->as_array();
        if (!array) {
            wrong(name, "doit être une liste de textes");
            return all;
        }
        for (toml::node const& element : *array) {
            auto const word = element.value_exact<std::string>();
            if (word)
                all.push_back(*word);
            else
                wrong(name, "doit être une liste de textes");
        }
        return all;
    }
    /// Calls `each` with every table of a list of tables; faults of form are noted.
    template<class Each>
    void sections(char const* name, std::size_t count_max, bool is_needed, Each&& each) {
        known_.insert(name);
        toml::node const* const node = table_.get(name);
        toml::array const* const array = node ? node->as_array() : nullptr;
        if (!array || array->empty()) {
            if (is_needed || (node && !array)) wrong(name, "manque");
            return;
        }
        if (array->size() > count_max) return wrong(name, fmt::format("dépasse {} entrées", count_max));
        std::size_t at = 0;
        for (toml::node const& element : *array) {
            std::string const place = fmt::format("{}{}[{}]", prefix(), name, at++);
            toml::table const* const table = element.as_table();
            if (!table) {
                errors_.add(place, fmt::format("« {} » doit être une table.", place));
                continue;
            }
            TableOf section(*table, place, errors_);
            each(section);
            section.refuse_unknown();
        }
    }
    bool has(char const* name) const { return table_.contains(name); }
    /// A key that nothing reads is a typing mistake; silence would hide it.
    void refuse_unknown() {
        for (auto const& [key, node] : table_)
            if (!known_.contains(std::string(key.str()))) wrong(std::string(key.str()), "n’est pas connu");
    }
    void wrong(std::string const& name, std::string const& what) {
        errors_.add(prefix() + name, fmt::format("« {}{} » {}.", prefix(), name, what));
    }

  private:
    std::string prefix() const { return place_.empty() ? std::string{} : place_ + "."; }

    toml::table const& table_;
    std::string place_;
    base::FormErrors& errors_;
    std::set<std::string> known_;
};

void read_phases(TableOf& root, Campaign& campaign, bool is_needed, base::FormErrors& errors) {
    root.sections("phases", std::size(every_phase_kind), is_needed, [&](TableOf& section) {
        std::string const name = section.text("kind", 20, true);
        auto const kind = phase_kind(name);
        if (!kind && !name.empty())
            section.wrong("kind", "doit être collect, support, committee, interest ou delivery");
        auto const opens = section.instant("opens");
        auto const closes = section.instant("closes");
        if (opens && closes && *closes <= *opens) section.wrong("closes", "doit venir après « opens »");
        if (!kind || !opens || !closes) return;
        if (campaign.phase(*kind)) return section.wrong("kind", "figure deux fois");
        campaign.phases.push_back({*kind, 1, *opens, *closes, {}, {}});
    });
    std::ranges::stable_sort(campaign.phases, {}, &Phase::opens_at);
    if (campaign.phases.empty() || !is_needed) return;
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (!collect || !support)
        return errors.add("phases", "Il faut une phase « collect » et une phase « support ».");
    if (support->opens_at < collect->opens_at)
        errors.add("phases", "La phase « support » ne peut pas ouvrir avant la phase « collect ».");
}

template<class T>
void refuse_twice(std::vector<T> const& list, char const* name, base::FormErrors& errors) {
    std::set<std::string> seen;
    for (T const& entry : list)
        if (!entry.slug.empty() && !seen.insert(entry.slug).second)
            errors.add(name, fmt::format("« {} » figure deux fois dans « {} ».", entry.slug, name));
}

void read_rules(TableOf& root, Campaign& campaign) {
    campaign.supporting_classes = root.words("supporting_classes");
    if (campaign.supporting_classes.empty()) campaign.supporting_classes = {"authority"};
    for (std::string const& name : campaign.supporting_classes)
        if (name != "authority" && name != "grouping" && name != "local_public_body")
            root.wrong("supporting_classes", "ne connaît que authority, grouping et local_public_body");
    std::ranges::sort(campaign.supporting_classes);
    campaign.late_verification_days =
        static_cast<int>(root.number("late_verification_days", 0, late_verification_days_max).value_or(0));
    campaign.review_days =
        static_cast<int>(root.number("review_days", 1, review_days_max).value_or(review_days_default));
    campaign.late_request_days =
        static_cast<int>(root.number("late_request_days", 0, late_request_days_max).value_or(0));
    campaign.api_supports = root.yes_or_no("api_supports").value_or(false);
    if (auto const year = root.number("edition", edition_first, edition_last))
        campaign.edition = static_cast<int>(*year);
    if (auto const euros = root.number("envelope_euros", 0, envelope_euros_max))
        campaign.envelope = base::Euros::whole(*euros);
}

void read_policies(TableOf& root, CampaignFile& file) {
    if (!root.has("policies")) return;
    std::vector<Policy> all;
    root.sections("policies", policies_max, false, [&](TableOf& section) {
        Policy policy;
        policy.slug = section.slug();
        policy.name = section.text("name", entry_name_max, true);
        policy.source = section.text("source", entry_hint_max, true);
        policy.members = section.words("communes");
        if (policy.members.size() > policy_members_max)
            section.wrong("communes", fmt::format("dépasse {} codes", policy_members_max));
        std::ranges::sort(policy.members);
        all.push_back(std::move(policy));
    });
    file.policies = std::move(all);
}

}  // namespace

base::Result<CampaignFile> read_campaign_file(std::string_view toml) {
    if (toml.size() > campaign_file_bytes_max)
        return base::refuse(base::RefusalCode::too_large,
                            "Le fichier de la consultation est trop grand (1 Mo au plus).");
    if (auto refused = unfit_for_parser(toml)) return *std::move(refused);
    toml::table table;
    try {
        table = toml::parse(toml);
    } catch (toml::parse_error const& error) {
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("Le fichier n’est pas du TOML correct, ligne {} : {}",
                                        error.source().begin.line, error.description()));
    }
    base::FormErrors errors;
    TableOf root(table, {}, errors);
    CampaignFile file;
    file.campaign.slug = root.slug();
    std::string const state = root.text("state", 20, false);
    auto const known_state = state.empty() ? CampaignState::published : campaign_state(state);
    if (known_state)
        file.campaign.state = *known_state;
    else
        root.wrong("state", "doit être draft, published ou archived");
    bool const is_whole = file.campaign.state != CampaignState::draft;
    file.campaign.title = root.text("title", title_characters_max, true);
    file.campaign.pitch = root.text("pitch", pitch_characters_max, is_whole);
    file.campaign.description = root.text("description", text_characters_max, is_whole);
    file.campaign.rules = root.text("rules", text_characters_max, is_whole);
    read_rules(root, file.campaign);
    read_phases(root, file.campaign, is_whole, errors);
    root.sections("themes", themes_max, is_whole, [&](TableOf& section) {
        std::string slug = section.slug();
        std::string name = section.text("name", title_characters_max, true);
        file.themes.push_back(
            {{}, std::move(slug), std::move(name), section.text("hint", pitch_characters_max, false)});
    });
    root.sections("desks", desks_max, false, [&](TableOf& section) {
        std::string slug = section.slug();
        std::string name = section.text("name", title_characters_max, true);
        std::string description = section.text("description", pitch_characters_max, false);
        std::string url = section.text("url", 500, false);
        if (!url.empty() && !is_entry_url(url))
            section.wrong("url", "doit commencer par https:// ou http://");
        file.desks.push_back({{}, std::move(slug), std::move(name), std::move(description), std::move(url)});
    });
    root.sections("grounds", grounds_max, false, [&](TableOf& section) {
        std::string slug = section.slug();
        file.grounds.push_back({{}, std::move(slug), section.text("name", pitch_characters_max, true)});
    });
    read_policies(root, file);
    root.refuse_unknown();
    if (file.policies) refuse_twice(*file.policies, "policies", errors);
    refuse_twice(file.themes, "themes", errors);
    refuse_twice(file.desks, "desks", errors);
    refuse_twice(file.grounds, "grounds", errors);
    if (!errors.none()) {
        base::Refusal refusal = std::move(errors).refusal();
        if (refusal.fields.size() > campaign_file_errors_max) refusal.fields.resize(campaign_file_errors_max);
        return refusal;
    }
    return file;
}

}  // namespace consultation
