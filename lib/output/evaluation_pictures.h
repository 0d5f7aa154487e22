// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

// The photos that a report of an evaluation shows.
namespace resnext {

struct EvaluationPicture {
  std::string path;                  ///< bytes of any encoding
  std::vector<std::byte> thumbnail;  ///< JPEG
  std::vector<std::byte> overlay;  ///< JPEG of the same size: the evidence for the answer; or empty
  std::string link;                ///< photo_link of its file; empty: none
  std::string evidence;            ///< what the overlay shows: evidence_text; empty without one
};

/// By Outcome::image.
using EvaluationPictures = std::map<std::size_t, EvaluationPicture>;

/// How many pairs of classes are shown, with the photos that Confusion::surest names.
inline constexpr std::size_t kShownPairs = 20;

}  // namespace resnext
