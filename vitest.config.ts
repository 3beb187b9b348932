import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{server,components,bench,demo}/**/*.test.ts"], exclude: ["**/*.integration.test.ts"] } },
      {
        test: {
          name: "integration",
          include: ["server/**/*.integration.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
