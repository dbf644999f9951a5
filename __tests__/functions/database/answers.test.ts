import { readHealth } from "../../../functions/database/health";
import { ensurePgaudit } from "../../../functions/database/pgaudit";

describe("the health of a database fails if", () => {
  const ROW = {
    server_version: "17.5",
    database: "app",
    user: "master",
    started_at: "2026-11-01T00:00:00Z",
    in_recovery: true,
    database_bytes: 8_000_000,
    connections_used: 3,
    connections_max: 100,
    tls_protocol: "TLSv1.3",
    tls_cipher: "TLS_AES_256_GCM_SHA384",
    tls_bits: 256,
  };

  test("the server says that the connection has no TLS", async () => {
    await expect(readHealth(async () => [])).rejects.toThrow("the database says that this connection has no TLS");
  });

  test.each([
    ["server_version", "the database answered without server_version"],
    ["connections_max", "the database answered without connections_max"],
  ])("%s is missing", async (column, message) => {
    await expect(readHealth(async () => [{ ...ROW, [column]: null }])).rejects.toThrow(message);
    await expect(readHealth(async () => [ROW])).resolves.toMatchObject({ inRecovery: true, serverVersion: "17.5" });
  });
});

describe("pgaudit", () => {
  test("is a warning where the server does not bring it, and nothing is created", async () => {
    const statements: string[] = [];
    const log = jest.fn();
    const state = await ensurePgaudit(async (statement) => {
      statements.push(statement);
      return [{ installed: false, available: false, preloaded: false }];
    }, log);

    expect(state).toBe("notAvailable");
    expect(statements).toHaveLength(1);
    expect(log.mock.calls).toEqual([
      [
        "warn",
        "pgaudit cannot be created: the server does not bring it",
        expect.objectContaining({ pgaudit: "notAvailable" }),
      ],
    ]);
  });
});
