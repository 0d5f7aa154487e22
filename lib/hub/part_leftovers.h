// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

// Sweeps up after downloads that were killed.
namespace resnext {

/// Removes target.part and target.part.json, which an interrupted download of `target` has left,
/// once they are of no use because `target` is there. Leaves them alone if a process is downloading
/// to them or another user owns them. Reports no errors: leftovers cost only room.
void remove_part_leftovers(const std::filesystem::path& target);

}  // namespace resnext
