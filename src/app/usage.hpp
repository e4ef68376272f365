// What the command line says of itself, in French: the words of its help, and the answer to a line that was
// not understood.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace app {

/// Gives the help its French words. Call it once every command has been added.
void speak_french(CLI::App& cli);

/// The answer to a line that was not understood: what was not, the nearest known word, which help to read.
std::string misunderstood(CLI::App const& cli, CLI::ParseError const& error);

/// What may be given: a file that exists; one of these words; a whole number between two bounds, both
/// included.
CLI::Validator readable_file();
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator whole_number(std::int64_t from, std::int64_t to);

}  // namespace app
