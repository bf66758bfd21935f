// Reads cards from a JSON file and prints what Microsoft's own tools object to, as JSON: `types` is what tsc says of them
// as `@microsoft/teams.cards`' IAdaptiveCard, `parser` what `adaptivecards` finds when it parses and validates them.
const fs = require("node:fs");
const path = require("node:path");
const ts = require("typescript");

// the bundle for browsers: the other one cannot be imported by Node
const bundle = path.join(__dirname, "node_modules/adaptivecards/dist/adaptivecards.min.js");
const room = { exports: {} };
new Function("module", "exports", "self", fs.readFileSync(bundle, "utf8"))(room, room.exports, globalThis);
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = room.exports;

const cards = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const generated = path.join(__dirname, "build", "cards.ts");

function types() {
  fs.mkdirSync(path.dirname(generated), { recursive: true });
  const lines = cards.map(({ card }, number) => `export const card${number}: IAdaptiveCard = ${JSON.stringify(card)};`);
  fs.writeFileSync(generated, ['import type { IAdaptiveCard } from "@microsoft/teams.cards";', ...lines].join("\n"));
  const program = ts.createProgram([generated], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const words = ts.flattenDiagnosticMessageText(found.messageText, " ");
    const line = found.file ? found.file.getLineAndCharacterOfPosition(found.start).line : 0;
    return `${line ? cards[line - 1].name : "tsc"}: ${words}`;
  });
}

function parser() {
  const found = [];
  for (const { name, card } of cards) {
    const context = new SerializationContext(Versions.v1_5);
    const parsed = new AdaptiveCard();
    parsed.hostConfig = new HostConfig({ actions: { maxActions: 6 } }); // as in Teams
    parsed.parse(card, context);
    for (let at = 0; at < context.eventCount; at++) found.push(`${name}: ${context.getEventAt(at).message}`);
    for (const event of parsed.validateProperties().validationEvents) found.push(`${name}: ${event.message}`);
  }
  return found;
}

process.stdout.write(JSON.stringify({ cards: cards.length, types: types(), parser: parser() }));
