# SPDX-License-Identifier: Apache-2.0
"""scripts/slurm on a real Slurm: two array tasks run at once, one is killed, one told to stop; both
are requeued and resumed, and their parts merged.

Starts its own munged, slurmctld and slurmd on the loopback address, in a scratch folder. Skips with
the reason where they are not installed or don't start (they need root here).
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

import cli

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo")
PHOTOS = 800

SLURM_CONF = """
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CryptoType=crypto/munge
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
SchedulerType=sched/builtin
JobRequeue=1
MinJobAge=3600
NodeName=worker NodeAddr=127.0.0.1 NodeHostname={host} Port={node_port} CPUs=2 RealMemory=500
PartitionName=all Nodes=worker Default=YES State=UP
"""


class NotAvailable(Exception):
    """Raised with the reason if Slurm can't run here."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    """One node with two cores and its controller; their files are in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}
        for name in ("state", "spool"):
            (folder / name).mkdir()
        folder.chmod(0o755)
        (folder / "slurm.conf").write_text(
            SLURM_CONF.format(
                folder=folder,
                host=socket.gethostname().split(".")[0],
                controller_port=free_port(),
                node_port=free_port(),
            )
        )
        (folder / "munge.key").write_bytes(os.urandom(128))
        (folder / "munge.key").chmod(0o400)

    def start(self):
        self.daemon(
            "munged",
            "--foreground",
            "--force",
            f"--socket={self.folder}/munge.socket",
            f"--key-file={self.folder}/munge.key",
            f"--pid-file={self.folder}/munged.pid",
            f"--log-file={self.folder}/munged.log",
            f"--seed-file={self.folder}/munge.seed",
        )
        self.wait_for((self.folder / "munge.socket").exists, "munged opened no socket")
        self.daemon("slurmctld", "-D", "-i")
        self.daemon("slurmd", "-D", "-N", "worker")
        self.wait_for(
            lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), "the node did not become idle"
        )

    def daemon(self, name, *arguments):
        log = open(self.folder / f"{name}.out", "wb")
        self.daemons.append(
            subprocess.Popen(
                [shutil.which(name), *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        )
        log.close()

    def wait_for(self, condition, complaint, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or any(d.poll() is not None for d in self.daemons):
                logs = "".join(
                    path.read_text(errors="replace")[-600:]
                    for path in sorted(self.folder.glob("*.out"))
                )
                raise NotAvailable(f"{complaint}: {logs}")
            time.sleep(0.1)

    def ask(self, *command):
        return subprocess.run(
            command, capture_output=True, text=True, env=self.environment, timeout=60, check=False
        ).stdout

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()


class SlurmArray(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.slurm = Slurm(pathlib.Path(self.enterContext(cli.tempfile.TemporaryDirectory())))
        self.addCleanup(self.slurm.stop)
        try:
            self.slurm.start()
        except NotAvailable as error:
            self.skipTest(f"Slurm does not start here: {error}")
        self.photos = self.folder / "photos"
        self.photos.mkdir()
        for index in range(PHOTOS):
            (self.photos / f"photo{index}.png").symlink_to(cli.SAMPLES / "chelsea.png")
        self.out = self.folder / "out"

    def parts(self):
        return [self.out / f"part-{number}-of-2.jsonl" for number in (1, 2)]

    def lines(self, part):
        return part.read_bytes().count(b"\n") if part.exists() else 0

    def states(self, job):
        text = self.slurm.ask("scontrol", "show", "job", job)
        return [word.split("=")[1] for word in text.split() if word.startswith("JobState=")]

    def programs_at(self, part):
        """Returns the processes that write this part."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0] == os.fsencode(cli.PROGRAM) and os.fsencode(part) in words:
                found.append(int(entry.name))
        return found

    def test_a_killed_task_is_requeued_and_nothing_is_lost_or_duplicated(self):
        submitted = subprocess.run(
            [
                "sbatch",
                "--parsable",
                "--array=1-2",
                f"--output={self.folder}/task-%a.log",
                cli.ROOT / "scripts/slurm/classify_array.sh",
                self.out,
                "--model",
                self.model,
                "--batch-size",
                "1",
                self.photos,
            ],
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
            env={
                **self.slurm.environment,
                "RESNEXT_CLASSIFY": cli.PROGRAM,
                "SLURM_EXPORT_ENV": "ALL",
            },
        )
        self.assertEqual(submitted.returncode, 0, submitted.stderr)
        job = submitted.stdout.strip()
        first, second = self.parts()
        try:
            self.slurm.wait_for(
                lambda: min(map(self.lines, (first, second))) > 20,
                "the two tasks did not run at once",
                120,
            )
        except NotAvailable as error:
            logs = [path.read_text() for path in self.folder.glob("task-*.log")]
            self.fail(f"{error}, {self.states(job)}, {logs}")
        [process] = self.programs_at(second)
        os.kill(process, signal.SIGKILL)
        self.slurm.wait_for(lambda: "FAILED" in self.states(job), "the task did not fail", 60)
        # Slurm does this before the time limit: the script requeues its own task.
        self.slurm.ask("scancel", "--batch", "--signal=TERM", f"{job}_1")
        self.slurm.wait_for(lambda: "PENDING" in self.states(job), "it was not requeued", 60)
        stopped_at = self.lines(first)
        self.assertLess(stopped_at, PHOTOS // 3)
        killed_at = self.lines(second)
        self.assertLess(killed_at, PHOTOS // 3)
        requeued = subprocess.run(
            ["scontrol", "requeue", f"{job}_2"],
            env=self.slurm.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(requeued.returncode, 0, requeued.stderr)
        # Slurm would wait two minutes before it starts a requeued task.
        for task in (1, 2):
            self.slurm.ask("scontrol", "update", f"JobId={job}_{task}", "StartTime=now")
        self.slurm.wait_for(
            lambda: self.states(job) == ["COMPLETED", "COMPLETED"],
            "the tasks did not complete",
            240,
        )

        merged = self.folder / "results.jsonl"
        listed = self.folder / "list.txt"
        listed.write_text("".join(f"{self.photos}/photo{i}.png\n" for i in range(PHOTOS)))
        merge = subprocess.run(
            [
                cli.ROOT / "scripts/slurm/merge_parts.py",
                self.out,
                "--output",
                merged,
                "--files-from",
                listed,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(merge.returncode, 0, merge.stderr)
        self.assertEqual(merge.stdout, f"{PHOTOS} records of 2 parts, 0 of them failures\n")
        alone = self.classify("--batch-size", "1", "--threads", "1", self.photos)
        self.assertEqual(
            sorted(merged.read_bytes().splitlines()), sorted(alone.stdout.splitlines())
        )
        print(
            f"\ntask 1 told to stop after {stopped_at} records, task 2 killed after {killed_at}; "
            f"merged: {merge.stdout}",
            end="",
        )


if __name__ == "__main__":
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        print(
            f"SKIPPED: not installed: {', '.join(missing)}"
            if missing
            else "SKIPPED: the daemons need root"
        )
        sys.exit(77)
    cli.main()
