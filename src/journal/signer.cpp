// The key that signs the journal's heads.
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.hpp"
#include "journal/sequencer.hpp"

namespace journal {
namespace {

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string statement_of(std::int64_t size, base::Sha256 const& root, base::Instant at) {
    return fmt::format("tremplin journal head 1\n{}\n{}\n{}\n", size, base::hex(base::as_bytes(root)), at.us);
}

}  // namespace

HeadSigner HeadSigner::from_seed(std::string_view seed) {
    base::check(sodium_init() >= 0, "libsodium did not start");
    base::check(seed.size() == crypto_sign_SEEDBYTES, "a signing seed has 32 bytes");
    HeadSigner signer;
    signer.public_key_.resize(crypto_sign_PUBLICKEYBYTES);
    signer.secret_key_.resize(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(signer.public_key_.data()),
                             reinterpret_cast<unsigned char*>(signer.secret_key_.data()), bytes_of(seed));
    return signer;
}

HeadSigner HeadSigner::from_file(std::string const& path, base::Random& random) {
    // O_EXCL: of two processes that start together, one makes the key and both read the same.
    int const made = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (made >= 0) {
        std::string const seed = random.bytes(crypto_sign_SEEDBYTES);
        bool const written = ::write(made, seed.data(), seed.size()) == static_cast<ssize_t>(seed.size()) &&
                             ::fsync(made) == 0;
        ::close(made);
        if (!written) throw base::Fault("La clé du journal " + path + " n’a pas pu être écrite");
    }
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) throw base::Fault("La clé du journal " + path + " n’a pas pu être lue");
    std::string seed(crypto_sign_SEEDBYTES, '\0');
    ssize_t const got = ::read(file, seed.data(), seed.size());
    ::close(file);
    if (got != static_cast<ssize_t>(seed.size()))
        throw base::Fault("La clé du journal " + path + " ne fait pas 32 octets");
    return from_seed(seed);
}

std::string HeadSigner::sign(std::int64_t size, base::Sha256 const& root, base::Instant at) const {
    std::string const statement = statement_of(size, root, at);
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, bytes_of(statement),
                         statement.size(), bytes_of(secret_key_));
    return signature;
}

bool HeadSigner::is_signed(std::int64_t size, base::Sha256 const& root, base::Instant at,
                           std::string_view signature) const {
    return is_signed_by(public_key_, {size, root, at, std::string(signature)});
}

bool is_signed_by(std::string_view public_key, Head const& head) {
    base::check(sodium_init() >= 0, "libsodium did not start");
    std::string const statement = statement_of(head.size, head.root, head.at);
    return public_key.size() == crypto_sign_PUBLICKEYBYTES && head.signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(bytes_of(head.signature), bytes_of(statement), statement.size(),
                                       bytes_of(public_key)) == 0;
}

}  // namespace journal
