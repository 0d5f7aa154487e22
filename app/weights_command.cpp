#include "app/weights_command.h"

#include <iostream>

#include "app/interrupt.h"
#include "base/cancelled.h"

namespace resnext {
namespace {

ExitCode run_subcommand(const CLI::App& app, const WeightsCommand& command) {
  if (app.got_subcommand("list")) {
    return run_weights_list(command.list);
  }
  if (app.got_subcommand("fetch")) {
    return run_weights_fetch(command.fetch);
  }
  if (app.got_subcommand("verify")) {
    return run_weights_verify(command.verify);
  }
  return run_weights_convert(command.convert);
}

}  // namespace

void add_weights_options(CLI::App& app, WeightsCommand& command) {
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 fine, 1 verify found problems, 2 wrong usage or can't write, 3 can't be had "
      "or read, 130 and 143 interrupted.");
  add_weights_list_options(*app.add_subcommand("list", "What this machine has of each model"),
                           command.list);
  add_weights_fetch_options(*app.add_subcommand("fetch", "Download a model's published weights"),
                            command.fetch);
  add_weights_verify_options(
      *app.add_subcommand("verify", "Check a checkpoint through and through"), command.verify);
  add_weights_convert_options(*app.add_subcommand("convert", "Rewrite a checkpoint as safetensors"),
                              command.convert);
}

ExitCode run_weights(const CLI::App& app, const WeightsCommand& command) {
  catch_interrupts();
  try {
    return run_subcommand(app, command);
  } catch (const Cancelled& cancelled) {
    std::cerr << "resnext-classify: " << cancelled.what() << "\n";
    return interrupted_exit_code();
  }
}

}  // namespace resnext
