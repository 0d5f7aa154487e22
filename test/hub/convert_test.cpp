// SPDX-License-Identifier: Apache-2.0
#include "hub/convert.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "base/error.h"
#include "checkpoint/checkpoint.h"
#include "hub/tensor_file.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

std::vector<float> values_of(const Checkpoint& checkpoint, const std::string& name) {
  const TensorView* view = checkpoint.find(name);
  REQUIRE(view != nullptr);
  std::vector<float> values(static_cast<std::size_t>(view->size()));
  copy_to_f32(*view, values);
  return values;
}

TEST_CASE("types are kept unless another is requested; integers always are", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input = write_tensors(
      scratch.path() / "in",
      {f32_tensor("a", {1, -2.5F, 0, 1e-3F}),
       file_tensor<std::int64_t>("n.num_batches_tracked", DType::kI64, {}, {12345678901}),
       file_tensor<std::uint16_t>("h", DType::kF16, {2, 1}, {0x3C00, 0xC000}),
       file_tensor<double>("d", DType::kF64, {2}, {0.1, -4})});
  const fs::path kept = scratch.path() / "kept.safetensors";
  const ConvertResult result = convert_checkpoint(input, kept, {});
  CHECK(result.tensors == 4);
  CHECK(result.output_bytes == fs::file_size(kept));
  CHECK(result.input_bytes == fs::file_size(input));
  const Checkpoint copy = open_checkpoint(kept);
  CHECK(copy.metadata() == std::map<std::string, std::string>{{"format", "pt"}});
  CHECK(copy.find("a")->dtype == DType::kF32);
  CHECK(copy.find("h")->dtype == DType::kF16);
  CHECK(copy.find("h")->shape == Shape{2, 1});
  CHECK(copy.find("d")->dtype == DType::kF64);

  ConvertOptions options;
  options.dtype = DType::kBF16;
  const fs::path narrow = scratch.path() / "bf16.safetensors";
  convert_checkpoint(input, narrow, options);
  const Checkpoint converted = open_checkpoint(narrow);
  for (const char* name : {"a", "h", "d"}) {
    CHECK(converted.find(name)->dtype == DType::kBF16);
  }
  CHECK(values_of(converted, "a") == std::vector<float>{1, -2.5F, 0, 0.00099945068359375F});
  CHECK(values_of(converted, "d") == std::vector<float>{0.10009765625F, -4});
  for (const Checkpoint* checkpoint : {&copy, &converted}) {
    const TensorView* counter = checkpoint->find("n.num_batches_tracked");
    CHECK(counter->dtype == DType::kI64);
    CHECK(counter->shape.empty());
    std::int64_t count = 0;
    std::memcpy(&count, counter->data, sizeof count);
    CHECK(count == 12345678901);
  }
}

TEST_CASE("overflow is an error unless allowed, and counted", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input =
      write_tensors(scratch.path() / "in",
                    {f32_tensor("fits", {65504, kInfinity, kNaN}),
                     f32_tensor("a", {1, 65520, -1e9F}), f32_tensor("b", {7e4F, 1e-12F, 0}),
                     file_tensor<double>("d", DType::kF64, {3}, {1e300, 1e-300, 0})});
  const fs::path output = scratch.path() / "out.safetensors";
  ConvertOptions options;
  options.dtype = DType::kF16;
  CHECK_THROWS_AS(convert_checkpoint(input, output, options), WeightsError);
  CHECK_THROWS_WITH(convert_checkpoint(input, output, options),
                    Catch::Contains("4 values are too large for f16, in 3 tensors") &&
                        Catch::Contains("the first is 'a'") &&
                        Catch::Contains("--allow-overflow") && Catch::Contains(input.string()));
  CHECK(std::distance(fs::directory_iterator(scratch.path()), {}) == 1);

  options.allow_overflow = true;
  const ConvertResult result = convert_checkpoint(input, output, options);
  CHECK(result.overflowed == 4);
  CHECK(result.overflowed_tensors == std::vector<std::string>{"a", "b", "d"});
  CHECK(result.vanished == 2);
  CHECK(values_of(open_checkpoint(output), "a") == std::vector<float>{1, kInfinity, -kInfinity});
  options = {};
  options.dtype = DType::kF32;
  options.replace = true;
  CHECK_THROWS_WITH(convert_checkpoint(input, output, options),
                    Catch::Contains("1 values are too large for f32"));
}

TEST_CASE("an existing output is kept unless it may be replaced", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input = write_tensors(scratch.path() / "in", {f32_tensor("a", {1, 2})});
  const fs::path output = scratch.write("out.safetensors", "precious");
  CHECK_THROWS_AS(convert_checkpoint(input, output, {}), UsageError);
  CHECK_THROWS_WITH(convert_checkpoint(input, output, {}), Catch::Contains("--force"));
  CHECK(fs::file_size(output) == 8);
  ConvertOptions options;
  options.replace = true;
  convert_checkpoint(input, output, options);
  CHECK(values_of(open_checkpoint(output), "a") == std::vector<float>{1, 2});
  options.dtype = DType::kF16;
  convert_checkpoint(output, output, options);  // onto itself
  CHECK(values_of(open_checkpoint(output), "a") == std::vector<float>{1, 2});
}

TEST_CASE("a conversion can be stopped and leaves nothing", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input = write_tensors(scratch.path() / "in", {f32_tensor("a", {1, 2})});
  ConvertOptions options;
  options.cancelled = [] { return true; };
  CHECK_THROWS_AS(convert_checkpoint(input, scratch.path() / "out", options), Cancelled);
  options.dtype = DType::kF16;
  CHECK_THROWS_AS(convert_checkpoint(input, scratch.path() / "out", options), Cancelled);
  CHECK(std::distance(fs::directory_iterator(scratch.path()), {}) == 1);
}

TEST_CASE("a conversion can be stopped inside a large tensor", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input = write_tensors(
      scratch.path() / "in", {f32_tensor("a", std::vector<float>(std::size_t{16} << 20, 1))});
  ConvertOptions options;
  int polls = 0;
  options.cancelled = [&polls] { return ++polls == 4; };
  CHECK_THROWS_WITH(convert_checkpoint(input, scratch.path() / "out", options),
                    Catch::Contains("stopped at 'a'"));
  CHECK(std::distance(fs::directory_iterator(scratch.path()), {}) == 1);
}

TEST_CASE("an output that can't be written is named", "[hub]") {
  const ScratchFolder scratch;
  const fs::path input = write_tensors(scratch.path() / "in", {f32_tensor("a", {1, 2})});
  CHECK_THROWS_AS(convert_checkpoint(input, scratch.path() / "no" / "out", {}), OutputError);
  CHECK_THROWS_WITH(convert_checkpoint(input, scratch.path() / "no" / "out", {}),
                    Catch::Contains("no/out"));
  CHECK_THROWS_AS(convert_checkpoint(scratch.path() / "gone", scratch.path() / "out", {}),
                  CheckpointError);
}

}  // namespace
}  // namespace resnext
