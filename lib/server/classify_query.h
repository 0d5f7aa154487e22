// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/served_model.h"

// What the query of POST /classify can say.
namespace resnext {

/// A parameter, for the query's reader and for the description of the interface.
struct QueryParameter {
  enum class Kind { kText, kInteger, kSwitch };  ///< kSwitch: 0 or 1
  const char* name;
  Kind kind;
  const char* meaning;
};

/// Returns all parameters of POST /classify.
const std::vector<QueryParameter>& classify_parameters();

inline constexpr int kMostClasses = 1'000'000;  ///< of top_k

struct ClassifyQuery {
  std::string model;       ///< one of those that are served
  std::string path = "-";  ///< the image's name, if the body has none
  ImageOrder order;
};

/// Reads a query. `models`: the ids that are served, of which the first is the default. Throws
/// RequestError 400 that says what was found and what was expected.
ClassifyQuery parse_classify_query(std::string_view query, const std::vector<std::string>& models);

}  // namespace resnext
