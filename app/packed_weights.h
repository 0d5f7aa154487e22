#pragma once

#include "task/load_model.h"

namespace resnext {

/// At the end of a run, when its results are out: keeps the packed weights for later ones, if the
/// model was loaded without. Says so on standard error if `tell`, or the reason why not if
/// `verbose`. Never fails; ends early if the process is interrupted.
void keep_packed_weights(const LoadedModel& model, bool tell, bool verbose);

}  // namespace resnext
