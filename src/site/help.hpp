// Help: what each person comes to do, task by task, each with the page where it is done.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace site {

struct HelpTask {
    std::string title;  // "Soutenir une proposition"
    std::vector<std::string> sentences;
    std::string link;  // words of the link
    std::string href;
};

struct HelpRole {
    std::string slug;   // "agents": /aide/agents
    std::string title;  // "Aide aux agents des collectivités"
    std::string lead;
    std::vector<HelpTask> tasks;
};

/// In the order of the index.
std::span<HelpRole const> help_roles();
/// nullptr when there is none of that slug.
HelpRole const* help_role(std::string_view slug);

}  // namespace site
