// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>

// Creates oneDNN's primitives. Private to lib/engine.
namespace resnext {

/// Throws std::bad_alloc unless the process can still map memory for generated code. Call it before
/// oneDNN generates any: where there is none, oneDNN 2.6 writes the code to a null pointer.
void require_code_memory();

/// Creates a primitive, for which oneDNN generates code. Throws dnnl::error, or std::bad_alloc if
/// there is no memory for the code.
template <typename Primitive, typename... Arguments>
Primitive make_primitive(const Arguments&... arguments) {
  require_code_memory();
  return Primitive(arguments...);
}

/// Copies `source` to `target`, which may have another layout or data type, and waits until that is
/// done. Throws as make_primitive does.
void reorder(dnnl::stream& stream, dnnl::memory source, dnnl::memory target);

}  // namespace resnext
