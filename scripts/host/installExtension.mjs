import { runCommand } from './children.mjs';

/**
 * Install a VSIX the way a user does, into a folder of its own.
 * @throws with VS Code's words if it refuses.
 */
export async function installExtension(host, vsix, { extensionsDir, dataDir }) {
  const { code, output } = await runCommand(
    host.node,
    [
      host.server,
      '--install-extension',
      vsix,
      '--extensions-dir',
      extensionsDir,
      '--server-data-dir',
      dataDir,
      '--accept-server-license-terms',
    ],
    { quiet: true, timeoutMs: 120_000 },
  );
  if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`VS Code did not install the package:\n${output}`);
}
