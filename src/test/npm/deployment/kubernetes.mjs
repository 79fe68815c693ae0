// Checks every document of a manifest against the schema of its kind, and prints its name.
import {readFileSync} from 'node:fs';
import {parseAllDocuments} from 'yaml';

for (const document of parseAllDocuments(readFileSync(process.argv[2], 'utf8'))) {
  const resource = document.toJS();
  const {[resource.kind]: Kind} = await import(`kubernetes-models/${resource.apiVersion}/${resource.kind}`);
  new Kind(resource).validate();
  console.log(`${resource.kind} ${resource.metadata.name}`);
}
