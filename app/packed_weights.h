#pragma once

#include "inference/load_model.h"

namespace resnext {

/// At the end of a run, when its results are out: keeps the packed weights for later ones, if the
/// model was loaded without. Says so on standard error, if that is a terminal, unless `quiet`; with
/// `verbose` anyway, or why not. Never fails; ends early if the process is interrupted.
void keep_packed_weights(const LoadedModel& model, bool quiet, bool verbose = false);

}  // namespace resnext
