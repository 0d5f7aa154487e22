#include "app/interrupt.h"

#include <atomic>
#include <csignal>

namespace resnext {
namespace {

volatile std::sig_atomic_t noted_signal = 0;
std::atomic<StopFlag*> raised_flag = nullptr;  // lock-free, as a handler needs it

void note(int signal) {
  noted_signal = signal;
  if (StopFlag* flag = raised_flag.load()) {
    flag->raise();
  }
}

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void catch_interrupts(StopFlag& flag) {
  raised_flag = &flag;
  catch_interrupts();
}

bool is_interrupted() { return noted_signal != 0; }

ExitCode interrupted_exit_code() {
  return noted_signal == SIGTERM ? ExitCode::kTerminated : ExitCode::kInterrupted;
}

}  // namespace resnext
