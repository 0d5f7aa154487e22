// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs oneDNN's parallel regions on this project's own threads.
namespace resnext {

/// Makes oneDNN, and everything else that the calling thread's ThreadTeam runs, divide its work
/// among `threads` threads, and returns how many there are: fewer than asked for where the system
/// refuses to start more. Where it was never called, there is one.
///
/// Debian's oneDNN is built on OpenMP. The file behind this function defines the few functions of
/// GNU's OpenMP library that oneDNN calls, and thereby takes their place in this process. Calls
/// that other libraries make are passed on to the OpenMP library, and so are those of a oneDNN that
/// was built on another one.
int use_threads(int threads);

}  // namespace resnext
