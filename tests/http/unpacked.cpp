// zlib's own inflate, and brotli's decoder loaded at run time: the program links only the encoder.
#include "http/unpacked.hpp"

#include <dlfcn.h>
#include <zlib.h>

#include <cstdint>
#include <stdexcept>

namespace http_test {

namespace {

std::string ungzipped(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("inflate does not start");
    std::string out;
    std::string piece(65536, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece, 0, piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) throw std::runtime_error("not gzip");
    return out;
}

std::string unbrotlied(std::string_view bytes) {
    using Decode = int (*)(std::size_t, std::uint8_t const*, std::size_t*, std::uint8_t*);
    static void* const library = dlopen("libbrotlidec.so.1", RTLD_NOW);
    if (library == nullptr) throw std::runtime_error("libbrotlidec.so.1 is not there (package libbrotli1)");
    auto const decode = reinterpret_cast<Decode>(dlsym(library, "BrotliDecoderDecompress"));
    std::string out(1 << 20, '\0');
    std::size_t size = out.size();
    if (decode(bytes.size(), reinterpret_cast<std::uint8_t const*>(bytes.data()), &size,
               reinterpret_cast<std::uint8_t*>(out.data())) != 1)
        throw std::runtime_error("not brotli");
    out.resize(size);
    return out;
}

}  // namespace

std::string unpacked(std::string_view bytes, std::string_view coding) {
    if (coding == "br") return unbrotlied(bytes);
    if (coding == "gzip") return ungzipped(bytes);
    return std::string(bytes);
}

}  // namespace http_test
