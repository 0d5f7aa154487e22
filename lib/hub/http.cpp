// SPDX-License-Identifier: Apache-2.0
#include "hub/http.h"

#include <fmt/format.h>

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <exception>
#include <memory>

#include "base/error.h"
#include "hub/http_head.h"
#include "hub/url.h"

namespace resnext {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// Sets up libcurl's process-wide state, which every transfer needs. Throws Error.
void set_up_curl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK) {
    throw Error(fmt::format("libcurl can't be set up: {}", curl_easy_strerror(result)));
  }
}

/// Carries the callbacks, and their exceptions, through libcurl's C interface.
struct Transfer {
  CURL* easy = nullptr;
  const HttpReceiver* receiver = nullptr;
  const CancelCheck* cancelled = nullptr;
  bool head_reported = false;
  std::exception_ptr thrown = nullptr;

  void report_head() {
    if (!head_reported) {
      head_reported = true;
      const HttpHead head = read_head(easy);
      if (head.status < 400 && receiver->on_head) {
        receiver->on_head(head);
      }
    }
  }
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    long status = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 400) {
      return 0;  // an error page, which is not needed and may never end
    }
    transfer.report_head();
    transfer.receiver->on_body(std::as_bytes(std::span(data, size * count)));
    return size * count;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return 0;
  }
}

int poll_cancelled(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    return is_cancelled(*transfer.cancelled) ? 1 : 0;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return 1;
  }
}

HttpOutcome outcome_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return HttpOutcome::kComplete;
    case CURLE_ABORTED_BY_CALLBACK:
      return HttpOutcome::kCancelled;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_AGAIN:
      return HttpOutcome::kTransient;
    default:
      return HttpOutcome::kPermanent;
  }
}

bool is_reached(CURLcode code) {
  return code != CURLE_COULDNT_RESOLVE_PROXY && code != CURLE_COULDNT_RESOLVE_HOST &&
         code != CURLE_COULDNT_CONNECT;
}

/// Throws Error if there is no memory for the option: without it, another transfer than the
/// requested one would take place.
template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK) {
    throw Error(fmt::format("libcurl can't begin a transfer: {}", curl_easy_strerror(code)));
  }
}

void set_options(CURL* easy, const HttpRequest& request) {
  const bool secure = url_scheme(request.url) == "https";
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https,file");
  set(easy, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 1L);
  set(easy, CURLOPT_MAXREDIRS, static_cast<long>(request.max_redirects));
  set(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_timeout.count()));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1000L);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_timeout.count()));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_USERAGENT, "resnext-classify");
  set(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
  if (!request.ca_file.empty()) {
    set(easy, CURLOPT_CAINFO, request.ca_file.c_str());
  }
  if (request.offset > 0) {
    set(easy, CURLOPT_RANGE, fmt::format("{}-", request.offset).c_str());
  }
}

std::string describe_failure(CURLcode code, const char* message) {
  std::string text = message[0] != '\0' ? message : curl_easy_strerror(code);
  // It may quote the server, whose bytes must not drive a terminal.
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return std::iscntrl(byte) != 0; }, '?');
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
    text += "; CURL_CA_BUNDLE can name the certificates to trust";
  }
  return text;
}

}  // namespace

HttpResponse http_get(const HttpRequest& request, const HttpReceiver& receiver,
                      const CancelCheck& cancelled) {
  set_up_curl();
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  if (!easy) {
    throw Error("libcurl can't begin a transfer: out of memory");
  }
  Transfer transfer{easy.get(), &receiver, &cancelled};
  char message[CURL_ERROR_SIZE] = "";
  set_options(easy.get(), request);
  set(easy.get(), CURLOPT_ERRORBUFFER, message);
  set(easy.get(), CURLOPT_WRITEFUNCTION, take_body);
  set(easy.get(), CURLOPT_WRITEDATA, &transfer);
  set(easy.get(), CURLOPT_NOPROGRESS, 0L);
  set(easy.get(), CURLOPT_XFERINFOFUNCTION, poll_cancelled);
  set(easy.get(), CURLOPT_XFERINFODATA, &transfer);
  std::unique_ptr<curl_slist, FreeList> headers;
  if (request.offset > 0 && !request.if_range.empty()) {
    headers.reset(curl_slist_append(nullptr, ("If-Range: " + request.if_range).c_str()));
    if (!headers) {
      throw Error("libcurl can't begin a transfer: out of memory");
    }
    set(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  }

  const CURLcode code = curl_easy_perform(easy.get());
  if (transfer.thrown) {
    std::rethrow_exception(transfer.thrown);
  }
  if (code == CURLE_OK) {
    transfer.report_head();  // a body of no bytes
  }
  HttpResponse response;
  response.head = read_head(easy.get());
  const bool answered = response.head.status >= 400 && code != CURLE_ABORTED_BY_CALLBACK;
  response.reached = is_reached(code);
  response.outcome = answered ? HttpOutcome::kComplete : outcome_of(code);
  if (code != CURLE_OK) {
    response.error = describe_failure(code, message);
  }
  return response;
}

std::string libcurl_version() { return curl_version_info(CURLVERSION_NOW)->version; }

}  // namespace resnext
