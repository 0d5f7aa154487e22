// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "app/choice.h"
#include "app/command_options.h"

namespace resnext {
namespace {

const std::map<std::string, ModelOrder> kOrders = {{"accuracy", ModelOrder::kAccuracy},
                                                   {"params", ModelOrder::kParameters},
                                                   {"macs", ModelOrder::kMultiplyAdds},
                                                   {"name", ModelOrder::kName}};

}  // namespace

void add_models_options(CLI::App& app, ModelsRequest& request) {
  ModelSelection& selection = request.selection;
  app.add_option("model", request.model, "Show this one: an id, alias, config file or folder")
      ->type_name("MODEL");
  app.option_defaults()->group("Which ones");
  app.add_option("--search", selection.search,
                 "List those with these words in their names or description")
      ->type_name("TEXT");
  app.add_option("--license", selection.licenses,
                 "List those whose licence begins like this, such as apache; several: with commas")
      ->delimiter(',')
      ->take_all()
      ->expected(1)
      ->type_name("LICENCE");
  app.add_option("--max-params", selection.max_parameters,
                 "List those of at most this many million parameters")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->type_name("MILLIONS");
  app.add_option("--min-top1", selection.min_top1,
                 "List those with at least this published top-1 accuracy on ImageNet-1k")
      ->check(CLI::Range(0.0, 100.0).description(""))
      ->type_name("PERCENT");
  app.add_option("--sort", selection.order,
                 "accuracy (best first), params or macs (fewest first), or name")
      ->transform(choice(kOrders))
      ->type_name("accuracy|params|macs|name")
      ->default_str("name");
  app.option_defaults()->group("Options");
  app.add_flag("--json", request.json, "JSON instead of text");
}

}  // namespace resnext
