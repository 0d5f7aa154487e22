#pragma once

#include <span>
#include <string>

#include "inference/classify.h"
#include "inference/load_model.h"

namespace resnext {

/// Names everything that decides what is written of an image: 16 hexadecimal digits, the same for
/// equal models, weights and options, on every machine. `more` are settings that the task does not
/// know ("format=json"). Of each weight tensor its name, type, shape and the first and last 4 KiB
/// count, so that no gigabytes are read for it: training changes all of a tensor.
std::string run_id(const ModelConfig& config, std::span<const NamedTensor> weights,
                   const ClassifyOptions& options, std::span<const std::string> more);

}  // namespace resnext
