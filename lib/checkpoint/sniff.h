// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/checkpoint.h"

// Recognises file formats.
namespace resnext {

/// Returns the format that a file's first bytes show. Throws CheckpointError that says what the
/// file seems to be instead (a web page, a Git LFS pointer, ...) and what to do.
CheckpointFormat find_format(std::span<const std::byte> file);

}  // namespace resnext
