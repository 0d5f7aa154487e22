// SPDX-License-Identifier: Apache-2.0
// The C library's functions for memory and threads: each counts, and fails when it is its turn.
// main() is here, too, as counts begin with it.
#include <pthread.h>
#include <sys/mman.h>

#include <cerrno>

#include "fault.h"
#include "hidden.h"

using namespace faults;

extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv, void (*init)(),
                      void (*fini)(), void (*loader_fini)(), void* stack_end) {
  using Start =
      int(int (*)(int, char**, char**), int, char**, void (*)(), void (*)(), void (*)(), void*);
  return hidden<Start>("__libc_start_main")(counted(main), argc, argv, init, fini, loader_fini,
                                            stack_end);
}

void* malloc(std::size_t bytes) noexcept {
  return fails(kMemory, "malloc") ? nullptr : __libc_malloc(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  return fails(kMemory, "calloc") ? nullptr : __libc_calloc(count, bytes);
}

void* realloc(void* old, std::size_t bytes) noexcept {
  return fails(kMemory, "realloc") ? nullptr : __libc_realloc(old, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return fails(kMemory, "aligned_alloc") ? nullptr : __libc_memalign(alignment, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return fails(kMemory, "memalign") ? nullptr : __libc_memalign(alignment, bytes);
}

int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) noexcept {
  void* const memory =
      fails(kMemory, "posix_memalign") ? nullptr : __libc_memalign(alignment, bytes);
  if (memory == nullptr) {
    return ENOMEM;
  }
  *out = memory;
  return 0;
}

void* mmap(void* place, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
  if (fails(kMap, "mmap", nullptr, file)) {
    return MAP_FAILED;
  }
  return reinterpret_cast<void*>(syscall(SYS_mmap, place, bytes, protection, flags, file, offset));
}

void* mmap64(void* place, std::size_t bytes, int protection, int flags, int file,
             off64_t offset) noexcept __attribute__((alias("mmap")));

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) noexcept {
  static auto* const real =
      hidden<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  return fails(kThread, "pthread_create") ? EAGAIN : real(thread, attributes, run, argument);
}

}  // extern "C"
