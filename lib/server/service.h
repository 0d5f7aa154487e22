// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/access_token.h"
#include "server/classify_query.h"
#include "server/endpoints.h"
#include "server/http/http_message.h"
#include "server/metrics.h"
#include "server/served_model.h"

// Answers requests: what the endpoints do.
namespace resnext {

struct ServiceOptions {
  std::size_t max_queue = 0;              ///< images that are accepted and not answered
  std::optional<AccessToken> token = {};  ///< without one, everybody is let in
  /// Refuse pages that reach this server by another name than localhost or an address: such a name
  /// may belong to the page's owner, who lets it lead here (DNS rebinding).
  bool refuse_other_names = false;
  std::function<void(const std::string&)> log = {};  ///< gets a line for each request; may be empty
};

class Service : public HttpApplication {
 public:
  using Models = std::vector<std::unique_ptr<ServedModel>>;

  /// `models`: the default first, at least one. Everything given must outlive the service.
  Service(const Models& models, const ServiceOptions& options, Metrics& metrics);

  std::optional<ServerResponse> refuse(const RequestHead& head) override;
  void answer(ServerRequest request, const Respond& respond) override;
  ServerResponse error(int status, const std::string& message) override;
  void finished(const RequestHead& head, int status, std::size_t bytes, double seconds) override;
  void connected(std::size_t clients) override { metrics_.set_connections(clients); }

 private:
  void check(const RequestHead& head) const;
  ServerResponse get(EndpointId id) const;
  void classify(const ServerRequest& request, const Respond& respond);
  void admit(std::size_t images);
  std::string models_json() const;

  const Models& models_;
  const ServiceOptions& options_;
  Metrics& metrics_;
  std::vector<std::string> ids_;
  std::atomic<std::size_t> queued_ = 0;  ///< images
};

}  // namespace resnext
