// ExportFile under the name by which later rooms know it.
#pragma once

#include "documents/export_file.hpp"

namespace consultation {

using documents::ExportFile;

}  // namespace consultation
