#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One task of a Slurm job array: classifies its share of the files and can be killed and requeued.
#   sbatch --array=1-16 scripts/slurm/classify_array.sh OUT [OPTIONS] PHOTOS...
# writes OUT/part-K-of-N.jsonl for each task K; other arguments go to resnext-classify unchanged.
# Name the folders by absolute paths, as the share depends on the path. Afterwards:
#   scripts/slurm/merge_parts.py OUT --output results.jsonl
# The program is $RESNEXT_CLASSIFY, or resnext-classify on the PATH.
#SBATCH --job-name=resnext-classify
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120
set -euo pipefail

out=${1:?usage: sbatch --array=1-N classify_array.sh OUT [OPTIONS] PHOTOS...}
shift
shard=$((SLURM_ARRAY_TASK_ID - ${SLURM_ARRAY_TASK_MIN:-1} + 1))
shards=$SLURM_ARRAY_TASK_COUNT
mkdir -p "$out"

# Two minutes before the time limit, Slurm sends SIGTERM here: the program finishes its batch, and
# the task returns to the queue. The next run does the rest.
pid=
requeue() {
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" || true
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
  exit 0
}
trap requeue TERM

"${RESNEXT_CLASSIFY:-resnext-classify}" --quiet --shard "$shard/$shards" \
  --threads "${SLURM_CPUS_PER_TASK:-1}" --resume "$out/part-$shard-of-$shards.jsonl" "$@" &
pid=$!
status=0
wait "$pid" || status=$?
# Exit code 1 means that some images failed; each has its record, so that the task is done.
((status <= 1)) || exit "$status"
echo "shard $shard/$shards done, exit code $status"
