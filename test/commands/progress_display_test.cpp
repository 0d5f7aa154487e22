// SPDX-License-Identifier: Apache-2.0
#include "commands/progress_display.h"

#include <catch2/catch.hpp>

#include "support/command_recorder.h"

namespace resnext {
namespace {

std::string count_text(const Progress& progress, std::size_t) {
  return std::to_string(progress.done) + "/" + std::to_string(progress.total.value_or(0));
}

TEST_CASE("A terminal shows one line that is redrawn and taken off", "[commands]") {
  RecordedConsole console(true);
  {
    ProgressDisplay display(console, count_text, true);
    display.update(1, 10);
    display.update(2, 10);  // too soon to be drawn
    display.update(10, 10);
    display.note("note");
  }
  CHECK(console.text() == "\r\x1b[K1/10\r\x1b[K10/10\r\x1b[Knote\n");
}

TEST_CASE("Without a terminal each tenth of the way is a line where asked for", "[commands]") {
  RecordedConsole console;
  ProgressDisplay silent(console, count_text, true);
  silent.update(10, 10);
  CHECK(console.text().empty());
  ProgressDisplay tenths(console, count_text, true, ProgressDisplay::Without::kTenths);
  tenths.update(5, 100);
  tenths.update(10, 100);
  tenths.update(15, 100);
  tenths.update(30, 100);
  CHECK(console.text() == "10/100\n30/100\n");
}

TEST_CASE("A quiet display writes nothing but notes", "[commands]") {
  RecordedConsole console(true);
  ProgressDisplay display(console, count_text, false);
  display.update(10, 10);
  CHECK(console.text().empty());
  display.note("note");
  CHECK(console.text() == "note\n");
}

TEST_CASE("What an earlier run has done counts as done", "[commands]") {
  RecordedConsole console(true);
  ProgressDisplay display(console, count_text, true, ProgressDisplay::Without::kNothing, 7);
  display.update(1, 10);
  CHECK(console.text() == "\r\x1b[K8/10");
}

}  // namespace
}  // namespace resnext
