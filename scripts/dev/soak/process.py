# SPDX-License-Identifier: Apache-2.0
"""Runs the program, watches its memory and kills it."""
import os
import random
import signal
import subprocess
import time

#: What the program returns: a signal that comes before the first image kills it.
SIGNALS = {
    signal.SIGKILL: {-signal.SIGKILL},
    signal.SIGTERM: {143, -signal.SIGTERM},
    signal.SIGINT: {130, -signal.SIGINT},
}
PATIENCE = 120  # seconds until a process that was told to stop must have ended
SAMPLE = 0.5  # seconds


class Memory:
    """Resident memory over time, in MiB."""

    def __init__(self):
        self.samples = []

    def sample(self, pid):
        try:
            with open(f"/proc/{pid}/statm", encoding="ascii") as file:
                pages = int(file.read().split()[1])
        except (OSError, IndexError, ProcessLookupError):
            return
        if pages:
            self.samples.append(pages * os.sysconf("SC_PAGESIZE") / (1 << 20))

    def peaks(self, parts):
        """Returns the peak of each of `parts` equal parts of the time."""
        size = len(self.samples)
        cuts = [i * size // parts for i in range(parts + 1)]
        return [max(self.samples[a:b], default=0) for a, b in zip(cuts, cuts[1:])]

    def growth(self):
        """Returns how far the peak of the last quarter exceeds that of the second: 0.05 is 5 %."""
        quarters = self.peaks(4)
        return quarters[3] / quarters[1] - 1 if len(self.samples) >= 40 else 0.0


class Clock:
    """Counts seconds while this process runs: not while it, or the machine, is stopped."""

    def __init__(self):
        self.seconds = 0.0
        self.last = time.monotonic()

    def wait(self):
        """Waits until the next sample."""
        time.sleep(SAMPLE)
        now = time.monotonic()
        self.seconds += min(now - self.last, 4 * SAMPLE)
        self.last = now


class Program:
    def __init__(self, program, model, folder, seed):
        self.command = [str(program), "-m", str(model), "-t", "1", "-b", "16", "--quiet"]
        self.folder = folder
        self.random = random.Random(seed)
        self.seconds = 0.0  # of all runs
        self.kills = {name.name: 0 for name in SIGNALS}

    def start(self, arguments):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        return subprocess.Popen(
            [*self.command, *map(str, arguments)],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, arguments, kill_after=None):
        """Runs the program to its end, or kills it after `kill_after` seconds. Returns its memory
        and the signal that ended it, if one did. Raises AssertionError for a wrong exit code."""
        process, memory, sent = self.start(arguments), Memory(), None
        clock, sent_at = Clock(), 0.0
        with process:
            while process.poll() is None:
                clock.wait()
                memory.sample(process.pid)
                if kill_after and not sent and clock.seconds > kill_after:
                    sent, sent_at = self.random.choice(list(SIGNALS)), clock.seconds
                    process.send_signal(sent)
                elif sent and clock.seconds - sent_at > PATIENCE:
                    process.kill()
                    raise AssertionError(f"no end {PATIENCE} s after {sent.name}")
            said = process.stderr.read().decode(errors="replace")
        self.seconds += clock.seconds
        code = process.returncode
        if sent and code in SIGNALS[sent]:
            self.kills[sent.name] += 1
            return memory, sent
        assert code == 1, f"exit code {code}, expected 1 as some images are broken: {said[-300:]}"
        return memory, None
