/** The page that people see: which version runs where. Both come from our own environment and are checked at start. */
export function appPage({ version, place }: { readonly version: string; readonly place: string }): string {
  const color = place === 'production' ? '#0b6e4f' : '#6b4fa0';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>KARS ${version}</title>
<style>
  body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1d1c1d; background: #f6f7f8; }
  header { background: ${color}; color: #fff; padding: 18px 24px; display: flex; gap: 12px; align-items: baseline; }
  header b { font-size: 20px; }
  main { max-width: 640px; margin: 24px auto; padding: 0 24px; }
  table { width: 100%; border-collapse: collapse; background: #fff; border: 1px solid #ddd; border-radius: 8px; }
  td, th { padding: 10px 14px; text-align: left; border-bottom: 1px solid #eee; }
</style>
<header><b>KARS</b> <span>asset management</span> <span style="margin-left: auto">v${version} · ${place}</span></header>
<main>
  <h1>What we own</h1>
  <table>
    <tr><th>Asset<th>Owner</tr>
    <tr><td>ThinkPad X1<td>Avery Quist</tr>
    <tr><td>Dell U2723QE<td>Noor Haddad</tr>
  </table>
  <p>This is version <b>${version}</b>. It runs as a process of its own.</p>
</main>
</html>`;
}
