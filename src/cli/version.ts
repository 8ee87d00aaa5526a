import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** Put in by the build: a digest of all sources. */
declare const BUILD_DIGEST: string | undefined;

/**
 * Names this build: what it has made of files is what another run of it makes of them. Undefined where the sources run as they are, which may
 * change from run to run.
 */
export const BUILD: string | undefined = typeof BUILD_DIGEST === 'undefined' ? undefined : `${VERSION} ${BUILD_DIGEST}`;
