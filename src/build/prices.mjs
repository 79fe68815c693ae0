// Writes the bundled price book from the npm package @pydantic/genai-prices.
//
//   node src/build/prices.mjs PACKAGE_FOLDER [DATE]
//
// PACKAGE_FOLDER is the unpacked package (`npm pack @pydantic/genai-prices`, then `tar xzf`: the folder `package`). DATE is the
// day the package was published, YYYY-MM-DD; today where absent. Writes prices.txt and prices-LICENSE.txt into
// src/main/resources/dev/spendbreaker/pricing. The build does not need this step: its result is committed.
// Exits with 1 and a sentence, and writes nothing, where the package holds something the book cannot express.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OUTPUT = join(dirname(fileURLToPath(import.meta.url)), '../main/resources/dev/spendbreaker/pricing');

// The package's price keys that a span's token counts can be charged by, per million tokens.
const TOKEN_RATES = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cacheRead',
  cache_write_mtok: 'cacheWrite',
  cache_write_1h_mtok: 'cacheWrite1h',
  output_reasoning_mtok: 'reasoning',
  input_audio_mtok: 'inputAudio',
  cache_audio_read_mtok: 'cacheReadAudio',
  output_audio_mtok: 'outputAudio',
};

class UnusablePackage extends Error {}

function word(text) {
  if (text === '' || /\s/.test(text)) {
    throw new UnusablePackage(`"${text}" is empty or holds white space, which the book's format does not allow`);
  }
  return text;
}

// A match clause as alternatives of terms that must all hold: [["starts_with a", "contains b"], …].
function alternatives(clause) {
  const entries = Object.entries(clause);
  const [kind, value] = entries[0];
  if (entries.length !== 1) {
    throw new UnusablePackage(`the match clause ${JSON.stringify(clause)} has more than one key`);
  }
  switch (kind) {
    case 'or':
      return value.flatMap(alternatives);
    case 'and':
      return value.map(alternatives).reduce((left, right) => left.flatMap((a) => right.map((b) => [...a, ...b])));
    case 'equals':
    case 'starts_with':
    case 'ends_with':
    case 'contains':
      // The package compares without regard to case; the book holds lower case and names are lowered before they are matched.
      return [[`${kind} ${word(value.toLowerCase())}`]];
    case 'regex':
      return [[`${kind} ${word(value)}`]];
    default:
      throw new UnusablePackage(`the match clause ${JSON.stringify(clause)} is of an unknown kind`);
  }
}

function rules(keyword, clause) {
  const lines = clause ? alternatives(clause).map((terms) => `${keyword} ${terms.join(' ')}`) : [];
  return [...new Set(lines)];
}

// USD with at most 9 decimals (nano-USD). The package's numbers are doubles, so this also drops their noise: 0.18000000000000002.
function decimal(usd) {
  if (typeof usd !== 'number' || !(usd >= 0 && usd <= 1e6)) {
    throw new UnusablePackage(`the price ${JSON.stringify(usd)} is not a number from 0 to 1,000,000`);
  }
  const text = usd.toFixed(9).replace(/\.?0+$/, '');
  if (usd > 0 && text === '0') {
    throw new UnusablePackage(`the price ${usd} is below a nano-USD per million tokens`);
  }
  return text;
}

function rateAt(price, inputTokens) {
  if (typeof price === 'number') {
    return price;
  }
  return price.tiers
    .filter((tier) => inputTokens > tier.start)
    .sort((a, b) => a.start - b.start)
    .reduce((_, tier) => tier.price, price.base);
}

function rates(prices, inputTokens) {
  const perToken = Object.entries(TOKEN_RATES)
    .filter(([key]) => prices[key] !== undefined)
    .map(([key, name]) => `${name}=${decimal(rateAt(prices[key], inputTokens))}`);
  const perCall = prices.requests_kcount === undefined ? [] : [`call=${decimal(prices.requests_kcount / 1000)}`];
  return [...perToken, ...perCall].join(' ');
}

