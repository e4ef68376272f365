#include "files/intake.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "files/file_name.hpp"
#include "files/virus_check.hpp"

namespace files {
namespace {

constexpr std::size_t told_name_characters = 60;

base::Refusal about(std::string_view name, base::Refusal refusal) {
    std::string const told = base::tidied_line(name).value_or("");
    if (!told.empty())
        refusal.message = fmt::format("«\u00a0{}\u00a0»\u00a0: {}",
                                      base::shortened(told, told_name_characters), refusal.message);
    if (!refusal.advice.empty()) refusal.message += " " + refusal.advice;
    refusal.advice.clear();
    return refusal;
}

CheckState checked(std::string const& clamd, std::string const& path) {
    if (clamd.empty()) return CheckState::unchecked;
    switch (virus_check(clamd, path)) {
        case Verdict::clean:
            return CheckState::clean;
        case Verdict::infected:
            return CheckState::refused;
        case Verdict::unavailable:
            break;
    }
    return CheckState::waiting;
}

}  // namespace

base::Result<TakenFile> take_in(Store const& store, std::string const& clamd,
                                http::UploadedFile const& uploaded) {
    auto name = shown_name(uploaded.name);
    if (!name.ok()) return about(uploaded.name, name.refusal());
    auto const wanted = type_of_extension(*name);
    if (!wanted)
        return about(
            *name,
            base::refuse(base::RefusalCode::invalid, "ce genre de fichier n’est pas accepté.",
                         fmt::format("Joignez un fichier {}, ou enregistrez-le d’abord en PDF dans son "
                                     "logiciel.",
                                     accepted_kinds())));
    auto const type = recognised(uploaded.path, *wanted);
    if (!type.ok()) return about(*name, type.refusal());
    CheckState const check = checked(clamd, uploaded.path);
    if (check == CheckState::refused)
        return about(*name, base::refuse(base::RefusalCode::invalid, "l’antivirus a refusé ce fichier.",
                                         "Rien n’en a été gardé. Faites contrôler votre poste."));
    store.keep(uploaded.path, uploaded.sha256);
    return TakenFile{{{}, uploaded.sha256, *type, uploaded.size, check}, std::move(name).value()};
}

}  // namespace files
