// A QR code of an address: as the path of an SVG, and as squares for a document.
#pragma once

#include <string>
#include <vector>

namespace account {

struct QrCode {
    int size = 0;                   // modules on a side, with the white margin that readers need
    std::string path;               // of the dark modules, for an SVG whose viewBox is "0 0 size size"
    std::vector<std::string> rows;  // the same as text: '#' is dark; no margin
};

/// Errors up to 15 % are mended by the reader. Throws when the text is too long for a code (2 300 bytes).
QrCode qr_code_of(std::string const& text);

}  // namespace account
