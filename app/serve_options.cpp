// SPDX-License-Identifier: Apache-2.0
#include "app/command_options.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

void add_address_options(CLI::App& app, ServeRequest& request) {
  app.option_defaults()->group("Who may connect");
  app.add_option("--listen", request.listen,
                 "HOST:PORT; port 0: any free one. Default: the sockets that systemd has "
                 "opened, otherwise 127.0.0.1:8080")
      ->type_name("ADDRESS");
  CLI::Option* const token =
      app.add_option("--token-file", request.token_file,
                     "File with the token that clients must send (Authorization: Bearer TOKEN)")
          ->type_name("FILE");
  app.add_flag("--no-token", request.no_token,
               "Let everybody in, even if other machines can connect")
      ->excludes(token);
  app.add_option("--tls-cert", request.tls_certificate,
                 "Certificate for HTTPS, followed by its issuers (PEM)")
      ->type_name("FILE");
  app.add_option("--tls-key", request.tls_key, "The certificate's key (PEM)")->type_name("FILE");
}

void add_limit_options(CLI::App& app, ServeRequest& request) {
  app.option_defaults()->group("Limits");
  app.add_option("--max-body", request.max_body_mb, "Refuse larger requests")
      ->check(CLI::Range(1, 2000))
      ->type_name("MB")
      ->capture_default_str();
  app.add_option("--max-queue", request.max_queue,
                 "Images that may wait for their answer; more are refused with 429")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--max-connections", request.max_connections,
                 "Clients at once; for one more, the one that has sent no request for longest goes")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--timeout", request.timeout_s,
                 "Time for sending a request, for taking the answer, and between requests")
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS")
      ->capture_default_str();
}

}  // namespace

void add_serve_options(CLI::App& app, ServeRequest& request) {
  add_address_options(app, request);
  app.option_defaults()->group("Model");
  app.add_option("-m,--model", request.models,
                 "Model id or alias, config file, or folder with config.json and weights; may be "
                 "given several times. Default: the small model that comes with the program")
      ->type_name("MODEL")
      ->allow_extra_args(false);
  add_weights_option(app, request.model.weights);
  add_engine_options(app, request.model);
  add_precision_option(app, request.model.execution.precision);
  add_decode_options(app, request.decode);
  add_limit_options(app, request);
  app.option_defaults()->group("How it runs");
  app.add_option("-b,--batch-size", request.batch_size,
                 "Images that go through the network together, always in batches of this size: 1 "
                 "answers a single image soonest")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--max-delay", request.max_delay_ms,
                 "How long a batch that is not full waits for images that are being decoded")
      ->check(CLI::Range(0, 10'000))
      ->type_name("MS")
      ->capture_default_str();
  add_threads_option(app, request.model.execution);
  CLI::Option* const silent =
      app.add_flag("-q,--quiet", request.quiet, "Don't say where it listens");
  app.add_flag("-v,--verbose", request.verbose,
               "Settings and a line for each request on standard error")
      ->excludes(silent);
}

}  // namespace resnext
