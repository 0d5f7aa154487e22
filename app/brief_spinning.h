// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keeps OpenMP's waiting threads out of the way of the threads that decode.
namespace resnext {

/// Makes OpenMP's threads sleep soon when there is nothing to do, instead of spinning for
/// milliseconds: restarts the process with GOMP_SPINCOUNT set, since libgomp reads it before main.
/// Does nothing if GOMP_SPINCOUNT or OMP_WAIT_POLICY is set already, or if the restart fails. Call
/// it before anything has been read or written.
void spin_briefly();

}  // namespace resnext
