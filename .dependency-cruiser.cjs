// The house's layers: imports point down only. Each room lists what it may import of the project's own.
const rooms = {
  app: ["components", "server/web", "server/contract"],
  components: ["components", "server/contract"],
  "server/web": ["server/access", "server/hypervisors", "server/changes", "server/doctor", "server/store"],
  "server/relay": ["server/access", "server/hypervisors", "server/display", "server/store", "server/tls"],
  "server/doctor": ["server/hypervisors", "server/display"],
  "server/changes": ["server/hypervisors", "server/display", "server/store"],
  "server/access": ["server/store"],
  "server/hypervisors": ["server/libvirt"],
  "server/display": [],
  "server/store": [],
  "server/supervisor": [],
  "server/tls": [],
  "server/libvirt": [],
  "server/contract": [],
};
const foundation = ["server/contract", "server/errors\\.ts", "server/config\\.ts", "server/log\\.ts"];
const standsUnder = { "server/libvirt": [], "server/contract": [], components: ["server/contract"], app: ["server/contract"] };
const tests = "\\.(test|integration\\.test)\\.tsx?$";

const layers = Object.entries(rooms).map(([room, below]) => ({
  name: `layers: ${room}`,
  severity: "error",
  from: { path: `^${room}/`, pathNot: tests },
  to: {
    path: "^(app|components|server|demo|e2e|bench|\\.ci)/",
    pathNot: [`^${room}/`, ...[...below, ...(standsUnder[room] ?? foundation)].map((path) => `^${path}`)],
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: "foundation imports nothing of ours above it",
      severity: "error",
      from: { path: "^server/(errors|log)\\.ts$" },
      to: { path: "^(app|components|server)/" },
    },
    {
      name: "config reads the form of hypervisor addresses only",
      severity: "error",
      from: { path: "^server/config\\.ts$" },
      to: { path: "^(app|components|server)/", pathNot: "^server/libvirt/uri\\.ts$" },
    },
    {
      name: "contract imports zod only",
      severity: "error",
      from: { path: "^server/contract/", pathNot: tests },
      to: { dependencyTypes: ["npm", "core"], pathNot: "node_modules/zod/" },
    },
    {
      name: "libvirt knows no npm package",
      severity: "error",
      from: { path: "^server/libvirt/", pathNot: tests },
      to: { dependencyTypes: ["npm", "npm-dev"] },
    },
    { name: "no cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "nothing unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "the product does not import its tests",
      severity: "error",
      from: { path: "^(app|components|server)/", pathNot: tests },
      to: { path: `(${tests})|^(e2e|bench|demo)/` },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};
