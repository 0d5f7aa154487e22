#include "app/run_options.h"

namespace resnext {

void add_batch_size_option(CLI::App& app, int& batch_size) {
  app.add_option("-b,--batch-size", batch_size,
                 "Images that go through the network together; 0: automatic")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

void add_threads_option(CLI::App& app, int& threads) {
  app.add_option("-t,--threads", threads, "CPU threads; 0 takes all that it may use")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

void add_verbosity_options(CLI::App& app, bool& quiet, bool& verbose) {
  CLI::Option* const silent =
      app.add_flag("-q,--quiet", quiet, "No progress and no summary, even on a terminal");
  app.add_flag("-v,--verbose", verbose,
               "Settings, failures and a summary on standard error, even without a terminal")
      ->excludes(silent);
}

}  // namespace resnext
