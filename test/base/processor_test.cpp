// SPDX-License-Identifier: Apache-2.0
#include "base/processor.h"

#include <catch2/catch.hpp>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("the processor's name and vectors are read from /proc/cpuinfo", "[base]") {
  const ScratchFolder root;
  root.write("proc/cpuinfo",
             "processor\t: 0\nmodel name\t: A CPU: fast\nflags\t\t: fpu avx2 fma sse4_1 avx2x\n\n"
             "processor\t: 1\nmodel name\t: another\nflags\t\t: avx512f\n");
  const Processor processor = read_processor(root.path());
  CHECK(processor.name == "A CPU: fast");
  CHECK(processor.vectors == std::vector<std::string>{"sse4_1", "avx2", "fma"});
  CHECK_FALSE(processor.architecture.empty());
}

TEST_CASE("a system that says nothing of its processor leaves the name empty", "[base]") {
  const Processor processor = read_processor("/nowhere");
  CHECK(processor.name.empty());
  CHECK(processor.vectors.empty());
}

TEST_CASE("Arm's features are found too", "[base]") {
  const ScratchFolder root;
  root.write("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd crc32\n");
  CHECK(read_processor(root.path()).vectors == std::vector<std::string>{"asimd"});
}

}  // namespace
}  // namespace resnext
