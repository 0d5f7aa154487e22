// SPDX-License-Identifier: Apache-2.0
// The C library's functions for files: each counts, and fails when it is its turn.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>

#include "fault.h"
#include "hidden.h"

using namespace faults;

namespace {

mode_t mode_of(int flags, std::va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

}  // namespace

extern "C" {

int openat(int folder, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails(kOpen, "openat", path) ? -1 : call(SYS_openat, folder, path, flags, mode);
}

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails(kOpen, "open", path) ? -1 : call(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) __attribute__((alias("open")));
int openat64(int folder, const char* path, int flags, ...) __attribute__((alias("openat")));

FILE* fopen(const char* path, const char* mode) {
  static auto* const real = hidden<FILE*(const char*, const char*)>("fopen");
  return fails(kOpen, "fopen", path) ? nullptr : real(path, mode);
}

FILE* fopen64(const char* path, const char* mode) __attribute__((alias("fopen")));

DIR* opendir(const char* path) {
  static auto* const real = hidden<DIR*(const char*)>("opendir");
  return fails(kOpen, "opendir", path) ? nullptr : real(path);
}

DIR* fdopendir(int file) {
  static auto* const real = hidden<DIR*(int)>("fdopendir");
  return fails(kOpen, "fdopendir", nullptr, file) ? nullptr : real(file);
}

int socket(int domain, int type, int protocol) noexcept {
  return fails(kOpen, "socket") ? -1 : call(SYS_socket, domain, type, protocol);
}

ssize_t read(int file, void* into, std::size_t bytes) {
  return fails(kRead, "read", nullptr, file) ? -1 : syscall(SYS_read, file, into, bytes);
}

ssize_t pread(int file, void* into, std::size_t bytes, off_t offset) {
  return fails(kRead, "pread", nullptr, file) ? -1
                                              : syscall(SYS_pread64, file, into, bytes, offset);
}

ssize_t pread64(int file, void* into, std::size_t bytes, off64_t offset)
    __attribute__((alias("pread")));

ssize_t __read_chk(int file, void* into, std::size_t bytes, std::size_t /*room*/) {
  return read(file, into, bytes);
}

ssize_t recv(int file, void* into, std::size_t bytes, int flags) {
  return fails(kRead, "recv", nullptr, file)
             ? -1
             : syscall(SYS_recvfrom, file, into, bytes, flags, nullptr, nullptr);
}

dirent* readdir(DIR* folder) {
  static auto* const real = hidden<dirent*(DIR*)>("readdir");
  return fails(kRead, "readdir", nullptr, dirfd(folder)) ? nullptr : real(folder);
}

dirent64* readdir64(DIR* folder) __attribute__((alias("readdir")));

ssize_t write(int file, const void* from, std::size_t bytes) {
  return write_fails("write", file, &bytes) ? -1 : syscall(SYS_write, file, from, bytes);
}

ssize_t pwrite(int file, const void* from, std::size_t bytes, off_t offset) {
  return write_fails("pwrite", file, &bytes) ? -1
                                             : syscall(SYS_pwrite64, file, from, bytes, offset);
}

ssize_t pwrite64(int file, const void* from, std::size_t bytes, off64_t offset)
    __attribute__((alias("pwrite")));

ssize_t writev(int file, const iovec* parts, int count) {
  std::size_t whole = 0;
  return write_fails("writev", file, &whole) ? -1 : syscall(SYS_writev, file, parts, count);
}

ssize_t send(int file, const void* from, std::size_t bytes, int flags) {
  return write_fails("send", file, &bytes)
             ? -1
             : syscall(SYS_sendto, file, from, bytes, flags, nullptr, 0);
}

int fsync(int file) { return fails(kSync, "fsync", nullptr, file) ? -1 : call(SYS_fsync, file); }

int fdatasync(int file) {
  return fails(kSync, "fdatasync", nullptr, file) ? -1 : call(SYS_fdatasync, file);
}

int rename(const char* from, const char* to) noexcept {
  return fails(kRename, "rename", to) ? -1 : call(SYS_rename, from, to);
}

/// Closes the file in any case, as Linux does.
int close(int file) {
  const bool failed = fails(kClose, "close", nullptr, file);
  const int error = errno;
  const int code = call(SYS_close, file);
  if (failed) {
    errno = error;
  }
  return failed ? -1 : code;
}

int ftruncate(int file, off_t size) noexcept {
  return fails(kTruncate, "ftruncate", nullptr, file) ? -1 : call(SYS_ftruncate, file, size);
}

int ftruncate64(int file, off64_t size) noexcept __attribute__((alias("ftruncate")));

int mkdir(const char* path, mode_t mode) noexcept {
  return fails(kFolder, "mkdir", path) ? -1 : call(SYS_mkdir, path, mode);
}

int flock(int file, int operation) noexcept {
  return fails(kLock, "flock", nullptr, file) ? -1 : call(SYS_flock, file, operation);
}

}  // extern "C"
