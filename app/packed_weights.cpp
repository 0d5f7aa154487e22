#include "app/packed_weights.h"

#include <unistd.h>

#include <iostream>

#include "app/interrupt.h"
#include "base/text/printable.h"

namespace resnext {

void keep_packed_weights(const LoadedModel& model, bool quiet, bool verbose) {
  if (model.engine.reused_bytes() > 0 || is_interrupted()) {
    return;
  }
  const auto begin = [&] {
    if (verbose || (!quiet && isatty(STDERR_FILENO) == 1)) {
      std::cerr << "keeping the packed weights, " << model.engine.packed_bytes() / 1'000'000
                << " MB, for quicker starts (--packed-cache 0: don't)\n";
    }
  };
  try {
    const PackedCache::Kept kept =
        model.packed_cache.keep(model.engine.packed_layers(), is_interrupted, begin);
    if (verbose) {
      std::cerr << (kept.path.empty() ? "packed weights are not kept: " + printable(kept.reason)
                                      : "packed weights: " + printable(kept.path.string()))
                << "\n";
    }
  } catch (const Cancelled&) {  // what was written is removed
  } catch (const std::exception& error) {
    if (verbose) {
      std::cerr << "packed weights are not kept: " << printable(error.what()) << "\n";
    }
  }
}

}  // namespace resnext
