#include "consultation/attachment.hpp"

#include <fmt/format.h>

namespace consultation {

std::string address_of(Attachment const& attachment) {
    return "/pieces-jointes/" + attachment.key;
}

std::string facts_of(Attachment const& attachment) {
    return fmt::format("{}, {}", files::title_of(attachment.file.type),
                       files::french_size(attachment.file.size));
}

}  // namespace consultation
