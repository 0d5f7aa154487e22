#pragma once

namespace resnext {

/// How a network is executed: what every command passes on unchanged, from the command line to the
/// kernels.

/// Whose kernels run the convolutions.
enum class KernelChoice {
  kAuto,    ///< for each layer the one measured to be faster
  kOneDnn,  ///< oneDNN's alone
};

struct ExecutionOptions {
  /// Threads of one run; 0 uses every CPU that this process may use. The engine resolves it.
  int threads = 0;
  KernelChoice kernels = KernelChoice::kAuto;
};

}  // namespace resnext
