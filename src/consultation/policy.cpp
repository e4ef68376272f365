#include "consultation/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"

namespace consultation {
namespace {

constexpr std::size_t typed_shown_max = 40;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "29134", "2A004", "1015" read as "01015"; nothing else.
std::optional<std::string> code_in(std::string_view cell) {
    std::string code(base::trimmed(cell));
    if (code.size() >= 2 && code.front() == '"' && code.back() == '"') code = code.substr(1, code.size() - 2);
    std::ranges::transform(code, code.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (code.size() == 4 && std::ranges::all_of(code, is_digit)) return "0" + code;
    if (code.size() != 5) return std::nullopt;
    bool const is_corsican = code[0] == '2' && (code[1] == 'A' || code[1] == 'B');
    for (std::size_t i = 0; i < code.size(); ++i)
        if (!is_digit(code[i]) && !(i == 1 && is_corsican)) return std::nullopt;
    return code;
}

std::vector<std::string_view> cells_of(std::string_view line, std::string_view separators) {
    std::vector<std::string_view> cells;
    std::size_t from = 0;
    while (true) {
        std::size_t const at = line.find_first_of(separators, from);
        cells.push_back(base::trimmed(line.substr(from, at == std::string_view::npos ? at : at - from)));
        if (at == std::string_view::npos) return cells;
        from = at + 1;
    }
}

/// The column whose heading names the INSEE code.
std::optional<std::size_t> insee_column(std::vector<std::string_view> const& heading) {
    for (std::size_t i = 0; i < heading.size(); ++i) {
        std::string const key = base::name_key(heading[i]);
        for (std::string_view const word : {"insee", "codgeo", "com code", "code commune", "code com"})
            if (key.find(word) != std::string::npos) return i;
    }
    return std::nullopt;
}

}  // namespace

base::Result<std::vector<CodeLine>> read_codes(std::string_view text) {
    if (text.size() > policy_list_bytes_max)
        return base::refuse_field("codes", "La liste est trop longue\u00a0: 900 ko au plus.");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!base::is_valid_utf8(text))
        return base::refuse_field(
            "codes", "La liste contient des caractères illisibles\u00a0: enregistrez-la en UTF-8.");
    std::vector<CodeLine> lines;
    std::optional<std::size_t> column;
    int number = 0;
    bool is_first = true;
    for (std::string_view raw : base::split(text, '\n')) {
        ++number;
        std::string_view const line = base::trimmed(raw);
        if (line.empty()) continue;
        auto const cells = cells_of(line, ";,\t");
        bool const is_heading = is_first && std::ranges::none_of(cells, [](std::string_view cell) {
                                    return code_in(cell).has_value();
                                });
        is_first = false;
        if (is_heading && (insee_column(cells) || !std::ranges::any_of(line, is_digit))) {
            column = insee_column(cells);
            continue;
        }
        std::vector<std::string> found;
        if (column) {
            if (*column < cells.size())
                if (auto code = code_in(cells[*column])) found.push_back(std::move(*code));
        } else {
            std::vector<std::string> all;
            bool is_all_codes = true;
            for (std::string_view const cell : cells_of(line, ";,\t ")) {
                if (cell.empty()) continue;
                if (auto code = code_in(cell))
                    all.push_back(std::move(*code));
                else
                    is_all_codes = false;
            }
            if (is_all_codes)
                found = std::move(all);
            else if (!all.empty())
                found.push_back(all.front());
        }
        std::string const typed = base::shortened(base::tidied_line(line).value_or(""), typed_shown_max);
        if (found.empty()) lines.push_back({number, {}, typed});
        for (std::string& code : found) lines.push_back({number, std::move(code), typed});
        if (lines.size() > policy_members_max)
            return base::refuse_field("codes", fmt::format("La liste dépasse {} communes.",
                                                           base::french_number(policy_members_max)));
    }
    return lines;
}

std::string sentence_of(CodeRemark const& remark) {
    std::string const start = fmt::format("Ligne {}\u00a0: «\u00a0{}\u00a0»", remark.line, remark.typed);
    switch (remark.kind) {
        case CodeRemark::Kind::unreadable:
            return start + " ne contient pas de code Insee (cinq caractères). Ligne refusée.";
        case CodeRemark::Kind::unknown:
            return start + " n’est le code d’aucune commune du référentiel. Ligne refusée.";
        case CodeRemark::Kind::replaced:
            return fmt::format("{} est une ancienne commune{}{}. Elle est remplacée par {}.", start,
                               remark.name.empty() ? "" : ", ", remark.name, remark.successor);
        case CodeRemark::Kind::doubled:
            return fmt::format("{} figure déjà dans la liste{}{}{}. Ligne ignorée.", start,
                               remark.name.empty() ? "" : " (", remark.name, remark.name.empty() ? "" : ")");
    }
    base::fail("an unknown remark");
}

int CodeReport::refused() const {
    return static_cast<int>(std::ranges::count_if(remarks, [](CodeRemark const& one) {
        return one.kind == CodeRemark::Kind::unreadable || one.kind == CodeRemark::Kind::unknown;
    }));
}

}  // namespace consultation
