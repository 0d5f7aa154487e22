// SPDX-License-Identifier: Apache-2.0
#include "commands/serve_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cpu_count.h"
#include "base/environment.h"
#include "base/error.h"
#include "commands/keep_packed_weights.h"
#include "server/http/http_server.h"
#include "server/listening.h"
#include "server/notify_ready.h"
#include "server/service.h"

namespace resnext {
namespace {

void check_usage(const ServeRequest& request) {
  if (request.tls_certificate.empty() != request.tls_key.empty()) {
    throw UsageError("--tls-cert and --tls-key belong together; name both or none");
  }
  if (!request.model.weights.empty() && request.models.size() > 1) {
    throw UsageError(fmt::format(
        "--weights {} belongs to one model, and {} are named; put weights into model folders",
        request.model.weights, request.models.size()));
  }
}

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  std::vector<ModelRequest> requests;
  std::vector<ResolvedModel> models;
  std::optional<AccessToken> token;
  std::unique_ptr<HttpServer> http;
  std::vector<int> sockets;
};

/// Throws UsageError if other machines could use the server and nobody said that they may.
void check_reach(const ServeRequest& request, const std::vector<int>& sockets) {
  for (const int socket : sockets) {
    if (!is_loopback(socket) && request.token_file.empty() && !request.no_token) {
      throw UsageError(fmt::format(
          "{}: other machines could connect, and everybody there would be let in. Name a file with "
          "a token (--token-file FILE), listen on 127.0.0.1, or say that this is wanted "
          "(--no-token)",
          address_of(socket)));
    }
  }
}

std::vector<int> open_sockets(const ServeRequest& request) {
  std::vector<int> sockets = inherited_sockets(process_environment());
  if (sockets.empty()) {
    sockets.push_back(listen_on(request.listen.empty() ? kDefaultListen : request.listen));
  } else if (!request.listen.empty()) {
    throw UsageError(fmt::format("--listen {}: systemd has opened the sockets; leave out --listen",
                                 request.listen));
  }
  check_reach(request, sockets);
  return sockets;
}

HttpServerOptions http_options(const ServeRequest& request) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  return {.tls_certificate = request.tls_certificate,
          .tls_key = request.tls_key,
          .max_body = static_cast<std::uint64_t>(request.max_body_mb) * kMegabyte,
          .max_connections = request.max_connections,
          .timeout = std::chrono::seconds(request.timeout_s)};
}

Prepared prepare(const ServeRequest& request, CommandIo& io) {
  Prepared prepared;
  const std::vector<std::string> names =
      request.models.empty() ? std::vector<std::string>{""} : request.models;
  for (const std::string& name : names) {
    ModelRequest& model = prepared.requests.emplace_back(request.model);
    model.model = name;
    ResolvedModel resolved = resolve(model, io.console);
    const std::string& id = resolved.config.id;
    if (std::ranges::any_of(prepared.models,
                            [&id](const ResolvedModel& each) { return each.config.id == id; })) {
      throw UsageError(fmt::format("--model {}: {} is served already; name it once", name, id));
    }
    prepared.models.push_back(std::move(resolved));
  }
  if (!request.token_file.empty()) {
    prepared.token = AccessToken::read(request.token_file);
  }
  prepared.http = std::make_unique<HttpServer>(http_options(request));
  prepared.sockets = open_sockets(request);
  return prepared;
}

ServedModelOptions model_options(const ServeRequest& request, const ModelRequest& model,
                                 const ModelConfig& config) {
  RunSettings settings;
  settings.decode = decode_options(request.decode, config);
  settings.batch_size = request.batch_size;
  settings.more = common_run_settings(model, config);
  return {.settings = std::move(settings),
          .max_delay = std::chrono::milliseconds(request.max_delay_ms)};
}

/// The second stage: loads the models.
Service::Models load_models(const ServeRequest& request, Prepared& prepared, Workshop& workshop,
                            CommandIo& io) {
  Service::Models models;
  for (std::size_t i = 0; i < prepared.models.size(); ++i) {
    const ModelRequest& asked = prepared.requests[i];
    const OpenedModel opened = open_model(std::move(prepared.models[i]), asked.weights);
    LoadedModel model = load(opened, asked, io.console);
    keep_packed_weights(model, request.quiet, request.verbose, io);
    const ServedModelOptions options = model_options(request, asked, opened.resolved.config);
    models.push_back(std::make_unique<ServedModel>(opened, std::move(model), options, workshop));
    if (request.verbose) {
      const ServedModel& served = *models.back();
      io.console.write(fmt::format("run {}: {}, {} threads, batch size {}\n", served.run_name({}),
                                   served.id(), served.model().engine.threads(),
                                   served.batch_size()));
    }
  }
  return models;
}

int decoding_threads(const ServeRequest& request) {
  return request.model.execution.threads > 0 ? request.model.execution.threads : usable_cpus();
}

}  // namespace

CommandOutcome run_serve(const ServeRequest& request, CommandIo& io) {
  check_usage(request);
  Prepared prepared = prepare(request, io);
  WorkerPool workers(decoding_threads(request));
  Metrics metrics;
  Workshop workshop{workers, metrics};
  const Service::Models models = load_models(request, prepared, workshop, io);
  ServiceOptions options = {.max_queue = request.max_queue,
                            .token = std::move(prepared.token),
                            .refuse_other_names = request.token_file.empty() && !request.no_token};
  if (request.verbose) {
    options.log = [&io](const std::string& line) { io.console.write(line); };
  }
  Service service(models, options, metrics);
  io.interruption.catch_requests();
  if (!request.quiet) {
    for (const int socket : prepared.sockets) {
      io.console.write(fmt::format("listening on {}://{}\n",
                                   request.tls_key.empty() ? "http" : "https", address_of(socket)));
    }
  }
  notify_ready(process_environment());
  prepared.http->run(prepared.sockets, service, io.interruption.stop_flag());
  return CommandOutcome::kInterrupted;
}

}  // namespace resnext
