// A certificate for 127.0.0.1 that nobody but the test trusts, made on the spot.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

namespace support {

struct OpensslFree {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* connection) const { SSL_free(connection); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template<class T>
using Openssl = std::unique_ptr<T, OpensslFree>;

class OwnCertificate {
  public:
    OwnCertificate() : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
        X509* const made = certificate_.get();
        X509_set_version(made, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -60);
        X509_gmtime_adj(X509_getm_notAfter(made), 3600);
        X509_set_pubkey(made, key_.get());
        X509_NAME* const name = X509_get_subject_name(made);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("test"),
                                   -1, -1, 0);
        X509_set_issuer_name(made, name);
        Openssl<X509_EXTENSION> const place(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
        if (X509_add_ext(made, place.get(), -1) != 1 || X509_sign(made, key_.get(), EVP_sha256()) == 0)
            throw std::runtime_error("no test certificate");
    }
    /// For the server.
    Openssl<SSL_CTX> context() const {
        Openssl<SSL_CTX> made(SSL_CTX_new(TLS_server_method()));
        if (SSL_CTX_use_certificate(made.get(), certificate_.get()) != 1 ||
            SSL_CTX_use_PrivateKey(made.get(), key_.get()) != 1)
            throw std::runtime_error("no test TLS");
        return made;
    }
    /// For a client that shall trust it.
    void write(std::string const& path) const {
        std::FILE* const file = std::fopen(path.c_str(), "w");
        if (file == nullptr) throw std::runtime_error("cannot write " + path);
        PEM_write_X509(file, certificate_.get());
        std::fclose(file);
    }

  private:
    Openssl<EVP_PKEY> key_;
    Openssl<X509> certificate_;
};

}  // namespace support
