// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/precision_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text/printable.h"
#include "output/summaries/latency_json.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json error_json(const std::optional<double>& error) { return error ? Json(*error) : Json(); }

}  // namespace

std::string precisions_to_json(const PrecisionComparison& comparison) {
  Json json = Json::object();
  json["model"] = comparison.model;
  json["weights"] = comparison.weights;
  json["batch_size"] = comparison.batch_size;
  json["threads"] = comparison.threads;
  json["runs"] = comparison.runs;
  json["precisions"] = Json::array();
  for (const PrecisionTimes& times : comparison.precisions) {
    json["precisions"].push_back({{"precision", times.precision},
                                  {"has_instructions", times.has_instructions},
                                  {"latency_ms", latency_json(times.latency)},
                                  {"speedup", std::round(times.speedup * 1e3) / 1e3},
                                  {"packed_bytes", times.packed_bytes},
                                  {"logit_error", error_json(times.logit_error)}});
  }
  return json.dump(2, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

std::string precisions_to_table(const PrecisionComparison& comparison) {
  std::string text = fmt::format(
      "{}, batch {}, {} threads, {} runs in turns (weights: {})\n"
      "precision  p50, ms  p95, ms  speed-up  weights, MB  logit error\n",
      printable(comparison.model), comparison.batch_size, comparison.threads, comparison.runs,
      printable(comparison.weights));
  for (const PrecisionTimes& times : comparison.precisions) {
    text += fmt::format("{:<9}  {:7.1f}  {:7.1f}  {:7.2f}x  {:11.0f}  {:>11}{}\n", times.precision,
                        times.latency.p50 * 1e3, times.latency.p95 * 1e3, times.speedup,
                        static_cast<double>(times.packed_bytes) / 1e6,
                        times.logit_error ? fmt::format("{:.1e}", *times.logit_error) : "-",
                        times.has_instructions ? "" : "  (this CPU has no instructions for it)");
  }
  return text;
}

}  // namespace resnext
