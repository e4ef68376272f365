// The pages of reviews: asking for one, the operator's queue, the answer.
#pragma once

#include "consultation/campaign.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/pages.hpp"
#include "web/visit.hpp"

namespace consultation {

inline constexpr std::string_view reviews_address = "/operateur/reexamens";

/// What the public page of a contribution says of reviews: those asked, their answers, until when one may be
/// asked. One statement.
void show_reviews(web::Visit& visit, Campaign const& campaign, ContributionRead const& read,
                  ContributionView& view);

http::Response review_request_page(web::Visit& visit);
http::Response review_request_sent(web::Visit& visit);
http::Response review_queue_page(web::Visit& visit);
/// What it shows, as CSV or XLSX.
http::Response review_list_file(web::Visit& visit);
http::Response review_answer_page(web::Visit& visit);
http::Response review_maintain_sent(web::Visit& visit);
http::Response review_replace_sent(web::Visit& visit);

}  // namespace consultation
