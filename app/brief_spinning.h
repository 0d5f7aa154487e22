#pragma once

namespace resnext {

/// Makes OpenMP's threads sleep soon when there is nothing to do, instead of spinning for
/// milliseconds in the way of the threads that decode: restarts the process with GOMP_SPINCOUNT
/// set, since libgomp reads it before main. Does nothing if the environment has a say in it
/// already (GOMP_SPINCOUNT, OMP_WAIT_POLICY), or if the restart is not possible. To be called
/// before anything has been read or written.
void spin_briefly();

}  // namespace resnext
