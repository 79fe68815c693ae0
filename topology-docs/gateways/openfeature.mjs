// Budgets as OpenFeature flags: asks Spendbreaker before each step whether the agent may go on.
//   npm install @openfeature/server-sdk @openfeature/ofrep-provider @openfeature/core
//   node openfeature.mjs http://127.0.0.1:8080 research-agent run-42
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

const [baseUrl, agent, task] = process.argv.slice(2);
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl }));
const flags = OpenFeature.getClient();

// The default, here false, is what holds while Spendbreaker cannot be asked: the agent waits.
const flag = await flags.getBooleanDetails('spendbreaker.allowed', false, { agent, task });
if (flag.value) {
  console.log(`${agent} may go on (${flag.variant})`);
} else {
  console.log(`${agent} stops: ${flag.flagMetadata.reason ?? flag.errorMessage ?? flag.errorCode}`);
}
