/**
 * The IAM permissions that an environment needs: `permissionsFor(graph)` gives statements for a role that plans and one that
 * applies, `policiesOf(statements)` makes managed policies of them. The data stands in `services/`: per Terraform type the IAM
 * actions that the AWS provider calls, with the file of its source; `actions.json` and `kinds.json` say which ARNs they take.
 */

export { type Permissions, permissionsFor } from "./permissions";
export { MOST_POLICIES, type PolicyDocument, policiesOf } from "./policies";
export { PERMISSIONS } from "./table";
export type { PolicyStatement, TypePermissions } from "./types";
