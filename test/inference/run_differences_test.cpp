// SPDX-License-Identifier: Apache-2.0
#include "inference/run_differences.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

/// Names a run by its settings themselves.
std::string name_of(const RunVariant& run) {
  return std::to_string(run.settings.batch_size) + " " +
         std::to_string(run.settings.predictions.top_k) + (run.other_size ? " other" : "");
}

RunOption batch_sizes() {
  RunOption option;
  for (const int size : {1, 2, 3}) {
    option.push_back({"batch " + std::to_string(size),
                      [size](RunVariant& run) { run.settings.batch_size = size; }});
  }
  return option;
}

TEST_CASE("a run's name tells in which options it differs", "[inference]") {
  using Texts = std::vector<std::string>;
  const std::vector<RunOption> options = {
      batch_sizes(),
      {{"top 1", [](RunVariant& run) { run.settings.predictions.top_k = 1; }}},
      {},
      {{"other size", [](RunVariant& run) { run.other_size = true; }}}};
  const RunVariant now = {.settings = {.batch_size = 4}};
  CHECK(name_of(now) == "4 5");
  CHECK(run_differences("2 5", now, options, name_of) == Texts{"batch 2"});
  CHECK(run_differences("4 5 other", now, options, name_of) == Texts{"other size"});
  CHECK(run_differences("3 1", now, options, name_of) == Texts{"batch 3", "top 1"});
  CHECK(run_differences("4 1 other", now, options, name_of) == Texts{"top 1", "other size"});
  CHECK(run_differences("3 1 other", now, options, name_of).empty());  // three options
  CHECK(run_differences("9 5", now, options, name_of).empty());
  CHECK(run_differences("", now, {}, name_of).empty());
}

}  // namespace
}  // namespace resnext
