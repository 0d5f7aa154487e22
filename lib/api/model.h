// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "commands/model_request.h"
#include "inference/load_model.h"
#include "inference/run_id.h"
#include "resnext/resnext.h"

// What a resnext_model holds.
namespace resnext::api {

struct Model {
  ModelRequest request;
  RunNames run_names;  ///< the names of runs, as the program's
  LoadedModel loaded;
};

}  // namespace resnext::api

/// Sessions and results share what the handle holds, so that handles may be freed in any order.
struct resnext_model {
  std::shared_ptr<const resnext::api::Model> model;
};