function period(constraint) {
  switch (constraint?.type) {
    case undefined:
      return '';
    case 'start_date':
      return `from=${constraint.start_date}`;
    case 'time_of_date': {
      const times = [constraint.start_time, constraint.end_time];
      if (!times.every((time) => /^\d\d:\d\d:\d\dZ$/.test(time))) {
        throw new UnusablePackage(`the times of day ${times} are not whole seconds in UTC`);
      }
      return `daily=${times.map((time) => time.slice(0, -1)).join('-')}`;
    }
    default:
      throw new UnusablePackage(`the price constraint ${JSON.stringify(constraint)} is of an unknown kind`);
  }
}

function priceLines({ constraint, prices }) {
  const starts = Object.values(prices).flatMap((price) => (typeof price === 'number' ? [] : price.tiers.map((tier) => tier.start)));
  const ascending = [...new Set(starts)].sort((a, b) => a - b);
  return [
    ['price', period(constraint), rates(prices, 0)].filter(Boolean).join(' '),
    ...ascending.map((start) => `tier above=${start} ${rates(prices, start + 1)}`),
  ];
}

// No price at all means free of charge. A model sold only by the hour or the page has no price per token, so it gets no price line.
function soldByTokens({ prices }) {
  return Object.keys(prices).length === 0 || prices.input_mtok !== undefined || prices.output_mtok !== undefined;
}

function modelLines(model) {
  const periods = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return [
    `model ${word(model.id)}`,
    ...rules('match', model.match),
    ...(periods.every(soldByTokens) ? periods.flatMap(priceLines) : []),
  ];
}

function providerLines(provider) {
  const others = provider.fallback_model_providers ?? [];
  return [
    '',
    `provider ${word(provider.id)}`,
    ...rules('named', provider.provider_match),
    ...rules('owns', provider.model_match),
    ...(others.length ? [`also ${others.map(word).join(' ')}`] : []),
    ...provider.models.flatMap(modelLines),
  ];
}

function header(packageJson, date) {
  return [
    '# The price book. Written by src/build/prices.mjs: do not edit, run it again.',
    `# From the npm package ${packageJson.name} ${packageJson.version}. MIT licence: see prices-LICENSE.txt.`,
    '#',
    '# provider ID            a provider; the lines below are its own, up to the next',
    '# named RULE             a name it is reported by',
    '# owns RULE              the name of a model whose home it is',
    '# also ID…               providers whose models it sells too, at their prices',
    '# model ID               a model of the provider; the first whose match holds is meant',
    '# match RULE             a name of the model, in lower case; a RULE is one or more KIND VALUE that must all hold',
    '# price RATE…            USD per million tokens, USD a call; no rate at all is free, no price line is not sold by the token',
    `# RATE                   NAME=USD, of ${Object.values(TOKEN_RATES).join(', ')} and call`,
    '# price from=DATE …      since that day, UTC',
    '# price daily=T-T …      between those times of day, UTC; the last price line that holds is meant, else the first',
    '# tier above=TOKENS …    instead of the price line above, for a call with more input tokens than that',
    'format 1',
    `source ${packageJson.name} ${packageJson.version} ${date}`,
  ];
}

async function main(folder, date = new Date().toISOString().slice(0, 10)) {
  if (!folder || !/^\d{4}-\d\d-\d\d$/.test(date)) {
    throw new UnusablePackage('usage: node src/build/prices.mjs PACKAGE_FOLDER [YYYY-MM-DD]');
  }
  const packageJson = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8');
  const { waitForUpdate } = await import(pathToFileURL(resolve(folder, 'dist/index.js')));
  const providers = await waitForUpdate();
  const lines = [...header(packageJson, date), ...providers.flatMap(providerLines), ''];
  writeFileSync(join(OUTPUT, 'prices.txt'), lines.join('\n'));
  writeFileSync(join(OUTPUT, 'prices-LICENSE.txt'), licence);
  console.log(`${packageJson.name} ${packageJson.version}: ${providers.length} providers`);
}

try {
  await main(...process.argv.slice(2));
} catch (error) {
  console.error(`prices: ${error.message}`);
  process.exitCode = 1;
}
