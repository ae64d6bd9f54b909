import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import * as analyzer from '@pulumi/pulumi/proto/analyzer_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import type { Sample } from './resources';

/** What a policy says of a resource or of the stack. */
export interface Verdict {
  readonly policy: string;
  readonly message: string;
}

const PACK = join(__dirname, '..', '..', 'policy');
const RUNNER = join(dirname(require.resolve('@pulumi/pulumi/package.json')), 'cmd', 'run-policy-pack');

/** The policy pack in the server of Pulumi that the CLI starts for it, asked as the engine asks. */
export class PolicyServer {
  public static async start(): Promise<PolicyServer> {
    const server = spawn(process.execPath, [RUNNER, '127.0.0.1:1', PACK, '--pwd', PACK], {
      cwd: PACK,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<string>((resolve, reject) => {
      server.once('exit', (code) => reject(new Error(`the policy server ended with ${code}`)));
      server.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
    return new PolicyServer(server, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  private constructor(
    private readonly server: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  public stop(): void {
    this.client.close();
    this.server.kill();
  }

  /** Names of all policies that the server knows. */
  public async policies(): Promise<string[]> {
    const info = await this.ask<analyzer.AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    return info.getPoliciesList().map((policy) => policy.getName());
  }

  public async configure(settings: Record<string, Record<string, unknown>>): Promise<void> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [policy, properties] of Object.entries(settings)) {
      const config = new analyzer.PolicyConfig();
      config.setEnforcementlevel(analyzer.EnforcementLevel.MANDATORY);
      config.setProperties(Struct.fromJavaScript(properties as never));
      request.getPolicyconfigMap().set(policy, config);
    }
    await this.ask<unknown>((done) => this.client.configure(request, done));
  }

  public async resource(sample: Sample): Promise<Verdict[]> {
    const request = new analyzer.AnalyzeRequest();
    fill(request, sample);
    return verdicts(await this.ask<analyzer.AnalyzeResponse>((done) => this.client.analyze(request, done)));
  }

  public async stack(samples: readonly Sample[]): Promise<Verdict[]> {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(samples.map((sample) => fill(new analyzer.AnalyzerResource(), sample)));
    return verdicts(await this.ask<analyzer.AnalyzeResponse>((done) => this.client.analyzeStack(request, done)));
  }

  private ask<T>(call: (done: (error: Error | null, answer: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      call((error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
  }
}

function fill<T extends analyzer.AnalyzeRequest | analyzer.AnalyzerResource>(message: T, sample: Sample): T {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(sample.protect ?? false);
  options.setCustomtimeouts(new analyzer.AnalyzerResourceOptions.CustomTimeouts());
  message.setType(sample.type);
  message.setName('sample');
  message.setUrn(`urn:pulumi:test::test::${sample.type}::sample`);
  message.setProperties(Struct.fromJavaScript(sample.props as never));
  message.setOptions(options);
  return message;
}

function verdicts(response: analyzer.AnalyzeResponse): Verdict[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage().split('\n').at(-1) ?? '',
  }));
}
