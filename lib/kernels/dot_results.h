// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_sizes.h"

// Turns sums into a convolution's results. Private to lib/kernels; in an anonymous namespace
// (dot_sizes.h).
namespace resnext {
namespace {

/// The outputs that a unit of work computes.
struct DotUnit {
  int image;
  int group;  ///< merged
  int first_row;
  int rows;
  int first_vector;
};

/// The results of kCount output vectors: what is added to their sums, and where they go.
template <class Dot, int kMerged, int kCount>
class DotResults {
 public:
  DotResults(const DotConvolution& shape, const DotArguments& arguments, const DotUnit& unit)
      : type_(shape.destination),
        floor_(shape.relu ? 0.0F : -__builtin_inff()),
        size_(DotPixels(shape).out_size),
        all_(std::ptrdiff_t{shape.groups} * shape.channels),
        partner_(unit.group * kMerged + 1 < shape.groups ? shape.channels : 0) {
    const int first = unit.group * kMerged * shape.channels + unit.first_vector * kPart;
    first_ = (std::ptrdiff_t{unit.image} * size_ + unit.first_row) * size_ * all_ + first;
    destination_ = arguments.destination;
    for (int v = 0; v < kCount; ++v) {
      for (int lane = 0; lane < kLanes; ++lane) {
        const int from = first + v * kPart + lane % kPart + lane / kPart * shape.channels;
        scale_[v][lane] = Dot::kScaled && from < all_ ? arguments.scale[from] : 0;
        bias_[v][lane] = from < all_ ? arguments.bias[from] : 0;
      }
    }
  }

  /// Writes the first `used` of kRun pixels of each row.
  template <int kRows, int kRun>
  void write(const typename Dot::Sum (&sums)[kRows][kRun][kCount], int row, int column,
             int used) const {
    for (int r = 0; r < kRows; ++r) {
      const std::ptrdiff_t at = first_ + (std::ptrdiff_t{row + r} * size_ + column) * all_;
      if (type_ == DType::kU8) {
        write_row<DType::kU8, 1>(sums[r], at, used);
      } else if (type_ == DType::kBF16) {
        write_row<DType::kBF16, 2>(sums[r], at, used);
      } else {
        write_row<DType::kF32, 4>(sums[r], at, used);
      }
    }
  }

 private:
  static constexpr int kLanes = Dot::kLayout.lanes;
  static constexpr int kPart = kLanes / kMerged;  ///< lanes of a group

  /// `at`: the first element.
  template <DType kType, std::ptrdiff_t kElement>
  void write_row(const typename Dot::Sum (*sums)[kCount], std::ptrdiff_t at, int used) const {
    for (int v = 0; v < kCount; ++v) {
      std::byte* to = destination_ + (at + std::ptrdiff_t{v} * kPart) * kElement;
      for (int i = 0; i < used; ++i, to += all_ * kElement) {
        if constexpr (kMerged == 1) {
          Dot::template write<kType>(result(sums[i][v], v), to);
        } else {
          Dot::template write_halves<kType>(result(Dot::split(sums[i][v]), v), to,
                                            partner_ * kElement);
        }
      }
    }
  }

  typename Dot::Value result(typename Dot::Sum sum, int v) const {
    return Dot::rectify(Dot::finish(sum, scale_[v], bias_[v]), floor_);
  }

  DType type_;
  float floor_;  ///< of the results: a ReLU's zero
  int size_;
  std::ptrdiff_t all_;      ///< channels
  std::ptrdiff_t partner_;  ///< channels, to the second of two merged groups; 0 if it is missing
  std::ptrdiff_t first_;    ///< element of the unit
  std::byte* destination_;
  alignas(64) float scale_[kCount][kLanes];
  alignas(64) float bias_[kCount][kLanes];
};

}  // namespace
}  // namespace resnext
