// SPDX-License-Identifier: Apache-2.0
#include "training/write_model.h"

#include "base/files/hash_record.h"
#include "models/hub_config.h"
#include "training/save_model.h"

namespace resnext {
namespace {

/// Returns what follows the architecture in the model's id: the folder's name, in letters that ids
/// may have.
std::string tag_of(const std::string& name) {
  std::string tag;
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    tag += plain ? letter : '_';
  }
  return tag;
}

}  // namespace

void write_model(const OpenedModel& base, const ClassifierWeights& head, const NewModel& model,
                 const NewFolder& folder) {
  ModelConfig config = base.resolved.config;
  config.architecture.num_classes = static_cast<int>(model.classes.size());
  config.labels.clear();
  config.label_names = model.classes;
  config.label_descriptions.clear();
  config.head_base.reset();
  if (model.head_only) {
    config.head_base = {model.base_name,
                        known_sha256(base.checkpoint.path(), process_environment())};
    save_head(head, base.bound.network, folder.folder());
  } else {
    save_whole_model(base, head, folder.folder());
  }
  folder.write("config.json",
               hub_config_text(config, tag_of(folder.name()), base.resolved.config.id));
}

}  // namespace resnext
