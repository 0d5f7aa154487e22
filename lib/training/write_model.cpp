// SPDX-License-Identifier: Apache-2.0
#include "training/write_model.h"

#include "base/files/hash_record.h"
#include "models/hub_config.h"
#include "training/save_model.h"

namespace resnext {

void write_model(const OpenedModel& base, const ClassifierWeights& head, const NewModel& model,
                 const NewFolder& folder) {
  ModelConfig config = base.resolved.config;
  config.architecture.num_classes = static_cast<int>(model.classes.size());
  config.labels.clear();
  config.label_names = model.classes;
  config.label_descriptions.clear();
  config.multi_label = model.multi_label;
  config.head_base.reset();
  if (model.head_only) {
    config.head_base = {model.base_name,
                        known_sha256(base.checkpoint.path(), process_environment())};
    save_head(head, base.bound.network, folder.folder());
  } else {
    save_whole_model(base, head, folder.folder());
  }
  folder.write("config.json",
               hub_config_text(config, model_tag(folder.name()), base.resolved.config.id));
}

}  // namespace resnext
