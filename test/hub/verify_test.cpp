// SPDX-License-Identifier: Apache-2.0
#include "hub/verify.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "base/error.h"
#include "base/files/sha256.h"
#include "checkpoint/checkpoint.h"
#include "hub/tensor_file.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

ModelConfig tiny_model() {
  ModelConfig model;
  model.id = "tiny";
  model.architecture = resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 4}, 5);
  model.preprocessing.input_size = 64;
  return model;
}

std::vector<FileTensor> tiny_tensors() {
  const ModelConfig model = tiny_model();
  std::vector<FileTensor> tensors;
  for (const ExpectedTensor& expected : expected_tensors(build_network(model.architecture, 64))) {
    const std::vector<float> ones(static_cast<std::size_t>(element_count(expected.shape)), 1);
    tensors.push_back(file_tensor(expected.name, DType::kF32, expected.shape, ones));
  }
  return tensors;
}

void set(std::vector<FileTensor>& tensors, const std::string& name, std::size_t at, float value) {
  for (FileTensor& tensor : tensors) {
    if (tensor.declaration.name == name) {
      std::memcpy(tensor.bytes.data() + at * sizeof value, &value, sizeof value);
      return;
    }
  }
  FAIL("no tensor " << name);
}

TEST_CASE("a good file has no problems", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file = write_tensors(scratch.path() / "good.safetensors", tiny_tensors());
  std::uint64_t last = 0;
  VerifyOptions options;
  options.on_progress = [&last](std::uint64_t done, std::uint64_t total) {
    CHECK(done >= last);
    CHECK(done <= total);
    last = done;
  };
  const WeightsVerification result = verify_weights(file, tiny_model(), options);
  CHECK(result.problems.empty());
  CHECK(result.format == "safetensors");
  CHECK(result.model == "tiny");
  CHECK(result.mismatch.empty());
  CHECK(result.bytes == fs::file_size(file));
  CHECK(result.sha256 == sha256_of_file(file));
  CHECK(result.expected_sha256.empty());
  CHECK(result.dtypes == std::map<std::string, std::size_t>{{"f32", result.tensors}});
  CHECK(last > result.bytes);
}

TEST_CASE("NaN, infinity and negative variances are counted by tensor", "[hub]") {
  const ScratchFolder scratch;
  std::vector<FileTensor> tensors = tiny_tensors();
  set(tensors, "conv1.weight", 9407, kNaN);
  set(tensors, "conv1.weight", 3, -kInfinity);
  set(tensors, "bn1.running_var", 63, -1);
  set(tensors, "bn1.running_mean", 0, -1);
  set(tensors, "fc.bias", 4, kNaN);
  const fs::path file = write_tensors(scratch.path() / "bad.safetensors", tensors);
  const WeightsVerification result = verify_weights(file, tiny_model(), {});
  CHECK(result.nan == 2);
  CHECK(result.infinite == 1);
  CHECK(result.negative_variances == 1);
  REQUIRE(result.defects.size() == 3);
  CHECK(result.defects[0].name == "conv1.weight");
  CHECK(result.defects[0].nan == 1);
  CHECK(result.defects[0].infinite == 1);
  CHECK(result.defects[1].name == "bn1.running_var");
  CHECK(result.defects[1].negative == 1);
  CHECK(result.problems == std::vector<std::string>{"2 values are NaN", "1 value is infinite",
                                                    "1 batch-norm variance is negative"});
}

TEST_CASE("tensors are compared with the model asked for, or models that fit are found", "[hub]") {
  const ScratchFolder scratch;
  std::vector<FileTensor> tensors = tiny_tensors();
  tensors.pop_back();
  tensors.push_back(f32_tensor("head.bias", {1}));
  const fs::path file = write_tensors(scratch.path() / "other.safetensors", tensors);
  const WeightsVerification result = verify_weights(file, tiny_model(), {});
  CHECK(result.mismatch.missing == std::vector<std::string>{"fc.bias: expected [5]"});
  CHECK(result.mismatch.extra == std::vector<std::string>{"head.bias: found [1]"});
  REQUIRE(result.problems.size() == 1);
  CHECK_THAT(result.problems[0], Catch::Contains("do not fit tiny: 1 missing, 0") &&
                                     Catch::Contains("1 that it does not have"));
  const WeightsVerification unasked = verify_weights(file, std::nullopt, {});
  CHECK(unasked.fitting.empty());
  REQUIRE(unasked.problems.size() == 1);
  CHECK_THAT(unasked.problems[0], Catch::Contains("--model"));
}

