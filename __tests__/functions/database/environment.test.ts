import { readEnvironment } from "../../../functions/database/environment";

const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:seccfn-database-AbCdEf";
const ADDRESS = { DATABASE_HOST: "db.example", DATABASE_PORT: "5432", DATABASE_NAME: "app" };

test("reads the variables", () => {
  expect(readEnvironment({ SECRET_ARN, PATH: "/bin" })).toEqual({
    secretArn: SECRET_ARN,
    address: undefined,
    createPgaudit: false,
    logLevel: "info",
  });
  expect(readEnvironment({ SECRET_ARN, ...ADDRESS, CREATE_PGAUDIT: "true", LOG_LEVEL: "warn" })).toEqual({
    secretArn: SECRET_ARN,
    address: { host: "db.example", port: 5432, database: "app" },
    createPgaudit: true,
    logLevel: "warn",
  });
});

test.each(["1", "65535"])("takes DATABASE_PORT %s", (port) => {
  expect(readEnvironment({ SECRET_ARN, ...ADDRESS, DATABASE_PORT: port }).address?.port).toBe(Number(port));
});

describe("fails if", () => {
  const PORT = "environment variable DATABASE_PORT must be a whole number from 1 to 65535, got";
  const TOGETHER =
    "environment variables DATABASE_HOST, DATABASE_PORT and DATABASE_NAME must be set together or not at all";

  test.each([
    [{ SECRET_ARN: undefined }, "environment variable SECRET_ARN is missing"],
    [{ DATABASE_HOST: undefined }, TOGETHER],
    [{ DATABASE_PORT: undefined }, TOGETHER],
    [{ DATABASE_NAME: undefined }, TOGETHER],
    [{ DATABASE_PORT: "0" }, `${PORT} "0"`],
    [{ DATABASE_PORT: "65536" }, `${PORT} "65536"`],
    [{ DATABASE_PORT: "54e1" }, `${PORT} "54e1"`],
    [{ CREATE_PGAUDIT: "yes" }, 'environment variable CREATE_PGAUDIT must be one of true, false, got "yes"'],
  ])("%j", (changed, message) => {
    expect(() => readEnvironment({ SECRET_ARN, ...ADDRESS, ...changed })).toThrow(message);
  });
});
