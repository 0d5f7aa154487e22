// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "evaluation/evaluate.h"

// What the JSON reports of evaluations have in common. Private to lib/output.
namespace resnext {

/// Keeps three decimals: ten thousand images don't support more.
inline double rounded(double value) { return std::round(value * 1000) / 1000; }
inline double percent(double share) { return rounded(100 * share); }

/// Returns a list of the images that could not be read, and why.
inline nlohmann::ordered_json failures_json(std::span<const FailedImage> failures) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const FailedImage& failed : failures) {
    json.push_back({{"path", failed.path},
                    {"code", failed.failure.code},
                    {"message", failed.failure.message}});
  }
  return json;
}

/// Returns the report's text, in which bytes that are not UTF-8 are replaced.
inline std::string report_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

}  // namespace resnext
