// SPDX-License-Identifier: Apache-2.0
#include "commands/keep_packed_weights.h"

#include <fmt/format.h>

#include "base/text/printable.h"

namespace resnext {

void keep_packed_weights(const LoadedModel& model, bool quiet, bool verbose, CommandIo& io) {
  if (model.engine.reused_bytes() > 0 || io.interruption.is_requested()) {
    return;
  }
  const auto begin = [&] {
    if (verbose || (!quiet && io.console.is_terminal())) {
      io.console.write(
          fmt::format("keeping the packed weights, {} MB, for quicker starts "
                      "(--packed-cache 0: don't)\n",
                      model.engine.packed_bytes() / 1'000'000));
    }
  };
  const auto report_failure = [&](const std::string& reason) {
    if (verbose) {
      io.console.write("packed weights are not kept: " + printable(reason) + "\n");
    }
  };
  try {
    const PackedCache::Kept kept =
        model.packed_cache.keep(model.engine.packed_layers(), cancel_check(io.interruption), begin);
    if (kept.path.empty()) {
      report_failure(kept.reason);
    } else if (verbose) {
      io.console.write("packed weights: " + printable(kept.path.string()) + "\n");
    }
  } catch (const Cancelled&) {  // what was written is removed
  } catch (const std::exception& error) {
    report_failure(error.what());
  }
}

}  // namespace resnext
