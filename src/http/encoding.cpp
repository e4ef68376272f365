// Content codings: the choice by Accept-Encoding, brotli and gzip.
#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace http {

namespace {

/// The weight of one item of Accept-Encoding ("br;q=0.5"), in thousandths; 0 when it cannot be read.
int weight_of(std::string_view parameters) {
    for (std::string_view parameter : base::split(parameters, ';')) {
        parameter = base::trimmed(parameter);
        if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=')
            continue;
        parameter.remove_prefix(2);
        // RFC 9110 §12.4.2: 0, 1, or up to three decimals.
        if (parameter.size() > 5 || (parameter[0] != '0' && parameter[0] != '1')) return 0;
        if (parameter[0] == '1') return 1000;
        int weight = 0;
        int unit = 100;
        for (std::size_t i = 2; i < parameter.size(); ++i, unit /= 10) {
            if (parameter[i] < '0' || parameter[i] > '9') return 0;
            weight += unit * (parameter[i] - '0');
        }
        return weight;
    }
    return 1000;
}

}  // namespace

std::string_view chosen_encoding(std::string_view accept_encoding) {
    constexpr int unsaid = -1;
    int br = unsaid;
    int gz = unsaid;
    int any = 0;
    for (std::string_view const item : base::split(accept_encoding, ',')) {
        auto const semicolon = std::min(item.find(';'), item.size());
        std::string_view const coding = base::trimmed(item.substr(0, semicolon));
        int const weight = weight_of(item.substr(std::min(semicolon + 1, item.size())));
        if (base::same_ignoring_case(coding, "br")) br = weight;
        if (base::same_ignoring_case(coding, "gzip") || base::same_ignoring_case(coding, "x-gzip"))
            gz = weight;
        if (coding == "*") any = weight;
    }
    if (br == unsaid) br = any;
    if (gz == unsaid) gz = any;
    if (br > 0 && br >= gz) return "br";
    if (gz > 0) return "gzip";
    return "";
}

std::string brotli(std::string_view bytes, int quality) {
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    base::check(size > 0, "too many bytes for brotli");
    std::string out(size, '\0');
    auto const done = BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                                            reinterpret_cast<std::uint8_t const*>(bytes.data()), &size,
                                            reinterpret_cast<std::uint8_t*>(out.data()));
    base::check(done == BROTLI_TRUE, "brotli compresses");
    out.resize(size);
    return out;
}

std::string gzip(std::string_view bytes) {
    constexpr int level = 6;
    constexpr int window_bits_gzip = 15 + 16;  // 15 bits of window, +16 asks for the gzip wrapper
    constexpr int memory_level = 8;
    z_stream stream{};
    base::check(
        deflateInit2(&stream, level, Z_DEFLATED, window_bits_gzip, memory_level, Z_DEFAULT_STRATEGY) == Z_OK,
        "zlib starts");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int const ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    base::check(ended == Z_STREAM_END, "gzip compresses");
    return out;
}

}  // namespace http
