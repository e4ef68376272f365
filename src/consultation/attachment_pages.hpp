// Pages of the files joined to a contribution: its author puts in and takes out, readers download.
#pragma once

#include <string>
#include <vector>

#include "consultation/attachment.hpp"
#include "html/view.hpp"
#include "web/route.hpp"

namespace consultation {

web::Routes attachment_routes();

/// "/mes-contributions/12/pieces-jointes".
std::string attachments_address(base::Id<Contribution> contribution);
/// "PDF, ODT … ; 10 Mo au plus chacun ; 5 au plus": said before.
std::string attachments_limits();
/// As readers see them: a link each, with kind and size; without a link while the antivirus has not answered.
std::vector<html::Link> attachment_links(std::vector<Attachment> const& attachments);
/// In words, for a version: "plan.pdf (PDF, 340 ko)", "une pièce retirée depuis (PDF, 12 ko)".
std::string attachments_at(std::vector<Attachment> const& all, int version);

}  // namespace consultation
