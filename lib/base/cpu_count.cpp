// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_count.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace resnext {
namespace {

namespace fs = std::filesystem;

int cpus_of_affinity() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    return std::max(CPU_COUNT(&set), 1);
  }
  return 1;
}

std::optional<double> first_number(const fs::path& file) {
  std::ifstream stream(file);
  double number = 0;
  return stream >> number ? std::optional(number) : std::nullopt;
}

/// Returns quota over period; nullopt if the group is not limited.
std::optional<double> quota(const fs::path& group, bool version2) {
  std::optional<double> quota;
  std::optional<double> period;
  if (version2) {
    std::ifstream stream(group / "cpu.max");  // "200000 100000" or "max 100000"
    double first = 0;
    double second = 0;
    if (stream >> first >> second) {
      quota = first;
      period = second;
    }
  } else {
    quota = first_number(group / "cpu.cfs_quota_us");  // -1: no limit
    period = first_number(group / "cpu.cfs_period_us");
  }
  if (!quota || !period || *quota <= 0 || *period <= 0) {
    return std::nullopt;
  }
  return *quota / *period;
}

/// Lowers `tightest` to the tightest quota of the group and its ancestors.
void apply_quotas(const fs::path& mount, const fs::path& group, bool version2,
                  std::optional<double>& tightest) {
  for (fs::path path = group.relative_path();; path = path.parent_path()) {
    if (const std::optional<double> found = quota(mount / path, version2)) {
      tightest = std::min(*found, tightest.value_or(*found));
    }
    if (path.empty()) {
      return;
    }
  }
}

}  // namespace

CpuLimits cpu_limits(const fs::path& root) {
  CpuLimits limits = {cpus_of_affinity(), std::nullopt};
  const fs::path mount = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  // Lines of "0::/group" (v2) and "4:cpu,cpuacct:/group" (v1).
  for (std::string line; std::getline(groups, line);) {
    std::istringstream fields(line);
    std::string number;
    std::string controllers;
    std::string group;
    if (!std::getline(fields, number, ':') || !std::getline(fields, controllers, ':') ||
        !std::getline(fields, group)) {
      continue;
    }
    if (controllers.empty()) {
      apply_quotas(mount, group, true, limits.quota);
    } else if (("," + controllers + ",").find(",cpu,") != std::string::npos) {
      apply_quotas(mount / "cpu", group, false, limits.quota);
      apply_quotas(mount / controllers, group, false, limits.quota);
    }
  }
  return limits;
}

int usable_cpus(const fs::path& root) {
  const CpuLimits limits = cpu_limits(root);
  const double cpus = limits.affinity;
  return std::max(static_cast<int>(std::ceil(std::min(cpus, limits.quota.value_or(cpus)))), 1);
}

}  // namespace resnext
