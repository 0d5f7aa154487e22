// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/memory_layout.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "engine/onednn/version.h"

namespace resnext {
namespace {

using dnnl::memory;

/// A layout of blocks, as both versions of oneDNN know it.
struct BlockedDesc {
  memory::dims dims;
  memory::dims padded_dims;
  memory::dims strides;
  memory::dims block_sizes;
  memory::dims block_dims;  ///< which dimension each block divides
};

/// Returns nullopt for layouts of another kind, of another type, or with data beside the weights.
std::optional<BlockedDesc> blocked(const memory::desc& desc, DType dtype) {
#if DNNL_VERSION_MAJOR >= 3
  if (desc.get_format_kind() != memory::format_kind::blocked || !has_type(desc, dtype) ||
      desc.get_submemory_offset() != 0) {
    return std::nullopt;
  }
  BlockedDesc blocked = {desc.get_dims(), desc.get_padded_dims(), desc.get_strides(),
                         desc.get_inner_blks(), desc.get_inner_idxs()};
  std::size_t bytes = size_of(dtype);
  for (const memory::dim size : blocked.padded_dims) {
    bytes *= static_cast<std::size_t>(size);
  }
  // 3.x doesn't say whether it adds data, but the size shows it.
  return desc.get_size() == bytes ? std::optional(std::move(blocked)) : std::nullopt;
#else
  const dnnl_memory_desc_t& data = desc.data;
  if (data.format_kind != dnnl_blocked || data.extra.flags != dnnl_memory_extra_flag_none ||
      !has_type(desc, dtype) || data.offset0 != 0) {
    return std::nullopt;
  }
  const dnnl_blocking_desc_t& blocking = data.format_desc.blocking;
  const auto values = [](const dnnl_dim_t* first, int count) {
    return memory::dims(first, first + count);
  };
  return BlockedDesc{values(data.dims, data.ndims), values(data.padded_dims, data.ndims),
                     values(blocking.strides, data.ndims),
                     values(blocking.inner_blks, blocking.inner_nblks),
                     values(blocking.inner_idxs, blocking.inner_nblks)};
#endif
}

void append(std::string& name, const char* what, const memory::dims& values) {
  name += what;
  for (const memory::dim value : values) {
    name += fmt::format(" {}", value);
  }
}

memory::format_tag tag_of(ActivationLayout layout) {
  switch (layout) {
    case ActivationLayout::kNchw:
      return memory::format_tag::nchw;
    case ActivationLayout::kNhwc:
      return memory::format_tag::nhwc;
    case ActivationLayout::kNchw8c:
      return memory::format_tag::nChw8c;
    case ActivationLayout::kNchw16c:
      return memory::format_tag::nChw16c;
  }
  throw std::logic_error("unknown layout of activations");
}

}  // namespace

memory::data_type data_type_of(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return memory::data_type::f32;
    case DType::kBF16:
      return memory::data_type::bf16;
    case DType::kU8:
      return memory::data_type::u8;
    case DType::kI8:
      return memory::data_type::s8;
    default:
      throw std::logic_error(std::string("the engine doesn't compute with ") + to_string(dtype));
  }
}

memory::desc plain_weights_desc(const Node& node, DType dtype) {
  const memory::data_type type = data_type_of(dtype);
  if (node.kind == NodeKind::kLinear) {
    return {{node.out_channels, node.in_channels, 1, 1}, type, memory::format_tag::oihw};
  }
  if (node.groups == 1) {
    return {{node.out_channels, node.in_channels, node.kernel, node.kernel},
            type,
            memory::format_tag::oihw};
  }
  return {{node.groups, node.out_channels / node.groups, node.in_channels / node.groups,
           node.kernel, node.kernel},
          type,
          memory::format_tag::goihw};
}

memory::desc activation_desc(int batch, int channels, int size, DType dtype,
                             ActivationLayout layout) {
  return {{batch, channels, size, size}, data_type_of(dtype), tag_of(layout)};
}

memory::desc nhwc_desc(const memory::desc& activation, DType dtype) {
  return {dims_of(activation), data_type_of(dtype), memory::format_tag::nhwc};
}

ActivationLayout layout_of(const memory::desc& activation, DType dtype) {
  const memory::dims dims = dims_of(activation);
  for (const ActivationLayout layout : {ActivationLayout::kNhwc, ActivationLayout::kNchw16c,
                                        ActivationLayout::kNchw8c, ActivationLayout::kNchw}) {
    const memory::desc same = {dims, data_type_of(dtype), tag_of(layout)};
    if (same == activation) {
      return layout;
    }
  }
  return ActivationLayout::kNhwc;
}

memory::desc row_desc(std::size_t count, DType dtype) {
  return {{static_cast<memory::dim>(count)}, data_type_of(dtype), memory::format_tag::x};
}

bool has_type(const memory::desc& desc, DType dtype) {
#if DNNL_VERSION_MAJOR >= 3
  return desc.get_data_type() == data_type_of(dtype);
#else
  return desc.data_type() == data_type_of(dtype);
#endif
}

int side_of(const memory::desc& activation) { return static_cast<int>(dims_of(activation).at(2)); }

std::string layout_name(const memory::desc& desc, DType dtype) {
  const std::optional<BlockedDesc> layout = blocked(desc, dtype);
  if (!layout) {
    return "";
  }
  std::string name = to_string(dtype);
  append(name, "", layout->dims);
  append(name, ", padded", layout->padded_dims);
  append(name, ", strides", layout->strides);
  append(name, ", blocks", layout->block_sizes);
  append(name, " of", layout->block_dims);
  return name;
}

}  // namespace resnext
