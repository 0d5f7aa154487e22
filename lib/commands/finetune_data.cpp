// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_data.h"

#include <fmt/format.h>

#include "base/error.h"
#include "models/hub_config.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Throws UsageError if `out` lies in `data`: the next run would take the model for a class.
void refuse_inside(const fs::path& out, const fs::path& data) {
  std::error_code error;
  const fs::path within =
      fs::weakly_canonical(out, error).lexically_relative(fs::weakly_canonical(data, error));
  if (!error && !within.empty() && *within.begin() != "..") {
    throw UsageError(fmt::format("--out {} lies in the folder of images, {}; name another place",
                                 out.string(), data.string()));
  }
}

}  // namespace

void check_can_be_base(const ModelConfig& config) {
  if (!has_hub_form(config)) {
    throw UsageError(config.id +
                     ": the layout of Hugging Face and timm, in which a new model is written, has "
                     "no words for its architecture; choose another base");
  }
}

TrainingSet read_training_set(const FinetuneRequest& request) {
  refuse_archives("--data", {&request.data, 1});
  if (request.labels.empty()) {
    if (request.data.empty()) {
      throw UsageError("finetune needs --data DIR, --labels FILE, or both");
    }
    refuse_inside(request.out, request.data);
    return training_set_in_folder(request.data);
  }
  const fs::path folder =
      request.data.empty() ? fs::path(request.labels).parent_path() : fs::path(request.data);
  return training_set_in_list(request.labels, folder);
}

}  // namespace resnext
