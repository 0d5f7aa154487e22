// SPDX-License-Identifier: Apache-2.0
#include "commands/tta_request.h"

#include <fmt/format.h>

#include <algorithm>

namespace resnext {
namespace {

constexpr const char* kKey = "tta=";

}  // namespace

void add_tta_setting(std::vector<std::string>& more, Augmentation augmentation) {
  if (augmentation != Augmentation::kNone) {
    // Before the maps' setting: cam_run_option leaves that at the end.
    const auto maps = std::ranges::find_if(
        more, [](const std::string& setting) { return setting.starts_with("cam="); });
    more.insert(maps, kKey + to_string(augmentation));
  }
}

RunOption tta_run_option(Augmentation now) {
  RunOption option;
  for (const Augmentation other : {Augmentation::kNone, Augmentation::kFlip,
                                   Augmentation::kFiveCrops, Augmentation::kTenCrops}) {
    if (other != now) {
      option.push_back({fmt::format("--tta {} (now {})", to_string(other), to_string(now)),
                        [other](RunVariant& run) {
                          std::erase_if(run.settings.more, [](const std::string& setting) {
                            return setting.starts_with(kKey);
                          });
                          add_tta_setting(run.settings.more, other);
                        }});
    }
  }
  return option;
}

std::string title_with_views(const std::string& title, Augmentation augmentation) {
  return augmentation == Augmentation::kNone
             ? title
             : fmt::format("{}, {}", title, to_string(augmentation));
}

}  // namespace resnext
