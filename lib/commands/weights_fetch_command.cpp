// SPDX-License-Identifier: Apache-2.0
#include "commands/weights_fetch_command.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/files/output.h"
#include "commands/progress_display.h"
#include "hub/fetch.h"
#include "hub/http.h"
#include "hub/part_leftovers.h"
#include "models/registry.h"

namespace resnext {
namespace {

std::string licence_text(const ModelConfig& model) {
  const License& licence = model.card.license;
  if (licence.id.empty()) {
    return fmt::format("Licence of {}: not known\n", model.id);
  }
  return fmt::format("Licence of {}: {}{}{}\n", model.id, licence.id,
                     licence.note.empty() ? "" : ", " + licence.note,
                     licence.url.empty() ? "" : " (" + licence.url + ")");
}

std::string certificates(const Environment& environment) {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (const auto file = environment(name); file && !file->empty()) {
      return *file;
    }
  }
  return "";
}

FetchOptions fetch_options(const WeightsFetchRequest& request, const Environment& environment,
                           ProgressDisplay& progress, const Interruption& interruption) {
  FetchOptions options;
  options.retry.attempts = request.attempts.value_or(options.retry.attempts);
  options.retry.attempts_to_reach = request.attempts.value_or(options.retry.attempts_to_reach);
  options.retry.first_delay =
      std::chrono::milliseconds(static_cast<std::int64_t>(request.retry_delay * 1000));
  options.connect_timeout = std::chrono::seconds(std::min(request.timeout, 30));
  options.stall_timeout = std::chrono::seconds(request.timeout);
  options.most_bytes = request.max_size;
  options.ca_file = certificates(environment);
  options.on_progress = [&progress](const FetchProgress& state) {
    progress.update(state.received, state.total);
  };
  options.on_notice = [&progress](const std::string& text) { progress.note(text); };
  options.cancelled = cancel_check(interruption);
  return options;
}

void write_path(const std::filesystem::path& path) {
  Output output = Output::standard();
  output.write(path.string() + "\n");
}

/// Returns a file that is there, if there is no need to look into it again.
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
  if (!hash || !hash->starts_with(request.sha256_prefix)) {
    return std::nullopt;
  }
  if (!request.sha256_prefix.empty()) {
    remove_part_leftovers(request.target);
  }
  return found->path;
}

}  // namespace

void run_weights_fetch(const WeightsFetchRequest& request, CommandIo& io) {
  const Environment environment = process_environment();
  const ModelConfig model = resolve_model(request.model);
  FetchRequest download = request_for(model, request.url, environment);
  download.replace = request.force;
  const HashRecord record = verified_record(environment);
  io.console.write(licence_text(model));
  if (!request.force) {
    if (const auto trusted = find_trusted(model, download, record, environment)) {
      io.console.write("The weights are there already; --force downloads them again.\n");
      write_path(*trusted);
      return;
    }
  }
  io.console.write("From " + presentable_url(download.url) + "\n");
  ProgressDisplay progress(io.console, bytes_progress_text, !request.quiet,
                           ProgressDisplay::Without::kTenths);
  const FetchResult result =
      fetch_file(download, fetch_options(request, environment, progress, io.interruption));
  progress.clear();
  if (const auto stamp = HashRecord::stamp(result.path)) {
    record.add(*stamp, result.sha256);
  }
  io.console.write(
      fmt::format("{}{} bytes, SHA-256 {}{}\n",
                  result.was_there ? "Was there already: " : "Done: ", result.bytes, result.sha256,
                  download.sha256_prefix.empty() ? " (none is published to compare it with)"
                                                 : " (as published)"));
  write_path(result.path);
}

}  // namespace resnext
