// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/matrix_product.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "models/synthetic_weights.h"

namespace resnext {
namespace {

std::vector<float> random(std::size_t count, const char* name) {
  std::vector<float> values(count);
  fill_uniform(values, name, -1.0F, 1.0F);
  return values;
}

std::vector<float> transposed(const std::vector<float>& values, std::size_t rows,
                              std::size_t columns) {
  std::vector<float> result(values.size());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      result[c * rows + r] = values[r * columns + c];
    }
  }
  return result;
}

TEST_CASE("matrix products match three loops, transposed or not", "[engine]") {
  struct Size {
    std::size_t rows, inner, columns;
  };
  for (const Size& size : {Size{1, 1, 1}, Size{3, 5, 7}, Size{64, 130, 10}, Size{17, 2048, 33}}) {
    INFO(size.rows << " x " << size.inner << " x " << size.columns);
    const std::vector<float> a = random(size.rows * size.inner, "a");
    const std::vector<float> b = random(size.inner * size.columns, "b");
    const std::vector<float> before = random(size.rows * size.columns, "c");
    const std::vector<float> a_turned = transposed(a, size.rows, size.inner);
    const std::vector<float> b_turned = transposed(b, size.inner, size.columns);
    for (const bool turn_a : {false, true}) {
      for (const bool turn_b : {false, true}) {
        std::vector<float> c = before;
        matrix_product({turn_a ? a_turned : a, size.rows, size.inner, turn_a},
                       {turn_b ? b_turned : b, size.inner, size.columns, turn_b}, 0.5F, c);
        for (std::size_t r = 0; r < size.rows; ++r) {
          for (std::size_t k = 0; k < size.columns; ++k) {
            double sum = 0.5 * static_cast<double>(before[r * size.columns + k]);
            for (std::size_t i = 0; i < size.inner; ++i) {
              sum += static_cast<double>(a[r * size.inner + i]) *
                     static_cast<double>(b[i * size.columns + k]);
            }
            REQUIRE(static_cast<double>(c[r * size.columns + k]) == Approx(sum).margin(1e-4));
          }
        }
      }
    }
  }
}

TEST_CASE("matrices of incompatible sizes are refused", "[engine]") {
  const std::vector<float> a(6);
  std::vector<float> c(4);
  CHECK_THROWS_AS(matrix_product({a, 2, 3}, {a, 2, 3}, 0, c), std::invalid_argument);
  CHECK_THROWS_AS(matrix_product({a, 2, 3}, {a, 3, 2}, 0, std::span(c).first(3)),
                  std::invalid_argument);
}

}  // namespace
}  // namespace resnext
