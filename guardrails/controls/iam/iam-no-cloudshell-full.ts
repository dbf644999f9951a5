import { control } from "../../control";
import { ATTACHMENT_TYPES, judgeAttachments } from "./managed-policies";

export const iamNoCloudshellFull = control({
  kind: "resource",
  id: "iam-no-cloudshell-full",
  title: "Nobody is given all of CloudShell",
  severity: "medium",
  why: "AWSCloudShellFullAccess lets files be uploaded and downloaded: a way for data out of the account that no log shows.",
  fix: { terraform: "Attach a policy without `cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls`." },
  references: { cis: { v3: ["1.22"], v5: ["1.21"] }, fsbp: ["IAM.27"], nist: ["AC"] },
  types: ATTACHMENT_TYPES,
  evaluate: (resource, graph) =>
    judgeAttachments(resource, graph, new Set(["AWSCloudShellFullAccess"]), "files may be taken out of the account"),
});
