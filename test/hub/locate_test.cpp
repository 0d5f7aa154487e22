// SPDX-License-Identifier: Apache-2.0
#include "hub/locate.h"

#include <catch2/catch.hpp>
#include <map>

#include "base/error.h"
#include "models/registry.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
    const auto entry = variables.find(name);
    return entry == variables.end() ? std::nullopt : std::optional(entry->second);
  };
}

ModelConfig model_16d() { return find_builtin_model("ig_resnext101_32x16d").value(); }

constexpr const char* kHubFolder = "models--timm--resnext101_32x16d.fb_wsl_ig1b_ft_in1k";
constexpr const char* kTorchFile = "ig_resnext101_32x16-c6f796b0.pth";

TEST_CASE("cache folders follow the same variables as PyTorch and Hugging Face", "[hub]") {
  CHECK(torch_hub_checkpoints(environment_of({{"HOME", "/h"}})) ==
        "/h/.cache/torch/hub/checkpoints");
  CHECK(torch_hub_checkpoints(environment_of({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}})) ==
        "/x/torch/hub/checkpoints");
  CHECK(torch_hub_checkpoints(
            environment_of({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}, {"TORCH_HOME", "~/t"}})) ==
        "/h/t/hub/checkpoints");
  std::map<std::string, std::string> variables = {{"HOME", "/h"}, {"TORCH_HOME", ""}};
  CHECK(torch_hub_checkpoints(environment_of(variables)) == "/h/.cache/torch/hub/checkpoints");
  CHECK(hugging_face_cache(environment_of(variables)) == "/h/.cache/huggingface/hub");
  variables["XDG_CACHE_HOME"] = "/x";
  CHECK(hugging_face_cache(environment_of(variables)) == "/x/huggingface/hub");
  variables["HF_HOME"] = "/f";
  CHECK(hugging_face_cache(environment_of(variables)) == "/f/hub");
  variables["HUGGINGFACE_HUB_CACHE"] = "/g";
  CHECK(hugging_face_cache(environment_of(variables)) == "/g");
  variables["HF_HUB_CACHE"] = "/c";
  CHECK(hugging_face_cache(environment_of(variables)) == "/c");
}

TEST_CASE("weights are found where users have them, in order", "[hub]") {
  const ScratchFolder scratch;
  const Environment environment =
      environment_of({{"HF_HUB_CACHE", (scratch.path() / "hf").string()},
                      {"TORCH_HOME", (scratch.path() / "torch").string()}});
  const auto torch = scratch.write(fs::path("torch/hub/checkpoints") / kTorchFile, "x");
  CHECK(locate_weights(model_16d(), {}, environment) == torch);

  scratch.write(fs::path("hf") / kHubFolder / "refs/main", "abc123\n");
  const auto bin =
      scratch.write(fs::path("hf") / kHubFolder / "snapshots/abc123/pytorch_model.bin", "x");
  CHECK(locate_weights(model_16d(), {}, environment) == bin);
  CHECK(locate(model_16d(), {}, environment).origin == "Hugging Face cache");
  const auto hub =
      scratch.write(fs::path("hf") / kHubFolder / "snapshots/abc123/model.safetensors", "x");
  CHECK(locate_weights(model_16d(), {}, environment) == hub);

  ModelConfig from_folder = model_16d();
  from_folder.directory = scratch.path() / "mine";
  const auto mine = scratch.write("mine/model.pth", "x");
  CHECK(locate_weights(from_folder, {}, environment) == mine);

  CHECK(locate_weights(model_16d(), torch, environment) == torch);
  CHECK(locate_weights(model_16d(), scratch.path() / "mine", environment) == mine);
}

TEST_CASE("when nothing is found, every place, the URL, the size and the licence are reported",
          "[hub]") {
  const ScratchFolder scratch;
  const Environment environment = environment_of({{"HOME", scratch.path().string()}});
  const std::string home = scratch.path().string();
  CHECK_THROWS_AS(locate_weights(model_16d(), {}, environment), WeightsError);
  CHECK_THROWS_WITH(
      locate_weights(model_16d(), {}, environment),
      Catch::Contains("ig_resnext101_32x16d") &&
          Catch::Contains(home + "/.cache/huggingface/hub/" + kHubFolder) &&
          Catch::Contains(home + "/.cache/torch/hub/checkpoints/" + kTorchFile) &&
          Catch::Contains(std::string("https://download.pytorch.org/models/") + kTorchFile) &&
          Catch::Contains("778 MB") && Catch::Contains("CC-BY-NC-4.0, non-commercial use only") &&
          Catch::Contains("resnext-classify weights fetch ig_resnext101_32x16d") &&
          Catch::Contains("--weights PATH"));
  CHECK_THROWS_WITH(locate_weights(model_16d(), "/no/such.pth", environment),
                    Catch::Contains("--weights /no/such.pth"));
}

TEST_CASE("weights that ship with the program are found in its data folder", "[hub]") {
  const ScratchFolder scratch;
  ModelConfig model;
  model.weights.bundled = "small.safetensors";
  const Environment environment = environment_of({{"RESNEXT_DATA_DIR", scratch.path().string()}});
  CHECK_THROWS_WITH(locate_weights(model, {}, environment),
                    Catch::Contains((scratch.path() / model.weights.bundled).string()) &&
                        Catch::Contains("comes with the program"));
  const auto file = scratch.write(model.weights.bundled, "x");
  const WeightsSearch search = search_weights(model, {}, environment);
  REQUIRE(search.found);
  CHECK(search.found->path == file);
  CHECK(search.found->origin == "bundled");
}

TEST_CASE("the data folder lies beside the running program's folder", "[hub]") {
  const fs::path program = fs::read_symlink("/proc/self/exe");
  const std::vector<fs::path> folders = data_folders(environment_of({}));
  REQUIRE(folders.size() >= 2);
  CHECK(folders.front() == program.parent_path().parent_path() / "share" / "resnext-classify");
  CHECK(folders.back() == program.parent_path());
}

}  // namespace
}  // namespace resnext
