// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Takes header fields of the form `value; name=text; name="text"` apart.
namespace resnext {

struct HeaderValue {
  struct Parameter {
    std::string name;  ///< in lower case
    std::string text;
  };
  std::string value;  ///< in lower case: "form-data"
  std::vector<Parameter> parameters;

  /// Returns the first parameter of that name.
  std::optional<std::string> find(std::string_view name) const;
};

/// Never fails: what does not fit the form is left out. In quotes, a backslash before a quote or
/// another backslash is taken away; browsers send others as they are.
HeaderValue parse_header_value(std::string_view text);

/// Returns whether the host of `Host: HOST:PORT` is an IP address or "localhost". Other names are
/// their owners' to lead anywhere, also here.
bool is_address_or_localhost(std::string_view host_and_port);

/// Returns the text in lower case (ASCII) without spaces and tabs around it.
std::string lower_trimmed(std::string_view text);

}  // namespace resnext
