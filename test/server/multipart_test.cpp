// SPDX-License-Identifier: Apache-2.0
#include "server/multipart.h"

#include <catch2/catch.hpp>

#include "server/header_value.h"
#include "server/request_error.h"

namespace resnext {
namespace {

using Catch::Contains;

constexpr const char* kType = "multipart/form-data; boundary=XX";

std::string part(const std::string& file, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + file +
         "\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
}

std::string refusal(const std::string& body, const std::string& type = kType) {
  try {
    parse_form_data(type, body, 2);
  } catch (const RequestError& error) {
    return std::to_string(error.status()) + " " + error.what();
  }
  return "accepted";
}

TEST_CASE("the files of a form, in order, with bytes of any kind") {
  const std::string binary = {'\0', '\r', '\n', '-', '-', 'X', '\r', '\n', '\r', '\n'};
  const std::string body = part("b.png", binary) + part("a.png", "") + "--XX--\r\n";
  const std::vector<FormFile> files = parse_form_data(kType, body, 2);
  REQUIRE(files.size() == 2);
  CHECK((files[0].name == "b.png" && files[0].content == binary));
  CHECK((files[1].name == "a.png" && files[1].content.empty()));
}

TEST_CASE("text around the parts means nothing") {
  const std::string body = "preamble\r\n" + part("a", "1") + "--XX--\r\nepilogue";
  CHECK(parse_form_data(kType, body, 1).front().content == "1");
}

TEST_CASE("names of files keep their bytes; quotes may be escaped") {
  const std::string body = part("\\\"x\\\" ; \xC3\xA9\xFF C:\\y", "1") + "--XX--";
  CHECK(parse_form_data(kType, body, 1).front().name == "\"x\" ; \xC3\xA9\xFF C:\\y");
}

TEST_CASE("headers are told apart without regard to case, and a boundary may be quoted") {
  const std::string body =
      "--a b\r\ncontent-disposition:FORM-DATA;filename=x;NAME=image\r\n\r\n1\r\n--a b--";
  const std::string type = "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"";
  REQUIRE(is_form_data(type));
  CHECK(parse_form_data(type, body, 1).front().name == "x");
}

TEST_CASE("a body that is cut off anywhere is refused") {
  const std::string body = part("a.png", "content") + "--XX--";
  for (std::size_t length = 0; length < body.size() - 2; ++length) {
    CHECK_THAT(refusal(body.substr(0, length)), Contains("400 multipart/form-data: the body ends"));
  }
}

TEST_CASE("what is no list of files is refused") {
  CHECK_THAT(refusal("--XX--"), Contains("400") && Contains("no file in it"));
  CHECK_THAT(refusal("--XX\r\nContent-Disposition: form-data; name=\"top_k\"\r\n\r\n3\r\n--XX--"),
             Contains("400") && Contains("'top_k' is no file"));
  CHECK_THAT(refusal("--XXmore\r\n\r\n\r\n--XX--"), Contains("followed by more"));
  CHECK_THAT(refusal(part("a", "") + part("b", "") + part("c", "") + "--XX--"),
             Contains("413 more than 2 files"));
  CHECK_THAT(refusal("", "multipart/form-data"), Contains("expected a boundary"));
  CHECK_THAT(refusal("", "multipart/form-data; boundary=" + std::string(71, 'x')),
             Contains("expected a boundary"));
}

TEST_CASE("addresses and localhost are told from names") {
  for (const char* own : {"127.0.0.1:8080", "127.0.0.1", "localhost:1", "LocalHost", "[::1]:8080",
                          "[2001:db8::1]", "192.168.1.7:80"}) {
    CHECK(is_address_or_localhost(own));
  }
  for (const char* other : {"", ":80", "example.org:80", "localhost.example.org",
                            "127.0.0.1.nip.io", "[::1", "[example]", "::1", "127.1"}) {
    CHECK_FALSE(is_address_or_localhost(other));
  }
}

TEST_CASE("a header's value and its parameters") {
  const HeaderValue value = parse_header_value(" Form-Data ;; a = 1 ; flag; B=\"2;3\"junk; c=");
  CHECK(value.value == "form-data");
  CHECK(value.find("a") == "1");
  CHECK(value.find("b") == "2;3");
  CHECK(value.find("c") == "");
  CHECK(!value.find("flag"));
  CHECK(parse_header_value("").value.empty());
  CHECK(parse_header_value("x; a=\"unclosed").find("a") == "unclosed");
}

}  // namespace
}  // namespace resnext
