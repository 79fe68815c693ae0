// Stops an agent's loop as soon as Spendbreaker decides to kill it, and acknowledges that: straight over Kafka, no HTTP.
//   npm install kafkajs
//   node kill-switch.mjs 127.0.0.1:9092 budget-decisions research-agent run-42
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Kafka, logLevel } from 'kafkajs';

const [brokers, topic, agent, task] = process.argv.slice(2);
const call = { agent, task };
const kafka = new Kafka({ clientId: 'kill-switch', brokers: brokers.split(','), logLevel: logLevel.ERROR });

// The decisions that hold now, by scope: a later one replaces an earlier one, a tombstone removes it.
const decisions = new Map();
const isAbout = (scope) => Object.entries(scope).every(([dimension, value]) => call[dimension] === value);
const refusal = () =>
  [...decisions].find(([, { scope, action }]) => isAbout(scope) && (action === 'kill' || action === 'block'));

// Reads the whole topic first, so that a decision from before holds, too. The group is nobody else's, and holds no offsets.
async function follow() {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)]));
  await admin.disconnect();

  const consumer = kafka.consumer({ groupId: `kill-switch-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  return new Promise((caughtUp, failed) => {
    const reached = (partition, next) => {
      if (next >= (ends.get(partition) ?? 0n)) ends.delete(partition);
      if (ends.size === 0) caughtUp(consumer);
    };
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) =>
      reached(payload.partition, BigInt(payload.lastOffset) + 1n));
    consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
    for (const [partition, end] of ends) if (end === 0n) reached(partition, 0n);
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const scope = message.key.toString();
        if (message.value === null) decisions.delete(scope);
        else decisions.set(scope, JSON.parse(message.value));
      },
    }).catch(failed);
  });
}

// A kill is acknowledged under the key of its own record, once what it is to stop has stopped.
async function acknowledge(key, { decisionId }) {
  const ack = { version: 1, decisionId, by: `${agent} on ${hostname()}`, actedAt: new Date().toISOString() };
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: 'budget-acks', messages: [{ key, value: JSON.stringify(ack) }] });
  await producer.disconnect();
}

const consumer = await follow();
console.log(`${agent} starts`);
while (!refusal()) {
  await new Promise((done) => setTimeout(done, 50)); // here the agent does its work
}
const [key, decision] = refusal();
console.log(`${agent} stops (${decision.action}): ${decision.reason}`);
if (decision.action === 'kill') await acknowledge(key, decision);
await consumer.disconnect();
