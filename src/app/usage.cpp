#include "app/usage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace app {
namespace {

/// Letters that may be wrong, missing or exchanged for a word to be taken for another.
constexpr std::size_t mistakes_max = 3;

/// A command with the words that lead to it: "load register".
struct Command {
    CLI::App const* app;
    std::string words;
};

std::vector<CLI::App const*> below(CLI::App const& app) {
    return app.get_subcommands([](CLI::App const* one) { return !one->get_name().empty(); });
}

/// The innermost command that the line named.
Command named_by(CLI::App const& cli) {
    Command command{&cli, "tremplin"};
    while (!command.app->get_subcommands().empty()) {
        command.app = command.app->get_subcommands().front();
        command.words += " " + command.app->get_name();
    }
    return command;
}

void add_commands(std::vector<Command>& all, CLI::App const& app, std::string const& words) {
    for (CLI::App const* one : below(app)) {
        // Its own copy: what the list holds moves while the list grows.
        std::string const named = words + " " + one->get_name();
        all.push_back({one, named});
        add_commands(all, *one, named);
    }
}

/// How many letters to add, take away, change or exchange with their neighbour (optimal string alignment).
std::size_t mistakes_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

bool is_near(std::string_view typed, std::string_view known) {
    std::size_t const mistakes = mistakes_between(typed, known);
    return mistakes <= mistakes_max && mistakes * 2 <= known.size();
}

/// The known word nearest to what was typed; none when all are far from it.
std::optional<std::string> nearest(std::string_view typed, std::vector<std::string> const& known) {
    std::optional<std::string> best;
    for (std::string const& word : known)
        if (is_near(typed, word) && (!best || mistakes_between(typed, word) < mistakes_between(typed, *best)))
            best = word;
    return best;
}

std::vector<std::string> options_of(CLI::App const* app) {
    std::vector<std::string> names;
    for (; app != nullptr; app = app->get_parent())
        for (CLI::Option const* option : app->get_options())
            for (std::string const& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::string listed(std::vector<CLI::App const*> const& commands) {
    std::string names;
    for (CLI::App const* one : commands) names += (names.empty() ? "" : ", ") + one->get_name();
    return names;
}

std::string unknown_option(Command const& command, std::string_view typed) {
    std::string const name(typed.substr(0, typed.find('=')));
    auto const meant = nearest(name, options_of(command.app));
    return fmt::format("« {} » n’est pas une option de « {} ».{}", base::shortened(name, 60), command.words,
                       meant ? fmt::format(" Vouliez-vous écrire « {} » ?", *meant) : std::string());
}

std::string unknown_word(CLI::App const& cli, Command const& command, std::string const& typed) {
    std::vector<CLI::App const*> const here = below(*command.app);
    if (here.empty()) {
        return fmt::format("« {} » est de trop après « {} ».", base::shortened(typed, 60), command.words);
    }
    std::vector<std::string> names;
    for (CLI::App const* one : here) names.push_back(one->get_name());
    std::string said = fmt::format("« {} » n’est pas une commande connue.", base::shortened(typed, 60));
    if (auto const meant = nearest(typed, names))
        return said + fmt::format(" Vouliez-vous écrire « {} {} » ?", command.words, *meant);
    std::vector<Command> all;
    add_commands(all, cli, "tremplin");
    for (Command const& one : all)  // a word of another level: tremplin register
        if (is_near(typed, one.app->get_name()))
            return said + fmt::format(" Vouliez-vous écrire « {} » ?", one.words);
    return said + fmt::format(" Commandes possibles après « {} » : {}.", command.words, listed(here));
}

std::string missing(Command const& command) {
    if (auto const here = below(*command.app); !here.empty())
        return fmt::format("Il manque une commande après « {} » : {}.", command.words, listed(here));
    std::string names;
    for (CLI::Option const* option : command.app->get_options())
        if (option->get_required() && option->count() == 0)
            names += (names.empty() ? "" : ", ") + option->get_name();
    return fmt::format("Il manque, après « {} » : {}.", command.words, names);
}

std::string what_is_wrong(CLI::App const& cli, Command const& command, CLI::ParseError const& error) {
    std::vector<std::string> const rest = cli.remaining(true);
    auto const option =
        std::find_if(rest.begin(), rest.end(), [](std::string const& word) { return word.starts_with('-'); });
    if (option != rest.end()) return unknown_option(command, *option);
    if (!rest.empty()) return unknown_word(cli, command, rest.front());
    if (dynamic_cast<CLI::RequiredError const*>(&error) != nullptr) return missing(command);
    std::string const text = error.what();
    if (dynamic_cast<CLI::ArgumentMismatch const*>(&error) != nullptr)
        return fmt::format("{} : il manque sa valeur.", text.substr(0, text.find(':')));
    std::size_t const colon = text.find(": ");  // one of the validators below, after the name
    return colon == std::string::npos ? text : text.substr(0, colon) + " :" + text.substr(colon + 1);
}

void use_words(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) option->group("Options ");
    for (CLI::App* one : app.get_subcommands([](CLI::App*) { return true; })) {
        one->group("Commandes ");
        use_words(*one);
    }
}

}  // namespace

void speak_french(CLI::App& cli) {
    auto const words = cli.get_formatter();
    words->label("Usage", "Usage ");
    words->label("SUBCOMMAND", "COMMANDE");
    words->label("Positionals", "Arguments ");
    words->label("REQUIRED", "(obligatoire)");
    use_words(cli);
}

std::string misunderstood(CLI::App const& cli, CLI::ParseError const& error) {
    Command const command = named_by(cli);
    return fmt::format("tremplin: {}\nAide : {} --help\n", what_is_wrong(cli, command, error), command.words);
}

CLI::Validator readable_file() {
    return {[](std::string& path) {
                std::error_code error;
                return std::filesystem::is_regular_file(path, error)
                           ? std::string()
                           : fmt::format("« {} » n’est pas un fichier, ou n’existe pas.", path);
            },
            ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
    return {[words = std::move(words)](std::string& text) {
                return std::find(words.begin(), words.end(), text) != words.end()
                           ? std::string()
                           : fmt::format("« {} » : attendu {}.", base::shortened(text, 60),
                                         fmt::join(words, " ou "));
            },
            ""};
}

CLI::Validator whole_number(std::int64_t from, std::int64_t to) {
    return {[from, to](std::string& text) {
                auto const number = base::parse_int(text);
                return number && *number >= from && *number <= to
                           ? std::string()
                           : fmt::format("« {} » : un nombre entier de {} à {} est attendu.",
                                         base::shortened(text, 60), from, to);
            },
            ""};
}

}  // namespace app
