// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <new>

#include <fmt/format.h>

#include "app/bus_error.h"
#include "app/command_names.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/help_command.h"
#include "app/interrupt.h"
#include "app/null_access.h"
#include "app/out_of_memory.h"
#include "app/parse_error.h"
#include "app/standard_error.h"
#include "base/cancelled.h"
#include "base/error.h"

namespace resnext {
namespace {

CommandOutcome run_weights(const CLI::App& app, const Requests& requests, CommandIo& io) {
  io.interruption.catch_requests();
  if (app.got_subcommand("list")) {
    run_weights_list(requests.weights_list);
  } else if (app.got_subcommand("cache")) {
    run_weights_cache(requests.weights_cache, io);
  } else if (app.got_subcommand("fetch")) {
    run_weights_fetch(requests.weights_fetch, io);
  } else if (app.got_subcommand("verify")) {
    return run_weights_verify(requests.weights_verify, io);
  } else {
    run_weights_convert(requests.weights_convert, io);
  }
  return CommandOutcome::kSuccess;
}

/// Returns the outcome of a server that was told to stop: SIGTERM is how services are stopped, and
/// what it had begun is finished.
CommandOutcome served(CommandOutcome outcome) {
  const bool orderly =
      outcome == CommandOutcome::kInterrupted && interrupted_exit_code() == ExitCode::kTerminated;
  return orderly ? CommandOutcome::kSuccess : outcome;
}

CommandOutcome run_command(const CLI::App& app, const Requests& requests, CommandIo& io) {
  if (app.got_subcommand("help")) {
    run_help(app, requests.help);
    return CommandOutcome::kSuccess;
  }
  if (app.got_subcommand("weights")) {
    return run_weights(*app.get_subcommand("weights"), requests, io);
  }
  if (app.got_subcommand("benchmark")) {
    run_benchmark(requests.benchmark, io);
    return CommandOutcome::kSuccess;
  }
  if (app.got_subcommand("doctor")) {
    return run_doctor(requests.doctor);
  }
  if (app.got_subcommand("models")) {
    run_models(requests.models);
    return CommandOutcome::kSuccess;
  }
  if (app.got_subcommand("finetune")) {
    return run_finetune(requests.finetune, io);
  }
  if (app.got_subcommand("quantize")) {
    return run_quantize(requests.quantize, io);
  }
  if (app.got_subcommand("evaluate")) {
    return run_evaluate(requests.evaluate, io);
  }
  if (app.got_subcommand("serve")) {
    return served(run_serve(requests.serve, io));
  }
  if (app.got_subcommand("features")) {
    return run_features(requests.features, io);
  }
  return run_classify(requests.classify, io);
}

ExitCode exit_code(CommandOutcome outcome) {
  switch (outcome) {
    case CommandOutcome::kSuccess:
      return ExitCode::kSuccess;
    case CommandOutcome::kSomeImagesFailed:
      return ExitCode::kSomeImagesFailed;
    case CommandOutcome::kProblemsFound:
      return ExitCode::kProblemsFound;
    case CommandOutcome::kTooManyErrors:
      return ExitCode::kTooManyErrors;
    case CommandOutcome::kInterrupted:
      return interrupted_exit_code();
  }
  return ExitCode::kModel;
}

ExitCode report(const std::exception& error, ExitCode code) {
  StandardError().write(fmt::format("resnext-classify: {}\n", error.what()));
  return code;
}

/// Throws UsageError for a command line that names a command and something to classify, or what is
/// probably a mistyped command.
void refuse_mixture(const CLI::App& app, const Requests& requests) {
  const std::string mistyped = mistyped_command(app, requests.classify.images.paths);
  if (app.get_subcommands().empty() && !mistyped.empty()) {
    throw UsageError(mistyped);
  }
  if (!app.get_subcommands().empty() && is_used(requests.classify)) {
    const std::string& name = app.get_subcommands().front()->get_name();
    throw UsageError("\"" + name +
                     "\" is a command and can't be mixed with a classification; a file or folder "
                     "of that name is written ./" +
                     name);
  }
}

ExitCode parse_and_run(int argc, char** argv) {
  CLI::App app(kProgramSummary, kProgramName);
  Requests requests;
  add_commands(app, requests);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return print_parse_error(app, error, mistyped_command(app, requests.classify.images.paths));
  }
  StandardError console;
  SignalInterruption interruption;
  CommandIo io = {console, interruption};
  refuse_mixture(app, requests);
  return exit_code(run_command(app, requests, io));
}

ExitCode run(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const ClosedPipe&) {
    return ExitCode::kSuccess;
  } catch (const Cancelled& cancelled) {
    return report(cancelled, interrupted_exit_code());
  } catch (const UsageError& error) {
    return report(error, ExitCode::kUsage);
  } catch (const OutputError& error) {
    return report(error, ExitCode::kUsage);
  } catch (const std::bad_alloc&) {
    return report(Error("not enough memory for this model"), ExitCode::kModel);
  } catch (const std::exception& error) {
    return report(error, ExitCode::kModel);
  }
}

}  // namespace
}  // namespace resnext

int main(int argc, char** argv) {
  resnext::report_out_of_memory();
  resnext::watch_interrupts();
  resnext::report_bus_errors();
  resnext::report_null_accesses();
  // A closed pipe and a file too large for ulimit are errors of write(), handled there.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  return static_cast<int>(resnext::run(argc, argv));
}
