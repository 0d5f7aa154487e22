// SPDX-License-Identifier: Apache-2.0
#include "commands/models_command.h"

#include <utility>

#include "base/error.h"
#include "base/files/output.h"
#include "models/registry.h"
#include "output/summaries/model_report.h"

namespace resnext {

void run_models(const ModelsRequest& request) {
  const Environment environment = process_environment();
  std::vector<ModelDescription> models;
  const bool single = !request.model.empty();
  if (single) {
    if (request.selection != ModelSelection()) {
      throw UsageError("options that select models go without a MODEL: they are for the list");
    }
    models.push_back(describe_model(resolve_model(request.model), environment));
  } else {
    for (const ModelConfig& config : builtin_models()) {
      models.push_back(describe_model(config, environment));
    }
    models = select_models(std::move(models), request.selection);
  }
  Output output = Output::standard();
  if (request.json) {
    output.write(models_to_json(models, single));
  } else {
    output.write(single ? model_to_text(models.front()) : models_to_table(models));
  }
}

}  // namespace resnext
