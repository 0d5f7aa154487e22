// SPDX-License-Identifier: Apache-2.0
#include "quantization/quantization_report.h"

#include <cmath>

namespace resnext {

double logit_error(const std::vector<float>& found, const std::vector<float>& expected,
                   std::size_t classes) {
  double error = 0;
  double spread = 0;
  for (std::size_t first = 0; first < expected.size(); first += classes) {
    double mean = 0;
    for (std::size_t i = first; i < first + classes; ++i) {
      mean += double{expected[i]} / static_cast<double>(classes);
    }
    for (std::size_t i = first; i < first + classes; ++i) {
      const double difference = double{found[i]} - expected[i];
      error += difference * difference;
      spread += (expected[i] - mean) * (expected[i] - mean);
    }
  }
  return spread > 0 ? std::sqrt(error / spread) : 0;
}

}  // namespace resnext
