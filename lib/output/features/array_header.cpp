#include "output/features/array_header.h"

#include <cstring>
#include <nlohmann/json.hpp>

namespace resnext {
namespace {

constexpr std::uint64_t kMostRows = 9'999'999'999'999;  // room for it is kept

std::string npy_text(const ArrayDescription& description, std::uint64_t rows) {
  std::string shape = std::to_string(rows);
  for (const std::int64_t extent : description.row_shape) {
    shape += ", " + std::to_string(extent);
  }
  return std::string("{'descr': '<f") + (description.dtype == DType::kF16 ? "2" : "4") +
         "', 'fortran_order': False, 'shape': (" + shape + "), }";
}

std::string safetensors_text(const ArrayDescription& description, std::uint64_t rows) {
  Shape shape = {static_cast<std::int64_t>(rows)};
  shape.insert(shape.end(), description.row_shape.begin(), description.row_shape.end());
  const auto bytes = static_cast<std::uint64_t>(element_count(shape)) * size_of(description.dtype);
  nlohmann::ordered_json header;
  header["__metadata__"] = description.metadata;
  header["features"] = {{"dtype", description.dtype == DType::kF16 ? "F16" : "F32"},
                        {"shape", shape},
                        {"data_offsets", {0, bytes}}};
  return header.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

std::size_t rounded_up(std::size_t size, std::size_t step) {
  return (size + step - 1) / step * step;
}

}  // namespace

std::string npy_header(const ArrayDescription& description, std::uint64_t rows) {
  constexpr std::size_t kPrefix = 10;
  const std::size_t size =
      rounded_up(kPrefix + npy_text(description, kMostRows).size() + 1, 64) - kPrefix;
  std::string header("\x93NUMPY\x01\x00", 8);
  header += {static_cast<char>(size & 0xFF), static_cast<char>(size >> 8)};
  std::string text = npy_text(description, rows);
  text.resize(size - 1, ' ');
  return header + text + "\n";
}

std::string safetensors_header(const ArrayDescription& description, std::uint64_t rows) {
  const std::uint64_t size = rounded_up(safetensors_text(description, kMostRows).size(), 8);
  std::string header(sizeof size, '\0');
  std::memcpy(header.data(), &size, sizeof size);
  std::string text = safetensors_text(description, rows);
  text.resize(size, ' ');
  return header + text;
}

}  // namespace resnext
