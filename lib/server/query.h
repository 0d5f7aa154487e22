// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Reads what follows the "?" of a request's target.
namespace resnext {

struct QueryField {
  std::string name;
  std::string value;
};

/// Returns the fields of a query, "a=1&b=2", in order, with "%41" as "A" and "+" as a space. Throws
/// RequestError 400 for a "%" that two hexadecimal digits don't follow, and for a name that comes
/// twice.
std::vector<QueryField> parse_query(std::string_view query);

}  // namespace resnext
