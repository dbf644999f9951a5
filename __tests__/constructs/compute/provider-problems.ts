import { argumentProblems, typeOf } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import type { Template } from "../../support/template";

/** What the provider would refuse of a template, by its own rules and bindings. */
export function providerProblems(template: Template): string[] {
  return [...template.resources, ...template.dataSources].flatMap((block) =>
    [
      ...ruleProblems(rulesOf(typeOf(block)), block.values, template.variables),
      ...argumentProblems(typeOf(block), block.values),
    ].map((problem) => `${block.address}: ${problem}`),
  );
}
