// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>

// What differs between oneDNN 2.x and 3.x in making primitives. Private to lib/engine/onednn.
namespace resnext {

/// Creates the primitive descriptor of an operation: 2.x makes it from an operation descriptor, 3.x
/// takes the arguments themselves. Throws dnnl::error.
template <typename Operation, typename... Arguments>
typename Operation::primitive_desc describe(const dnnl::engine& engine,
                                            const dnnl::primitive_attr& attributes,
                                            const Arguments&... arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Operation::primitive_desc(engine, arguments..., attributes);
#else
  return typename Operation::primitive_desc(typename Operation::desc(arguments...), attributes,
                                            engine);
#endif
}

/// The same for pooling, which takes a dilation from 3.0 on.
inline dnnl::pooling_forward::primitive_desc describe_pooling(
    const dnnl::engine& engine, const dnnl::primitive_attr& attributes, dnnl::algorithm algorithm,
    const dnnl::memory::desc& source, const dnnl::memory::desc& destination,
    const dnnl::memory::dims& strides, const dnnl::memory::dims& kernel,
    const dnnl::memory::dims& padding, const dnnl::memory::dims& padding_end) {
  constexpr auto kKind = dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
  const dnnl::memory::dims dilation(kernel.size(), 0);
  return {engine, kKind,    algorithm, source,      destination, strides,
          kernel, dilation, padding,   padding_end, attributes};
#else
  return {{kKind, algorithm, source, destination, strides, kernel, padding, padding_end},
          attributes,
          engine};
#endif
}

/// Returns the sizes of a tensor.
inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) {
#if DNNL_VERSION_MAJOR >= 3
  return desc.get_dims();
#else
  return desc.dims();
#endif
}

}  // namespace resnext
