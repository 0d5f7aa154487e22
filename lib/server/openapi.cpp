// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "server/classify_query.h"
#include "server/endpoints.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

Json content(const std::string& type, Json schema) {
  return {{type, {{"schema", std::move(schema)}}}};
}

Json response(const char* description, Json media) {
  return {{"description", description}, {"content", std::move(media)}};
}

Json error(const char* description) {
  return response(description, content("application/json", reference("Error")));
}

Json schema_of(QueryParameter::Kind kind) {
  switch (kind) {
    case QueryParameter::Kind::kInteger:
      return {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostClasses}};
    case QueryParameter::Kind::kSwitch:
      return {{"type", "integer"}, {"enum", {0, 1}}};
    case QueryParameter::Kind::kText:
      break;
  }
  return {{"type", "string"}};
}

Json parameters() {
  Json list = Json::array();
  for (const QueryParameter& parameter : classify_parameters()) {
    list.push_back({{"name", parameter.name},
                    {"in", "query"},
                    {"required", false},
                    {"description", parameter.meaning},
                    {"schema", schema_of(parameter.kind)}});
  }
  return list;
}

void describe_classify(Json& operation) {
  const Json binary = {{"type", "string"}, {"format", "binary"}};
  operation["parameters"] = parameters();
  Json form = {{"type", "object"},
               {"properties", {{"image", {{"type", "array"}, {"items", binary}}}}}};
  operation["requestBody"] = {
      {"required", true},
      {"description",
       "The bytes of one image (JPEG, PNG, WebP, BMP or TIFF), or a form with one or more files."},
      {"content",
       {{"application/octet-stream", {{"schema", binary}}},
        {"multipart/form-data", {{"schema", std::move(form)}}}}}};
  Json records = content(
      "application/json",
      {{"oneOf", {reference("Record"), {{"type", "array"}, {"items", reference("Record")}}}}});
  records["application/x-ndjson"] = {{"schema", {{"type", "string"}}}};
  Json& responses = operation["responses"];
  responses["200"] = response(
      "The image's record; for several an array, in order, or with Accept: application/x-ndjson a "
      "record on each line.",
      std::move(records));
  responses["400"] = error("The query or the form is wrong.");
  responses["413"] = error("The body is too large, or holds more files than may wait.");
  responses["422"] = response("The only image can't be read; the record has an error.",
                              content("application/json", reference("Record")));
  responses["429"] = error("Too many images wait; Retry-After says for how many seconds.");
  responses["503"] = error("Too many bodies are being received; Retry-After.");
}

Json object(Json properties, std::vector<std::string> required) {
  return {
      {"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

Json schemas() {
  const Json text = {{"type", "string"}};
  const Json integer = {{"type", "integer"}};
  const Json number = {{"type", "number"}};
  const Json problem = object({{"code", text}, {"message", text}}, {"code", "message"});
  const Json prediction = object({{"index", integer},
                                  {"imagenet_index", integer},
                                  {"wnid", text},
                                  {"label", text},
                                  {"probability", number}},
                                 {"index", "label", "probability"});
  Json record = object({{"path", text},
                        {"path_bytes", text},
                        {"model", text},
                        {"run", text},
                        {"exif_orientation_applied", integer},
                        {"error", problem},
                        {"predictions", {{"type", "array"}, {"items", prediction}}},
                        {"cam", object({{"index", integer}, {"label", text}, {"png", text}},
                                       {"index", "label", "png"})},
                        {"features", {{"type", "array"}, {"items", number}}}},
                       {"path", "model", "run"});
  record["additionalProperties"] = false;
  return {{"Record", std::move(record)}, {"Error", object({{"error", problem}}, {"error"})}};
}

Json operation_of(const Endpoint& endpoint) {
  Json operation = {{"summary", endpoint.summary}};
  if (endpoint.id == EndpointId::kClassify) {
    describe_classify(operation);
  } else {
    const bool json = std::string_view(endpoint.content_type) == "application/json";
    operation["responses"]["200"] = response(
        endpoint.summary, content(endpoint.content_type, {{"type", json ? "object" : "string"}}));
  }
  if (endpoint.open) {
    operation["security"] = Json::array();
  } else {
    operation["responses"]["401"] = error("The token is missing or wrong.");
  }
  return operation;
}

}  // namespace

std::string openapi_json() {
  Json json = {{"openapi", "3.0.3"},
               {"info", {{"title", "resnext-classify"}, {"version", program_version()}}},
               {"security", {{{"token", Json::array()}}}}};
  for (const Endpoint& endpoint : endpoints()) {
    const char* const key = std::string_view(endpoint.method) == "GET" ? "get" : "post";
    json["paths"][endpoint.path][key] = operation_of(endpoint);
  }
  json["components"] = {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
                        {"schemas", schemas()}};
  return json.dump(2) + "\n";
}

}  // namespace resnext
