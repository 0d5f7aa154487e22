#include "app/models_command.h"

#include "base/files/output.h"
#include "models/registry.h"
#include "output/summaries/model_report.h"

namespace resnext {

void add_models_options(CLI::App& app, ModelsCommand& command) {
  app.add_option("model", command.model, "Show this one: an id, alias, config file or folder")
      ->type_name("MODEL");
  app.add_flag("--json", command.json, "JSON instead of text");
}

ExitCode run_models(const ModelsCommand& command) {
  const Environment environment = process_environment();
  std::vector<ModelDescription> models;
  const bool single = !command.model.empty();
  if (single) {
    models.push_back(describe_model(resolve_model(command.model), environment));
  } else {
    for (const ModelConfig& config : builtin_models()) {
      models.push_back(describe_model(config, environment));
    }
  }
  Output output = Output::standard();
  if (command.json) {
    output.write(models_to_json(models, single));
  } else {
    output.write(single ? model_to_text(models.front()) : models_to_table(models));
  }
  return ExitCode::kSuccess;
}

}  // namespace resnext
