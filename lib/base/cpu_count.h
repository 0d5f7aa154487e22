// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

// Counts the CPUs to use.
namespace resnext {

/// What limits the CPUs that this process may use.
struct CpuLimits {
  int affinity = 1;             ///< CPUs of its affinity mask
  std::optional<double> quota;  ///< the tightest one of its control groups, in CPUs
};

/// Returns the limits as usable_cpus() counts them. `root` is the folder of /proc and /sys.
CpuLimits cpu_limits(const std::filesystem::path& root = "/");

/// Returns the number of CPUs that this process may keep busy, at least 1: those of its affinity
/// mask, but no more than the CPU quotas of its control group and of the groups above it (cgroup
/// v2's cpu.max, v1's cpu.cfs_quota_us), rounded up. `root` is the folder of /proc and /sys.
int usable_cpus(const std::filesystem::path& root = "/");

}  // namespace resnext
