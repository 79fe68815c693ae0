// The static-context provider of OpenFeature: all flags at once, then again by entity tag.
//   node web-provider.mjs URL AGENT OTHER_AGENT
import { OpenFeature } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';

const [baseUrl, agent, other] = process.argv.slice(2);
const statuses = [];
const watched = async (request) => {
  const response = await fetch(request);
  statuses.push(response.status);
  return response;
};
const provider = new OFREPWebProvider({ baseUrl, pollInterval: 50, fetchImplementation: watched });
await OpenFeature.setProviderAndWait(provider, { targetingKey: agent });
const flags = OpenFeature.getClient();
const show = (who) => {
  const { value, variant } = flags.getBooleanDetails('spendbreaker.allowed', false);
  console.log(`${who}: ${value} ${variant}`);
};

show(agent);
for (let i = 0; i < 200 && statuses.length < 2; i++) {
  await new Promise((done) => setTimeout(done, 50));
}
console.log(`status of the second request: ${statuses[1]}`);
await OpenFeature.setContext({ targetingKey: other });
show(other);
await OpenFeature.close();
