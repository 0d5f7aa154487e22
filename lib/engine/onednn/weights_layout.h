#pragma once

#include <dnnl.hpp>
#include <string>

namespace resnext {

/// Private to lib/engine: a name for how weights lie in memory, the same in every process and
/// different for different layouts: "f32 256,64,1,1 strides ...". Empty for layouts that oneDNN
/// doesn't describe as blocks or adds data of its own to; such weights can't be kept.
std::string layout_name(const dnnl::memory::desc& desc);

}  // namespace resnext
