// What OpenAPI says of this room's routes; the handlers stand in api.hpp.
#pragma once

#include "consultation/datasets.hpp"
#include "web/openapi.hpp"

namespace consultation {

using Described = std::shared_ptr<web::Operation const>;

Described campaigns_operation();
Described put_support_operation();
Described delete_support_operation();
/// Of a dataset's list by pages, and of its file. Members and columns come from the dataset itself.
Described list_operation(Dataset const& dataset);
Described file_operation(Dataset const& dataset);
/// Of the figures of a campaign (`of_campaign`) or of a proposal: all tables, and one of them as a file.
Described figures_operation(bool of_campaign);
Described figures_file_operation(bool of_campaign);

}  // namespace consultation
