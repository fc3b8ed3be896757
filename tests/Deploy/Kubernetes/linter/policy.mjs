// Monokle's built-in policies, which need no network.
import {
  DisabledFixer, MonokleValidator, RemotePluginLoader, ResourceParser, SchemaLoader,
} from "@monokle/validation";
import { stringify } from "yaml";

// What is not asked for, and why.
const unasked = new Set([
  // A limit of processor time makes a process wait while the node is idle; requests share it fairly.
  "practices/cpu-limit",
  // Objects of operators and clouds refer to what is installed with those, and secrets are made by the walkthrough.
  "resource-links/unsatisfied-references",
]);
const plugins = { "pod-security-standards": true, practices: true, "resource-links": true };

/** Every rule there is, those that are off by default too. */
function every(rules) {
  const names = Object.entries(rules).flatMap(([plugin, list]) => list.map(({ name }) => `${plugin}/${name}`));
  return Object.fromEntries(names.map((name) => [name, unasked.has(name) ? false : "err"]));
}

export async function policyFaults(objects) {
  const validator = new MonokleValidator({
    loader: new RemotePluginLoader(() => Promise.reject(new Error("only what is built in"))),
    parser: new ResourceParser(),
    schemaLoader: new SchemaLoader(),
    suppressors: [],
    fixer: new DisabledFixer(),
  });
  await validator.preload({ plugins });
  if (validator.getFailedPlugins().length > 0) throw new Error(`not loaded: ${validator.getFailedPlugins()}`);
  await validator.preload({ plugins, rules: every(validator.rules) });
  const resources = objects.map((object, index) => {
    const text = stringify(object);
    return {
      id: String(index), fileId: String(index), filePath: `${index}.yaml`, fileOffset: 0,
      name: object.metadata?.name ?? "", namespace: object.metadata?.namespace,
      apiVersion: object.apiVersion, kind: object.kind, content: object, text,
    };
  });
  const { runs } = await validator.validate({ resources });
  return runs.flatMap((run) => run.results ?? []).map((result) => {
    const uri = result.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    const resource = resources.find(({ filePath }) => filePath === uri);
    return `${resource?.kind} ${resource?.name}: ${result.ruleId}: ${result.message.text}`;
  });
}
