import type { Environment } from "../../config/environment";
import type { LoadedEnvironment } from "../../config/load";
import { complaintAbout } from "./complaints";

/** Asks somebody at a terminal; each answer is nothing where they gave up. */
export interface Questions {
  name(taken: readonly string[]): Promise<string | undefined>;
  from(environments: readonly LoadedEnvironment[]): Promise<string | undefined>;
  value(key: "account" | "region" | "prefix", standing: string): Promise<string | undefined>;
}

const ABOUT: Readonly<Record<"account" | "region" | "prefix", string>> = {
  account: "Which AWS account, 12 digits?",
  region: "Which region?",
  prefix: "With what should names begin?",
};

/** Questions by @clack/prompts; it is loaded only for them. */
export async function terminalQuestions(): Promise<Questions> {
  const { isCancel, select, text } = await import("@clack/prompts");
  const answered = (answer: string | symbol): string | undefined => (isCancel(answer) ? undefined : String(answer));
  return {
    name: async (taken) =>
      answered(
        await text({
          message: "What is the new environment called?",
          placeholder: "production",
          validate: (value) =>
            taken.includes(value ?? "") ? "there is one of that name" : complaintAbout("name", value ?? ""),
        }),
      ),
    from: async (environments) =>
      answered(
        await select({
          message: "Which one is it most like?",
          options: environments.map(({ environment }) => ({ value: environment.name, hint: hintOf(environment) })),
        }),
      ),
    value: async (key, standing) =>
      answered(
        await text({
          message: ABOUT[key],
          initialValue: standing,
          validate: (value) => complaintAbout(key, value ?? ""),
        }),
      ),
  };
}

/** What tells environments apart at a glance. */
function hintOf({ stage, topology, account, region }: Environment): string {
  return `${stage}, ${topology}, ${account}, ${region}`;
}
