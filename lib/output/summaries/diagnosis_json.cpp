// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/summaries/diagnosis_report.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json system_json(const SystemFacts& system) {
  return {{"name", or_null(system.name)},
          {"kernel", system.kernel},
          {"libc", system.libc},
          {"memory_bytes", system.memory_bytes},
          {"available_bytes", system.available_bytes}};
}

Json libraries_json(const Diagnosis& diagnosis) {
  Json json = Json::object();
  for (const LibraryVersion& library : diagnosis.libraries) {
    json[library.name] = or_null(library.version);
  }
  return json;
}

Json kernels_json(const Diagnosis& diagnosis) {
  Json json = Json::array();
  for (const KernelUse& use : diagnosis.kernels) {
    json.push_back(
        {{"kernel", use.kernel}, {"layers", use.layers}, {"multiply_adds", use.multiply_adds}});
  }
  return json;
}

Json caches_json(const Diagnosis& diagnosis) {
  Json json = Json::array();
  for (const CacheFolder& cache : diagnosis.caches) {
    json.push_back({{"content", cache.content},
                    {"path", cache.path.string()},
                    {"exists", cache.exists},
                    {"files", cache.files},
                    {"bytes", cache.bytes}});
  }
  return json;
}

Json weights_json(const Diagnosis& diagnosis) {
  Json json = Json::array();
  for (const WeightsEntry& entry : diagnosis.weights) {
    json.push_back({{"id", entry.id},
                    {"path", entry.found ? Json(entry.found->path.string()) : Json()},
                    {"origin", entry.found ? Json(entry.found->origin) : Json()},
                    {"bytes", entry.bytes},
                    {"verified", !entry.sha256.empty()},
                    {"problem", or_null(entry.problem)}});
  }
  return json;
}

Json checks_json(const Diagnosis& diagnosis) {
  Json json = Json::array();
  for (const KernelCheck& check : diagnosis.checks) {
    json.push_back({{"kernel", check.kernel},
                    {"reference", check.reference},
                    {"problems", check.problems},
                    {"error", std::isfinite(check.error) ? Json(check.error) : Json()},
                    {"limit", check.limit},
                    {"agrees", check.agrees()}});
  }
  return json;
}

}  // namespace

std::string diagnosis_to_json(const Diagnosis& diagnosis) {
  const CpuLimits& cpus = diagnosis.cpus;
  Json json = Json::object();
  json["version"] = diagnosis.program_version;
  json["compiler"] = diagnosis.compiler;
  json["system"] = system_json(diagnosis.system);
  json["cpu"] = {{"name", or_null(diagnosis.processor.name)},
                 {"architecture", diagnosis.processor.architecture},
                 {"vectors", diagnosis.processor.vectors},
                 {"instruction_set", diagnosis.instruction_set}};
  json["threads"] = {{"affinity", cpus.affinity},
                     {"quota", cpus.quota ? Json(*cpus.quota) : Json()},
                     {"usable_cpus", diagnosis.usable_cpus},
                     {"threads", diagnosis.threads}};
  json["libraries"] = libraries_json(diagnosis);
  json["model"] = diagnosis.model;
  json["kernels"] = kernels_json(diagnosis);
  json["caches"] = caches_json(diagnosis);
  json["weights"] = weights_json(diagnosis);
  json["environment"] = diagnosis.environment;
  json["checks"] = checks_json(diagnosis);
  json["check_seconds"] = std::round(diagnosis.check_seconds * 1e3) / 1e3;
  json["findings"] = findings(diagnosis);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace resnext
