// Doing many small things a few at a time.

/** Calls `work(item, worker)` for each item, `workers` at once; resolves to the results in order. */
export async function eachOf(items, workers, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async (number) => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at], number);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, (_, number) => worker(number)));
  return results;
}

/** Lines that say where what went wrong; a long list is cut, with its length. */
export function listed(findings, most = 40) {
  const lines = findings.slice(0, most).join('\n');
  return findings.length > most ? `${lines}\n… ${findings.length} in all` : lines;
}
