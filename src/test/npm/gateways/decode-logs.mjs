// Prints the log record of an ExportLogsServiceRequest, decoded by OTLP's own schema.
//   node decode-logs.mjs REQUEST_FILE SCHEMA_FOLDER
import protobuf from 'protobufjs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const [file, folder] = process.argv.slice(2);
const schema = new protobuf.Root();
schema.resolvePath = (origin, target) => path.join(folder, target);
await schema.load('opentelemetry/proto/collector/logs/v1/logs_service.proto');
const type = schema.lookupType('opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest');
const request = type.toObject(type.decode(await readFile(file)), { longs: String, bytes: Array });

const [{ resource, scopeLogs: [{ logRecords: [record] }] }] = request.resourceLogs;
const value = ({ stringValue, intValue, doubleValue }) => stringValue ?? intValue ?? doubleValue;
const attributes = (list) => Object.fromEntries(list.map((it) => [it.key, value(it.value)]));
const hex = (bytes) => Buffer.from(bytes).toString('hex');
console.log(JSON.stringify({
  resource: attributes(resource.attributes),
  eventName: record.eventName,
  severityNumber: record.severityNumber,
  timeUnixNano: record.timeUnixNano,
  body: value(record.body),
  traceId: hex(record.traceId),
  spanId: hex(record.spanId),
  attributes: attributes(record.attributes),
}));
