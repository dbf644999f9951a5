import { synthesized } from "./support/environments";
it("x", () => {
  const a = performance.now(); const { template } = synthesized(); const b = performance.now(); synthesized({ audit: { query: "lake" } }); const c = performance.now();
  console.log(b - a, c - b, Object.keys(template.types).length);
});
