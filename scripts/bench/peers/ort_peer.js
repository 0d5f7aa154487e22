// SPDX-License-Identifier: Apache-2.0
// Times ONNX Runtime: node ort_peer.js MODULES ONNX INPUT THREADS RUNS OUTPUT. RUNS 0: one run
// without warm-up. One JSON array of milliseconds on standard output.
const fs = require('fs');
const [modules, model, inputFile, threads, runs, output] = process.argv.slice(2);
const ort = require(modules + '/onnxruntime-node');

async function main() {
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const bytes = fs.readFileSync(inputFile);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const images = new ort.Tensor('float32', values, [values.length / (3 * 224 * 224), 3, 224, 224]);
  const milliseconds = [];
  let logits;
  for (let run = 0; run < (Number(runs) ? Number(runs) + 2 : 1); ++run) {
    const start = process.hrtime.bigint();
    logits = (await session.run({images})).logits;
    milliseconds.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  fs.writeFileSync(output, Buffer.from(logits.data.buffer));
  console.log(JSON.stringify(Number(runs) ? milliseconds.slice(2) : milliseconds));
}

main();
