// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// What is served where: for the server, and for the description of its interface.
namespace resnext {

enum class EndpointId { kPage, kStyle, kScript, kClassify, kModels, kHealth, kMetrics, kOpenApi };

struct Endpoint {
  EndpointId id;
  const char* method;  ///< "GET", with which HEAD goes as well, or "POST"
  const char* path;
  bool open;                 ///< needs no token
  const char* content_type;  ///< of the response
  const char* summary;
};

const std::vector<Endpoint>& endpoints();

/// Returns the endpoint for a method and a path. Throws RequestError 404, with the paths that there
/// are, or 405.
const Endpoint& find_endpoint(std::string_view method, std::string_view path);

/// Returns the methods that a path has, for the header Allow: "GET, HEAD". Empty for an unknown
/// path.
std::string allowed_methods(std::string_view path);

/// Returns the description of the interface: OpenAPI 3.0.3, JSON.
std::string openapi_json();

}  // namespace resnext
