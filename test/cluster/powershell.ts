/** What a PowerShell sends: head and body, the latter once it may. */
export interface SentBytes {
  readonly edition: string;
  readonly head: string;
  readonly body: string;
}

type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** Both editions that people have: the one of Windows, and the one that is installed. */
const EDITIONS = [
  {
    edition: 'Windows PowerShell 5.1',
    json: (value: Value) => windowsJson(value, 0),
    // Its HttpWebRequest waits for leave before it sends a body.
    head: (host: string, path: string, type: string, length: number) => [
      `POST ${path} HTTP/1.1`,
      'User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.4391',
      `Content-Type: ${type}`,
      `Host: ${host}`,
      `Content-Length: ${length}`,
      'Expect: 100-continue',
      'Connection: Keep-Alive',
    ],
  },
  {
    edition: 'PowerShell 7',
    json: (value: Value) => JSON.stringify(value, undefined, 2).replaceAll('\n', '\r\n'),
    head: (host: string, path: string, type: string, length: number) => [
      `POST ${path} HTTP/1.1`,
      `Host: ${host}`,
      'User-Agent: Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.22631; en-US) PowerShell/7.4.6',
      'Accept-Encoding: gzip, deflate, br',
      `Content-Type: ${type}`,
      `Content-Length: ${length}`,
    ],
  },
];

/**
 * The bytes that each edition makes of two lines: `$body = @{ … } | ConvertTo-Json -Depth 5`, and
 * `Invoke-RestMethod -Method Post -Uri … -ContentType … -Body $body`. A hashtable has no order: both are sent.
 */
export function bytesOf(snippet: string): SentBytes[] {
  const [, literal] = /^\$body = (@\{.*\}) \| ConvertTo-Json -Depth 5$/m.exec(snippet) ?? [];
  const [, uri, type] =
    /^Invoke-RestMethod -Method Post -Uri (\S+) -ContentType (\S+) -Body \$body$/m.exec(snippet) ?? [];
  if (literal === undefined || uri === undefined || type === undefined) {
    throw new Error(`the snippet is not the two lines that can be read here: ${snippet}`);
  }
  const { host, pathname } = new URL(uri);
  const value = new Literal(literal).read();
  return EDITIONS.flatMap(({ edition, json, head }) =>
    [value, reversed(value)].map((ordered) => {
      const body = json(ordered);
      const lines = head(host, pathname, type, Buffer.byteLength(body));
      return { edition, head: `${lines.join('\r\n')}\r\n\r\n`, body };
    }),
  );
}

/** As the JavaScriptSerializer of .NET Framework is laid out: what is inside of a bracket stands four columns behind it. */
function windowsJson(value: Value, column: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const inside = column + 4;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map((item) => windowsJson(item, inside))]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, item]) => {
          const name = `${JSON.stringify(key)}:  `;
          return name + windowsJson(item, inside + name.length);
        }),
      ];
  const lines = items.map((item) => ' '.repeat(inside) + item).join(',\r\n');
  return `${open}\r\n${lines}\r\n${' '.repeat(column)}${close}`;
}

function reversed(value: Value): Value {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

/** Hashtables, arrays and texts, as PowerShell writes them. */
class Literal {
  private readonly tokens: string[];

  public constructor(text: string) {
    this.tokens = text.match(/@\{|@\(|[})=;,]|"[^"`$]*"|[A-Za-z]\w*/g) ?? [];
  }

  public read(): Value {
    const token = this.next();
    if (token === '@(') return this.array();
    if (token === '@{') return this.hashtable();
    if (token.startsWith('"')) return token.slice(1, -1);
    throw new Error(`'${token}' is no value that can be read here`);
  }

  private hashtable(): Value {
    const entries: [string, Value][] = [];
    while (this.tokens[0] !== '}') {
      const key = this.next();
      this.next('=');
      entries.push([key, this.read()]);
      if (this.tokens[0] === ';') this.next();
    }
    this.next('}');
    return Object.fromEntries(entries);
  }

  private array(): Value {
    const items: Value[] = [];
    while (this.tokens[0] !== ')') {
      items.push(this.read());
      if (this.tokens[0] === ',') this.next();
    }
    this.next(')');
    return items;
  }

  private next(expected?: string): string {
    const token = this.tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`'${token}' in place of '${expected}'`);
    }
    return token;
  }
}
