import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, maskSecrets } from '../../../src/core/card/maskSecrets.ts';

/** Put together at run time, so that no scanner takes the test for a leak. */
const join = (...parts: string[]): string => parts.join('');
const TAIL = 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z';

describe('maskSecrets', () => {
  it.each([
    join('sk-', 'ant-api03-', TAIL),
    join('sk-', 'proj-', TAIL),
    join('gh', 'p_', TAIL, 'abcd'),
    join('github', '_pat_', TAIL),
    join('gl', 'pat-', TAIL),
    join('xox', 'b-123456789012-', TAIL),
    join('AK', 'IA', 'ABCDEFGHIJKLMNOP'),
    join('AI', 'za', TAIL, 'abc'),
    join('np', 'm_', TAIL, 'abcd'),
    join('eyJ', 'hbGciOiJIUzI1NiJ9.eyJ', 'zdWIiOiIxMjM0In0.', TAIL),
    join('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIabc\n-----END RSA ', 'PRIVATE KEY-----'),
    join('sk', '_live_', TAIL),
    join('h', 'f_', TAIL, 'abcd'),
  ])('masks %s', (secret) => {
    const masked = maskSecrets(`before ${secret} after`);
    expect(masked).toBe(`before ${MASK} after`);
  });

  it.each([
    ['export API_KEY=abc123def456', 'API_KEY='],
    ['DB_PASSWORD=hunter22 npm start', 'DB_PASSWORD='],
    ['{"password": "correct horse"}', 'correct horse'],
    ['curl -H "Authorization: Bearer abcdefghijklmnop"', 'Bearer '],
    ['postgres://shop:s3cr3t@db:5432/shop', '@db:5432/shop'],
    ['mysql --password=hunter22 -u root', 'mysql'],
    ['curl -u admin:hunter22 http://x', 'admin:'],
    ['AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG"', 'AWS_SECRET_ACCESS_KEY='],
    ['access_token: 9f8e7d6c5b4a', 'access_token'],
  ])('masks the value in %s', (text, stays) => {
    const masked = maskSecrets(text);
    expect(masked).toContain(MASK);
    for (const secret of ['abc123def456', 'hunter22', 'correct horse ', 'abcdefghijklmnop', 's3cr3t', 'wJalrXUtnFEMI', '9f8e7d6c5b4a'])
      expect(masked).not.toContain(secret);
    if (stays !== 'correct horse') expect(masked).toContain(stays);
  });

  it.each([
    'git show 4ddaf302634719c8e237eb414da27a64b11982193648ecd6cffdbb66cb7f8e02',
    'session d703a1a9-1b7b-4fb1-b512-c9738b1fe617',
    'src/auth/token.ts:12',
    'grep -rn "password" src',
    'const token = await getToken(user);',
    'API_KEY=$OPENAI_API_KEY npm test',
    'tokens: 12345',
    'max_tokens: 4096',
    'http://localhost:3000/a',
    'git@github.com:owner/repo.git',
    'docker run -u 1000:1000 x',
    'password: string',
    'sk-some-css-class-name-that-is-long',
    'fix(secrets): rotate',
  ])('leaves %s alone', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('takes linear time on hostile text and masks again what it masked to the same', () => {
    const hostile = [
      'a-'.repeat(20_000),
      'password'.repeat(5_000),
      'x:'.repeat(20_000),
      'eyJ'.repeat(10_000),
      'a.b_c-'.repeat(10_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(500),
    ];
    const start = performance.now();
    for (const text of hostile) maskSecrets(text.slice(0, 4_000));
    expect(performance.now() - start).toBeLessThan(2_000);
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const once = maskSecrets(`PASSWORD=${text}`);
        expect(maskSecrets(once)).toBe(once);
      }),
    );
  });
});
