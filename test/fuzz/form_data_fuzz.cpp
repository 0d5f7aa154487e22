// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "fuzz/fuzz_target.h"
#include "server/header_value.h"
#include "server/multipart.h"
#include "server/query.h"
#include "server/request_error.h"

// Covers what the server reads itself: a form, its headers, and a query. The first line is the
// Content-Type or the query, the rest the body.
namespace resnext {
namespace {

void read_form(std::string_view type, std::string_view body) {
  constexpr std::size_t kMost = 5;
  static_cast<void>(is_form_data(type));
  const std::vector<FormFile> files = parse_form_data(type, body, kMost);
  expect(!files.empty() && files.size() <= kMost);
  std::string_view rest = body;
  for (const FormFile& file : files) {  // inside the body, one behind the other
    expect(file.content.data() >= rest.data() &&
           file.content.data() + file.content.size() <= rest.data() + rest.size());
    rest = rest.substr(static_cast<std::size_t>(file.content.data() - rest.data()) +
                       file.content.size());
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::string_view first = all.substr(0, all.find('\n'));
  const auto refusable = [&](auto read) {
    return resnext::expect_no_crash<resnext::RequestError>(data, size, read);
  };
  refusable([&](auto) { resnext::read_form(first, all.substr(first.size())); });
  return refusable([&](auto) { resnext::parse_query(first); });
}
