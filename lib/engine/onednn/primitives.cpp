// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/primitives.h"

#include <sys/mman.h>

#include <cstddef>
#include <new>

#include "base/unchecked_allocations.h"

namespace resnext {

void require_code_memory() {
  // A layer has a few kernels, and a kernel 256 KiB.
  constexpr std::size_t kEnough = std::size_t{8} << 20;
  void* const probe =
      ::mmap(nullptr, kEnough, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (probe == MAP_FAILED) {
    throw std::bad_alloc();
  }
  ::munmap(probe, kEnough);
}

// A memory is a handle: the copies refer to the caller's data.
void reorder(dnnl::stream& stream, dnnl::memory source, dnnl::memory target) {
  const UncheckedAllocations in_onednn;
  make_primitive<dnnl::reorder>(source, target).execute(stream, source, target);
  stream.wait();
}

}  // namespace resnext
