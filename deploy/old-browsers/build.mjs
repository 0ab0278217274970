// node build.mjs STATIC OUT: a copy of Streamlit's static files that Chromium 90 can run.
// Scripts and styles are put into older syntax one by one, so that their names and imports stay; functions of the
// language that such a browser lacks come from core-js, in a script that is loaded before the others.
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import rewritePattern from "regexpu-core";

const [from, to] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const part = `${to}.part`;
const added = "static/js/old-browsers.js";
const module = '<script type="module"';
const options = {
  target: ["chrome90", "es2021"],
  minify: true,
  charset: "utf8",
  logLevel: "error",
};
const named = (folder, ending) =>
  readdirSync(join(part, folder)).filter((name) => name.endsWith(ending)).map((name) => join(part, folder, name));

rmSync(part, { recursive: true, force: true });
cpSync(from, part, { recursive: true });
await esbuild.build({
  ...options,
  entryPoints: [...named("static/js", ".js"), ...named("static/css", ".css")],
  outdir: part,
  outbase: part,
  allowOverwrite: true,
});
await esbuild.build({
  ...options,
  stdin: { contents: 'import "core-js/stable";', resolveDir: here },
  bundle: true,
  outfile: join(part, added),
});
// Patterns with the flag `v` (Chromium 112), which esbuild makes calls of RegExp.
const call = /\bRegExp\((["'`])((?:(?!\1)[^\\]|\\.)*)\1,(["'`])([a-z]*v[a-z]*)\3\)/gs;
const withoutSets = (_, quote, source, __, flags) => {
  const pattern = new Function(`return ${quote}${source}${quote}`)();
  const older = rewritePattern(pattern, flags, { unicodeSetsFlag: "transform" });
  return `RegExp(${JSON.stringify(older)},"${flags.replace("v", "u")}")`;
};
for (const file of named("static/js", ".js")) {
  const text = readFileSync(file, "utf8");
  const changed = text.replace(call, withoutSets);
  if (changed !== text) writeFileSync(file, changed);
}
const page = join(part, "index.html");
const html = readFileSync(page, "utf8");
if (!html.includes(module)) throw new Error(`No ${module} in ${page}`);
writeFileSync(page, html.replace(module, `<script src="./${added}"></script>\n    ${module}`));
const checker = join(here, "node_modules/es-check/lib/cli/index.js");
execFileSync(process.execPath, [checker, "es2021", join(part, "static/js/*.js"), "--module", "--silent"], { stdio: "inherit" });
rmSync(to, { recursive: true, force: true });
renameSync(part, to);
