// SPDX-License-Identifier: Apache-2.0
#include "inference/select_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>

#include "base/error.h"
#include "base/text/natural_order.h"
#include "models/registry.h"

namespace resnext {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return lower;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(lower_case(text));
  return {std::istream_iterator<std::string>(stream), {}};
}

bool holds_all(const ModelConfig& config, const std::vector<std::string>& words) {
  const std::string text = lower_case(
      fmt::format("{}\n{}\n{}", config.id, fmt::join(config.aliases, "\n"), config.description));
  return std::ranges::all_of(
      words, [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

bool begins_like(const std::string& license, const std::string& beginning) {
  return !beginning.empty() && lower_case(license).starts_with(lower_case(beginning));
}

void check_licenses(const std::vector<ModelDescription>& models,
                    const std::vector<std::string>& beginnings) {
  std::set<std::string> known;
  for (const ModelDescription& model : models) {
    known.insert(model.config.card.license.id);
  }
  for (const std::string& beginning : beginnings) {
    if (std::ranges::none_of(known, [&beginning](const std::string& license) {
          return begins_like(license, beginning);
        })) {
      throw UsageError(fmt::format("--license: no model's licence begins with \"{}\"; there are {}",
                                   beginning, fmt::join(known, ", ")));
    }
  }
}

bool fits(const ModelDescription& model, const ModelSelection& selection,
          const std::vector<std::string>& words) {
  const std::string& license = model.config.card.license.id;
  const bool licensed =
      selection.licenses.empty() ||
      std::ranges::any_of(selection.licenses, [&license](const std::string& beginning) {
        return begins_like(license, beginning);
      });
  const bool small = !selection.max_parameters ||
                     static_cast<double>(model.parameters) <= *selection.max_parameters * 1e6;
  const bool good =
      !selection.min_top1 || imagenet_top1(model.config.card).value_or(-1) >= *selection.min_top1;
  return licensed && small && good && holds_all(model.config, words);
}

/// Returns what the models are ordered by, before their ids.
double rank_of(const ModelDescription& model, ModelOrder order) {
  switch (order) {
    case ModelOrder::kAccuracy:
      return -imagenet_top1(model.config.card).value_or(-1);
    case ModelOrder::kParameters:
      return static_cast<double>(model.parameters);
    case ModelOrder::kMultiplyAdds:
      return static_cast<double>(model.multiply_adds);
    case ModelOrder::kName:
      break;
  }
  return 0;
}

[[noreturn]] void throw_none_found(const std::vector<ModelDescription>& models,
                                   const ModelSelection& selection,
                                   const std::vector<std::string>& words) {
  const bool found = std::ranges::any_of(
      models, [&words](const ModelDescription& model) { return holds_all(model.config, words); });
  if (found) {
    throw ConfigError("no model fits all that was asked for; ask for less");
  }
  throw ConfigError(fmt::format("no model holds \"{}\" in its names or description. Nearest: {}.",
                                selection.search,
                                fmt::join(nearest_model_names(selection.search, 3), ", ")));
}

}  // namespace

std::optional<double> imagenet_top1(const ModelCard& card) {
  const auto found = std::ranges::find_if(card.accuracy, [](const Accuracy& accuracy) {
    return accuracy.dataset.starts_with("ImageNet-1k");
  });
  return found == card.accuracy.end() ? std::nullopt : std::optional(found->top1);
}

std::vector<ModelDescription> select_models(std::vector<ModelDescription> models,
                                            const ModelSelection& selection) {
  check_licenses(models, selection.licenses);
  const std::vector<std::string> words = words_of(selection.search);
  std::vector<ModelDescription> selected;
  std::ranges::copy_if(models, std::back_inserter(selected), [&](const ModelDescription& model) {
    return fits(model, selection, words);
  });
  if (selected.empty()) {
    throw_none_found(models, selection, words);
  }
  std::ranges::stable_sort(selected, [&](const ModelDescription& a, const ModelDescription& b) {
    const double rank_a = rank_of(a, selection.order);
    const double rank_b = rank_of(b, selection.order);
    return rank_a != rank_b ? rank_a < rank_b : natural_less(a.config.id, b.config.id);
  });
  return selected;
}

}  // namespace resnext
