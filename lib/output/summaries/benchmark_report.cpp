#include "output/summaries/benchmark_report.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text/printable.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(double seconds) { return std::round(seconds * 1e6) / 1e3; }

/// Two operations a multiply-add.
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

}  // namespace

std::string benchmark_to_json(const BenchmarkResult& result) {
  Json json;
  json["model"] = result.model;
  json["weights"] = result.weights;
  json["batch_size"] = result.batch_size;
  json["threads"] = result.threads;
  json["runs"] = result.runs;
  json["load_ms"] = {{"open", milliseconds(result.load.open)},
                     {"fold_and_pack", milliseconds(result.load.pack)},
                     {"primitives", milliseconds(result.load.primitives)},
                     {"first_run", milliseconds(result.load.first_run)}};
  json["latency_ms"] = {{"p50", milliseconds(result.latency.p50)},
                        {"p95", milliseconds(result.latency.p95)},
                        {"p99", milliseconds(result.latency.p99)}};
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
  char text[1024];
  std::snprintf(
      text, sizeof text,
      "%s, batch %d, %d threads, %d runs (weights: %s)\n"
      "load      open %.0f ms, fold and pack %.0f ms, primitives %.0f ms, first run %.0f ms\n"
      "latency   p50 %.1f ms, p95 %.1f ms, p99 %.1f ms\n"
      "rate      %.2f images/s, %.1f GFLOP/s\n"
      "memory    packed weights %.0f MB (%.0f MB of them from the packed cache), activations %.1f "
      "MB, peak %.0f MB\n",
      result.model.c_str(), result.batch_size, result.threads, result.runs,
      printable(result.weights).c_str(), result.load.open * 1e3, result.load.pack * 1e3,
      result.load.primitives * 1e3, result.load.first_run * 1e3, result.latency.p50 * 1e3,
      result.latency.p95 * 1e3, result.latency.p99 * 1e3, result.images_per_second,
      2e-9 * static_cast<double>(result.multiply_adds) * result.images_per_second,
      static_cast<double>(result.packed_bytes) / 1e6,
      static_cast<double>(result.reused_bytes) / 1e6, static_cast<double>(result.arena_bytes) / 1e6,
      static_cast<double>(result.peak_resident_bytes) / 1e6);
  std::string report = text;
  if (result.photo) {
    const PhotoTimes& photo = *result.photo;
    std::snprintf(text, sizeof text,
                  "photo     %d x %d: decode %.1f ms, resize and normalise %.1f ms; both at once, "
                  "as is done, %.1f ms of one thread (%s)\n",
                  photo.width, photo.height, photo.decode * 1e3, photo.preprocess * 1e3,
                  photo.prepare * 1e3, printable(photo.photo).c_str());
    report += text;
  }
  if (!result.layers.empty()) {
    const double total = total_seconds(result);
    report += "\n      ms   share  GFLOP/s  kernel                        layer\n";
    for (const StepReport& layer : result.layers) {
      std::snprintf(text, sizeof text, "%8.3f  %5.2f%%  %7.1f  %-28s  %s\n", layer.seconds * 1e3,
                    layer.seconds / total * 100, gigaflops(layer), layer.kernel.c_str(),
                    layer.node.c_str());
      report += text;
    }
  }
  return report;
}

}  // namespace resnext
