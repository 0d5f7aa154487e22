// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_data.h"

#include <fmt/format.h>

#include "base/error.h"
#include "models/hub_config.h"
#include "training/multi_label_set.h"

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

/// Reads images that show several classes: the list named, or labels.tsv in the folder of images.
FinetuneData read_multi_label_data(const FinetuneRequest& request) {
  const ListPlace place = place_of_list(request.labels, request.data);
  std::error_code ignored;
  if (request.labels.empty() && !fs::is_regular_file(place.list, ignored)) {
    throw UsageError(
        fmt::format("--multi-label: {} is not there; expected lines of path, tab, classes there, "
                    "or in the file that --labels names",
                    place.list.string()));
  }
  MultiLabelSet read = multi_label_set_in_list(place);
  FinetuneData data = {{std::move(read.classes), {}}, std::move(read.labels)};
  for (fs::path& image : read.images) {
    data.set.images.push_back({std::move(image)});
  }
  return data;
}

}  // namespace

void check_can_be_base(const ModelConfig& config) {
  if (!has_hub_form(config)) {
    throw UsageError(config.id +
                     ": the layout of Hugging Face and timm, in which a new model is written, has "
                     "no words for its architecture; choose another base");
  }
}

FinetuneData read_finetune_data(const FinetuneRequest& request) {
  refuse_archives("--data", {&request.data, 1});
  if (request.data.empty() && request.labels.empty()) {
    throw UsageError("finetune needs --data DIR, --labels FILE, or both");
  }
  if (request.multi_label) {
    return read_multi_label_data(request);
  }
  if (request.labels.empty()) {
    refuse_inside(request.out, request.data);
    return {training_set_in_folder(request.data)};
  }
  const ListPlace place = place_of_list(request.labels, request.data);
  return {training_set_in_list(place.list, place.folder)};
}

}  // namespace resnext
