// SPDX-License-Identifier: Apache-2.0
#include "app/brief_spinning.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace resnext {

void spin_briefly() {
  // Long enough for the gap between two layers, a thirtieth of libgomp's own choice.
  constexpr const char* kSpins = "10000";
  constexpr const char* kVariable = "GOMP_SPINCOUNT";
  if (std::getenv(kVariable) != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) {
    return;
  }
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(stream, word, '\0');) {
    words.push_back(word);
  }
  if (words.empty() || setenv(kVariable, kSpins, 1) != 0) {
    return;
  }
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  // By its own path: under /proc/self/exe the process would be called "exe" in ps and pkill.
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  execv(program.c_str(), arguments.data());  // returns only if it failed
}

}  // namespace resnext
