/** Finding what leads to a call that is to be forgotten. Never changed once released: add another. */

/** What belonged to no call has a time of its own; what leads to a call goes with it. */
export const prune = (schema: string): string => `
CREATE INDEX keys_by_call ON ${schema}.keys (call) WHERE call IS NOT NULL;
CREATE INDEX keys_of_none ON ${schema}.keys (at) WHERE call IS NULL;
CREATE INDEX legs_by_call ON ${schema}.legs (call);
CREATE INDEX sessions_by_call ON ${schema}.sessions (call);
`;
