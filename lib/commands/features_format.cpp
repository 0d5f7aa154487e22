// SPDX-License-Identifier: Apache-2.0
#include "commands/features_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "commands/output_files.h"
#include "output/format_names.h"

namespace resnext {
namespace {

const FeatureFormat& named_format(const FeaturesRequest& request) {
  if (request.format != nullptr) {
    return *request.format;
  }
  if (is_standard_output(request.out)) {
    return *std::ranges::find_if(feature_formats(), &FeatureFormat::can_stream);
  }
  const std::string extension = std::filesystem::path(request.out).extension().string();
  for (const FeatureFormat& format : feature_formats()) {
    if (extension == format.extension) {
      return format;
    }
  }
  throw UsageError(
      fmt::format("--out {}: the extension says no format; expected {}, or name one with --format",
                  request.out, feature_extensions("or")));
}

void check_standard_output(const FeaturesRequest& request, const FeatureFormat& format) {
  if (!is_standard_output(request.out)) {
    return;
  }
  if (!format.can_stream) {
    throw UsageError(fmt::format(
        "--out -: {} needs a file, since its header is completed at the end and a list "
        "lies beside it; --format {} writes to standard output",
        format.name, in_words(format_names(feature_formats(), &FeatureFormat::can_stream), "or")));
  }
  if (request.resume) {
    throw UsageError("--resume: standard output can't be resumed; name a file with --out");
  }
}

}  // namespace

std::string feature_extensions(const char* conjunction, bool FeatureFormat::*property) {
  std::vector<std::string> list;
  for (const FeatureFormat& format : feature_formats()) {
    if (property == nullptr || format.*property) {
      list.emplace_back(format.extension);
    }
  }
  return in_words(list, conjunction);
}

const FeatureFormat& features_format(const FeaturesRequest& request) {
  const FeatureFormat& format = named_format(request);
  check_standard_output(request, format);
  return format;
}

}  // namespace resnext
