// SPDX-License-Identifier: Apache-2.0
#include "server/classify_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "base/text/nearest_names.h"
#include "base/text/quote.h"
#include "server/query.h"
#include "server/request_error.h"

namespace resnext {
namespace {

[[noreturn]] void refuse(const QueryField& field, const std::string& expected) {
  throw RequestError(
      400, fmt::format("{}: expected {}, found {}", field.name, expected, quote(field.value)));
}

int number(const QueryField& field, int least, int most) {
  int value = 0;
  const char* const end = field.value.data() + field.value.size();
  const auto read = std::from_chars(field.value.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < least || value > most) {
    refuse(field, fmt::format("a number from {} to {}", least, most));
  }
  return value;
}

bool on(const QueryField& field) {
  if (field.value != "0" && field.value != "1") {
    refuse(field, "0 or 1");
  }
  return field.value == "1";
}

[[noreturn]] void refuse_name(const std::string& name) {
  std::vector<std::string> names;
  for (const QueryParameter& parameter : classify_parameters()) {
    names.emplace_back(parameter.name);
  }
  throw RequestError(400,
                     fmt::format("there is no parameter {}; expected some of {}{}", quote(name),
                                 fmt::join(names, ", "), did_you_mean(name, names)));
}

}  // namespace

const std::vector<QueryParameter>& classify_parameters() {
  using Kind = QueryParameter::Kind;
  static const std::vector<QueryParameter> kParameters = {
      {"model", Kind::kText, "Id of a model that is served (GET /models); default: the first."},
      {"top_k", Kind::kInteger, "How many classes to report; default: 5."},
      {"cam", Kind::kSwitch,
       "1: the record has \"cam\", a picture of what in the photo speaks for its best class."},
      {"features", Kind::kSwitch,
       "1: the record has \"features\", the vector before the classifier."},
      {"path", Kind::kText,
       "The record's path for an image that is the whole body; default: -. A file of "
       "multipart/form-data has its own name."},
  };
  return kParameters;
}

ClassifyQuery parse_classify_query(std::string_view query, const std::vector<std::string>& models) {
  ClassifyQuery parsed;
  parsed.model = models.front();
  for (const QueryField& field : parse_query(query)) {
    if (field.name == "model") {
      if (std::ranges::find(models, field.value) == models.end()) {
        refuse(field, fmt::format("a model that is served ({})", fmt::join(models, ", ")));
      }
      parsed.model = field.value;
    } else if (field.name == "top_k") {
      parsed.order.top_k = number(field, 1, kMostClasses);
    } else if (field.name == "cam") {
      parsed.order.cam = on(field);
    } else if (field.name == "features") {
      parsed.order.features = on(field);
    } else if (field.name == "path") {
      parsed.path = field.value;
    } else {
      refuse_name(field.name);
    }
  }
  return parsed;
}

}  // namespace resnext
