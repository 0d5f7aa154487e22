// SPDX-License-Identifier: Apache-2.0
#include "models/classifier_weights.h"

namespace resnext {

ClassifierWeights read_classifier(const BoundNetwork& bound) {
  const NodeWeights& last = bound.weights.back();
  ClassifierWeights classifier;
  classifier.classes = static_cast<std::size_t>(last.weight.shape.at(0));
  classifier.features = static_cast<std::size_t>(last.weight.shape.at(1));
  classifier.weight.resize(classifier.classes * classifier.features);
  copy_to_f32(last.weight, classifier.weight);
  classifier.bias.resize(classifier.classes);
  if (last.bias) {
    copy_to_f32(*last.bias, classifier.bias);
  }
  return classifier;
}

}  // namespace resnext
