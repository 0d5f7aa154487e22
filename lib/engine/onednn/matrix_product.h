// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace resnext {

/// A row-major matrix of f32 that somebody else owns, read as it lies or transposed.
struct MatrixView {
  std::span<const float> values;
  std::size_t rows = 0;  ///< as it is read: after the transposition
  std::size_t columns = 0;
  bool transposed = false;  ///< it lies in memory as columns x rows
};

/// c = a * b + add * c through oneDNN, with OpenMP's current number of threads; c is
/// a.rows x b.columns, row-major. For equal inputs and threads the same bits. Throws
/// std::invalid_argument if the sizes don't fit together, Error if oneDNN fails.
void matrix_product(const MatrixView& a, const MatrixView& b, float add, std::span<float> c);

/// Sets the number of threads of what follows on this thread; 0 leaves it as it is.
void use_threads(int threads);

}  // namespace resnext
