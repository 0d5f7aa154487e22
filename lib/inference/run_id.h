// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/stable_hash.h"
#include "images/decode/decode.h"
#include "inference/load_model.h"
#include "inference/predictions.h"

// Names runs, so that records of different ones are never mixed.
namespace resnext {

/// What decides the results of a run besides the model and its weights.
struct RunSettings {
  PredictionOptions predictions = {};
  DecodeOptions decode = {};
  int batch_size = 1;
  std::vector<std::string> more = {};  ///< what only the command knows, such as "format=json"
};

/// Names the runs of one model, whose weights are read once.
class RunNames {
 public:
  /// Images are prepared by `preprocessing`, which may not be the model's own.
  RunNames(const OpenedModel& model, const Preprocessing& preprocessing);

  /// Returns the name of the run with these settings, as run_id does.
  std::string id(const RunSettings& settings) const;

 private:
  StableHash model_;
};

/// Returns the name of everything that decides what is written for an image: 16 hexadecimal digits,
/// the same for equal models, weights and settings on every machine. Of each weight tensor its
/// name, type, shape and the first and last 4 KiB count, so that no gigabytes are read: training
/// changes all of a tensor.
std::string run_id(const OpenedModel& model, const RunSettings& settings);

}  // namespace resnext
