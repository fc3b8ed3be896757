// Reads rendered objects, one JSON document { name: yaml, … } on standard input, and writes
// { objects: { name: [object, …] }, faults: [text, …] } on standard output.
// Traefik's file of routes is taken for the objects of the same types. Each object is checked against the schemas of two
// Kubernetes versions, or of its operator: values by validators that were compiled from the published OpenAPI documents,
// unknown fields by the types made from them; and by Monokle's policies (pod security standards, practices, references
// between objects).
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { text } from "node:stream/consumers";
import Ajv from "ajv";
import ts from "typescript";
import { parseAllDocuments } from "yaml";
import { policyFaults } from "./policy.mjs";
import { asObjects } from "./traefik.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const versions = { 1.36: "kubernetes-models", 1.33: "kubernetes-models-1.33" };
const operators = {
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "external-secrets.io": "@kubernetes-models/external-secrets",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
  "traefik.io": "@kubernetes-models/traefik",
  "cloud.google.com": "@kubernetes-models/gke",
  "networking.gke.io": "@kubernetes-models/gke",
};
// Their definitions are in no package; a rendering that has another unknown kind is a fault.
const schemas = { "monitoring.googleapis.com/v1/PodMonitoring": "pod-monitoring.schema.json" };

const renderings = JSON.parse(await text(process.stdin));
const faults = [];
const objects = Object.fromEntries(
  Object.entries(renderings).map(([name, yaml]) => {
    const documents = parseAllDocuments(yaml);
    faults.push(...documents.flatMap(({ errors }) => errors).map((error) => `${name}: ${error.message}`));
    return [name, documents.map((document) => document.toJS()).filter(Boolean).flatMap(asObjects)];
  }),
);
const kinds = [...distinct(Object.values(objects).flat()).values()];
const plain = kinds.map(withPlainSecrets);
for (const object of plain) await checkValues(object);
checkFields(plain);
for (const [name, list] of Object.entries(objects)) {
  faults.push(...(await policyFaults(list)).map((fault) => `${name}: ${fault}`));
}

process.stdout.write(JSON.stringify({ objects, faults }));

function distinct(list) {
  return new Map(list.map((object) => [JSON.stringify(object), object]));
}

/** Base64 may be broken into lines, which the schemas' format does not know. */
function withPlainSecrets(object) {
  if (object.kind !== "Secret") return object;
  const data = Object.entries(object.data ?? {}).map(([key, value]) => [key, value.replace(/\s/g, "")]);
  return { ...object, data: Object.fromEntries(data) };
}

function title(object) {
  return `${object.kind} ${object.metadata?.name}`;
}

/** The modules with the model of a kind, by the version they are of. */
function modules({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const path = join(group, version, kind);
  const found = operators[group]
    ? [[group, operators[group]]]
    : Object.entries(versions);
  return found
    .map(([of, name]) => ({ of, module: `${name}/${path}`, folder: join(here, "node_modules", name, path) }))
    .filter(({ folder }) => existsSync(`${folder}.d.ts`));
}

/** Against a schema that lies here. */
function checkSchema(object, file) {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(join(here, file), "utf8")));
  if (!validate(object)) faults.push(`${title(object)}: ${ajv.errorsText(validate.errors)}`);
}

async function checkValues(object) {
  const schema = schemas[`${object.apiVersion}/${object.kind}`];
  if (schema) return checkSchema(object, schema);
  const models = modules(object);
  const expected = operators[object.apiVersion.split("/")[0]] ? 1 : Object.keys(versions).length;
  const version = object.apiVersion.split("/").pop();
  if (!operators[object.apiVersion.split("/")[0]] && !/^v\d+$/.test(version)) {
    // The models keep versions that were removed, and all of those were never stable.
    faults.push(`${title(object)}: ${object.apiVersion} is not stable`);
  }
  if (models.length < expected) {
    faults.push(`${title(object)}: ${object.apiVersion} has no such kind in every version`);
  }
  for (const { of, folder } of models) {
    const file = existsSync(`${folder}.mjs`) ? `${folder}.mjs` : `${folder}.js`;
    const model = (await import(pathToFileURL(file)))[object.kind];
    try {
      new model(object).validate();
    } catch (fault) {
      faults.push(`${title(object)} (${of}): ${fault.message}`);
    }
  }
}

function checkFields(list) {
  const lines = [];
  const owners = [];
  for (const object of list) {
    for (const { of, module } of modules(object)) {
      const type = `I${object.kind}`;
      lines.push(`{ const object: import(${JSON.stringify(module)}).${type} = ${JSON.stringify(object)}; void object; }`);
      owners.push(`${title(object)} (${of})`);
    }
  }

  const file = join(here, "rendered.mts");
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const source = ts.createSourceFile(file, lines.join("\n"), options.target, true);
  host.getSourceFile = (name, ...rest) => (name === file ? source : read(name, ...rest));
  host.fileExists = ((exists) => (name) => name === file || exists(name))(host.fileExists);
  const program = ts.createProgram([file], options, host);
  for (const found of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
    const { line } = source.getLineAndCharacterOfPosition(found.start);
    faults.push(`${owners[line]}: ${ts.flattenDiagnosticMessageText(found.messageText, " ").slice(0, 400)}`);
  }
}
