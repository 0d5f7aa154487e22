#include "task/class_names.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "core/error.h"

namespace resnext {

ClassNames::ClassNames(std::span<const Label> labels) : count_(static_cast<int>(labels.size())) {
  for (int index = 0; index < count_; ++index) {
    const Label& label = labels[static_cast<std::size_t>(index)];
    add(label.name, index);
    if (!label.wnid.empty()) {
      add(label.wnid, index);
    }
  }
}

int ClassNames::find(const std::string& name, const std::string& where) const {
  const auto entry = classes_.find(name);
  if (entry == classes_.end()) {
    throw UsageError(where + ": \"" + name +
                     "\" is no class of the model; expected a WordNet id "
                     "or a label");
  }
  if (!entry->second) {
    throw UsageError(where + ": two classes are called \"" + name +
                     "\"; use the WordNet id instead");
  }
  return *entry->second;
}

int ClassNames::find_or_parse(const std::string& name, const std::string& where) const {
  int index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool number = error == std::errc() && end == name.data() + name.size();
  if (number && !classes_.contains(name)) {
    if (index < 0 || index >= count_) {
      throw UsageError(where + ": class " + name + " is not from 0 to " +
                       std::to_string(count_ - 1));
    }
    return index;
  }
  return find(name, where);
}

void ClassNames::add(const std::string& name, int index) {
  const auto [entry, inserted] = classes_.emplace(name, index);
  if (!inserted && entry->second != index) {
    entry->second = std::nullopt;
  }
}

std::vector<int> read_class_list(const std::filesystem::path& path, std::span<const Label> labels) {
  std::ifstream file(path);
  if (!file) {
    throw UsageError(path.string() + ": can't be read; expected a file with a class a line");
  }
  const ClassNames names(labels);
  std::vector<int> classes;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) {
      line.erase(0, 3);
    }
    line.erase(std::min(line.find('\t'), line.size()));
    while (line.ends_with('\r') || line.ends_with(' ')) {
      line.pop_back();
    }
    if (!line.empty() && line.front() != '#') {
      classes.push_back(
          names.find_or_parse(line, path.string() + ", line " + std::to_string(number)));
    }
  }
  if (file.bad() || classes.empty()) {
    throw UsageError(path.string() + (file.bad() ? ": can't be read" : ": no classes in the list"));
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

}  // namespace resnext
