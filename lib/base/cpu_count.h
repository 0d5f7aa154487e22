// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

// Counts the CPUs to use.
namespace resnext {

/// Returns the number of CPUs that this process may keep busy, at least 1: those of its affinity
/// mask, but no more than the CPU quotas of its control group and of the groups above it (cgroup
/// v2's cpu.max, v1's cpu.cfs_quota_us), rounded up. `root` is the folder of /proc and /sys.
int usable_cpus(const std::filesystem::path& root = "/");

}  // namespace resnext
