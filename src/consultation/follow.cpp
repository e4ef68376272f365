// Names, words and hours of following.
#include "consultation/follow.hpp"

#include <fmt/format.h>

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "territories/in_sentence.hpp"

namespace consultation {
namespace {

struct Words {
    FollowKind kind;
    std::string_view name;   // in the table
    std::string_view title;  // on screen
    std::string_view article;
};
constexpr std::array words{Words{FollowKind::campaign, "campaign", "Consultation", "la consultation"},
                           Words{FollowKind::theme, "theme", "Thème", "le thème"},
                           Words{FollowKind::proposal, "proposal", "Proposition", "la proposition"},
                           Words{FollowKind::contribution, "contribution", "Contribution", "la contribution"},
                           Words{FollowKind::authority, "authority", "Collectivité", "la collectivité"},
                           Words{FollowKind::department, "department", "Département", "le département"},
                           Words{FollowKind::region, "region", "Région", "la région"}};

Words const& words_of(FollowKind kind) {
    for (Words const& one : words)
        if (one.kind == kind) return one;
    base::fail("an unknown kind of follow");
}

}  // namespace

std::string_view name_of(FollowKind kind) {
    return words_of(kind).name;
}
std::optional<FollowKind> follow_kind(std::string_view name) {
    for (Words const& one : words)
        if (one.name == name) return one.kind;
    return std::nullopt;
}
std::string_view title_of(FollowKind kind) {
    return words_of(kind).title;
}
std::vector<FollowKind> const& every_follow_kind() {
    static std::vector<FollowKind> const all = [] {
        std::vector<FollowKind> kinds;
        for (Words const& one : words) kinds.push_back(one.kind);
        return kinds;
    }();
    return all;
}

std::string_view name_of(Frequency frequency) {
    switch (frequency) {
        case Frequency::at_once:
            return "at_once";
        case Frequency::daily:
            return "daily";
        case Frequency::stopped:
            return "stopped";
    }
    base::fail("an unknown frequency");
}
std::optional<Frequency> frequency(std::string_view name) {
    for (Frequency const one : {Frequency::at_once, Frequency::daily, Frequency::stopped})
        if (name_of(one) == name) return one;
    return std::nullopt;
}
std::string_view title_of(Frequency frequency) {
    switch (frequency) {
        case Frequency::at_once:
            return "à chaque nouveauté";
        case Frequency::daily:
            return "résumé quotidien";
        case Frequency::stopped:
            return "arrêté";
    }
    base::fail("an unknown frequency");
}

Frequency usual_frequency(FollowKind kind) {
    bool const is_one_thing = kind == FollowKind::proposal || kind == FollowKind::contribution;
    return is_one_thing ? Frequency::at_once : Frequency::daily;
}

std::string follow_address(std::string_view subject_name) {
    return "/suivre?sujet=" + base::percent_encoded(subject_name);
}

std::string in_a_sentence(Subject const& subject) {
    std::string_view const article = words_of(subject.kind).article;
    if (subject.kind == FollowKind::authority) return territories::in_sentence(subject.title);
    return fmt::format("{} «\u00a0{}\u00a0»", article, subject.title);
}

base::Instant digest_instant(std::int64_t local_day) {
    // Noon UTC of that day is that day in Paris too.
    base::Civil wall =
        base::civil(base::Instant{} + base::Duration::days(local_day) + base::Duration::hours(12), "Etc/UTC");
    wall.hour = digest_hour;
    wall.minute = 0;
    wall.second = 0;
    auto const at = base::instant_of(wall);
    base::check(at.has_value(), "every day has its eighth hour");
    return *at;
}

std::int64_t next_digest_day(base::Instant now) {
    std::int64_t const today = base::local_day(now);
    return digest_instant(today) >= now ? today : today + 1;
}

}  // namespace consultation
