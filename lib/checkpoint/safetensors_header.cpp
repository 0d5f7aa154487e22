// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_header.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "base/text/quote.h"

namespace resnext {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxRank = 64;

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError(fmt::format(
      "malformed safetensors header: {}; the file is damaged or hostile, download it again", what));
}

DType find_dtype(std::string_view name, std::string_view tensor) {
  struct Spelling {
    std::string_view name;
    DType dtype;
  };
  constexpr std::array<Spelling, 10> kSpellings = {{{"F32", DType::kF32},
                                                    {"F16", DType::kF16},
                                                    {"BF16", DType::kBF16},
                                                    {"F64", DType::kF64},
                                                    {"I64", DType::kI64},
                                                    {"I32", DType::kI32},
                                                    {"I16", DType::kI16},
                                                    {"I8", DType::kI8},
                                                    {"U8", DType::kU8},
                                                    {"BOOL", DType::kBool}}};
  for (const Spelling& spelling : kSpellings) {
    if (name == spelling.name) {
      return spelling.dtype;
    }
  }
  throw CheckpointError(
      fmt::format("tensor {} has dtype {}, which is not supported; convert it to F32, F16 or BF16",
                  quote(tensor), quote(name)));
}

/// Follows the parser's events through the places of a header. Anything else is an error, so no
/// JSON value is ever built and nesting is at most three deep.
class HeaderParser : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderParser(CancelPoller& poller) : poller_(poller) {}

  SafetensorsHeader take() { return std::move(header_); }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) {
      place_ = Place::kHeader;
    } else if (place_ == Place::kHeader && key_ == "__metadata__") {
      place_ = Place::kMetadata;
    } else if (place_ == Place::kHeader) {
      place_ = Place::kTensor;
      header_.entries.emplace_back().name = key_;
      fields_.clear();
    } else {
      fail("an object inside " + where());
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kTensor && fields_.size() != 3) {
      fail(where() + " needs dtype, shape and data_offsets");
    }
    place_ = place_ == Place::kHeader ? Place::kOutside : Place::kHeader;
    return true;
  }

  bool key(string_t& text) override {
    poller_.step();
    key_ = text;
    if (place_ == Place::kHeader && !names_.insert(text).second) {
      fail(fmt::format("the key {} is there twice", quote(text)));
    }
    if (place_ == Place::kTensor) {
      if (text != "dtype" && text != "shape" && text != "data_offsets") {
        fail(fmt::format("{} has an unknown field {}", where(), quote(text)));
      }
      if (!fields_.insert(text).second) {
        fail(fmt::format("{} has the field {} twice", where(), quote(text)));
      }
    }
    return true;
  }

  bool string(string_t& text) override {
    if (place_ == Place::kMetadata) {
      if (!header_.metadata.emplace(key_, text).second) {
        fail(fmt::format("__metadata__ has the key {} twice", quote(key_)));
      }
    } else if (place_ == Place::kTensor && key_ == "dtype") {
      entry().dtype = find_dtype(text, entry().name);
    } else {
      fail(fmt::format("the text {} in {}", quote(text), where()));
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::kTensor || key_ == "dtype") {
      fail("a list in " + where());
    }
    place_ = Place::kNumbers;
    numbers_.clear();
    return true;
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::kNumbers) {
      fail(fmt::format("the number {} in {}", value, where()));
    }
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
        numbers_.size() == kMaxRank) {
      fail(fmt::format("a number too large, or more than {} numbers, in {}", kMaxRank, where()));
    }
    numbers_.push_back(static_cast<std::int64_t>(value));
    return true;
  }

  bool end_array() override {
    place_ = Place::kTensor;
    if (key_ == "shape") {
      entry().shape = numbers_;
      return true;
    }
    if (numbers_.size() != 2 || numbers_[0] > numbers_[1]) {
      fail(
          fmt::format("data_offsets of {} are {}, not [begin, end]", where(), to_string(numbers_)));
    }
    entry().begin = static_cast<std::uint64_t>(numbers_[0]);
    entry().end = static_cast<std::uint64_t>(numbers_[1]);
    return true;
  }

  bool null() override { fail("null in " + where()); }
  bool boolean(bool) override { fail("a boolean in " + where()); }
  bool number_integer(number_integer_t value) override {
    fail(fmt::format("the number {} in {}", value, where()));
  }
  bool number_float(number_float_t, const string_t& text) override {
    fail(fmt::format("the number {} in {}", quote(text), where()));
  }
  bool binary(binary_t&) override { fail("binary data in " + where()); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    fail(fmt::format("it is not JSON at byte {}", position));
  }

 private:
  enum class Place { kOutside, kHeader, kMetadata, kTensor, kNumbers };

  SafetensorsEntry& entry() { return header_.entries.back(); }

  std::string where() {
    switch (place_) {
      case Place::kOutside:
        return "place of the header";
      case Place::kHeader:
        return "the place of tensor " + quote(key_);
      case Place::kMetadata:
        return "__metadata__";
      case Place::kTensor:
      case Place::kNumbers:
        break;
    }
    return "tensor " + quote(entry().name);
  }

  CancelPoller& poller_;
  SafetensorsHeader header_;
  Place place_ = Place::kOutside;
  std::string key_;
  std::set<std::string> names_;
  std::set<std::string> fields_;
  Shape numbers_;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, CancelPoller& poller) {
  HeaderParser parser(poller);
  Json::sax_parse(json.begin(), json.end(), &parser);
  return parser.take();
}

}  // namespace resnext
