import { gzipSync } from "fflate";
import { byText } from "../text";

/** The files of a bundle by their paths, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** 1980-01-01: the same for all, and late enough for every program. */
const MTIME = new Date("1980-01-01T00:00:00Z");

/**
 * A `.tar.gz` of files within a folder. The same files give the same bytes: entries are sorted, owned by nobody in particular,
 * readable by all, of one time; compressed by a library of ours, not by whatever zlib Node brings.
 */
export async function tarGz(folder: string, files: Files): Promise<Uint8Array> {
  const { pack } = await import("tar-stream");
  const tar = pack();
  const paths = [...files.keys()].sort(byText);
  const folders = new Set(paths.flatMap((path) => foldersOf(`${folder}/${path}`)));
  const common = { mtime: MTIME, uid: 0, gid: 0, uname: "", gname: "" };
  for (const name of [...folders].sort(byText)) {
    tar.entry({ name: `${name}/`, type: "directory", mode: 0o755, ...common });
  }
  for (const path of paths) {
    const bytes = files.get(path) ?? new Uint8Array();
    tar.entry(
      { name: `${folder}/${path}`, type: "file", mode: 0o644, size: bytes.length, ...common },
      Buffer.from(bytes),
    );
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) {
    chunks.push(chunk as Buffer);
  }
  // Its header has a time, too.
  return gzipSync(Buffer.concat(chunks), { level: 9, mtime: 0 });
}

/** The files of a `.tar.gz`, by their paths within its only folder. */
export async function untarGz(bytes: Uint8Array): Promise<{ readonly folder: string; readonly files: Files }> {
  const { gunzipSync } = await import("node:zlib");
  const { extract } = await import("tar-stream");
  const tar = extract();
  const files = new Map<string, Uint8Array>();
  let folder = "";
  tar.end(gunzipSync(bytes));
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) {
      chunks.push(chunk as Buffer);
    }
    const [first = "", ...rest] = entry.header.name.split("/");
    folder ||= first;
    if (entry.header.type === "file") {
      files.set(rest.join("/"), Buffer.concat(chunks));
    }
  }
  return { folder, files };
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
