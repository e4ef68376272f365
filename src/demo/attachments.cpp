#include "demo/attachments.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/attachment_actions.hpp"
#include "files/intake.hpp"
#include "http/upload.hpp"

namespace demo {
namespace {

std::string counts_csv(consultation::Contribution const& draft) {
    std::string csv = "mois;demandes reçues;délai moyen en jours\n";
    for (int month = 1; month <= 12; ++month)
        csv += fmt::format("{:02};{};{}\n", month, 12 + (draft.id.value * 7 + month * 5) % 31,
                           3 + (draft.id.value + month * 3) % 9);
    return csv;
}

/// One page of text with the standard font; its cross-reference table is right, so every reader opens it.
std::string note_pdf(std::vector<std::string> const& lines) {
    std::string content = "BT /F1 12 Tf 72 770 Td 16 TL\n";
    for (std::string const& line : lines) content += fmt::format("({}) Tj T*\n", line);
    content += "ET\n";
    std::vector<std::string> const objects = {
        "<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 "
        "R >> "
        ">> >>",
        fmt::format("<< /Length {} >>\nstream\n{}endstream", content.size(), content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    std::string pdf = "%PDF-1.4\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", pdf.size());
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    std::size_t const at = pdf.size();
    pdf += table;
    pdf += fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, at);
    return pdf;
}

}  // namespace

base::Result<base::Done> join_sample(db::Tx& tx, base::World const& world, std::string const& files_folder,
                                     people::Actor const& actor, consultation::Contribution const& draft) {
    if (files_folder.empty() || draft.id.value % contributions_per_file != 3) return base::Done{};
    bool const is_table = draft.id.value / contributions_per_file % 2 == 0;
    // The font's letters are ASCII here: the title as in an address.
    std::string const content =
        is_table ? counts_csv(draft)
                 : note_pdf({"Demonstration : document invente.", base::slug(draft.text.title),
                             "Un an de demandes relevees a l'accueil, et ce qui manque pour y repondre."});
    auto const bytes = http::TemporaryFile::make(files_folder);
    base::check(bytes && bytes->write(content), "the demonstration writes its files");
    http::UploadedFile const uploaded{
        "files",
        is_table ? "Demandes reçues à l’accueil.csv" : "Note sur les demandes.pdf",
        bytes->path(),
        content.size(),
        base::sha256_hex(content),
        bytes};
    auto taken = files::take_in(files::Store(files_folder), {}, uploaded);
    if (!taken.ok()) return taken.refusal();
    return consultation::attach(tx, world, actor, draft.id, {std::move(taken).value()});
}

}  // namespace demo
