// SPDX-License-Identifier: Apache-2.0
// Writes the man pages and the completions of resnext-classify, from the same declarations as the
// program: resnext-documentation DATE FOLDER. Built and run with the program.

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/commands.h"
#include "app/documentation/completions.h"
#include "app/documentation/man_page.h"
#include "base/error.h"
#include "base/version.h"
#include "models/registry.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream << text << std::flush;
  if (!stream) {
    throw OutputError(file.string() + ": can't be written");
  }
}

void write_pages(const CommandFacts& command, const CommandFacts* parent, const std::string& date,
                 const fs::path& folder) {
  write(folder / "man" / (page_name(command) + ".1"),
        man_page(command, parent, date, program_version()));
  for (const CommandFacts& below : command.commands) {
    write_pages(below, &command, date, folder);
  }
}

void write_all(const std::string& date, const fs::path& folder) {
  CLI::App app(kProgramSummary, kProgramName);
  Requests requests;
  add_commands(app, requests);
  const CommandFacts program = facts_of(app);
  std::vector<std::string> models;
  for (const ModelConfig& model : builtin_models()) {
    models.push_back(model.id);
  }
  write_pages(program, nullptr, date, folder);
  write(folder / "resnext-classify.bash", bash_completion(program, models));
  write(folder / "resnext-classify.zsh", zsh_completion(program, models));
  write(folder / "resnext-classify.fish", fish_completion(program, models));
}

}  // namespace
}  // namespace resnext

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: resnext-documentation DATE FOLDER\n";
    return 2;
  }
  try {
    resnext::write_all(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "resnext-documentation: " << error.what() << "\n";
    return 1;
  }
}
