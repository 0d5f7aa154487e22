// SPDX-License-Identifier: Apache-2.0
#include "hub/locate.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/files/installation.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderNames[] = {"model.safetensors", "pytorch_model.bin",
                                        "pytorch_model.pth", "model.pth"};

class Search {
 public:
  bool file(const char* origin, const fs::path& path) {
    result_.tried.push_back({origin, path});
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) {
      return false;
    }
    result_.found = result_.tried.back();
    return true;
  }

  void miss(const char* origin, const fs::path& path) { result_.tried.push_back({origin, path}); }

  bool folder(const char* origin, const fs::path& path) {
    return std::any_of(std::begin(kFolderNames), std::end(kFolderNames),
                       [&](const char* name) { return file(origin, path / name); });
  }

  WeightsSearch result() { return std::move(result_); }

 private:
  WeightsSearch result_;
};

bool search_bundled(Search& search, const std::string& file, const Environment& environment) {
  const std::vector<fs::path> folders = data_folders(environment);
  return std::any_of(folders.begin(), folders.end(),
                     [&](const fs::path& folder) { return search.file("bundled", folder / file); });
}

bool search_hugging_face(Search& search, const std::string& repo, const Environment& environment) {
  std::string folder = "models--" + repo;
  for (std::size_t slash = folder.find('/'); slash != std::string::npos;
       slash = folder.find('/', slash)) {
    folder.replace(slash, 1, "--");
  }
  constexpr const char* kOrigin = "Hugging Face cache";
  const fs::path root = hugging_face_cache(environment) / folder;
  std::ifstream reference(root / "refs" / "main");
  std::string commit;
  if (!(reference >> commit) || commit.find('/') != std::string::npos) {
    search.miss(kOrigin, root);
    return false;
  }
  return search.folder(kOrigin, root / "snapshots" / commit);
}

std::string describe_download(const ModelConfig& model) {
  std::string text;
  if (!model.weights.url.empty()) {
    text += "\nPublished at " + model.weights.url;
    if (model.weights.bytes) {
      text += fmt::format(" ({} MB)", (*model.weights.bytes + 500'000) / 1'000'000);
    }
  }
  if (!model.card.license.id.empty()) {
    text += "\nLicence: " + model.card.license.id +
            (model.card.license.note.empty() ? "" : ", " + model.card.license.note);
  }
  if (!model.weights.bundled.empty()) {
    return text +
           "\nThe file comes with the program: keep ../share/resnext-classify beside the "
           "program's folder, set RESNEXT_DATA_DIR to the file's folder, or name it with "
           "--weights PATH.";
  }
  if (!model.weights.url.empty()) {
    text += "\nTo download it: resnext-classify weights fetch " + model.id;
  }
  text += model.weights.url.empty() ? "\nPut" : "\nOr put";
  text += " the file at one of these places, or name it with --weights PATH.";
  return text;
}

}  // namespace

std::vector<fs::path> data_folders(const Environment& environment) {
  if (const auto folder = nonempty_variable(environment, "RESNEXT_DATA_DIR")) {
    return {expand_user(*folder, environment)};
  }
  std::vector<fs::path> folders;
  for (const fs::path& root : installation_roots()) {
    folders.push_back(root / "share" / "resnext-classify");
  }
  folders.push_back(own_binary().parent_path());
  return folders;
}

fs::path torch_hub_checkpoints(const Environment& environment) {
  const auto torch_home = nonempty_variable(environment, "TORCH_HOME");
  const fs::path root =
      torch_home ? expand_user(*torch_home, environment) : cache_home(environment) / "torch";
  return root / "hub" / "checkpoints";
}

fs::path hugging_face_cache(const Environment& environment) {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const auto cache = nonempty_variable(environment, name)) {
      return expand_user(*cache, environment);
    }
  }
  if (const auto hf_home = nonempty_variable(environment, "HF_HOME")) {
    return expand_user(*hf_home, environment) / "hub";
  }
  return cache_home(environment) / "huggingface" / "hub";
}

WeightsSearch search_weights(const ModelConfig& model, const fs::path& explicit_path,
                             const Environment& environment) {
  Search search;
  if (!explicit_path.empty()) {
    std::error_code ignored;
    fs::is_directory(explicit_path, ignored) ? search.folder("--weights", explicit_path)
                                             : search.file("--weights", explicit_path);
    return search.result();
  }
  const bool found =
      (!model.directory.empty() && search.folder("model folder", model.directory)) ||
      (!model.weights.bundled.empty() &&
       search_bundled(search, model.weights.bundled, environment)) ||
      (!model.weights.hub_repo.empty() &&
       search_hugging_face(search, model.weights.hub_repo, environment)) ||
      (!model.weights.file.empty() &&
       search.file("torch.hub cache", torch_hub_checkpoints(environment) / model.weights.file));
  static_cast<void>(found);
  return search.result();
}

fs::path locate_weights(const ModelConfig& model, const fs::path& explicit_path,
                        const Environment& environment) {
  return locate(model, explicit_path, environment).path;
}

LocatedWeights locate(const ModelConfig& model, const fs::path& explicit_path,
                      const Environment& environment) {
  const WeightsSearch search = search_weights(model, explicit_path, environment);
  if (search.found) {
    return *search.found;
  }
  if (!explicit_path.empty() && search.tried.size() == 1) {
    std::error_code error;
    const bool exists = fs::exists(explicit_path, error);
    const std::string problem = exists  ? "not a regular file"
                                : error ? error.message()
                                        : "no such file";
    throw WeightsError(fmt::format("--weights {}: {}", explicit_path.string(), problem));
  }
  std::string message = fmt::format("no weights for {} were found. Places tried:", model.id);
  for (const SearchedPlace& place : search.tried) {
    message += fmt::format("\n  {}  ({})", place.path.string(), place.origin);
  }
  throw WeightsError(message + describe_download(model));
}

}  // namespace resnext
