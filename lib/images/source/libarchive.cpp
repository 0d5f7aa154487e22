// SPDX-License-Identifier: Apache-2.0
// libarchive brings a dozen libraries (libxml2 and ICU among them), which take longer to load than
// the rest of the program's start; only archives need it.
#include "images/source/libarchive.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr const char* kLibrary = "libarchive.so.13";

[[noreturn]] void fail() {
  throw InstallationError(
      fmt::format("{} can't be used: {}. Tar archives need it, folders and lists do not. Install "
                  "libarchive (Debian 12: apt-get install libarchive13), or unpack the archive",
                  kLibrary, ::dlerror()));
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  void* const found = ::dlsym(library, name);
  if (found == nullptr) {
    fail();
  }
  function = reinterpret_cast<Function>(found);
}

Libarchive load() {
  // Never closed: the libraries that it brings can't all be unloaded.
  void* const library = ::dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    fail();
  }
  Libarchive functions{};
  find(library, "archive_read_new", functions.read_new);
  find(library, "archive_read_support_format_tar", functions.support_format_tar);
  find(library, "archive_read_set_option", functions.set_option);
  find(library, "archive_read_set_read_callback", functions.set_read_callback);
  find(library, "archive_read_set_skip_callback", functions.set_skip_callback);
  find(library, "archive_read_set_callback_data", functions.set_callback_data);
  find(library, "archive_read_open1", functions.open);
  find(library, "archive_read_next_header", functions.next_header);
  find(library, "archive_read_data", functions.read_data);
  find(library, "archive_read_free", functions.read_free);
  find(library, "archive_error_string", functions.error_string);
  find(library, "archive_set_error", functions.set_error);
  find(library, "archive_entry_pathname", functions.entry_pathname);
  find(library, "archive_entry_hardlink", functions.entry_hardlink);
  find(library, "archive_entry_filetype", functions.entry_filetype);
  find(library, "archive_entry_size", functions.entry_size);
  return functions;
}

}  // namespace

const Libarchive& libarchive() {
  static const Libarchive functions = load();
  return functions;
}

}  // namespace resnext
