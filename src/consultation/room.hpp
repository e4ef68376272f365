// consultation: campaigns, contributions, what becomes of them, proposals, supports, the committee's choice.
#pragma once

#include "account/room.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_actions.hpp"
#include "web/room.hpp"

namespace consultation {

std::vector<db::Migration> migrations();

/// `on_restored`: what a later room does when a support is restored.
web::Room room(web::Services const& services, OnRestored on_restored = {});
/// What people came to do before signing in: "support".
account::Intents intents();
/// The benches of the operator's landing page, with what waits there.
std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader);

}  // namespace consultation
