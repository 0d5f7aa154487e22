// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <fmt/format.h>

#include "output/records/csv_line.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {

std::string confusion_to_csv(const Evaluation& evaluation, std::span<const Label> labels) {
  std::set<int> classes;
  std::map<std::pair<int, int>, int> images;
  for (const Confusion& confusion : evaluation.measures.confusions) {
    classes.insert({confusion.truth, confusion.predicted});
    images[{confusion.truth, confusion.predicted}] = confusion.images;
  }
  const auto name = [labels](int index) {
    const Label& label = labels[static_cast<std::size_t>(index)];
    return harmless_cell(label.wnid.empty() ? label.name : label.wnid);
  };
  std::vector<std::string> cells = {"truth"};
  for (const int predicted : classes) {
    cells.push_back(name(predicted));
  }
  std::string text = csv_line(cells, Separator::kComma);
  for (const int truth : classes) {
    cells = {name(truth)};
    for (const int predicted : classes) {
      const auto found = images.find({truth, predicted});
      cells.push_back(fmt::format("{}", found == images.end() ? 0 : found->second));
    }
    text += csv_line(cells, Separator::kComma);
  }
  return text;
}

}  // namespace resnext
