// SPDX-License-Identifier: Apache-2.0
#include "server/http/tls_context.h"

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

namespace ssl = boost::asio::ssl;

/// Throws UsageError if `error` is set.
void check(const boost::system::error_code& error, const std::string& option,
           const std::string& file, const char* expected) {
  if (error) {
    throw UsageError(
        fmt::format("{} {}: {}; expected {}", option, file, error.message(), expected));
  }
}

}  // namespace

std::unique_ptr<ssl::context> tls_context(const std::string& certificate, const std::string& key) {
  if (certificate.empty() && key.empty()) {
    return nullptr;
  }
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  // A key with a passphrase is refused: nobody is there to type it.
  context->set_password_callback(
      [](std::size_t, ssl::context::password_purpose) { return std::string(); });
  boost::system::error_code error;
  context->use_certificate_chain_file(certificate, error);
  check(error, "--tls-cert", certificate, "a PEM file with the certificate, then its issuers");
  context->use_private_key_file(key, ssl::context::pem, error);
  check(error, "--tls-key", key, "a PEM file with the certificate's key, without a passphrase");
  return context;
}

}  // namespace resnext
