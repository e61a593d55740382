interface TlsProblem {
  readonly text: string;
  readonly fix: string;
}

const UNKNOWN_CA: TlsProblem = {
  text: 'its certificate is signed by an authority that is not known there',
  fix: 'name the PEM file of that authority in NODE_EXTRA_CA_CERTS of the gateway',
};

const PROBLEMS: Readonly<Record<string, TlsProblem>> = {
  CERT_HAS_EXPIRED: { text: 'its certificate has expired', fix: 'renew the certificate' },
  CERT_NOT_YET_VALID: {
    text: 'its certificate is not valid yet',
    fix: 'look at the clocks of both, and at notBefore of the certificate',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: 'its certificate is for another name',
    fix: 'name the host in the endpoint as the certificate does, or add it to its subjectAltName',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
};

const NOT_TLS: TlsProblem = {
  text: 'it does not speak TLS on that port',
  fix: 'begin the endpoint with http://, or name the port that speaks TLS',
};

/** What a code of Node or OpenSSL says is wrong with TLS; undefined where it speaks of something else. */
export function tlsProblem(code: string | null | undefined): TlsProblem | undefined {
  if (!code) return undefined;
  return PROBLEMS[code] ?? (/^(?:EPROTO$|ERR_SSL_)/.test(code) ? NOT_TLS : undefined);
}
