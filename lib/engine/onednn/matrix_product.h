// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

// Products of matrices through oneDNN.
namespace resnext {

/// A view of a row-major matrix of f32, read as stored or transposed.
struct MatrixView {
  std::span<const float> values;
  std::size_t rows = 0;  ///< after the transposition
  std::size_t columns = 0;
  bool transposed = false;  ///< stored as columns x rows
};

/// Computes c = a * b + add * c through oneDNN, on as many threads as the calling thread's
/// ThreadTeam has; c is a.rows x b.columns, row-major. Equal inputs and threads give the same bits.
/// Throws std::invalid_argument if the sizes don't fit together, Error if oneDNN fails.
void matrix_product(const MatrixView& a, const MatrixView& b, float add, std::span<float> c);

}  // namespace resnext
