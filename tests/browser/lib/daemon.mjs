// The finished site as the daemon itself serves it.
import { serveFiles } from './file_server.mjs';
import { ainewsd } from './places.mjs';
import { start, untilAnswers } from './programs.mjs';

/** Whether the server at `base` answers `path` with a page. */
export const answers = async (base, path) => (await fetch(base + path)).status === 200;

/**
 * Starts the daemon on `config` and resolves to what is to be stopped once it serves `base`. A build whose
 * server is for a single look (it has no /search) is stood in for by files: it holds four connections, a
 * browser opens six.
 */
export async function serveByDaemon(config, base, directory) {
  const daemon = start(ainewsd, ['--config', config]);
  try {
    await untilAnswers(base, daemon);
    if (await answers(base, 'search?q=AI')) return daemon;
    await daemon.stop();
    return await serveFiles(directory, Number(new URL(base).port));
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}
