import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';

/** What the backend is: its flavour, version, flags and configuration. */
export const backendIdentity = defineEvidence({
  name: 'backendIdentity',
  needs: ['backend'],
  answer: async ({ backend }) => {
    const identity = await backend.identity();
    return identity.ok ? known(identity.value) : notKnown(identity.error);
  },
});
