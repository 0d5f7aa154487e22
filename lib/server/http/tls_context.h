// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

// Reads what TLS needs.
namespace resnext {

/// Returns a context for TLS 1.2 and 1.3 with the certificate and its key; nullptr if both names
/// are empty. Throws UsageError that names the file which is missing, unreadable or doesn't fit.
std::unique_ptr<boost::asio::ssl::context> tls_context(const std::string& certificate,
                                                       const std::string& key);

}  // namespace resnext
