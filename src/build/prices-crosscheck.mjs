// Writes what the npm package @pydantic/genai-prices itself computes for some 200 calls, to check the bundled price book against.
//
//   node src/build/prices-crosscheck.mjs PACKAGE_FOLDER
//
// PACKAGE_FOLDER is the one prices.mjs was given; run both together. The choice of calls is seeded: the same package gives the
// same file, src/test/resources/dev/spendbreaker/pricing/prices-crosscheck.tsv.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OUTPUT = join(
  dirname(fileURLToPath(import.meta.url)),
  '../test/resources/dev/spendbreaker/pricing/prices-crosscheck.tsv',
);
const MODELS_PER_PROVIDER = 6;
// One on each side of the dated prices, at different times of day.
const TIMES = ['2025-06-01T12:00:00Z', '2026-03-20T00:10:00Z', '2026-08-20T02:30:00Z', '2026-10-01T23:59:59Z'];

let seed = 20260923;

// Park and Miller's generator: the standard one of JavaScript cannot be seeded.
function random(bound) {
  seed = (seed * 48271) % 2147483647;
  return seed % bound;
}

function nameOf(model) {
  const clauses = model.match.or ?? [model.match];
  return clauses.find((clause) => clause.equals)?.equals ?? model.id;
}

function soldByTokens(model) {
  const periods = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return periods.every(({ prices }) => prices.input_mtok !== undefined);
}

// Half of the calls are long, for the tiers.
function tokens() {
  const input = random(random(2) ? 600_000 : 20_000);
  const cacheRead = random(input + 1);
  const cacheWrite = random(input - cacheRead + 1);
  const output = random(30_000);
  const reasoning = random(output + 1);
  const cacheReadAudio = random(cacheRead + 1);
  return {
    input,
    output,
    cacheRead,
    cacheWrite,
    reasoning,
    cacheWrite1h: random(cacheWrite + 1),
    inputAudio: cacheReadAudio + random(input - cacheRead - cacheWrite + 1),
    cacheReadAudio,
    outputAudio: random(output - reasoning + 1),
  };
}

function usage(counts) {
  return {
    input_tokens: counts.input,
    output_tokens: counts.output,
    cache_read_tokens: counts.cacheRead,
    cache_write_tokens: counts.cacheWrite,
    output_reasoning_tokens: counts.reasoning,
    cache_write_1h_tokens: counts.cacheWrite1h,
    input_audio_tokens: counts.inputAudio,
    cache_audio_read_tokens: counts.cacheReadAudio,
    output_audio_tokens: counts.outputAudio,
  };
}

const has = (pattern) => (model) => pattern.test(JSON.stringify(model.prices));

// All models with prices of audio and the first with tiers or dated prices, which are few, then some by chance.
function sample(models) {
  const audio = models.filter(has(/audio/));
  const changing = models.filter(has(/tiers|constraint/)).slice(0, MODELS_PER_PROVIDER / 2);
  const others = models.filter((model) => !audio.includes(model) && !changing.includes(model));
  const drawn = others.map((model) => [random(1_000_000), model]).sort(([a], [b]) => a - b).map(([, model]) => model);
  return [...audio, ...[...changing, ...drawn].slice(0, MODELS_PER_PROVIDER)];
}

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node src/build/prices-crosscheck.mjs PACKAGE_FOLDER');
  process.exit(1);
}
const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { calcPrice, waitForUpdate } = await import(pathToFileURL(resolve(folder, 'dist/index.js')));

function row(provider, model) {
  const counts = tokens();
  const time = TIMES[random(TIMES.length)];
  const result = calcPrice(usage(counts), nameOf(model), { providerId: provider.id, timestamp: new Date(time) });
  return [provider.id, nameOf(model), time, ...Object.values(counts), (result.total_price * 1e9).toFixed(3)].join('\t');
}

const providers = await waitForUpdate();
const rows = providers.flatMap((provider) => sample(provider.models.filter(soldByTokens)).map((model) => row(provider, model)));
const header = [
  `# What calcPrice of the npm package ${name} ${version} (MIT licence) computes. Written by src/build/prices-crosscheck.mjs.`,
  '# provider, model, time, input, output, cacheRead, cacheWrite, reasoning, cacheWrite1h, inputAudio, cacheReadAudio, outputAudio, nano-USD',
];
writeFileSync(OUTPUT, [...header, ...rows, ''].join('\n'));
console.log(`${rows.length} calls`);
