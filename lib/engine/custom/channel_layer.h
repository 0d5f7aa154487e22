// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/custom/kernel_table.h"
#include "kernels/channel_kernels.h"

// What the layers that treat each channel by itself have in common. Private to lib/engine/custom.
namespace resnext {

/// Returns ChannelBlocks::inner of a layout.
int inner_of(ActivationLayout layout, int channels);

/// f32, the same layout before and after, weights that are not packed.
class ChannelLayer : public CustomKernel {
 public:
  ChannelLayer(const CustomKernelRequest& request, ActivationLayout layout);

  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override { return layout_; }
  ActivationLayout destination_layout() const override { return layout_; }
  std::size_t weights_size() const override { return 0; }
  std::size_t scratch_bytes() const override { return 0; }
  std::string packing() const override;
  void pack(const ConstTypedData& weights, const TypedData& packed) const override;

 protected:
  const ChannelBlocks& blocks() const { return blocks_; }  ///< of the source
  Finish finish() const { return finish_; }

 private:
  ActivationLayout layout_;
  ChannelBlocks blocks_;
  Finish finish_;
};

}  // namespace resnext
