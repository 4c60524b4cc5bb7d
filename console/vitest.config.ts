import { defineConfig } from "vitest/config";

/** The report stands where the other modules' are, so that whoever counts tests counts these. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["*/test/**/*.test.{ts,tsx}"],
    reporters: ["default", ["junit", { outputFile: "target/surefire-reports/TEST-console.xml", suiteName: "console" }]],
  },
});
