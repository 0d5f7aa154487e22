// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/cpu_count.h"
#include "base/environment.h"
#include "base/processor.h"
#include "engine/execution_options.h"
#include "hub/inventory.h"
#include "kernels/checks/kernel_check.h"
#include "models/model_config.h"

// Describes the program on this machine, and checks its kernels: what a report of a bug needs.
namespace resnext {

/// A library, and its version or why there is none.
struct LibraryVersion {
  std::string name;     ///< "OpenCV"
  std::string version;  ///< empty if the library can't be loaded
  std::string problem;  ///< empty if it can
};

/// A kernel that a model's layers run with.
struct KernelUse {
  std::string kernel;  ///< "winograd:avx2", "jit:avx2"
  int layers = 0;
  std::int64_t multiply_adds = 0;  ///< of one image
};

/// A folder that this program fills.
struct CacheFolder {
  std::string content;  ///< "packed weights"
  std::filesystem::path path;
  bool exists = false;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

struct SystemFacts {
  std::string name;    ///< "Debian GNU/Linux 12 (bookworm)"; empty if the system does not say
  std::string kernel;  ///< "Linux 6.1.0-18-amd64"
  std::string libc;    ///< "glibc 2.36"
  std::uint64_t memory_bytes = 0;
  std::uint64_t available_bytes = 0;
};

struct Diagnosis {
  std::string program_version;
  std::string compiler;
  SystemFacts system;
  Processor processor;
  std::string instruction_set;  ///< the most capable one that is used: "AVX2"
  CpuLimits cpus;
  int usable_cpus = 1;
  int threads = 1;  ///< that a run would get
  std::vector<LibraryVersion> libraries;
  std::string model;  ///< whose layers are counted in `kernels`
  std::vector<KernelUse> kernels;
  std::vector<CacheFolder> caches;
  std::vector<WeightsEntry> weights;               ///< found or partly fetched
  std::map<std::string, std::string> environment;  ///< variables that matter here, if set
  std::vector<KernelCheck> checks;
  double check_seconds = 0;
};

/// Looks at the machine and checks every kernel, which takes a few seconds. `model`: whose kernels
/// are told. Throws Error if oneDNN can't run a network at all.
Diagnosis diagnose(const ModelConfig& model, const ExecutionOptions& execution,
                   const Environment& environment);

/// Returns what is wrong, a sentence or more each; empty if nothing is: kernels that disagree with
/// their references, libraries that can't be loaded, weights that can't be read.
std::vector<std::string> findings(const Diagnosis& diagnosis);

/// Returns the name and the memory of the system. `root` is the folder of /proc and /etc.
SystemFacts system_facts(const std::filesystem::path& root = "/");

}  // namespace resnext
