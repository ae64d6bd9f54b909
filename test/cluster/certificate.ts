import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl, run } from './kubectl';

/**
 * Makes an authority, one that it vouches for, and a certificate of the latter, puts the chain of both into a Secret as public
 * authorities give it, and returns the first authority as PEM.
 */
export async function makeCertificate(hostname: string, namespace: string, secret: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const file = (name: string) => join(folder, name);
  const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    writeFileSync(file('san'), `subjectAltName=DNS:${hostname}\n`);
    const root = ['-x509', '-days', '2', '-subj', '/CN=tests', '-keyout', file('root.key'), '-out', file('root.crt')];
    await openssl(['req', ...elliptic, ...root]);
    writeFileSync(file('authority'), 'basicConstraints=critical,CA:TRUE\n');
    const sign = async (name: string, subject: string, issuer: string, extensions: string) => {
      const request = ['-subj', subject, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)];
      await openssl(['req', ...elliptic, ...request]);
      const signer = ['-CA', file(`${issuer}.crt`), '-CAkey', file(`${issuer}.key`), '-CAcreateserial'];
      const signed = [
        '-in',
        file(`${name}.csr`),
        '-days',
        '2',
        '-extfile',
        file(extensions),
        '-out',
        file(`${name}.crt`),
      ];
      await openssl(['x509', '-req', ...signer, ...signed]);
    };
    await sign('intermediate', '/CN=intermediate', 'root', 'authority');
    await sign('tls', '/CN=gateway', 'intermediate', 'san');
    const chain = ['tls', 'intermediate'].map((name) => readFileSync(file(`${name}.crt`), 'utf8')).join('');
    writeFileSync(file('chain.crt'), chain);
    const files = [`--cert=${file('chain.crt')}`, `--key=${file('tls.key')}`];
    await kubectl(['create', 'secret', 'tls', secret, '-n', namespace, ...files]);
    return readFileSync(file('root.crt'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openssl(args: string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${code}: ${stderr}`);
}
