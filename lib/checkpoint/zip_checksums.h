// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

// Compares the members of zip archives with their checksums.
namespace resnext {

/// A member whose data is not what was stored.
struct DamagedMember {
  std::string name;
  std::uint32_t recorded = 0;  ///< CRC-32 in the archive's directory
  std::uint32_t computed = 0;  ///< of the data
};

/// Computes the CRC-32 of each stored member and returns those that differ from the directory's.
/// Skips members that are compressed or encrypted, and those recorded as zero: torch.save writes
/// that if it is told to compute no checksums. Calls `on_piece` with each piece of data, of at most
/// 1 MiB, after reading it; it may throw to end the reading. Throws CheckpointError if the archive
/// can't be read.
std::vector<DamagedMember> find_damaged_members(
    std::span<const std::byte> archive,
    const std::function<void(std::span<const std::byte>)>& on_piece = {});

}  // namespace resnext
