// SPDX-License-Identifier: Apache-2.0
#include "evaluation/multi_label_list.h"

#include <fstream>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/text_lines.h"

namespace resnext {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    return {};
  }
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

ListedImage parse(const TextLine& line, const std::filesystem::path& folder) {
  const std::string_view text = line.text;
  std::size_t tab = text.find('\t');
  if (tab == 0) {
    throw UsageError(fmt::format("{}: expected \"path TAB class TAB class ...\", found \"{}\"",
                                 line.where, text.substr(0, 80)));
  }
  ListedImage image = {folder / text.substr(0, tab), {}, line.where};
  while (tab != std::string_view::npos) {
    const std::size_t begin = tab + 1;
    tab = text.find('\t', begin);
    std::string name =
        trimmed(text.substr(begin, tab == std::string_view::npos ? tab : tab - begin));
    if (!name.empty()) {
      image.classes.push_back(std::move(name));
    }
  }
  return image;
}

}  // namespace

std::vector<ListedImage> read_multi_label_list(const ListPlace& place) {
  std::ifstream stream(place.list, std::ios::binary);
  return read_multi_label_list(stream, place.list.string(), place.folder);
}

std::vector<ListedImage> read_multi_label_list(std::istream& stream, const std::string& name,
                                               const std::filesystem::path& folder) {
  std::vector<ListedImage> images;
  std::map<std::filesystem::path, std::string> first;
  for (const TextLine& line : read_text_lines(stream, name, "lines of path, tab, classes")) {
    if (line.text.empty()) {
      continue;
    }
    images.push_back(parse(line, folder));
    const auto [known, is_new] = first.emplace(images.back().path, line.where);
    if (!is_new) {
      throw UsageError(
          fmt::format("{}: {} is listed already in {}; put all classes of an image on one line",
                      line.where, images.back().path.string(), known->second));
    }
  }
  if (images.empty()) {
    throw UsageError(name + ": lists no images; expected lines of path, tab, classes");
  }
  return images;
}

}  // namespace resnext
