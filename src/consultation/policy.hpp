// Policy: a priority policy of a campaign (Petites Villes de Demain…): a named list of communes with its
// source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"

namespace territories {
struct Authority;
}

namespace consultation {

inline constexpr std::size_t policies_max = 20;
inline constexpr std::size_t policy_members_max = 40'000;
inline constexpr std::size_t policy_list_bytes_max = 900'000;

struct Policy {
    base::Id<Policy> id;
    std::string slug;
    std::string name;
    std::string source;                // where the list comes from, and of which day; public
    std::int64_t count = 0;            // of its communes
    std::vector<std::string> members;  // INSEE codes in order; only where asked for
};

/// One line of a list as an operator brings it.
struct CodeLine {
    int line = 0;       // from 1
    std::string code;   // empty: none was found on the line
    std::string typed;  // what stood there, shortened
};
/// Reads a pasted list or a CSV file: one commune a line, or several codes on a line; separators are comma,
/// semicolon, tab and blank. A first line without a code is a heading; when one of its cells names INSEE
/// ("code_insee", "codgeo"…), only that column is read. Four digits are a code whose zero a spreadsheet
/// dropped. Refused: not UTF-8, too large, too many lines.
base::Result<std::vector<CodeLine>> read_codes(std::string_view text);

/// What became of the lines that are not simply taken.
struct CodeRemark {
    enum class Kind { unreadable, unknown, replaced, doubled };
    Kind kind = Kind::unknown;
    int line = 0;
    std::string typed;
    std::string name;       // of the commune, or of the former one
    std::string successor;  // "Arboys-en-Bugey (01015)": taken in its place
};
/// A sentence for the report: "Ligne 12 : « 29999 » n’est le code d’aucune commune. Ligne refusée."
std::string sentence_of(CodeRemark const& remark);

/// The dry run of a list against the register.
struct CodeReport {
    std::vector<base::Id<territories::Authority>> communes;  // to be taken, each once
    std::vector<std::string> codes;                          // theirs, in order
    std::vector<CodeRemark> remarks;
    int lines = 0;
    int refused() const;
};

}  // namespace consultation
