// What the room hands to app/.
#pragma once

#include "files/store.hpp"
#include "web/room.hpp"

namespace files {

/// The store and antivirus of this site.
inline Store store_of(web::Services const& services) {
    return Store(services.files_folder);
}

/// Forgets what nobody needs since a day, and deletes contents without a row: some of the 256 folders at each
/// call, all of them within three hours of housekeeping.
void keep_house(web::Services const& services);

web::Room room(web::Services const& services);

}  // namespace files
