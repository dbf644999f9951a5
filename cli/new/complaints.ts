import { environmentSchema } from "../../config/environment";

/** What the schema says of a value by itself; nothing where it is right. */
export function complaintAbout(key: "name" | "account" | "region" | "prefix", value: string): string | undefined {
  const { name, account, region, naming } = environmentSchema.shape;
  const schema = { name, account, region, prefix: naming.shape.prefix }[key];
  const { success, error } = schema.safeParse(value);
  return success ? undefined : error.issues[0]?.message;
}
