import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl, run } from './kubectl';

/** Makes an authority and a certificate of it, puts the latter into a Secret, and returns the former as PEM. */
export async function makeCertificate(hostname: string, namespace: string, secret: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const file = (name: string) => join(folder, name);
  const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    writeFileSync(file('san'), `subjectAltName=DNS:${hostname}\n`);
    const ca = ['-x509', '-days', '2', '-subj', '/CN=tests', '-keyout', file('ca.key'), '-out', file('ca.crt')];
    await openssl(['req', ...elliptic, ...ca]);
    await openssl(['req', ...elliptic, '-subj', '/CN=gateway', '-keyout', file('tls.key'), '-out', file('tls.csr')]);
    const signer = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial'];
    const signed = ['-in', file('tls.csr'), '-days', '2', '-extfile', file('san'), '-out', file('tls.crt')];
    await openssl(['x509', '-req', ...signer, ...signed]);
    const files = [`--cert=${file('tls.crt')}`, `--key=${file('tls.key')}`];
    await kubectl(['create', 'secret', 'tls', secret, '-n', namespace, ...files]);
    return readFileSync(file('ca.crt'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openssl(args: string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${code}: ${stderr}`);
}
