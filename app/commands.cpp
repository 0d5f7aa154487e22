// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"

#include <memory>

#include "app/help/help_text.h"
#include "base/version.h"

namespace resnext {
namespace {

void add_weights_commands(CLI::App& app, Requests& requests) {
  app.require_subcommand(1);
  add_weights_list_options(*app.add_subcommand("list", "What this machine has of each model"),
                           requests.weights_list);
  add_weights_cache_options(*app.add_subcommand("cache", "Show or clear this program's own caches"),
                            requests.weights_cache);
  add_weights_fetch_options(*app.add_subcommand("fetch", "Download a model's published weights"),
                            requests.weights_fetch);
  add_weights_verify_options(
      *app.add_subcommand("verify", "Check a checkpoint through and through"),
      requests.weights_verify);
  add_weights_convert_options(*app.add_subcommand("convert", "Rewrite a checkpoint as safetensors"),
                              requests.weights_convert);
}

}  // namespace

void add_commands(CLI::App& app, Requests& requests) {
  app.require_subcommand(0, 1);  // behind a command, another one's name is just a word
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "Show this help");
  app.set_version_flag("--version", std::string(kProgramName) + " " + program_version(),
                       "Show the version");
  add_classify_options(app, requests.classify);
  app.option_defaults()->group("Options");  // what commands without groups have
  add_models_options(*app.add_subcommand("models", "List the models, or show one"),
                     requests.models);
  add_evaluate_options(*app.add_subcommand("evaluate", "Measure accuracy on labelled images"),
                       requests.evaluate);
  add_features_options(*app.add_subcommand("features", "Write what the network sees to a file"),
                       requests.features);
  add_finetune_options(*app.add_subcommand("finetune", "Teach a model classes of your own"),
                       requests.finetune);
  add_quantize_options(*app.add_subcommand("quantize", "Make a model of 8-bit integers"),
                       requests.quantize);
  add_serve_options(*app.add_subcommand("serve", "Classify what clients send over HTTP"),
                    requests.serve);
  add_benchmark_options(*app.add_subcommand("benchmark", "Time a model on random input"),
                        requests.benchmark);
  add_doctor_options(*app.add_subcommand("doctor", "Describe this machine and check the kernels"),
                     requests.doctor);
  add_weights_commands(*app.add_subcommand("weights", "List, fetch, verify or convert weights"),
                       requests);
  add_help_options(*app.add_subcommand("help", "Show the options of a command"), requests.help);
}

}  // namespace resnext
