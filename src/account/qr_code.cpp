#include "account/qr_code.hpp"

#include <algorithm>
#include <qrcodegen.hpp>

namespace account {
namespace {

constexpr int quiet_zone = 4;  // modules of white that a reader needs around the code

}  // namespace

QrCode qr_code_of(std::string const& text) {
    auto const code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    QrCode drawn;
    drawn.size = code.getSize() + 2 * quiet_zone;
    for (int y = 0; y < code.getSize(); ++y) {
        std::string row;
        for (int x = 0; x < code.getSize(); ++x) row += code.getModule(x, y) ? '#' : ' ';
        // Each run of a row is "MxyhNv1h-Nz".
        for (std::size_t x = row.find('#'); x != std::string::npos; x = row.find('#', x)) {
            std::size_t const end = std::min(row.find(' ', x), row.size());
            std::string const run = std::to_string(end - x);
            drawn.path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h" +
                          run + "v1h-" + run + "z";
            x = end;
        }
        drawn.rows.push_back(std::move(row));
    }
    return drawn;
}

}  // namespace account
