#pragma once

#include <filesystem>

namespace resnext {

/// CPUs that this process may keep busy, at least 1: those of its affinity mask, but no more than
/// the CPU quotas of its control group and of the groups above it (cgroup v2's cpu.max, v1's
/// cpu.cfs_quota_us), rounded up. `root` is where /proc and /sys are looked for.
int usable_cpus(const std::filesystem::path& root = "/");

}  // namespace resnext
