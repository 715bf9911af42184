#include "tests/support/certificates.hpp"

#include <cstdint>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace target_sdk::test_support {

namespace {

template <auto Free>
struct deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using key_ptr = std::unique_ptr<EVP_PKEY, deleter<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, deleter<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, deleter<BIO_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, deleter<X509_EXTENSION_free>>;

constexpr long day = 24L * 60 * 60;

template <class T>
T check(T value) {
  if (!value)
    throw std::runtime_error("OpenSSL failed to make a test certificate");
  return value;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* x509) {
  const bio_ptr bio(check(BIO_new(BIO_s_mem())));
  check(PEM_write_bio_X509(bio.get(), x509));
  return text_of(bio.get());
}

std::string to_pem(EVP_PKEY* key, const std::string& password = {}) {
  const bio_ptr bio(check(BIO_new(BIO_s_mem())));
  const auto* cipher = password.empty() ? nullptr : EVP_aes_256_cbc();
  check(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, password.data(),
                                      static_cast<int>(password.size()), nullptr, nullptr));
  return text_of(bio.get());
}

void add_extension(X509* x509, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  const extension_ptr extension(check(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())));
  check(X509_add_ext(x509, extension.get(), -1));
}

/// A certificate without extensions and signature.
x509_ptr draft(const std::string& name, EVP_PKEY* key, long from, long until) {
  x509_ptr x509(check(X509_new()));
  check(X509_set_version(x509.get(), 2));
  std::uint32_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509.get()), serial + std::uint64_t{1}));
  check(X509_gmtime_adj(X509_getm_notBefore(x509.get()), from));
  check(X509_gmtime_adj(X509_getm_notAfter(x509.get()), until));
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  check(X509_NAME_add_entry_by_txt(X509_get_subject_name(x509.get()), "CN", MBSTRING_UTF8, text, -1,
                                   -1, 0));
  check(X509_set_pubkey(x509.get(), key));
  return x509;
}

} // namespace

struct certificate_authority::state {
  key_ptr key;
  x509_ptr x509;
  std::string pem;
};

certificate_authority::certificate_authority(const std::string& name)
  : state_(std::make_unique<state>()) {
  state_->key.reset(check(EVP_EC_gen("P-256")));
  state_->x509 = draft(name, state_->key.get(), -30 * day, 30 * day);
  X509* x509 = state_->x509.get();
  check(X509_set_issuer_name(x509, X509_get_subject_name(x509)));
  add_extension(x509, x509, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(x509, x509, NID_subject_key_identifier, "hash");
  check(X509_sign(x509, state_->key.get(), EVP_sha256()));
  state_->pem = to_pem(x509);
}

certificate_authority::~certificate_authority() = default;

const std::string& certificate_authority::pem() const {
  return state_->pem;
}

certificate certificate_authority::issue(const certificate_options& options) const {
  const key_ptr key(check(EVP_EC_gen("P-256")));
  const auto x509 = draft(options.name, key.get(), -20 * day, options.expired ? -day : 20 * day);
  check(X509_set_issuer_name(x509.get(), X509_get_subject_name(state_->x509.get())));
  X509* issuer = state_->x509.get();
  add_extension(x509.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x509.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(x509.get(), issuer, NID_ext_key_usage,
                options.for_client ? "clientAuth" : "serverAuth");
  const std::string address = options.name == "localhost" ? ",IP:127.0.0.1" : "";
  add_extension(x509.get(), issuer, NID_subject_alt_name, "DNS:" + options.name + address);
  check(X509_sign(x509.get(), state_->key.get(), EVP_sha256()));
  return {.pem = to_pem(x509.get()), .key_pem = to_pem(key.get(), options.key_password)};
}

} // namespace target_sdk::test_support
