import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Processes } from "./processes";

const HOST = "127.0.0.1";

/** How long the emulator may take to answer, in milliseconds: a cold Python reads many files. */
const PATIENCE_MS = 90_000;
const BETWEEN_MS = 250;

/** The emulator did not come up. */
export class EmulatorError extends Error {
  public override readonly name = "EmulatorError";
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export function endpointOf(port: number): string {
  return `http://${HOST}:${port}`;
}

/** Starts the emulator and waits until it answers. It listens on this machine only. */
export async function startEmulator(program: string, port: number, processes: Processes, log: string): Promise<void> {
  const child = processes.serve(program, ["-H", HOST, "-p", String(port)], log);
  let ended = false;
  child.on("close", () => {
    ended = true;
  });
  child.on("error", () => {
    ended = true;
  });
  for (let waited = 0; waited < PATIENCE_MS && !ended; waited += BETWEEN_MS) {
    if (await answers(endpointOf(port))) {
      return;
    }
    await sleep(BETWEEN_MS);
  }
  throw new EmulatorError(`the emulator ${ended ? "ended" : "does not answer"}: ${lastLines(log)}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    return false;
  }
}

function lastLines(log: string): string {
  try {
    return readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n");
  } catch {
    return "it said nothing";
  }
}
