// A kept file as an answer: always for saving, never shown as a page of ours.
#pragma once

#include <string_view>

#include "files/store.hpp"
#include "files/stored_file.hpp"
#include "http/message.hpp"

namespace files {

enum class Audience { everybody, some };

/// The whole file or the range asked for, in constant memory; 304 when the browser has it. Attachment (RFC
/// 6266), sandbox, no sniffing; what only some may see is not kept by any cache. Only for what may be served.
http::Response download(http::Request const& request, Store const& store, StoredFile const& file,
                        std::string_view name, Audience audience);

}  // namespace files
