// SPDX-License-Identifier: Apache-2.0
#pragma once

// An architecture as a value that any family can fill: the family's own parameters and the number
// of classes.

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace resnext {

struct Family;
struct Network;

/// A parameter of an architecture under the name that configuration files give it, or, within an
/// object there, both names ("stem_width").
struct ArchitectureField {
  std::string key;
  std::variant<bool, int, double, std::string, std::vector<int>, std::vector<std::string>> value;
};

/// What a family's networks differ in, apart from the number of classes. Immutable; each family
/// derives a class of its own from it.
class FamilyArchitecture {
 public:
  FamilyArchitecture() = default;
  FamilyArchitecture(const FamilyArchitecture&) = delete;
  FamilyArchitecture& operator=(const FamilyArchitecture&) = delete;
  virtual ~FamilyArchitecture() = default;

  /// Returns the family's row in families().
  virtual const Family& family() const = 0;

  /// Returns nodes and feature points; the last node is the linear layer that gives the logits.
  /// `input_size` is set by the caller. Throws ConfigError for parameters that fit no network.
  virtual Network build(int num_classes) const = 0;

  /// Returns the parameters that reports show, in that order; those that most networks do not have
  /// only where they differ from the default.
  virtual std::vector<ArchitectureField> fields() const = 0;

  /// Returns one line for people, "bottleneck blocks 3, 4, 23, 3; cardinality 32, base width 8".
  virtual std::string description() const = 0;

  /// Compares all parameters; `other` belongs to the same family.
  virtual bool equals(const FamilyArchitecture& other) const = 0;
};

struct Architecture {
  std::shared_ptr<const FamilyArchitecture> body;  ///< null until a configuration is read
  int num_classes = 1000;

  bool operator==(const Architecture& other) const;
};

/// Returns the parameters of `architecture`; none if it has no body yet.
std::vector<ArchitectureField> fields_of(const Architecture& architecture);

}  // namespace resnext
