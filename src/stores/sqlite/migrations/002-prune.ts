/** Finding what leads to a call that is to be forgotten. Never changed once released: add another. */

/** What belonged to no call has a time of its own; what leads to a call goes with it. */
export const prune = `
CREATE INDEX keys_by_call ON keys (call) WHERE call IS NOT NULL;
CREATE INDEX keys_of_none ON keys (at) WHERE call IS NULL;
CREATE INDEX legs_by_call ON legs (call);
CREATE INDEX sessions_by_call ON sessions (call);
`;