TEST_CASE("a fine-tuned file fits its model with its own classes", "[hub]") {
  const ScratchFolder scratch;
  ModelConfig model = find_builtin_model("resnext50_32x4d").value();
  model.architecture.num_classes = 7;
  std::vector<FileTensor> tensors;
  for (const ExpectedTensor& expected : expected_tensors(build_network(model.architecture, 224))) {
    const std::vector<std::uint16_t> ones(static_cast<std::size_t>(element_count(expected.shape)),
                                          0x3C00);
    tensors.push_back(file_tensor(expected.name, DType::kF16, expected.shape, ones));
  }
  const fs::path file = write_tensors(scratch.path() / "tuned.safetensors", tensors);
  const WeightsVerification result = verify_weights(file, std::nullopt, {});
  CHECK(result.problems.empty());
  REQUIRE_FALSE(result.fitting.empty());
  for (const FittingModel& fitting : result.fitting) {
    CHECK_THAT(fitting.id, Catch::Contains("resnext50_32x4d"));
    CHECK(fitting.num_classes == 7);
  }
}

TEST_CASE("an expected hash and size are compared with the file", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file = write_tensors(scratch.path() / "x", tiny_tensors());
  const std::string hash = sha256_of_file(file);
  const auto named = [&](const std::string& name) {
    const fs::path path = scratch.path() / name;
    fs::create_directories(path.parent_path());
    fs::copy_file(file, path);
    return path;
  };

  // Eight hex digits are all decimal with a chance of 2 %; the name then counts as a date.
  const std::string prefix = hash.substr(0, hash.find_first_of("abcdef") + 8);
  const WeightsVerification good = verify_weights(named("m-" + prefix + ".pth"), tiny_model(), {});
  CHECK(good.problems.empty());
  CHECK(good.expected_sha256 == prefix);
  CHECK(good.promised_by == "file name");

  const WeightsVerification bad = verify_weights(named("m-abcdef01.pth"), tiny_model(), {});
  REQUIRE(bad.problems.size() == 1);
  CHECK_THAT(bad.problems[0], Catch::Contains("the file name promises abcdef01"));

  ModelConfig model = tiny_model();
  model.weights.file = "published.pth";
  model.weights.sha256_prefix = hash.substr(0, 8);
  model.weights.bytes = good.bytes + 1;
  const WeightsVerification published = verify_weights(named("published.pth"), model, {});
  CHECK(published.promised_by == "model config");
  REQUIRE(published.problems.size() == 1);
  CHECK_THAT(published.problems[0], Catch::Contains("the published one has"));

  CHECK(verify_weights(named("blobs/" + hash), tiny_model(), {}).promised_by ==
        "Hugging Face cache");
  const WeightsVerification blob =
      verify_weights(named("blobs/" + std::string(64, 'a')), tiny_model(), {});
  CHECK(blob.problems.size() == 1);
}

TEST_CASE("verifying can be stopped; a file that is not a checkpoint is refused", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file = write_tensors(scratch.path() / "x", tiny_tensors());
  VerifyOptions options;
  options.cancelled = [] { return true; };
  CHECK_THROWS_AS(verify_weights(file, tiny_model(), options), Cancelled);
  CHECK_THROWS_AS(verify_weights(file, std::nullopt, options), Cancelled);
  CHECK_THROWS_AS(verify_weights(scratch.write("text", "hello"), tiny_model(), {}),
                  CheckpointError);
}

TEST_CASE("verifying can be stopped among empty tensors", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file =
      write_tensors(scratch.path() / "x", {f32_tensor("a", {}), f32_tensor("b", {})});
  bool hashed = false;
  VerifyOptions options;
  options.on_progress = [&](std::uint64_t done, std::uint64_t) {
    hashed = hashed || done >= fs::file_size(file);
  };
  options.cancelled = [&hashed] { return hashed; };
  CHECK_THROWS_WITH(verify_weights(file, std::nullopt, options), Catch::Contains("stopped at 'a'"));
}

}  // namespace
}  // namespace resnext
