// SPDX-License-Identifier: Apache-2.0
#include "app/command_options.h"
#include "app/shared_options.h"

namespace resnext {

void add_doctor_options(CLI::App& app, DoctorRequest& request) {
  app.add_option("-m,--model", request.model,
                 "Model whose kernels are told: id or alias, config file or folder; default: the "
                 "small model that comes with the program")
      ->type_name("MODEL");
  add_threads_option(app, request.execution);
  app.add_flag("--json", request.json, "JSON instead of text");
}

}  // namespace resnext
