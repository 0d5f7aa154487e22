// SPDX-License-Identifier: Apache-2.0
#include "engine/thread_count.h"

#include <algorithm>

#include "base/cpu_count.h"
#include "base/thread_limit.h"

namespace resnext {

int resolve_threads(int asked) { return asked > 0 ? asked : usable_cpus(); }

int available_threads(int asked) {
  const int wanted = resolve_threads(asked);
  if (wanted == 1) {
    return 1;
  }
  const int others = startable_threads(2 * wanted);
  return others >= 2 * wanted ? wanted : std::max(others / 2, 1);
}

}  // namespace resnext
