// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs oneDNN's parallel regions on this project's own threads.
namespace resnext {

/// Makes oneDNN divide its work on the calling thread among `threads` threads of its ThreadTeam,
/// and returns how many there are. Fewer than asked for where the system refuses to start more.
///
/// Debian's oneDNN is built on OpenMP. The file behind this function defines the few functions of
/// GNU's OpenMP library that oneDNN calls, and thereby takes their place in this process. Calls
/// that other libraries make are passed on to the OpenMP library, and so are those of a oneDNN that
/// was built on another one.
int use_threads(int threads);

}  // namespace resnext
