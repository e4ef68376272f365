// E-mail domains that anybody can have an address at: they never prove that one works for a town hall.
#pragma once

#include <string_view>

namespace territories {

/// Whether `domain` (lower case) is that of a public mail service or an access provider, or below one.
bool is_webmail(std::string_view domain);

/// Whether it is a suffix that strangers share ("fr", "gouv.fr"): no body's domain.
bool is_shared_suffix(std::string_view domain);

}  // namespace territories
