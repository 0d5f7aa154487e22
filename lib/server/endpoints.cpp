// SPDX-License-Identifier: Apache-2.0
#include "server/endpoints.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text/quote.h"
#include "server/request_error.h"

namespace resnext {

const std::vector<Endpoint>& endpoints() {
  static const std::vector<Endpoint> kEndpoints = {
      {EndpointId::kPage, "GET", "/", true, "text/html; charset=utf-8",
       "A page on which a photo can be dropped."},
      {EndpointId::kStyle, "GET", "/page.css", true, "text/css; charset=utf-8",
       "The page's style."},
      {EndpointId::kScript, "GET", "/page.js", true, "text/javascript; charset=utf-8",
       "The page's script."},
      {EndpointId::kClassify, "POST", "/classify", false, "application/json",
       "Classifies an image, or each file of a form."},
      {EndpointId::kModels, "GET", "/models", false, "application/json",
       "The models that are served, the default first."},
      {EndpointId::kHealth, "GET", "/healthz", true, "application/json",
       "Whether requests are served."},
      {EndpointId::kMetrics, "GET", "/metrics", false, "text/plain; version=0.0.4",
       "Figures for Prometheus."},
      {EndpointId::kOpenApi, "GET", "/openapi.json", false, "application/json",
       "This description."},
  };
  return kEndpoints;
}

const Endpoint& find_endpoint(std::string_view method, std::string_view path) {
  const std::string_view asked = method == "HEAD" ? "GET" : method;
  std::vector<std::string> paths;
  for (const Endpoint& endpoint : endpoints()) {
    if (path == endpoint.path && asked == endpoint.method) {
      return endpoint;
    }
    paths.emplace_back(endpoint.path);
  }
  const std::string allowed = allowed_methods(path);
  if (!allowed.empty()) {
    throw RequestError(405, fmt::format("{}: expected {}, found {}", path, allowed, quote(method)));
  }
  throw RequestError(404, fmt::format("there is nothing at {}; expected one of {}", quote(path),
                                      fmt::join(paths, ", ")));
}

std::string allowed_methods(std::string_view path) {
  const auto found = std::ranges::find_if(
      endpoints(), [path](const Endpoint& endpoint) { return path == endpoint.path; });
  if (found == endpoints().end()) {
    return "";
  }
  return std::string_view(found->method) == "GET" ? "GET, HEAD" : found->method;
}

}  // namespace resnext
