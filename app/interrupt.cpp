// SPDX-License-Identifier: Apache-2.0
#include "app/interrupt.h"

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <exception>
#include <thread>

namespace resnext {
namespace {

std::atomic<bool> caught = false;
std::atomic<int> noted_signal = 0;

StopFlag& process_stop_flag() {
  static StopFlag flag;
  return flag;
}

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// Lets the process do what it does with the signal; returns if it ignores it.
void take(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(signal);
  pthread_sigmask(SIG_BLOCK, &one, nullptr);
}

[[noreturn]] void watch() {
  const sigset_t signals = watched_signals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) {
      continue;
    }
    if (!caught) {
      take(signal);
    } else if (noted_signal != 0) {
      std::signal(signal, SIG_DFL);
      take(signal);
    } else {
      noted_signal = signal;
      process_stop_flag().raise();
    }
  }
}

}  // namespace

void watch_interrupts() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    std::thread(watch).detach();
  } catch (const std::exception&) {  // no thread to be had: signals end the process at once
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  }
}

void SignalInterruption::catch_requests() { caught = true; }

bool SignalInterruption::is_requested() const { return noted_signal != 0; }

StopFlag& SignalInterruption::stop_flag() { return process_stop_flag(); }

ExitCode interrupted_exit_code() {
  return noted_signal == SIGTERM ? ExitCode::kTerminated : ExitCode::kInterrupted;
}

}  // namespace resnext
