// SPDX-License-Identifier: Apache-2.0
#pragma once

// Protects oneDNN's code generator from a lack of memory.
namespace resnext {

/// Throws std::bad_alloc unless the process can still map memory for generated code. Call it before
/// oneDNN generates any: where there is none, oneDNN 2.6 writes the code to a null pointer.
void require_code_memory();

}  // namespace resnext
