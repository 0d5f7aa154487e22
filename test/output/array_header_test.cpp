// SPDX-License-Identifier: Apache-2.0
#include "output/features/array_header.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("an array's header has the same length for any number of rows", "[output]") {
  const ArrayDescription vectors{DType::kF32, {2048}, {{"layer", "pool"}}};
  const ArrayDescription maps{DType::kF16, {256, 56, 56}, {{"layer", "layer1"}}};
  for (const ArrayDescription& array : {vectors, maps}) {
    for (const std::uint64_t rows : {0ULL, 9ULL, 10ULL, 1'234'567ULL, 9'999'999'999'999ULL}) {
      CHECK(npy_header(array, rows).size() == npy_header(array, 0).size());
      CHECK(safetensors_header(array, rows).size() == safetensors_header(array, 0).size());
    }
    CHECK(npy_header(array, 1).size() % 64 == 0);
    CHECK(safetensors_header(array, 1).size() % 8 == 0);
  }
  const std::string npy = npy_header(vectors, 12);
  CHECK(npy.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  CHECK(npy.substr(8, 2) == std::string("\x76\x00", 2));
  CHECK(npy.substr(10, 64) == "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 2048), } ");
  CHECK(npy.back() == '\n');
  CHECK(npy_header(maps, 3).find("'<f2'") != std::string::npos);
  CHECK(safetensors_header(maps, 2).substr(8).starts_with(
      R"({"__metadata__":{"layer":"layer1"},"features":{"dtype":"F16",)"
      R"("shape":[2,256,56,56],"data_offsets":[0,3211264]}})"));
}

}  // namespace
}  // namespace resnext
