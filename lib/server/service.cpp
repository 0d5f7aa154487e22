// SPDX-License-Identifier: Apache-2.0
#include "server/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text/quote.h"
#include "server/header_value.h"
#include "server/multipart.h"
#include "server/page.h"
#include "server/pending_records.h"
#include "server/request_error.h"

namespace resnext {
namespace {

/// Returns the images of a request's body, which they keep alive.
std::vector<ImageInput> images_of(const ServerRequest& request, const std::string& path,
                                  std::size_t most) {
  std::vector<FormFile> files = {{path, *request.body}};
  if (is_form_data(request.head.content_type)) {
    files = parse_form_data(request.head.content_type, *request.body, most);
  }
  std::vector<ImageInput> images;
  for (const FormFile& file : files) {
    images.push_back({.path = file.name,
                      .content = ImageBytes{std::as_bytes(std::span(file.content)), request.body}});
  }
  return images;
}

/// Returns whether a page of another site sent the request: a browser says where it comes from.
bool is_from_elsewhere(const RequestHead& head) {
  return !head.origin.empty() && head.origin != "http://" + head.host &&
         head.origin != "https://" + head.host;
}

}  // namespace

Service::Service(const Models& models, const ServiceOptions& options, Metrics& metrics)
    : models_(models), options_(options), metrics_(metrics) {
  for (const auto& model : models) {
    ids_.push_back(model->id());
  }
}

/// Throws RequestError for what can be refused without the body.
void Service::check(const RequestHead& head) const {
  if (is_from_elsewhere(head)) {
    throw RequestError(403, fmt::format("a page of {} may not use this server; expected one of {}",
                                        quote(head.origin), quote(head.host)));
  }
  if (options_.refuse_other_names && !head.origin.empty() && !is_address_or_localhost(head.host)) {
    throw RequestError(403, fmt::format("a page may not use this server by the name {}; open it by "
                                        "its address, or start serve with --token-file or "
                                        "--no-token",
                                        quote(head.host)));
  }
  const bool closed = std::ranges::none_of(endpoints(), [&head](const Endpoint& endpoint) {
    return endpoint.open && head.path == endpoint.path;
  });
  if (closed && options_.token && !options_.token->fits(head.authorization)) {
    throw RequestError(401, head.authorization.empty()
                                ? "a token is needed; expected the header Authorization: Bearer "
                                  "TOKEN"
                                : "Authorization: this is not the server's token; expected Bearer "
                                  "TOKEN");
  }
  if (find_endpoint(head.method, head.path).id == EndpointId::kClassify) {
    parse_classify_query(head.query, ids_);
    if (queued_ >= options_.max_queue) {
      throw RequestError(429, fmt::format("{} images wait already, as many as may (--max-queue); "
                                          "try again later",
                                          options_.max_queue));
    }
  } else if (!head.query.empty()) {
    throw RequestError(400,
                       fmt::format("{} has no parameters, found {}", head.path, quote(head.query)));
  }
}

std::optional<ServerResponse> Service::refuse(const RequestHead& head) {
  try {
    check(head);
    return std::nullopt;
  } catch (const RequestError& error) {
    ServerResponse response = error_response(error.status(), error.what());
    if (error.status() == 401) {
      response.headers.emplace_back("WWW-Authenticate", "Bearer");
    } else if (error.status() == 405) {
      response.headers.emplace_back("Allow", allowed_methods(head.path));
    } else if (error.status() == 429) {
      response.headers.emplace_back("Retry-After", "1");
    }
    return response;
  }
}

void Service::answer(ServerRequest request, const Respond& respond) {
  try {
    const EndpointId id = find_endpoint(request.head.method, request.head.path).id;
    if (id == EndpointId::kClassify) {
      classify(request, respond);
    } else {
      respond(get(id));
    }
  } catch (const RequestError& error) {
    ServerResponse response = error_response(error.status(), error.what());
    if (error.status() == 429) {
      response.headers.emplace_back("Retry-After", "1");
    }
    respond(std::move(response));
  } catch (const std::bad_alloc&) {
    respond(error_response(503, "not enough memory for this request"));
  }
}

/// Takes places in the queue. Throws RequestError 429 if there are not so many.
void Service::admit(std::size_t images) {
  std::size_t queued = queued_;
  do {
    if (queued + images > options_.max_queue) {
      throw RequestError(429, fmt::format("{} images wait already, and at most {} may "
                                          "(--max-queue); try again later",
                                          queued, options_.max_queue));
    }
  } while (!queued_.compare_exchange_weak(queued, queued + images));
}

void Service::classify(const ServerRequest& request, const Respond& respond) {
  const ClassifyQuery query = parse_classify_query(request.head.query, ids_);
  std::vector<ImageInput> images = images_of(request, query.path, options_.max_queue);
  ServedModel& model =
      **std::ranges::find(models_, query.model, [](const auto& each) { return each->id(); });
  admit(images.size());
  const auto pending =
      std::make_shared<PendingRecords>(images.size(), record_form(request.head.accept), respond);
  for (std::size_t i = 0; i < images.size(); ++i) {
    model.classify(
        std::move(images[i]), query.order, [this, pending, i](const ImageAnswer& answer) {
          --queued_;  // before the response, after which the client may send the next image
          pending->set(i, answer);
        });
  }
}

ServerResponse Service::get(EndpointId id) const {
  ServerResponse response;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.id == id) {
      response.content_type = endpoint.content_type;
    }
  }
  switch (id) {
    case EndpointId::kModels:
      response.body = models_json();
      break;
    case EndpointId::kHealth:
      response.body = "{\"status\":\"ok\"}\n";
      break;
    case EndpointId::kMetrics:
      response.body = metrics_.text(queued_);
      break;
    case EndpointId::kOpenApi:
      response.body = openapi_json();
      break;
    default:
      response.body = page_part(id);
      response.headers = page_headers();
  }
  return response;
}

std::string Service::models_json() const {
  nlohmann::ordered_json json;
  json["models"] = nlohmann::ordered_json::array();
  for (const auto& served : models_) {
    const LoadedModel& model = served->model();
    json["models"].push_back({{"id", served->id()},
                              {"classes", model.labels.size()},
                              {"input_size", model.engine.input_size()},
                              {"precision", to_string(model.engine.precision())},
                              {"batch_size", served->batch_size()}});
  }
  return json.dump() + "\n";
}

ServerResponse Service::error(int status, const std::string& message) {
  return error_response(status, message);
}

void Service::finished(const RequestHead& head, int status, std::size_t bytes, double seconds) {
  metrics_.count_request(status, seconds);
  if (options_.log) {
    options_.log(fmt::format("{} {} {} {}, {} bytes, {:.1f} ms\n", head.client, quote(head.method),
                             quote(head.path + (head.query.empty() ? "" : "?" + head.query)),
                             status, bytes, seconds * 1000));
  }
}

}  // namespace resnext
