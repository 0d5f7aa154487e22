// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/matrix_product.h"

#include <fmt/format.h>

#include <dnnl.hpp>
#include <stdexcept>
#include <string>

#include "base/error.h"
#include "base/thread_team.h"
#include "base/unchecked_allocations.h"
#include "engine/onednn/primitives.h"
#include "engine/onednn/threads.h"

namespace resnext {
namespace {

dnnl::memory::dim stride_of(const MatrixView& matrix) {
  return static_cast<dnnl::memory::dim>(matrix.transposed ? matrix.rows : matrix.columns);
}

std::string size_text(const MatrixView& matrix) {
  return fmt::format("{} x {}", matrix.rows, matrix.columns);
}

}  // namespace

void matrix_product(const MatrixView& a, const MatrixView& b, float add, std::span<float> c) {
  if (a.columns != b.rows || a.values.size() != a.rows * a.columns ||
      b.values.size() != b.rows * b.columns || c.size() != a.rows * b.columns) {
    throw std::invalid_argument(
        fmt::format("matrices of {} and {} with a product of {} values don't fit together",
                    size_text(a), size_text(b), c.size()));
  }
  use_threads(ThreadTeam::mine().threads());  // also links what runs oneDNN on the team
  require_code_memory();
  const UncheckedAllocations in_onednn;
  const auto size = [](std::size_t value) { return static_cast<dnnl::memory::dim>(value); };
  const dnnl::status status =
      dnnl::sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', size(a.rows), size(b.columns),
                  size(a.columns), 1.0F, a.values.data(), stride_of(a), b.values.data(),
                  stride_of(b), add, c.data(), size(b.columns));
  if (status != dnnl::status::success) {
    throw Error(
        fmt::format("oneDNN can't multiply matrices of {} and {}: not enough memory, or a CPU that "
                    "it does not know",
                    size_text(a), size_text(b)));
  }
}

}  // namespace resnext
