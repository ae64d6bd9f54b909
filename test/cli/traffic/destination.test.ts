import { Destination } from '../../../cli/traffic/destination';

test.each([
  [{ origin: 'https://ai.example.com' }, 'ai.example.com:443'],
  [{ origin: 'http://ai.example.com:8080/v1' }, 'ai.example.com:8080'],
  [{ origin: 'https://ai.example.com', address: '10.0.0.1' }, '10.0.0.1:443'],
  [{ origin: 'https://ai.example.com', address: 'gateway:8443' }, 'gateway:8443'],
  [{ origin: 'https://ai.example.com', address: 'http://localhost' }, 'localhost:80'],
  [{ origin: 'https://[::1]:8443' }, '[::1]:8443'],
])('%p is connected to at %s', (options, connected) => {
  expect(new Destination(options).connected).toBe(connected);
});

test.each([
  [{ origin: 'ai.example.com' }, "'origin' (ai.example.com) must be an http or https URL"],
  [{ origin: 'ftp://ai.example.com' }, "'origin' (ftp://ai.example.com) must be an http or https URL"],
  [{ origin: 'https://ai.example.com', address: ':443' }, "'address' (:443) must be an http or https URL"],
  [{ origin: 'http://ai.example.com', ca: 'PEM' }, "'ca' is set, but http://ai.example.com has no TLS"],
])('%p is refused', (options, message) => {
  expect(() => new Destination(options)).toThrow(message);
});
