// Intake: from an uploaded file to one that is kept: named, recognised, checked, on the disk.
#pragma once

#include <string>

#include "base/result.hpp"
#include "files/store.hpp"
#include "files/stored_file.hpp"
#include "http/upload.hpp"

namespace files {

/// What `use` then names in the action's transaction.
struct TakenFile {
    StoredFile file;   // without its id
    std::string name;  // as shown
};

/// Before the action, outside its transaction. `clamd`: the antivirus's address, or empty for none. Refused,
/// with a sentence that says which file: a name that cannot be shown, an extension not taken, a content that
/// does not agree with it, a virus. When the antivirus cannot answer, the file is taken and waits
/// (CheckState::waiting).
base::Result<TakenFile> take_in(Store const& store, std::string const& clamd,
                                http::UploadedFile const& uploaded);

}  // namespace files
