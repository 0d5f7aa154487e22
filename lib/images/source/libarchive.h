// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <archive.h>
#include <archive_entry.h>

// libarchive, loaded when the first archive is opened: private to this folder.
namespace resnext {

/// The functions of libarchive that are used. They are thread-safe for different archives.
struct Libarchive {
  decltype(&::archive_read_new) read_new;
  decltype(&::archive_read_support_format_tar) support_format_tar;
  decltype(&::archive_read_set_option) set_option;
  decltype(&::archive_read_set_read_callback) set_read_callback;
  decltype(&::archive_read_set_skip_callback) set_skip_callback;
  decltype(&::archive_read_set_callback_data) set_callback_data;
  decltype(&::archive_read_open1) open;
  decltype(&::archive_read_next_header) next_header;
  decltype(&::archive_read_data) read_data;
  decltype(&::archive_read_free) read_free;
  decltype(&::archive_error_string) error_string;
  decltype(&::archive_set_error) set_error;
  decltype(&::archive_entry_pathname) entry_pathname;
  decltype(&::archive_entry_hardlink) entry_hardlink;
  decltype(&::archive_entry_filetype) entry_filetype;
  decltype(&::archive_entry_size) entry_size;
};

/// Returns the functions. Throws InstallationError if the library is not there. Thread-safe.
const Libarchive& libarchive();

}  // namespace resnext
