// SPDX-License-Identifier: Apache-2.0
#include "models/architecture.h"

namespace resnext {

bool Architecture::operator==(const Architecture& other) const {
  if (num_classes != other.num_classes || !body || !other.body) {
    return num_classes == other.num_classes && body == other.body;
  }
  return &body->family() == &other.body->family() && body->equals(*other.body);
}

std::vector<ArchitectureField> fields_of(const Architecture& architecture) {
  return architecture.body ? architecture.body->fields() : std::vector<ArchitectureField>();
}

}  // namespace resnext
