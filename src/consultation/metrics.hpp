// What whoever runs the service watches of consultations.
#pragma once

#include "base/instant.hpp"
#include "db/database.hpp"
#include "web/exposition.hpp"

namespace consultation {

/// Contributions by what became of them, proposals and supports by state, of all campaigns; late requests and
/// reviews that wait. Four statements.
void put_metrics(db::Reader const& reader, base::Instant now, web::Exposition& metrics);

}  // namespace consultation
