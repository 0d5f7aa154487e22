// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/text/printable.h"
#include "base/text/progress_line.h"
#include "output/summaries/diagnosis_report.h"

namespace resnext {
namespace {

std::string line(const char* title, const std::string& value) {
  return fmt::format("{:<11} {}\n", title, printable(value));
}

std::string machine_text(const Diagnosis& diagnosis) {
  const SystemFacts& system = diagnosis.system;
  const Processor& processor = diagnosis.processor;
  const CpuLimits& cpus = diagnosis.cpus;
  std::string vectors;
  for (const std::string& vector : processor.vectors) {
    vectors += (vectors.empty() ? "" : " ") + vector;
  }
  const std::string quota = cpus.quota ? fmt::format("a quota of {:.4g}", *cpus.quota) : "no quota";
  return line("program", "resnext-classify " + diagnosis.program_version) +
         line("", "compiler " + diagnosis.compiler) +
         line("system", system.name.empty() ? "unknown" : system.name) +
         line("", fmt::format("{}, {}", system.kernel, system.libc)) +
         line("memory", fmt::format("{}, {} of it available", readable_bytes(system.memory_bytes),
                                    readable_bytes(system.available_bytes))) +
         line("CPU", fmt::format("{} ({})", processor.name.empty() ? "unknown" : processor.name,
                                 processor.architecture)) +
         line("", vectors) +
         line("", fmt::format("instruction set in use: {}", diagnosis.instruction_set)) +
         line("threads",
              fmt::format("{}: {} CPUs may be used, {}", diagnosis.threads, cpus.affinity, quota));
}

std::string libraries_text(const Diagnosis& diagnosis) {
  std::string text;
  for (const LibraryVersion& library : diagnosis.libraries) {
    text += line(text.empty() ? "libraries" : "",
                 fmt::format("{:<14} {}", library.name,
                             library.problem.empty() ? library.version : "can't be loaded"));
  }
  return text;
}

std::string kernels_text(const Diagnosis& diagnosis) {
  std::int64_t all = 0;
  for (const KernelUse& use : diagnosis.kernels) {
    all += use.multiply_adds;
  }
  std::string text = line("kernels", "of " + diagnosis.model + ":");
  for (const KernelUse& use : diagnosis.kernels) {
    const double share = 100 * static_cast<double>(use.multiply_adds) / static_cast<double>(all);
    text += line("", fmt::format("{:<28} {:>3} layer{} {:5.1f} % of the work", use.kernel,
                                 use.layers, use.layers == 1 ? ", " : "s,", share));
  }
  return text;
}

std::string caches_text(const Diagnosis& diagnosis) {
  std::string text;
  for (const CacheFolder& cache : diagnosis.caches) {
    text += line(text.empty() ? "caches" : "",
                 cache.exists ? fmt::format("{}: {} file{}, {}, in {}", cache.content, cache.files,
                                            cache.files == 1 ? "" : "s",
                                            readable_bytes(cache.bytes), cache.path.string())
                              : fmt::format("{}: none ({})", cache.content, cache.path.string()));
  }
  return text;
}

std::string weights_text(const Diagnosis& diagnosis) {
  std::string text;
  for (const WeightsEntry& entry : diagnosis.weights) {
    const std::string place =
        entry.found
            ? fmt::format("{}, {}{}", readable_bytes(entry.bytes), entry.found->path.string(),
                          entry.problem.empty() ? "" : "  can't be read")
            : fmt::format("{} of an interrupted download",
                          readable_bytes(entry.partial_bytes.value_or(0)));
    text += line(text.empty() ? "weights" : "", fmt::format("{}: {}", entry.id, place));
  }
  return text.empty() ? line("weights", "none found") : text;
}

std::string environment_text(const Diagnosis& diagnosis) {
  std::string text;
  for (const auto& [name, value] : diagnosis.environment) {
    text += line(text.empty() ? "environment" : "", fmt::format("{}={}", name, value));
  }
  return text;
}

std::string checks_text(const Diagnosis& diagnosis) {
  std::string text =
      line("checks", fmt::format("each kernel of this CPU against its reference, {:.1f} s:",
                                 diagnosis.check_seconds));
  for (const KernelCheck& check : diagnosis.checks) {
    text += line("", fmt::format("{:<28} {:<8} error {:7.1e} of {:7.1e}", check.kernel,
                                 check.agrees() ? "agrees" : "DIFFERS", check.error, check.limit));
  }
  return text;
}

}  // namespace

std::string diagnosis_to_text(const Diagnosis& diagnosis) {
  std::string text = machine_text(diagnosis) + libraries_text(diagnosis) + kernels_text(diagnosis) +
                     caches_text(diagnosis) + weights_text(diagnosis) +
                     environment_text(diagnosis) + checks_text(diagnosis);
  const std::vector<std::string> found = findings(diagnosis);
  for (const std::string& finding : found) {
    text += "PROBLEM     " + printable_lines(finding) + "\n";
  }
  return found.empty() ? text + line("result", "no problems found") : text;
}

}  // namespace resnext
