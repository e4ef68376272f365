// Spreadsheets that people send back. The bytes are a file as it comes, or, after a first line that names one
// of these parts, that part of an otherwise sound archive (packed bytes cannot be guessed, XML can): texts,
// sheet, styles, workbook, relations (XLSX), content (ODS).
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp src/base/french*.cpp src/base/instant.cpp
//
// sources: src/documents/reading.cpp src/documents/read_csv.cpp src/documents/read_ods.cpp
//
// sources: src/documents/read_xlsx.cpp
//
// libs: -lfmt -lcrypto -ldate-tz -lzip -lexpat -lz
#include "fuzz.hpp"

#include <zlib.h>

#include <array>
#include <vector>

#include "base/text.hpp"
#include "documents/workbook_reader.hpp"

namespace {

struct Part {
    std::string_view key;  // on the first line of the bytes
    std::string_view name;
    std::string_view content;  // of the sound archive
};

constexpr std::array<Part, 5> xlsx{
    {{"workbook", "xl/workbook.xml",
      "<workbook xmlns:r=\"r\"><workbookPr date1904=\"0\"/><sheets><sheet name=\"A\" "
      "r:id=\"r1\"/></sheets></workbook>"},
     {"relations", "xl/_rels/workbook.xml.rels",
      "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
     {"texts", "xl/sharedStrings.xml", "<sst><si><t>Référence</t></si><si><r><t>a</t></r></si></sst>"},
     {"styles", "xl/styles.xml",
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf "
      "numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"},
     {"sheet", "xl/worksheets/sheet1.xml",
      "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
      "s=\"1\"><v>46000.5</v></c></row></sheetData></worksheet>"}}};
constexpr std::array<Part, 1> ods{{{"content", "content.xml", ""}}};

void put(std::string& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}

/// A ZIP whose entries are stored as they are (APPNOTE.TXT §4.3.7, §4.3.12, §4.3.16).
std::string archive_of(std::vector<Part> const& parts) {
    std::string out;
    std::string directory;
    for (Part const& part : parts) {
        auto const crc = static_cast<std::uint32_t>(::crc32(
            0, reinterpret_cast<Bytef const*>(part.content.data()), static_cast<uInt>(part.content.size())));
        std::string common;
        put(common, 20, 2);  // version that is needed
        put(common, 0, 2);   // flags
        put(common, 0, 2);   // stored
        put(common, 0, 4);   // time and date
        put(common, crc, 4);
        put(common, static_cast<std::uint32_t>(part.content.size()), 4);
        put(common, static_cast<std::uint32_t>(part.content.size()), 4);
        put(common, static_cast<std::uint32_t>(part.name.size()), 2);
        put(common, 0, 2);  // no extra field
        directory += "PK\1\2";
        put(directory, 20, 2);
        directory += common;
        put(directory, 0, 2);  // no comment
        put(directory, 0, 2);  // disk
        put(directory, 0, 2);  // attributes
        put(directory, 0, 4);
        put(directory, static_cast<std::uint32_t>(out.size()), 4);
        directory += part.name;
        out += "PK\3\4" + common;
        out += part.name;
        out += part.content;
    }
    auto const begin = static_cast<std::uint32_t>(out.size());
    out += directory + "PK\5\6";
    put(out, 0, 4);  // disks
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, begin, 4);
    put(out, 0, 2);
    return out;
}

/// The archive in which `content` stands for the part `key`; nothing for another key.
template<std::size_t N>
std::string with_part(std::array<Part, N> const& sound, std::string_view key, std::string_view content) {
    bool is_known = false;
    std::vector<Part> parts(sound.begin(), sound.end());
    for (Part& part : parts)
        if (part.key == key) {
            part.content = content;
            is_known = true;
        }
    return is_known ? archive_of(parts) : std::string();
}

void read_within_limits(std::string_view bytes) {
    documents::ReadingLimits limits;
    limits.rows_max = 300;
    limits.columns_max = 30;
    limits.cell_bytes_max = 1'000;
    limits.text_bytes_max = 100'000;
    limits.unpacked_bytes_max = 1'000'000;
    limits.sheets_max = 5;
    auto const sheets = documents::read_workbook(bytes, limits);
    if (!sheets.ok()) {
        base::check(!sheets.refusal().message.empty(), "a refusal says why");
        return;
    }
    base::check(sheets->size() <= 5, "the limit of sheets holds");
    std::int64_t rows = 0;
    for (documents::ReadSheet const& sheet : *sheets) {
        std::int64_t last = 0;
        for (documents::ReadRow const& row : sheet.rows) {
            base::check(row.number > last, "rows ascend from 1");
            last = row.number;
            ++rows;
            base::check(row.cells.size() <= 30, "the limit of columns holds");
            for (std::string const& cell : row.cells)
                base::check(cell.size() <= 1'000 && base::is_valid_utf8(cell), "a cell is short and UTF-8");
        }
    }
    base::check(rows <= 300, "the limit of rows holds");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    read_within_limits(text);
    std::size_t const end = text.find('\n');
    if (end == std::string_view::npos) return 0;
    std::string_view const key = text.substr(0, end);
    std::string_view const content = text.substr(end + 1);
    for (std::string const& archive : {with_part(xlsx, key, content), with_part(ods, key, content)})
        if (!archive.empty()) read_within_limits(archive);
    return 0;
}
