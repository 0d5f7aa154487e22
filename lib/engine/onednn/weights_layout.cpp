#include "engine/onednn/weights_layout.h"

#include <span>

namespace resnext {
namespace {

void append(std::string& name, const char* what, std::span<const dnnl_dim_t> values) {
  name += what;
  for (const dnnl_dim_t value : values) {
    name += ' ' + std::to_string(value);
  }
}

}  // namespace

std::string layout_name(const dnnl::memory::desc& desc) {
  const dnnl_memory_desc_t& data = desc.data;
  if (data.format_kind != dnnl_blocked || data.extra.flags != dnnl_memory_extra_flag_none ||
      data.data_type != dnnl_f32 || data.offset0 != 0) {
    return "";
  }
  const auto dimensions = static_cast<std::size_t>(data.ndims);
  const dnnl_blocking_desc_t& blocking = data.format_desc.blocking;
  const auto blocks = static_cast<std::size_t>(blocking.inner_nblks);
  std::string name = "f32";
  append(name, "", std::span(data.dims).first(dimensions));
  append(name, ", padded", std::span(data.padded_dims).first(dimensions));
  append(name, ", strides", std::span(blocking.strides).first(dimensions));
  append(name, ", blocks", std::span(blocking.inner_blks).first(blocks));
  append(name, " of", std::span(blocking.inner_idxs).first(blocks));
  return name;
}

}  // namespace resnext
