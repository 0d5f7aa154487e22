#pragma once

#include <map>
#include <string>

#include "evaluation/evaluate.h"

namespace resnext {

/// A photo as the page shows it.
struct EvaluationPicture {
  std::string path;                  ///< bytes of any encoding
  std::vector<std::byte> thumbnail;  ///< JPEG
  std::vector<std::byte> overlay;  ///< JPEG of the same size: what speaks for the answer; or empty
};

/// How many pairs of classes the page shows, with the photos that Confusion::surest names.
inline constexpr std::size_t kShownPairs = 20;

/// One self-contained page without a script: figures with their intervals, the reliability plot,
/// the confusion matrix, the classes taken for each other most often with their photos, all
/// classes, and what failed or was left out. `pictures` are by Outcome::image; one that is missing
/// is not shown.
std::string evaluation_to_html(const Evaluation& evaluation, std::span<const Label> labels,
                               const std::map<std::size_t, EvaluationPicture>& pictures);

}  // namespace resnext
