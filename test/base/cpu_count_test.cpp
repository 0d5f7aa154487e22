// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_count.h"

#include <catch2/catch.hpp>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("a control group's quota limits the CPUs, rounded up", "[base]") {
  const int all = usable_cpus("/nowhere");
  CHECK(all >= 1);
  const ScratchFolder root;
  root.write("proc/self/cgroup", "0::/kubepods/pod/box\n");
  CHECK(usable_cpus(root.path()) == all);
  root.write("sys/fs/cgroup/kubepods/pod/box/cpu.max", "max 100000\n");
  CHECK(usable_cpus(root.path()) == all);
  root.write("sys/fs/cgroup/kubepods/pod/box/cpu.max", "50000 100000\n");
  CHECK(usable_cpus(root.path()) == 1);
  root.write("sys/fs/cgroup/kubepods/pod/box/cpu.max", "100000000 100000\n");
  CHECK(usable_cpus(root.path()) == all);
}

TEST_CASE("a parent group's quota counts too", "[base]") {
  const ScratchFolder root;
  root.write("proc/self/cgroup", "0::/a/b/c\n");
  root.write("sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
  root.write("sys/fs/cgroup/a/cpu.max", "10000 100000\n");
  CHECK(usable_cpus(root.path()) == 1);
}

TEST_CASE("inside a container the group's folder is the mount itself", "[base]") {
  const ScratchFolder root;
  root.write("proc/self/cgroup", "0::/\n");
  root.write("sys/fs/cgroup/cpu.max", "10000 100000\n");
  CHECK(usable_cpus(root.path()) == 1);
}

TEST_CASE("version 1 of control groups has quotas too", "[base]") {
  const int all = usable_cpus("/nowhere");
  const ScratchFolder root;
  root.write("proc/self/cgroup", "4:cpu,cpuacct:/box\n3:memory:/box\n");
  root.write("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
  root.write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\n");
  CHECK(usable_cpus(root.path()) == all);
  root.write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "90000\n");
  CHECK(usable_cpus(root.path()) == 1);
  root.write("proc/self/cgroup", "nonsense\n5:cpuset:/box\n");
  CHECK(usable_cpus(root.path()) == all);
}

TEST_CASE("limits are told apart, and the tightest quota counts", "[base]") {
  const ScratchFolder root;
  root.write("proc/self/cgroup", "0::/a/b\n");
  CHECK_FALSE(cpu_limits(root.path()).quota);
  root.write("sys/fs/cgroup/a/b/cpu.max", "250000 100000\n");
  root.write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  CHECK(cpu_limits(root.path()).quota == 1.5);
  CHECK(cpu_limits(root.path()).affinity == cpu_limits("/nowhere").affinity);
}

}  // namespace
}  // namespace resnext
