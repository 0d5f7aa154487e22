// SPDX-License-Identifier: Apache-2.0
#include "base/environment.h"

#include <algorithm>
#include <cstdlib>

namespace resnext {
namespace {

namespace fs = std::filesystem;

fs::path home(const Environment& environment) {
  return nonempty_variable(environment, "HOME").value_or("/");
}

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::optional<std::string> nonempty_variable(const Environment& environment, const char* name) {
  const std::optional<std::string> value = environment(name);
  return value && !value->empty() ? value : std::nullopt;
}

fs::path expand_user(const std::string& path, const Environment& environment) {
  if (path == "~" || path.starts_with("~/")) {
    return home(environment) / fs::path(path.substr(std::min<std::size_t>(2, path.size())));
  }
  return path;
}

fs::path cache_home(const Environment& environment) {
  if (const auto xdg = nonempty_variable(environment, "XDG_CACHE_HOME")) {
    return expand_user(*xdg, environment);
  }
  return home(environment) / ".cache";
}

bool has_cache_home(const Environment& environment) {
  return nonempty_variable(environment, "XDG_CACHE_HOME") || nonempty_variable(environment, "HOME");
}

fs::path own_cache(const Environment& environment) {
  return cache_home(environment) / "resnext-classify";
}

}  // namespace resnext
