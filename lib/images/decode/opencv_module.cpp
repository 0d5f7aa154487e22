// SPDX-License-Identifier: Apache-2.0
// OpenCV brings some 100 libraries (GDAL and what it needs). Loading them takes ten times as long
// as the rest of the program's start, and a JPEG or BMP needs none of them.

#include "images/decode/opencv_module.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>

#include "base/environment.h"
#include "base/error.h"
#include "base/files/installation.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "resnext-opencv-codecs.so";
constexpr const char* kPurpose =
    "PNG, WebP and TIFF images, thumbnails and class activation maps need it; JPEG and BMP do not.";

std::vector<fs::path> places() {
  if (const auto folder = nonempty_variable(process_environment(), "RESNEXT_MODULE_DIR")) {
    return {fs::path(*folder) / kFile};
  }
  std::vector<fs::path> places;
  for (const fs::path& root : installation_roots()) {
    places.push_back(root / "lib" / "resnext-classify" / kFile);
  }
  places.push_back(own_binary().parent_path() / kFile);
  return places;
}

fs::path find_module() {
  const std::vector<fs::path> candidates = places();
  const auto found = std::find_if(candidates.begin(), candidates.end(), [](const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
  });
  if (found != candidates.end()) return *found;
  std::string message = fmt::format("a part of the program is missing: {}. {}", kFile, kPurpose);
  for (const fs::path& path : candidates) message += "\n  not found: " + path.string();
  throw InstallationError(
      message +
      "\nThe file comes with the program: keep ../lib/resnext-classify beside "
      "the program's folder, as cmake --install does, or set RESNEXT_MODULE_DIR to "
      "the file's folder.");
}

const OpencvCodecs& load() {
  const fs::path path = find_module();
  // Never closed: OpenCV's libraries can't be unloaded, and leak checkers need their names.
  // Lazily, since binding all names of all libraries takes longer than using some.
  void* const module = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (module == nullptr) {
    throw InstallationError(fmt::format(
        "{} can't be loaded: {}. {}\nInstall OpenCV as it was when the program was built (its "
        "libraries core and imgcodecs; on Debian scripts/packages.sh names the packages), or build "
        "the program again.",
        path.string(), ::dlerror(), kPurpose));
  }
  void* const entry = ::dlsym(module, kOpencvCodecsEntry);
  const auto refuse = [&path](const std::string& why) {
    throw InstallationError(fmt::format(
        "{} belongs to another build of the program ({}). Install both from one build. {}",
        path.string(), why, kPurpose));
  };
  if (entry == nullptr) {
    refuse(::dlerror());
  }
  const OpencvCodecs& codecs = *reinterpret_cast<OpencvCodecsEntry*>(entry)();
  if (std::string_view(codecs.interface) != RESNEXT_OPENCV_INTERFACE) {
    refuse(fmt::format("its interface is {}, not {}", codecs.interface, RESNEXT_OPENCV_INTERFACE));
  }
  return codecs;
}

}  // namespace

const OpencvCodecs& opencv_codecs() {
  static const OpencvCodecs& codecs = load();
  return codecs;
}

}  // namespace resnext
