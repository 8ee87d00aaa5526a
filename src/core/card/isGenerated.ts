import type { Place } from './places.ts';

const FOLDERS =
  /(?:^|\/)(?:dist|build|out|target|bin|obj|gen|generated|coverage|node_modules|vendor|__pycache__|__generated__|_build|\.next|\.nuxt|\.output|\.cache|\.dart_tool)\//;
const NAMES =
  /(?:\.(?:gen|generated|g|pb|min|bundle)\.\w+|_pb2(?:_grpc)?\.pyi?|\.(?:map|snap|lock|tsbuildinfo)|(?:package-lock|npm-shrinkwrap)\.json|pnpm-lock\.yaml|go\.sum)$/;

/** True for files that programs write: what is built, generated, locked or recorded. Any command whose effect is not known may have written them anew. */
export function isGenerated(place: Place): boolean {
  return FOLDERS.test(place) || NAMES.test(place);
}
