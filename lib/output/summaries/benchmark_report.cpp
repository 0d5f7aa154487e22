// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/benchmark_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/text/printable.h"
#include "output/summaries/latency_json.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

/// Counts two operations a multiply-add.
double gigaflops(const StepReport& layer) {
  return layer.seconds > 0 ? 2e-9 * static_cast<double>(layer.multiply_adds) / layer.seconds : 0;
}

double total_seconds(const BenchmarkResult& result) {
  double total = 0;
  for (const StepReport& layer : result.layers) {
    total += layer.seconds;
  }
  return total;
}

Json layers_json(const BenchmarkResult& result) {
  const double total = total_seconds(result);
  Json layers = Json::array();
  for (const StepReport& layer : result.layers) {
    layers.push_back({{"layer", layer.node},
                      {"kernel", layer.kernel},
                      {"ms", milliseconds(layer.seconds)},
                      {"gflops", std::round(gigaflops(layer) * 10) / 10},
                      {"share", std::round(layer.seconds / total * 1e4) / 1e4}});
  }
  return layers;
}

Json photo_json(const PhotoTimes& photo) {
  return {{"path", photo.photo},
          {"width", photo.width},
          {"height", photo.height},
          {"decode_ms", milliseconds(photo.decode)},
          {"preprocess_ms", milliseconds(photo.preprocess)},
          {"prepare_ms", milliseconds(photo.prepare)}};
}

double megabytes(std::size_t bytes) { return static_cast<double>(bytes) / 1e6; }

std::string summary_text(const BenchmarkResult& result) {
  const LoadTimes& load = result.load;
  return fmt::format("{}, {}, batch {}, {} threads, {} runs (weights: {})\n",
                     printable(result.model), result.precision, result.batch_size, result.threads,
                     result.runs, printable(result.weights)) +
         fmt::format(
             "load      open {:.0f} ms, fold and pack {:.0f} ms, primitives {:.0f} ms, first run "
             "{:.0f} ms\n",
             load.open * 1e3, load.pack * 1e3, load.primitives * 1e3, load.first_run * 1e3) +
         fmt::format("latency   p50 {:.1f} ms, p95 {:.1f} ms, p99 {:.1f} ms\n",
                     result.latency.p50 * 1e3, result.latency.p95 * 1e3, result.latency.p99 * 1e3) +
         fmt::format("rate      {:.2f} images/s, {:.1f} GFLOP/s\n", result.images_per_second,
                     2e-9 * static_cast<double>(result.multiply_adds) * result.images_per_second) +
         fmt::format(
             "memory    packed weights {:.0f} MB ({:.0f} MB of them from the packed cache), "
             "activations {:.1f} MB, peak {:.0f} MB\n",
             megabytes(result.packed_bytes), megabytes(result.reused_bytes),
             megabytes(result.arena_bytes), megabytes(result.peak_resident_bytes));
}

std::string photo_text(const PhotoTimes& photo) {
  return fmt::format(
      "photo     {} x {}: decode {:.1f} ms, resize and normalise {:.1f} ms; both together, "
      "as in a run, {:.1f} ms of one thread ({})\n",
      photo.width, photo.height, photo.decode * 1e3, photo.preprocess * 1e3, photo.prepare * 1e3,
      printable(photo.photo));
}

std::string layers_text(const BenchmarkResult& result) {
  const double total = total_seconds(result);
  std::string text = "\n      ms   share  GFLOP/s  kernel                        layer\n";
  for (const StepReport& layer : result.layers) {
    text += fmt::format("{:8.3f}  {:5.2f}%  {:7.1f}  {:<28}  {}\n", layer.seconds * 1e3,
                        layer.seconds / total * 100, gigaflops(layer), layer.kernel, layer.node);
  }
  return text;
}

}  // namespace

std::string benchmark_to_json(const BenchmarkResult& result) {
  Json json = Json::object();
  json["model"] = result.model;
  json["weights"] = result.weights;
  json["batch_size"] = result.batch_size;
  json["threads"] = result.threads;
  json["precision"] = result.precision;
  json["runs"] = result.runs;
  json["load_ms"] = {{"open", milliseconds(result.load.open)},
                     {"fold_and_pack", milliseconds(result.load.pack)},
                     {"primitives", milliseconds(result.load.primitives)},
                     {"first_run", milliseconds(result.load.first_run)}};
  json["latency_ms"] = latency_json(result.latency);
  json["images_per_second"] = std::round(result.images_per_second * 1e3) / 1e3;
  json["multiply_adds"] = result.multiply_adds;
  json["packed_bytes"] = result.packed_bytes;
  json["reused_bytes"] = result.reused_bytes;
  json["arena_bytes"] = result.arena_bytes;
  json["peak_resident_bytes"] = result.peak_resident_bytes;
  json["photo"] = result.photo ? photo_json(*result.photo) : Json();
  if (!result.layers.empty()) {
    json["layers"] = layers_json(result);
  }
  return json.dump(2, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

std::string benchmark_to_table(const BenchmarkResult& result) {
  std::string report = summary_text(result);
  if (result.photo) {
    report += photo_text(*result.photo);
  }
  if (!result.layers.empty()) {
    report += layers_text(result);
  }
  return report;
}

}  // namespace resnext
