// Runs on the node, which reaches every pod whatever the policies: waits until the marker is seen, and has the agents
// connect. Reads { marker: { agent, open, closed }, questions: [{ agent, targets }] }, and writes the answers.
const PATIENCE_MS = 60_000;

async function ask({ agent, targets }) {
  const response = await fetch(agent, { method: 'POST', body: JSON.stringify(targets) });
  return response.json();
}

async function untilSeen({ agent, open, closed }) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const [one, other] = await ask({ agent, targets: [open, closed] });
    if (one.outcome === 'open' && other.outcome === 'refused') return;
    if (Date.now() > end) throw new Error(`the marker is ${one.outcome} and ${other.outcome}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const { marker, questions } = JSON.parse(input);
  await untilSeen(marker);
  process.stdout.write(JSON.stringify(await Promise.all(questions.map(ask))));
}

main().catch((error) => {
  process.stderr.write(`${error.cause?.message ?? error.message}\n`);
  process.exit(1);
});
