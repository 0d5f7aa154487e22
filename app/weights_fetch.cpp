#include "app/weights_fetch.h"

#include <iostream>

#include "app/interrupt.h"
#include "app/progress_bar.h"
#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/files/output.h"
#include "hub/fetch.h"
#include "hub/http.h"
#include "models/registry.h"

namespace resnext {
namespace {

void print_licence(const ModelConfig& model) {
  const License& licence = model.card.license;
  if (licence.id.empty()) {
    std::cerr << "Licence of " << model.id << ": not known\n";
    return;
  }
  std::cerr << "Licence of " << model.id << ": " << licence.id
            << (licence.note.empty() ? "" : ", " + licence.note)
            << (licence.url.empty() ? "" : " (" + licence.url + ")") << "\n";
}

std::string certificates(const Environment& environment) {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (const auto file = environment(name); file && !file->empty()) {
      return *file;
    }
  }
  return "";
}

FetchOptions options_for(const WeightsFetchCommand& command, const Environment& environment,
                         ProgressBar& bar) {
  FetchOptions options;
  options.retry.attempts = command.attempts;
  options.retry.first_delay =
      std::chrono::milliseconds(static_cast<std::int64_t>(command.retry_delay * 1000));
  options.connect_timeout = std::chrono::seconds(std::min(command.timeout, 30));
  options.stall_timeout = std::chrono::seconds(command.timeout);
  options.ca_file = certificates(environment);
  options.on_progress = [&bar](const FetchProgress& progress) {
    bar.update(progress.received, progress.total);
  };
  options.on_notice = [&bar](const std::string& text) { bar.note(text); };
  options.cancelled = is_interrupted;
  return options;
}

void print_path(const std::filesystem::path& path) {
  Output output = Output::standard();
  output.write(path.string() + "\n");
}

/// A file that is there, if there is no need to look into it again.
std::optional<std::filesystem::path> find_trusted(const ModelConfig& model,
                                                  const FetchRequest& request,
                                                  const HashRecord& record,
                                                  const Environment& environment) {
  const std::optional<SearchedPlace> found = search_weights(model, {}, environment).found;
  if (!found) {
    return std::nullopt;
  }
  if (found->path != request.target) {
    return found->path;
  }
  const std::optional<std::string> hash = record.find(request.target);
  return hash && hash->starts_with(request.sha256_prefix) ? std::optional(found->path)
                                                          : std::nullopt;
}

}  // namespace

void add_weights_fetch_options(CLI::App& app, WeightsFetchCommand& command) {
  app.add_option("model", command.model, "Model id or alias")->type_name("MODEL")->required();
  app.add_option("--url", command.url,
                 "Download from here (http, https or file); default: RESNEXT_MIRROR, else where "
                 "the model is published")
      ->type_name("URL");
  app.add_flag("--force", command.force, "Download even if weights are there");
  app.add_flag("-q,--quiet", command.quiet, "No progress");
  app.add_option("--attempts", command.attempts, "Attempts in a row without a new byte")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--retry-delay", command.retry_delay,
                 "Seconds before the second attempt; doubled each time, up to a minute")
      ->check(CLI::Range(0.0, 60.0))
      ->capture_default_str();
  app.add_option("--timeout", command.timeout, "Seconds that a connection may stand still")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

ExitCode run_weights_fetch(const WeightsFetchCommand& command) {
  const Environment environment = process_environment();
  const ModelConfig model = resolve_model(command.model);
  FetchRequest request = request_for(model, command.url, environment);
  request.replace = command.force;
  const HashRecord record = verified_record(environment);
  print_licence(model);
  if (!command.force) {
    if (const auto trusted = find_trusted(model, request, record, environment)) {
      std::cerr << "The weights are there already; --force downloads them again.\n";
      print_path(*trusted);
      return ExitCode::kSuccess;
    }
  }
  std::cerr << "From " << presentable_url(request.url) << "\n";
  ProgressBar bar(command.quiet);
  const FetchResult result = fetch_file(request, options_for(command, environment, bar));
  bar.clear();
  if (const auto stamp = HashRecord::stamp(result.path)) {
    record.add(*stamp, result.sha256);
  }
  std::cerr << (result.was_there ? "Was there already: " : "Done: ") << result.bytes
            << " bytes, SHA-256 " << result.sha256
            << (request.sha256_prefix.empty() ? " (none is published to compare it with)"
                                              : " (as published)")
            << "\n";
  print_path(result.path);
  return ExitCode::kSuccess;
}

}  // namespace resnext
