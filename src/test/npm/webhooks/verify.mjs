// Verifies a delivery that a test has received, as a receiver in Node.js would.
//   node verify.mjs SECRET DELIVERY.json   (a file of {headers, body})
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const [secret, file] = process.argv.slice(2);
const { headers, body } = JSON.parse(readFileSync(file, 'utf8'));
try {
  const decision = new Webhook(secret).verify(body, headers);
  console.log(`verified: ${decision.action} ${decision.decisionId}`);
} catch (error) {
  console.log(`refused: ${error.message}`);
}
