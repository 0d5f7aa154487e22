// SPDX-License-Identifier: Apache-2.0
#include "output/records/finished_inputs.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "base/error.h"
#include "base/files/output.h"
#include "output/records/json_result.h"
#include "output/summaries/run_text.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRun = "0123456789abcdef";

std::string record(const std::string& path, bool failed = false) {
  ImageResult result;
  result.path = path;
  result.model = "m";
  result.run = kRun;
  if (failed) result.failure = ImageFailure{"empty", "the file is empty"};
  return to_json(result, false) + "\n";
}

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST_CASE("each record finishes one input with its path", "[output]") {
  const ScratchFolder folder;
  const std::string text = record("a") + record("b\xFF") + record("a") + record("c", true);
  const fs::path file = folder.write("out.jsonl", text);
  FinishedInputs finished = FinishedInputs::read(file, kRun);
  CHECK(finished.records() == 4);
  CHECK(finished.failed() == 1);
  CHECK(finished.bytes() == text.size());
  CHECK(finished.take("a"));
  CHECK(finished.take("a"));
  CHECK_FALSE(finished.take("a"));
  CHECK_FALSE(finished.take("b\xFE"));
  CHECK(finished.take("b\xFF"));
  CHECK(finished.take("c"));
  CHECK_FALSE(finished.take("d"));
  CHECK_FALSE(FinishedInputs().take("a"));
  CHECK(FinishedInputs::read(folder.path() / "none", kRun).records() == 0);
}

TEST_CASE("an incomplete last record is ignored", "[output]") {
  const ScratchFolder folder;
  const std::string first = record("a");
  const std::string second = record("b");
  for (std::size_t cut = 0; cut < second.size(); ++cut) {
    const fs::path file = folder.write("out.jsonl", first + second.substr(0, cut));
    const FinishedInputs finished = FinishedInputs::read(file, kRun);
    CHECK(finished.records() == 1);
    CHECK(finished.bytes() == first.size());
    folder.write("out.jsonl", first.substr(0, cut));
    if (cut < first.size()) CHECK(FinishedInputs::read(file, kRun).bytes() == 0);
  }
}

TEST_CASE("records of another run are refused with their line number", "[output]") {
  const ScratchFolder folder;
  const fs::path file = folder.write("out.jsonl", record("a") + record("b"));
  try {
    FinishedInputs::read(file, "fedcba9876543210");
    FAIL("accepted");
  } catch (const OtherRun& other) {
    CHECK_THAT(other.what(), Catch::Contains("out.jsonl:1: can't resume this file"));
    CHECK(other.run() == kRun);
    CHECK(other.model() == "m");
  }
  folder.write("out.jsonl", record("a") + "nonsense\n" + record("b"));
  CHECK_THROWS_WITH(FinishedInputs::read(file, kRun), Catch::Contains("out.jsonl:2:"));
  folder.write("out.jsonl", "#!/bin/sh\n");
  CHECK_THROWS_AS(FinishedInputs::read(file, kRun), UsageError);
}

TEST_CASE("records of failed images are removed from the file", "[output]") {
  const ScratchFolder folder;
  const fs::path file =
      folder.write("out.jsonl", record("a", true) + record("b") + record("c", true) + "{\"path");
  FinishedInputs finished = FinishedInputs::read_without_failures(file, kRun);
  CHECK(finished.records() == 1);
  CHECK_FALSE(finished.take("a"));
  CHECK(content(file) == record("b"));
  CHECK(finished.bytes() == record("b").size());
}

TEST_CASE("taking out failures keeps permissions, links and other files", "[report]") {
  const ScratchFolder folder;
  const fs::path file = folder.write("data/out.jsonl", record("a", true) + record("b"));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  const fs::path own = folder.write("link.tmp", "precious");
  const fs::path link = folder.path() / "link";
  fs::create_symlink("data/out.jsonl", link);
  CHECK(FinishedInputs::read_without_failures(link, kRun).records() == 1);
  CHECK(fs::is_symlink(link));
  CHECK(content(file) == record("b"));
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(content(own) == "precious");
}

TEST_CASE("a pipe or a device has no records, and stays what it is", "[report]") {
  const ScratchFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  const fs::path device = folder.path() / "full";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(FinishedInputs::read_without_failures(pipe, kRun).records() == 0);
  CHECK(fs::is_fifo(pipe));
  if (mknod(device.c_str(), S_IFCHR | 0666, makedev(1, 7)) != 0) {
    WARN("SKIPPED: only root can make device files");
    return;
  }
  std::optional<Output> output(Output::resumed(device));
  CHECK(resume_output(device, kRun, true, output).records() == 0);
  CHECK_THROWS_AS(output->write(record("a")), OutputError);
  output.reset();
  CHECK(fs::is_character_file(device));
}

TEST_CASE("resumed output is appended to the records kept", "[output]") {
  const ScratchFolder folder;
  const fs::path file = folder.write("out", "one\ntwo\nthr");
  {
    Output output = Output::resumed(file);
    output.keep(8);
    CHECK_THROWS_AS(Output::resumed(file), OutputError);
    CHECK(content(file) == "one\ntwo\nthr");  // until the first write
    output.write("3\n");
    output.finish();
  }
  CHECK(content(file) == "one\ntwo\n3\n");
  Output untouched = Output::resumed(file);
  untouched.keep(4);
  untouched.finish();
  CHECK(content(file) == "one\n");
}

TEST_CASE("progress and summary show what is known", "[output]") {
  CHECK(run_progress_line({12, std::nullopt, 0, 0}, 80) == "12 done");
  CHECK(run_progress_line({1234, 20000, 3, 5.7}, 80) ==
        "1234 of 20000 (6 %), 3 failed, 5.70 images/s, 0:54:52 left");
  CHECK(run_progress_line({19999, 20000, 0, 123.4}, 80) ==
        "19999 of 20000 (99 %), 123.4 images/s, 0:00:00 left");
  CHECK(run_progress_line({7, 5, 0, 0}, 80) == "7 of 7 (100 %)");
  CHECK(run_progress_line({1234, 20000, 3, 5.7}, 10) == "1234 of 20");
  RunSummary summary;
  summary.done = 2000;
  summary.seconds = 400;
  CHECK(run_summary_text(summary, 0) == "2000 images in 400.0 s (5.00 images/s), 0 failed\n");
  summary.failed = 3;
  summary.failures = {{"empty", 1}, {"truncated", 2}};
  CHECK(run_summary_text(summary, 7) ==
        "2000 images in 400.0 s (5.00 images/s), 3 failed: 1 empty, 2 truncated; 7 were finished "
        "before\n");
  CHECK_THAT(run_summary_text(summary, 7, 2),
             Catch::EndsWith("; 7 were finished before, 2 of them failed\n"));
  CHECK(run_summary_text({}, 0) == "0 images in 0.0 s, 0 failed\n");
}

}  // namespace
}  // namespace resnext
