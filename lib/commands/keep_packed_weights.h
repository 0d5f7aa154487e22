// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/command_io.h"
#include "inference/load_model.h"

// Keeps packed weights for later starts.
namespace resnext {

/// Writes the packed weights to the model's cache after the results are out, unless they came from
/// there. A failure costs later starts time and nothing else; `verbose` reports it. `quiet` leaves
/// out the line that a terminal shows.
void keep_packed_weights(const LoadedModel& model, bool quiet, bool verbose, CommandIo& io);

}  // namespace resnext
