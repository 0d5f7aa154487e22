// SPDX-License-Identifier: Apache-2.0
#include "server/metrics.h"

#include <fmt/format.h>

#include "base/version.h"

namespace resnext {
namespace {

std::string head(const char* name, const char* type, const char* help) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

/// Returns the text inside a label's quotes.
std::string label(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    escaped += letter == '\\'   ? "\\\\"
               : letter == '"'  ? "\\\""
               : letter == '\n' ? "\\n"
                                : std::string(1, letter);
  }
  return escaped;
}

}  // namespace

void Metrics::count_request(int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[status];
  ++request_count_;
  request_seconds_ += seconds;
  for (std::size_t i = 0; i < kSeconds.size(); ++i) {
    within_.at(i) += seconds <= kSeconds.at(i) ? 1 : 0;
  }
}

void Metrics::count_batch(const std::string& model, std::size_t images) {
  const std::lock_guard lock(mutex_);
  Batches& batches = batches_[model];
  ++batches.of_size[images];
  ++batches.count;
  batches.images += images;
}

void Metrics::count_failure(const std::string& code) {
  const std::lock_guard lock(mutex_);
  ++failures_[code];
}

void Metrics::set_connections(std::size_t connections) {
  const std::lock_guard lock(mutex_);
  connections_ = connections;
}

std::string Metrics::text(std::size_t queued) const {
  const std::lock_guard lock(mutex_);
  std::string text = head("resnext_build_info", "gauge", "The program's version.");
  text += fmt::format("resnext_build_info{{version=\"{}\"}} 1\n", label(program_version()));
  text += head("resnext_requests_total", "counter", "Requests by the status of their response.");
  for (const auto& [status, count] : requests_) {
    text += fmt::format("resnext_requests_total{{status=\"{}\"}} {}\n", status, count);
  }
  text += head("resnext_request_seconds", "histogram",
               "Seconds from a request's head to the end of its response.");
  for (std::size_t i = 0; i < kSeconds.size(); ++i) {
    text += fmt::format("resnext_request_seconds_bucket{{le=\"{}\"}} {}\n", kSeconds.at(i),
                        within_.at(i));
  }
  text += fmt::format(
      "resnext_request_seconds_bucket{{le=\"+Inf\"}} {0}\nresnext_request_seconds_sum {1}\n"
      "resnext_request_seconds_count {0}\n",
      request_count_, request_seconds_);
  text += head("resnext_batch_images", "histogram", "Images in a batch, by model.");
  for (const auto& [model, batches] : batches_) {
    std::uint64_t within = 0;
    for (const auto& [size, count] : batches.of_size) {
      within += count;
      text += fmt::format("resnext_batch_images_bucket{{model=\"{}\",le=\"{}\"}} {}\n",
                          label(model), size, within);
    }
    text += fmt::format(
        "resnext_batch_images_bucket{{model=\"{0}\",le=\"+Inf\"}} {1}\n"
        "resnext_batch_images_sum{{model=\"{0}\"}} {2}\n"
        "resnext_batch_images_count{{model=\"{0}\"}} {1}\n",
        label(model), batches.count, batches.images);
  }
  text += head("resnext_images_total", "counter", "Images that were classified, by model.");
  for (const auto& [model, batches] : batches_) {
    text += fmt::format("resnext_images_total{{model=\"{}\"}} {}\n", label(model), batches.images);
  }
  text += head("resnext_image_failures_total", "counter", "Images that could not be read.");
  for (const auto& [code, count] : failures_) {
    text += fmt::format("resnext_image_failures_total{{code=\"{}\"}} {}\n", label(code), count);
  }
  text += head("resnext_queue_images", "gauge", "Images accepted and not answered.");
  text += fmt::format("resnext_queue_images {}\n", queued);
  text += head("resnext_connections", "gauge", "Clients that are connected.");
  text += fmt::format("resnext_connections {}\n", connections_);
  return text;
}

}  // namespace resnext
