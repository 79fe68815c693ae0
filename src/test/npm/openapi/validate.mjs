// Holds an OpenAPI document against OpenAPI's own schema, and lints it. Prints what is wrong with it, and ends with 1 where something is.
import { readFile } from 'node:fs/promises';
import { createConfig, lint } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';

const [file] = process.argv.slice(2);
const problems = [];

const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(await readFile(file, 'utf8')));
if (!valid) {
  problems.push(`openapi-schema-validator: ${JSON.stringify(errors)}`);
}
if (validator.version !== '3.1') {
  problems.push(`openapi-schema-validator read it as ${validator.version}`);
}

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'info-license': 'off',
    'no-empty-servers': 'off', // it is served by what it describes
    'no-server-example.com': 'off',
    // The schema of policies says so in a way that these rules do not follow.
    'no-illogical-composition-keywords': 'off',
    'no-required-schema-properties-undefined': 'off',
  },
});
for (const { ruleId, message, location } of await lint({ ref: file, config })) {
  problems.push(`${ruleId}: ${message} (${location.map((place) => place.pointer).join(', ')})`);
}

console.log(problems.length === 0 ? 'valid' : problems.join('\n'));
process.exit(problems.length === 0 ? 0 : 1);
