import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../src/core/card/describeTarget.ts';
import { MASK, maskSecrets } from '../../../src/core/card/maskSecrets.ts';

/** Put together at run time, so that no scanner takes the test for a leak. */
const join = (...parts: string[]): string => parts.join('');

/** Made-up characters of an alphabet, as many as asked for. */
function made(length: number, alphabet = 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'): string {
  return Array.from({ length }, (_, i) => alphabet[(i * 7 + length) % alphabet.length]).join('');
}
const hex = (length: number): string => made(length, '0f1e2d3c4b5a69788');
const upper = (length: number): string => made(length, 'A2B3C4D5E6F7GHJK');

/** One of each issuer's published shape, all made up. */
const ISSUED: [issuer: string, secret: string][] = [
  ['Anthropic', join('sk-', 'ant-api03-', made(93), 'AA')],
  ['Anthropic admin', join('sk-', 'ant-admin01-', made(90))],
  ['OpenAI', join('sk-', made(48))],
  ['OpenAI project', join('sk-', 'proj-', made(60), '_', made(60))],
  ['OpenRouter', join('sk-', 'or-v1-', hex(64))],
  ['Groq', join('gs', 'k_', made(52))],
  ['xAI', join('xa', 'i-', made(80))],
  ['Perplexity', join('pp', 'lx-', made(48))],
  ['Tavily', join('tv', 'ly-dev-', made(32))],
  ['Replicate', join('r8', '_', made(37))],
  ['Hugging Face', join('h', 'f_', made(34))],
  ['NVIDIA', join('nva', 'pi-', made(64))],
  ['LangSmith', join('lsv2', '_pt_', hex(32), '_', hex(10))],
  ['GitHub classic', join('gh', 'p_', made(36))],
  ['GitHub app', join('gh', 's_', made(36))],
  ['GitHub OAuth', join('gh', 'o_', made(36))],
  ['GitHub fine-grained', join('github', '_pat_', made(22), '_', made(59))],
  ['GitLab', join('gl', 'pat-', made(20))],
  ['GitLab runner', join('gl', 'rt-', made(20))],
  ['Atlassian', join('ATA', 'TT3xFfGF0', made(60), '=', hex(8).toUpperCase())],
  ['npm', join('np', 'm_', made(36))],
  ['PyPI', join('py', 'pi-AgEIcHlwaS5vcmc', made(80))],
  ['RubyGems', join('rubygems', '_', hex(48))],
  ['crates.io', join('ci', 'o', made(32))],
  ['Docker Hub', join('dckr', '_pat_', made(27))],
  ['AWS', join('AK', 'IA', upper(16))],
  ['AWS session', join('AS', 'IA', upper(16))],
  ['Google API', join('AI', 'za', made(35))],
  ['Google OAuth client', join('GOC', 'SPX-', made(28))],
  ['Google access', join('ya', '29.', made(60))],
  ['DigitalOcean', join('dop', '_v1_', hex(64))],
  ['Azure AD', join(made(3), '8', 'Q~', made(34))],
  ['Databricks', join('da', 'pi', hex(32))],
  ['Supabase', join('sb', 'p_', hex(40))],
  ['PlanetScale', join('pscale', '_tkn_', made(43))],
  ['Vault', join('hv', 's.', made(90))],
  ['Terraform Cloud', join(made(14), '.atlas', 'v1.', made(64))],
  ['Doppler', join('dp', '.pt.', made(43))],
  ['Pulumi', join('pu', 'l-', hex(40))],
  ['Grafana', join('gl', 'sa_', made(32), '_', hex(8))],
  ['New Relic', join('NR', 'AK-', upper(27))],
  ['Sentry', join('snt', 'rys_', made(80))],
  ['age', join('AGE-SECRET', '-KEY-1', upper(58))],
  ['Slack bot', join('xo', 'xb-123456789012-1234567890123-', made(24))],
  ['Slack app', join('xa', 'pp-1-A0123456789-1234567890123-', hex(64))],
  ['Slack webhook', join('https://hooks.slack', '.com/services/T00000000/B00000000/', made(24))],
  ['Discord webhook', join('https://discord', '.com/api/webhooks/123456789012345678/', made(68))],
  ['Discord bot', join('M', made(23), '.', made(6), '.', made(38))],
  ['Telegram bot', join('123456789', ':AA', made(33))],
  ['Stripe', join('sk', '_live_', made(24))],
  ['Stripe restricted', join('rk', '_test_', made(24))],
  ['Stripe webhook', join('wh', 'sec_', made(32))],
  ['Square', join('sq0', 'atp-', made(22))],
  ['Shopify', join('shp', 'at_', hex(32))],
  ['SendGrid', join('S', 'G.', made(22), '.', made(43))],
  ['Mailgun', join('ke', 'y-', hex(32))],
  ['Twilio', join('S', 'K', hex(32))],
  ['Linear', join('lin', '_api_', made(40))],
  ['Notion', join('nt', 'n_', made(46))],
  ['Figma', join('fig', 'd_', made(40))],
  ['Postman', join('PM', 'AK-', hex(24), '-', hex(34))],
  ['JWT', join('eyJ', 'hbGciOiJIUzI1NiJ9.eyJ', 'zdWIiOiIxMjM0In0.', made(43))],
  ['RSA key', join('-----BEGIN RSA ', 'PRIVATE KEY-----\n', made(64), '\n-----END RSA ', 'PRIVATE KEY-----')],
  ['OpenSSH key that is cut', join('-----BEGIN OPENSSH ', 'PRIVATE KEY-----\n', made(64), '\n', made(64))],
  ['PGP key', join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----\n\n', made(64), '\n-----END PGP ', 'PRIVATE KEY BLOCK-----')],
];

/** What stands around a secret whose own shape says nothing: its name, header, command or URL. */
const NAMED: [text: string, secret: string, stays: string][] = [
  ['export API_KEY=abc123def456', 'abc123def456', 'API_KEY='],
  ['DB_PASSWORD=hunter22 npm start', 'hunter22', 'DB_PASSWORD='],
  ['{"password": "correct horse"}', 'correct horse', '"password"'],
  ['{\\"db\\":{\\"password\\":\\"hunter22\\"}}', 'hunter22', 'password'],
  ['curl -H "Authorization: Bearer abcdefghijklmnop"', 'abcdefghijklmnop', 'Bearer '],
  ['Authorization: Basic dXNlcjpodW50ZXIyMg==', 'dXNlcjpodW50ZXIyMg', 'Basic '],
  ["headers: { 'X-Api-Key': 'a1b2c3d4e5f6' }", 'a1b2c3d4e5f6', 'X-Api-Key'],
  ['Cookie: session=a1b2c3d4e5; theme=dark', 'a1b2c3d4e5', 'Cookie: '],
  ['postgres://shop:s3cr3t@db:5432/shop', 's3cr3t', '@db:5432/shop'],
  ['mongodb+srv://shop:s3cr3t@cluster0.x.mongodb.net', 's3cr3t', '@cluster0'],
  ['redis://:s3cr3t@cache:6379/0', 's3cr3t', '@cache:6379'],
  ['git clone https://someone:s3cr3t@example.org/a.git', 's3cr3t', '@example.org/a.git'],
  ['Server=db;Database=shop;User Id=sa;Password=s3cr3t99;', 's3cr3t99', 'Server=db'],
  ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9v==', 'Zm9vYmFyYmF6', 'AccountName=a'],
  ['https://a.blob.core.windows.net/c?sv=2024&sig=Zm9vYmFyYmF6cXV4Zm9v%3D', 'Zm9vYmFyYmF6', 'sv=2024'],
  ['https://maps.example.org/v1?key=Zm9vYmFyYmF6cXV4&q=a', 'Zm9vYmFyYmF6', 'q=a'],
  ['mysql --password=hunter22 -u root', 'hunter22', '-u root'],
  ['mysql -u root -phunter22 shop', 'hunter22', 'shop'],
  ['sshpass -p hunter22 ssh host', 'hunter22', 'ssh host'],
  ['docker login -u me -p hunter22 registry', 'hunter22', 'registry'],
  ['redis-cli -h cache -a hunter22 ping', 'hunter22', 'ping'],
  ['curl -u admin:hunter22 http://x', 'hunter22', 'admin:'],
  ['curl --user admin:hunter22 http://x', 'hunter22', 'admin:'],
  ['machine api.example.org login me password hunter22', 'hunter22', 'login me'],
  ['AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG"', 'wJalrXUtnFEMI', 'AWS_SECRET_ACCESS_KEY='],
  ['STRIPE_KEY=Zm9vYmFyYmF6cXV41 node a.js', 'Zm9vYmFyYmF6', 'STRIPE_KEY='],
  ['access_token: 9f8e7d6c5b4a', '9f8e7d6c5b4a', 'access_token'],
];

/** What looks like a secret to a careless eye, and tells a reader something. */
const ORDINARY: string[] = [
  'git show 4ddaf302634719c8e237eb414da27a64b1198219',
  'sha256:4ddaf302634719c8e237eb414da27a64b11982193648ecd6cffdbb66cb7f8e02',
  'commit 1f3c9ab',
  'session d703a1a9-1b7b-4fb1-b512-c9738b1fe617',
  'toolu_01AaBbCcDdEeFfGgHhJjKkLl msg_01XxYyZz0123456789abcdef req_011CSHoEeqs5C35K2UUqR7Fy',
  'call_FumxhaAZBOGLqsFyGnNAP8fW chatcmpl-9nYcXk2o0bq8mC1pQ7Zr3sT5uV6w resp_0a70aca8b96bacf30169953d4721b481',
  '"integrity": "sha512-9JWCKhp0k7pF6mB2nYQ0Xv5D1yUe3ZrT8oLwA4sGqHcKjVbNfMxPzRtSuWyEaIdOgLkQhB2vC7nJ5mX0pZ1rTg=="',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
  'image@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7',
  'pod web-7d4b9c6f5d-x2x7q',
  'src/auth/token.ts:12',
  'grep -rn "password" src',
  'const token = await getToken(user);',
  'API_KEY=$OPENAI_API_KEY npm test',
  'export TOKEN=<your token>',
  'tokens: 12345',
  'max_tokens: 4096',
  'CACHE_KEY=node-modules-linux',
  'SSH_KEY=~/.ssh/id_ed25519/of/mine',
  'http://localhost:3000/a',
  'https://example.org/a?code=42&key=name',
  'git@github.com:owner/repo.git',
  'docker run -u 1000:1000 -p 8080:80 x',
  'mysql -u root -p shop',
  'password: string',
  'sk-some-css-class-name-that-is-long',
  'hf_hub_download_from_repository',
  'npm_config_registry npm_package_version',
  'pypi-attestations-of-a-package-with-a-long-name',
  'key-value-store-with-a-long-name-2',
  'fix(secrets): rotate',
  'SKILL.md SG.md',
];

describe('maskSecrets', () => {
  it.each(ISSUED)('masks what %s issues', (_, secret) => {
    const cut = secret.includes('BEGIN OPENSSH');
    expect(maskSecrets(`before ${secret} after`)).toBe(cut ? `before ${MASK}` : `before ${MASK} after`);
    expect(maskSecrets(`x="${secret}"`)).not.toContain(secret.slice(-12));
    expect(maskSecrets(`{\\"x\\":\\"${secret}\\"}`)).not.toContain(secret.slice(-12));
  });

  it.each(NAMED)('masks the value in %s', (text, secret, stays) => {
    const masked = maskSecrets(text);
    expect(masked).toContain(MASK);
    expect(masked).not.toContain(secret);
    expect(masked).toContain(stays);
  });

  it.each(ORDINARY)('leaves %s alone', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('has a set of at least 60 forms', () => {
    expect(new Set(ISSUED.map(([issuer]) => issuer)).size).toBeGreaterThanOrEqual(60);
  });

  it('comes to an end on a megabyte of hostile text', () => {
    const pieces = [
      'a-',
      'a.',
      'password',
      'password="',
      "token='",
      'secret\\"',
      'x:',
      'x://',
      'a://b:',
      'eyJ',
      'eyJ-',
      'eyJaaaaaaaa.',
      'sk-',
      'sk-a-',
      'a.b_c-',
      'Bearer ',
      'authorization:',
      'cookie:',
      '-----BEGIN PRIVATE KEY-----',
      'mysql ',
      'docker login ',
      'login a ',
      ' -u a',
      '&sig=',
      '_KEY=',
      'A_',
      'M',
      'SG.a',
      '8Q~',
      'dp.pt.',
      ' ',
      '\\',
      '"',
    ];
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      expect(typeof maskSecrets(text)).toBe('string');
      expect(typeof maskSecrets(`authorization: password ${text}`)).toBe('string');
    }
    const long = pieces.map((piece) => piece.repeat(Math.ceil(32_000 / piece.length))).join('');
    expect(long.length).toBeGreaterThan(1_000_000);
    expect(typeof maskSecrets(long)).toBe('string');
  });

  it('masks again what it masked to the same', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const once = maskSecrets(`PASSWORD=${text}`);
        expect(maskSecrets(once)).toBe(once);
      }),
    );
  });
});

describe('a line of a card', () => {
  it('never shows the beginning of a secret that a limit cuts in two', () => {
    const secret = join('sk-', 'ant-api03-', made(93));
    for (let before = 3_880; before <= 4_000; before += 7) {
      const text = `-----BEGIN PRIVATE KEY-----${'a'.repeat(before - 60)}-----END PRIVATE KEY----- ${secret} and more`;
      expect(oneLine(text, 200)).not.toContain('sk-ant');
    }
  });
});
