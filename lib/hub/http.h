// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/cancelled.h"
#include "hub/url.h"

// One HTTP request, performed with libcurl, which this header hides.
namespace resnext {

/// One request for the rest of a file.
struct HttpRequest {
  std::string url;           ///< http, https or file
  std::uint64_t offset = 0;  ///< first byte wanted
  std::string if_range;      ///< validator (RFC 9110, 13.1.5); empty sends none
  int max_redirects = 5;
  std::chrono::seconds connect_timeout{30};
  std::chrono::seconds stall_timeout{60};  ///< gives up after this time below 1 kB/s
  std::string ca_file;                     ///< trusted certificates; empty takes the system's
};

/// The header of the final response, after redirects.
struct HttpHead {
  long status = 0;                      ///< 0 for file URLs
  std::optional<std::uint64_t> length;  ///< of this body, bytes
  std::optional<std::uint64_t> range_begin;
  std::optional<std::uint64_t> range_total;  ///< of the whole file, from Content-Range
  std::string etag;
  std::string last_modified;
  std::string content_type;
  std::optional<std::chrono::seconds> retry_after;
};

/// How a request ended.
enum class HttpOutcome {
  kComplete,   ///< the whole body was delivered, or the status is an error (400 and above)
  kTransient,  ///< interrupted or not started; a retry may succeed
  kPermanent,  ///< a retry can't succeed: bad URL, forbidden protocol, certificate, too many
               ///< redirects
  kCancelled,
};

/// The end of a request.
struct HttpResponse {
  HttpOutcome outcome = HttpOutcome::kComplete;
  HttpHead head;
  std::string error;    ///< what went wrong, unless kComplete
  bool reached = true;  ///< false if there was no connection to the server or the proxy
};

/// Receives the response. An exception from a callback ends the transfer; http_get rethrows it.
struct HttpReceiver {
  std::function<void(const HttpHead&)> on_head;  ///< once, for statuses below 400
  std::function<void(std::span<const std::byte>)> on_body;
};

/// Performs the request with libcurl. Proxies come from the usual environment variables. From an
/// https URL redirects lead only to https, from http to http and https; never to a file.
HttpResponse http_get(const HttpRequest& request, const HttpReceiver& receiver,
                      const CancelCheck& cancelled);

/// Returns the version of the libcurl that is loaded: "7.88.1".
std::string libcurl_version();

}  // namespace resnext
