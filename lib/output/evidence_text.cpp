// SPDX-License-Identifier: Apache-2.0
#include "output/evidence_text.h"

#include <fmt/format.h>

namespace resnext {

std::string evidence_text(const ImageResult& result) {
  if (!result.activation) {
    return "";
  }
  const Activation& activation = *result.activation;
  return result.score_kind == ScoreKind::kProbability
             ? fmt::format("evidence for {}, {:.2f} %", activation.label, 100 * activation.score)
             : fmt::format("evidence for {}, {:.3f}", activation.label, activation.score);
}

}  // namespace resnext
