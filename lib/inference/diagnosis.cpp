// SPDX-License-Identifier: Apache-2.0
#include "inference/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/files/folder_entries.h"
#include "base/files/sha256.h"
#include "base/stopwatch.h"
#include "base/version.h"
#include "engine/checks/check_engine.h"
#include "engine/engine.h"
#include "engine/onednn/runtime_info.h"
#include "engine/thread_count.h"
#include "hub/http.h"
#include "images/decode/crc32.h"
#include "images/versions.h"
#include "models/registry.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Variables that change what the program does. None that may hold a secret, as a URL's password.
constexpr std::array kVariables = {
    "DNNL_MAX_CPU_ISA", "HF_HOME",          "HF_HUB_CACHE",         "HUGGINGFACE_HUB_CACHE",
    "LD_LIBRARY_PATH",  "LD_PRELOAD",       "OMP_NUM_THREADS",      "ONEDNN_MAX_CPU_ISA",
    "ONEDNN_VERBOSE",   "RESNEXT_DATA_DIR", "RESNEXT_PACKED_CACHE", "TORCH_HOME",
    "XDG_CACHE_HOME"};

LibraryVersion loaded(const char* name, std::string (*version)()) {
  try {
    return {name, version(), ""};
  } catch (const InstallationError& error) {
    return {name, "", error.what()};
  }
}

std::vector<LibraryVersion> libraries() {
  return {loaded("oneDNN", onednn_version),    loaded("OpenCV", opencv_version),
          loaded("libwebp", webp_version),     loaded("libjpeg-turbo", libjpeg_version),
          loaded("zlib", loaded_zlib_version), loaded("libcurl", libcurl_version),
          loaded("OpenSSL", openssl_version)};
}

std::vector<KernelUse> kernels_of(const ModelConfig& model, const ExecutionOptions& execution) {
  const ChosenKernels chosen(network_of(model), execution);
  std::map<std::string, KernelUse> uses;
  for (const StepReport& step : chosen.steps()) {
    KernelUse& use = uses[step.kernel];
    use.kernel = step.kernel;
    ++use.layers;
    use.multiply_adds += step.multiply_adds;
  }
  std::vector<KernelUse> kernels;
  for (const auto& [name, use] : uses) {
    kernels.push_back(use);
  }
  std::ranges::stable_sort(kernels, std::greater(), &KernelUse::multiply_adds);
  return kernels;
}

CacheFolder cache_folder(std::string content, const fs::path& path) {
  CacheFolder folder = {.content = std::move(content), .path = path};
  std::error_code error;
  folder.exists = fs::is_directory(path, error);
  for (const fs::path& entry : folder_entries(path, error)) {
    std::error_code ignored;
    const std::uintmax_t bytes =
        fs::is_regular_file(entry, ignored) ? fs::file_size(entry, ignored) : 0;
    if (!ignored && bytes > 0) {
      ++folder.files;
      folder.bytes += bytes;
    }
  }
  return folder;
}

std::vector<CacheFolder> caches(const Environment& environment) {
  std::vector<CacheFolder> folders;
  if (has_cache_home(environment)) {
    folders.push_back(cache_folder("packed weights", own_cache(environment) / "packed"));
    folders.push_back(cache_folder("features", own_cache(environment) / "features"));
  }
  folders.push_back(cache_folder("torch.hub cache", torch_hub_checkpoints(environment)));
  folders.push_back(cache_folder("Hugging Face cache", hugging_face_cache(environment)));
  return folders;
}

std::vector<WeightsEntry> weights_here(const Environment& environment) {
  std::vector<WeightsEntry> entries = list_weights(builtin_models(), environment);
  std::erase_if(entries, [](const WeightsEntry& entry) {
    return !entry.found && entry.partial_bytes.value_or(0) == 0;
  });
  return entries;
}

std::vector<KernelCheck> check_all(int threads) {
  std::vector<KernelCheck> checks = check_kernels();
  std::ranges::move(check_engine(threads), std::back_inserter(checks));
  return checks;
}

}  // namespace

Diagnosis diagnose(const ModelConfig& model, const ExecutionOptions& execution,
                   const Environment& environment) {
  Diagnosis diagnosis;
  diagnosis.program_version = program_version();
  diagnosis.compiler = __VERSION__;
  diagnosis.system = system_facts();
  diagnosis.processor = read_processor();
  diagnosis.instruction_set = instruction_set();
  diagnosis.cpus = cpu_limits();
  diagnosis.usable_cpus = usable_cpus();
  diagnosis.threads = available_threads(execution.threads);
  diagnosis.libraries = libraries();
  diagnosis.model = model.id;
  diagnosis.kernels = kernels_of(model, execution);
  diagnosis.caches = caches(environment);
  diagnosis.weights = weights_here(environment);
  for (const char* const name : kVariables) {
    if (const std::optional<std::string> value = environment(name)) {
      diagnosis.environment[name] = *value;
    }
  }
  Stopwatch watch;
  diagnosis.checks = check_all(execution.threads);
  diagnosis.check_seconds = watch.lap();
  return diagnosis;
}

std::vector<std::string> findings(const Diagnosis& diagnosis) {
  std::vector<std::string> found;
  for (const KernelCheck& check : diagnosis.checks) {
    if (!check.agrees()) {
      found.push_back(fmt::format(
          "{} disagrees with its reference ({}): error {:.2g}, where up to {:.2g} is rounding. "
          "Don't trust answers from this machine. Please report it, with all of this output; "
          "--kernels onednn and ONEDNN_MAX_CPU_ISA=AVX2 or SSE41 avoid kernels",
          check.kernel, check.reference, check.error, check.limit));
    }
  }
  std::string reported;  // libraries of one module have its problem in common
  for (const LibraryVersion& library : diagnosis.libraries) {
    if (!library.problem.empty() && library.problem != reported) {
      reported = library.problem;
      found.push_back(fmt::format("{}: {}", library.name, library.problem));
    }
  }
  for (const WeightsEntry& entry : diagnosis.weights) {
    if (!entry.problem.empty()) {
      found.push_back(fmt::format("weights of {}: {}", entry.id, entry.problem));
    }
  }
  return found;
}

}  // namespace resnext
