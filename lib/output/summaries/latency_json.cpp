// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/latency_json.h"

#include <cmath>

namespace resnext {

double milliseconds(double seconds) { return std::round(seconds * 1e6) / 1e3; }

nlohmann::ordered_json latency_json(const Latency& latency) {
  return {{"p50", milliseconds(latency.p50)},
          {"p95", milliseconds(latency.p95)},
          {"p99", milliseconds(latency.p99)}};
}

}  // namespace resnext
