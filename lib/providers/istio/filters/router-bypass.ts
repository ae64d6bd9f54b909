/** Name of the body router's filter: what a route says of it must carry the same name. */
export const BODY_ROUTER_FILTER = 'envoy.filters.http.ext_proc.bbr';

/** Lets the requests of a route pass without the body router, also while that is down. */
export function routerBypass(): Record<string, unknown> {
  const disabled = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute',
    disabled: true,
  };
  return { [BODY_ROUTER_FILTER]: disabled };
}
