import { bytesOf } from './cluster/powershell';
import { snippet } from './cluster/readme';

const WINDOWS = `{
    "model":  "Qwen/Qwen3-0.6B",
    "messages":  [
                     {
                         "role":  "user",
                         "content":  "Hello"
                     }
                 ]
}`.replaceAll('\n', '\r\n');

test('the PowerShell lines of the README are read as PowerShell reads them', () => {
  const sent = bytesOf(snippet('powershell', 'Invoke-RestMethod'));
  expect(sent.map(({ edition }) => edition)).toEqual([
    'Windows PowerShell 5.1',
    'Windows PowerShell 5.1',
    'PowerShell 7',
    'PowerShell 7',
  ]);
  expect(sent[0]?.body).toBe(WINDOWS);
  expect(sent[0]?.head).toContain(`\r\nContent-Length: ${Buffer.byteLength(WINDOWS)}\r\nExpect: 100-continue\r\n`);
  const message = { model: 'Qwen/Qwen3-0.6B', messages: [{ role: 'user', content: 'Hello' }] };
  for (const { head, body } of sent) {
    expect(head).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\n(.+\r\n)*Content-Type: application\/json\r\n/);
    expect(JSON.parse(body)).toEqual(message);
  }
});
