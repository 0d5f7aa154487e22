// SPDX-License-Identifier: Apache-2.0
#include "app/command_options.h"

namespace resnext {

void add_models_options(CLI::App& app, ModelsRequest& request) {
  app.add_option("model", request.model, "Show this one: an id, alias, config file or folder")
      ->type_name("MODEL");
  app.add_flag("--json", request.json, "JSON instead of text");
}

}  // namespace resnext
