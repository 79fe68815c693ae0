// Lists and calls every tool, and uses resources, prompts, completion and subscriptions, with the
// official client. Arguments: the endpoint, and legacy or modern. Any failure ends with an error.
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [endpoint, era] = process.argv.slice(2);
const mode = era === 'legacy' ? 'legacy' : { pin: '2026-07-28' };
const client = new Client({ name: 'use-everything', version: '1' }, { versionNegotiation: { mode } });
await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)));

const agentId = `client-${era}`;
const calls = [
  ['otel_register_budget_policy', { agentId, maxSpendUsd: 1, windowMs: 3600000, policyId: agentId }],
  ['otel_evaluate_spend', { agentId, costUsd: 0.95, taskId: 't' }],
  ['otel_budget_status', { agentId, includeHistory: true, historyLimit: 5 }],
  ['otel_list_budget_policies', { agentId }],
  ['otel_get_budget_policy', { policyId: agentId }],
  ['otel_spend_breakdown', { agentId, by: 'task' }],
  ['otel_explain_decision', { agentId, taskId: 't' }],
  ['otel_delete_budget_policy', { policyId: agentId }],
];

const { tools } = await client.listTools();
assert.deepEqual(tools.map(tool => tool.name).sort(), calls.map(([name]) => name).sort());
for (const [name, args] of calls) {
  const result = await client.callTool({ name, arguments: args });
  assert.ok(!result.isError, `${name}: ${JSON.stringify(result)}`);
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
}

const failed = await client.callTool({ name: 'otel_get_budget_policy', arguments: { policyId: agentId } });
assert.equal(failed.isError, true);
assert.equal(JSON.parse(failed.content[0].text).code, 'policy_not_found');
await assert.rejects(client.callTool({ name: 'otel_none', arguments: {} }));

const { resources } = await client.listResources();
assert.equal(resources[0].uri, 'budget://decisions/recent');
const { resourceTemplates } = await client.listResourceTemplates();
assert.equal(resourceTemplates.length, 2);
const scope = await client.readResource({ uri: `budget://scopes/agent/${agentId}` });
assert.equal(JSON.parse(scope.contents[0].text).totals.usd, 0.95);

const { prompts } = await client.listPrompts();
assert.equal(prompts.length, 2);
const prompt = await client.getPrompt({ name: 'diagnose_overrun', arguments: { agentId } });
assert.match(prompt.messages[0].content.text, new RegExp(agentId));
const completed = await client.complete({
  ref: { type: 'ref/prompt', name: 'diagnose_overrun' },
  argument: { name: 'agentId', value: 'client-' },
});
assert.ok(completed.completion.values.includes(agentId));

await client.close();
console.log('used everything');
