// bpmn-auto-layout on files given as arguments: for each one a line of JSON with the best processor time in ms and the new diagram.
// usage: node auto_layout.mjs RUNS FILE...   (run where bpmn-auto-layout is installed)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(process.cwd() + '/'));
const { layoutProcess } = await import(pathToFileURL(require.resolve('bpmn-auto-layout')));
const [runs, ...files] = process.argv.slice(2);
for (const file of files) {
  const xml = readFileSync(file, 'utf8');
  let best = Infinity, out = '', error = '';
  try {
    for (let i = 0; i < Number(runs); i++) {
      const start = process.cpuUsage();
      out = await layoutProcess(xml);
      const spent = process.cpuUsage(start);
      best = Math.min(best, (spent.user + spent.system) / 1000);
    }
  } catch (e) { error = String(e.message || e); }
  console.log(JSON.stringify({ file, ms: best, error, xml: out }));
}
