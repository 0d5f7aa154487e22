// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place where a wanted number of threads becomes a real one.
namespace resnext {

/// Returns `asked`, or if that is 0 the number of CPUs that this process may use.
int resolve_threads(int asked);

/// Returns resolve_threads(asked), or fewer where the system does not let the process have them: as
/// many again, and one, read images beside the network. Starts and ends threads to find out.
int available_threads(int asked);

}  // namespace resnext
