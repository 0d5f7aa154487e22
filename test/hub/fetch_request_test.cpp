// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>

#include "base/error.h"
#include "hub/fetch.h"
#include "hub/http.h"
#include "models/registry.h"

namespace resnext {
namespace {

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
    const auto entry = variables.find(name);
    return entry == variables.end() ? std::nullopt : std::optional(entry->second);
  };
}

TEST_CASE("weights that ship with the program are not fetched", "[hub]") {
  ModelConfig model;
  model.weights.bundled = "small.safetensors";
  CHECK_THROWS_WITH(request_for(model, "https://x.example/small.safetensors", environment_of({})),
                    Catch::Contains("come with the program"));
}

TEST_CASE(
    "every built-in model ships with the program or can be fetched, and checked if it "
    "is known what to expect",
    "[hub]") {
  const Environment environment = environment_of({{"TORCH_HOME", "/t"}});
  for (const ModelConfig& model : builtin_models()) {
    if (!model.weights.bundled.empty()) {
      continue;
    }
    const FetchRequest request = request_for(model, "", environment);
    CHECK(request.url == model.weights.url);
    CHECK(request.url.starts_with("https://"));
    CHECK(request.target == "/t/hub/checkpoints/" + model.weights.file);
    if (model.weights.url.starts_with("https://huggingface.co/")) {  // publishes no hashes in names
      CHECK(model.weights.url ==
            "https://huggingface.co/" + model.weights.hub_repo + "/resolve/main/model.safetensors");
      CHECK(model.weights.file == model.id + ".safetensors");
    } else {
      CHECK(request.sha256_prefix.size() >= 8);
      CHECK(model.weights.file.find("-" + request.sha256_prefix + ".") != std::string::npos);
    }
  }
}

TEST_CASE("the option --url comes before the mirror, the mirror before the published URL",
          "[hub]") {
  const ModelConfig model = find_builtin_model("resnet50").value();
  const std::string file = model.weights.file;
  const Environment mirror = environment_of({{"RESNEXT_MIRROR", "https://m.example/w"}});
  CHECK(request_for(model, "", mirror).url == "https://m.example/w/" + file);
  CHECK(request_for(model, "", environment_of({{"RESNEXT_MIRROR", "file:///m/"}})).url ==
        "file:///m/" + file);
  CHECK(request_for(model, "http://u.example/other.pth", mirror).url ==
        "http://u.example/other.pth");
  CHECK(request_for(model, "http://u.example/other.pth", mirror).target.filename() == file);
  CHECK(request_for(model, "", environment_of({{"RESNEXT_MIRROR", ""}})).url == model.weights.url);
}

TEST_CASE("only http, https and file URLs are accepted", "[hub]") {
  const ModelConfig model = find_builtin_model("resnet50").value();
  for (const char* url : {"ftp://x/y.pth", "/mnt/y.pth", "y.pth", "scp://x/y", "://x", ""}) {
    const Environment mirror = environment_of({{"RESNEXT_MIRROR", url}});
    if (*url != '\0') {
      CHECK_THROWS_AS(request_for(model, url, environment_of({})), UsageError);
      CHECK_THROWS_WITH(request_for(model, "", mirror), Catch::Contains("RESNEXT_MIRROR"));
    }
  }
  CHECK_NOTHROW(request_for(model, "HTTPS://x/y.pth", environment_of({})));
}

TEST_CASE("a model without a published file needs --url, and a plain file name", "[hub]") {
  ModelConfig model;
  model.id = "mine";
  CHECK_THROWS_AS(request_for(model, "", environment_of({})), ConfigError);
  model.weights.file = "mine.pth";
  CHECK_THROWS_WITH(request_for(model, "", environment_of({})), Catch::Contains("--url"));
  model.weights.file = "";
  const FetchRequest request =
      request_for(model, "https://x/a/mine-0123abcd.pth?token=1", environment_of({{"HOME", "/h"}}));
  CHECK(request.target == "/h/.cache/torch/hub/checkpoints/mine-0123abcd.pth");
  CHECK(request.sha256_prefix == "0123abcd");
  for (const char* name : {"../evil.pth", "/etc/evil", "..", "a/b.pth"}) {
    model.weights.file = name;
    CHECK_THROWS_AS(request_for(model, "https://x/y.pth", environment_of({})), ConfigError);
  }
}

TEST_CASE("torch.hub's hash in a file name is recognised", "[hub]") {
  CHECK(sha256_prefix_in("resnet50-0676ba61.pth") == "0676ba61");
  CHECK(sha256_prefix_in("a-b-0676ba61ff.tar.gz") == "0676ba61ff");
  CHECK(sha256_prefix_in("resnet50.pth").empty());
  CHECK(sha256_prefix_in("resnet50-final.pth").empty());
  CHECK(sha256_prefix_in("resnet50-0676.pth").empty());
  CHECK(sha256_prefix_in("resnet50-20240131.pth").empty());
  CHECK(sha256_prefix_in("resnet50-0676BA61.pth").empty());
}

TEST_CASE("the full hash takes precedence where it is known", "[hub]") {
  ModelConfig model = find_builtin_model("resnet50").value();
  model.weights.sha256 = std::string(64, 'A');
  CHECK(request_for(model, "", environment_of({})).sha256_prefix == std::string(64, 'a'));
}

TEST_CASE("secrets in a URL stay out of messages", "[hub]") {
  CHECK(presentable_url("https://me:pass@host:1/p@q/f.pth?sig=1") == "https://host:1/p@q/f.pth");
  CHECK(presentable_url("https://host/f.pth") == "https://host/f.pth");
  CHECK(presentable_url("file:///a/f.pth") == "file:///a/f.pth");
  CHECK(presentable_url("https://me@host") == "https://host");
  CHECK(presentable_url("nonsense?x") == "nonsense");
}

}  // namespace
}  // namespace resnext
