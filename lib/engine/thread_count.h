// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place where a wanted number of threads becomes a real one.
namespace resnext {

/// Returns `asked`, or if that is 0 the CPUs that this process may use, but no more than OpenMP
/// allows (OMP_THREAD_LIMIT). oneDNN divides its work by the number that is set; if OpenMP started
/// fewer threads, part of a matrix product would silently be left out.
int resolve_threads(int asked);

/// Returns resolve_threads(asked), or fewer where the system does not let the process have them: as
/// many again, and one, read images beside the network. Starts and ends threads to find out.
int available_threads(int asked);

}  // namespace resnext
