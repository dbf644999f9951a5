import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { tarGz, untarGz } from "../../../handoff/bundle/archive";
import { checksumsOf } from "../../../handoff/bundle/checksums";

const FILES = new Map<string, Uint8Array>([
  ["b.txt", Buffer.from("b")],
  ["a/long/é.txt", Buffer.from("a")],
  ["a/empty", new Uint8Array()],
  [`${"deep/".repeat(30)}file`, Buffer.from("x".repeat(1000))],
]);

it("has its entries sorted, of one time, one owner and one mode, with the folders before what is in them", async () => {
  const tar = extract();
  tar.end(gunzipSync(await tarGz("top", FILES)));
  const headers: unknown[] = [];
  for await (const entry of tar) {
    const { name, type, mode, uid, gid, uname, gname, mtime } = entry.header;
    headers.push([name, type, mode?.toString(8), uid, gid, uname, gname, mtime?.toISOString()]);
    entry.resume();
  }
  const common = [0, 0, "", "", "1980-01-01T00:00:00.000Z"];
  expect(headers.filter((header) => !JSON.stringify(header).includes("deep"))).toEqual([
    ["top/", "directory", "755", ...common],
    ["top/a/", "directory", "755", ...common],
    ["top/a/long/", "directory", "755", ...common],
    ["top/a/empty", "file", "644", ...common],
    ["top/a/long/é.txt", "file", "644", ...common],
    ["top/b.txt", "file", "644", ...common],
  ]);
});

it("has the same bytes whatever the order of the files, and no time in its own header", async () => {
  const bytes = await tarGz("top", FILES);
  expect(Buffer.from(await tarGz("top", new Map([...FILES].reverse()))).equals(Buffer.from(bytes))).toBe(true);
  expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
});

it("gives back what went in", async () => {
  const { folder, files } = await untarGz(await tarGz("top", FILES));
  expect(folder).toBe("top");
  expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]).sort()).toEqual(
    [...FILES].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]).sort(),
  );
});

it("rejects what is no archive", async () => {
  await expect(untarGz(Buffer.from("nothing"))).rejects.toThrow();
});

it("lists checksums as sha256sum reads them, by name", () => {
  expect(checksumsOf(new Map([...FILES].slice(0, 3)))).toBe(
    [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a/empty",
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a/long/é.txt",
      "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.txt",
      "",
    ].join("\n"),
  );
});
