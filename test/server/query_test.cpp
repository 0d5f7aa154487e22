// SPDX-License-Identifier: Apache-2.0
#include "server/query.h"

#include <catch2/catch.hpp>

#include "server/classify_query.h"
#include "server/request_error.h"

namespace resnext {
namespace {

using Catch::Contains;

const std::vector<std::string> kModels = {"first", "second"};

std::string refusal(const std::string& query) {
  try {
    parse_classify_query(query, kModels);
  } catch (const RequestError& error) {
    CHECK(error.status() == 400);
    return error.what();
  }
  return "accepted";
}

TEST_CASE("a query's fields are decoded, in order") {
  const std::vector<QueryField> fields = parse_query("b=x%20y%2F&&a&c=1+2&d=%C3%A9=%3D");
  REQUIRE(fields.size() == 4);
  CHECK((fields[0].name == "b" && fields[0].value == "x y/"));
  CHECK((fields[1].name == "a" && fields[1].value.empty()));
  CHECK((fields[2].name == "c" && fields[2].value == "1 2"));
  CHECK((fields[3].name == "d" && fields[3].value == "\xC3\xA9=="));
  CHECK(parse_query("").empty());
}

TEST_CASE("escapes that are none are refused") {
  for (const char* const query : {"a=%", "a=%4", "%zz=1", "a=%-1", "a=% 1", "a=%0x"}) {
    CHECK_THROWS_WITH(parse_query(query), Contains("expected % and two hexadecimal digits"));
  }
}

TEST_CASE("the parameters of a classification") {
  const ClassifyQuery none = parse_classify_query("", kModels);
  CHECK((none.model == "first" && none.path == "-"));
  CHECK((none.order.top_k == 5 && !none.order.cam && !none.order.features));
  const ClassifyQuery all =
      parse_classify_query("model=second&top_k=3&cam=1&features=1&path=a%26b", kModels);
  CHECK((all.model == "second" && all.path == "a&b"));
  CHECK((all.order.top_k == 3 && all.order.cam && all.order.features));
  CHECK(!parse_classify_query("cam=0", kModels).order.cam);
}

TEST_CASE("a wrong parameter is named, with what was found and expected") {
  CHECK_THAT(refusal("topk=1"), Contains("'topk'") && Contains("model, top_k, cam") &&
                                    Contains("did you mean top_k?"));
  CHECK_THAT(refusal("top_k=0"), Contains("top_k: expected a number from 1") && Contains("'0'"));
  for (const char* const value : {"", "-1", "1.5", "1x", "99999999999"}) {
    CHECK_THAT(refusal(std::string("top_k=") + value), Contains("top_k: expected a number"));
  }
  CHECK_THAT(refusal("cam=yes"), Contains("cam: expected 0 or 1, found 'yes'"));
  CHECK_THAT(refusal("model=third"), Contains("first, second") && Contains("'third'"));
  CHECK_THAT(refusal("cam=1&cam=0"), Contains("'cam' twice"));
}

TEST_CASE("what a client sends is quoted") {
  CHECK_THAT(refusal("%1b%5b2J=1"), Contains("\\x1b[2J"));
  CHECK_THAT(refusal("cam=%0a"), Contains("\\x0a"));
}

TEST_CASE("every parameter that is described is known") {
  for (const QueryParameter& parameter : classify_parameters()) {
    const std::string value = std::string(parameter.name) == "model" ? "second" : "1";
    CHECK_NOTHROW(parse_classify_query(std::string(parameter.name) + "=" + value, kModels));
  }
}

}  // namespace
}  // namespace resnext
