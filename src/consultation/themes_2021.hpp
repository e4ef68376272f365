// The 14 themes of the contribution guide of 2021 (PROGRAMME B1: the themes of a campaign by default).
#pragma once

#include <vector>

#include "consultation/campaign.hpp"

namespace consultation {

std::vector<Theme> const& themes_of_2021();

}  // namespace consultation
