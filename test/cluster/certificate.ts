import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl, run } from './kubectl';

const ELLIPTIC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority, and one that it vouches for, which signs certificates. */
export class Authority {
  public static async make(): Promise<Authority> {
    const authority = new Authority(mkdtempSync(join(tmpdir(), 'certificate-')));
    const { file } = authority;
    const root = ['-x509', '-days', '2', '-subj', '/CN=tests', '-keyout', file('root.key'), '-out', file('root.crt')];
    await openssl(['req', ...ELLIPTIC, ...root]);
    await authority.sign('intermediate', 'root', 'basicConstraints=critical,CA:TRUE\n');
    return authority;
  }

  private constructor(private readonly folder: string) {}

  /** The authority as PEM. */
  public get pem(): string {
    return readFileSync(this.file('root.crt'), 'utf8');
  }

  /** Puts the chain of a new certificate into a Secret, as public authorities give it. */
  public async certify(hostname: string, namespace: string, secret: string): Promise<void> {
    await this.sign('tls', 'intermediate', `subjectAltName=DNS:${hostname}\n`);
    const chain = ['tls', 'intermediate'].map((name) => readFileSync(this.file(`${name}.crt`), 'utf8')).join('');
    writeFileSync(this.file('chain.crt'), chain);
    const files = [`--cert=${this.file('chain.crt')}`, `--key=${this.file('tls.key')}`];
    const create = ['create', 'secret', 'tls', secret, '-n', namespace, ...files, '--dry-run=client', '-o', 'json'];
    await kubectl(['apply', '--server-side', '-f', '-'], { input: await kubectl(create) });
  }

  /** Forgets its keys. */
  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly file = (name: string): string => join(this.folder, name);

  private async sign(name: string, issuer: string, extensions: string): Promise<void> {
    const { file } = this;
    writeFileSync(file('extensions'), extensions);
    const request = ['-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)];
    await openssl(['req', ...ELLIPTIC, ...request]);
    const signer = ['-CA', file(`${issuer}.crt`), '-CAkey', file(`${issuer}.key`), '-CAcreateserial'];
    const signed = ['-days', '2', '-extfile', file('extensions'), '-out', file(`${name}.crt`)];
    await openssl(['x509', '-req', '-in', file(`${name}.csr`), ...signer, ...signed]);
  }
}

/** Puts a certificate of an authority of its own into a Secret, and returns that authority as PEM. */
export async function makeCertificate(hostname: string, namespace: string, secret: string): Promise<string> {
  const authority = await Authority.make();
  try {
    await authority.certify(hostname, namespace, secret);
    return authority.pem;
  } finally {
    authority.remove();
  }
}

async function openssl(args: string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${code}: ${stderr}`);
}
