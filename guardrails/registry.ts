import type { Control } from "./control";
import { backupControls } from "./controls/backup";
import { changeControls } from "./controls/change";
import { cloudtrailControls } from "./controls/cloudtrail";
import { computeControls } from "./controls/compute";
import { configControls } from "./controls/config";
import { detectionControls } from "./controls/detection";
import { edgeControls } from "./controls/edge";
import { iamControls } from "./controls/iam";
import { kmsControls } from "./controls/kms";
import { lambdaControls } from "./controls/lambda";
import { logsControls } from "./controls/logs";
import { networkControls } from "./controls/network";
import { planControls } from "./controls/plan";
import { rdsControls } from "./controls/rds";
import { s3Controls } from "./controls/s3";
import { secretControls } from "./controls/secrets";

/** All controls, by what they are about. */
export const CONTROLS_BY_SERVICE: Readonly<Record<string, readonly Control[]>> = {
  KMS: kmsControls,
  S3: s3Controls,
  "VPC and network": networkControls,
  RDS: rdsControls,
  "Secrets Manager": secretControls,
  Lambda: lambdaControls,
  "EC2 and Auto Scaling": computeControls,
  "Load balancers, WAF and certificates": edgeControls,
  Backup: backupControls,
  Config: configControls,
  CloudTrail: cloudtrailControls,
  "Logs, alarms and topics": logsControls,
  "Detection in the account": detectionControls,
  IAM: iamControls,
  "Providers, state and tags": planControls,
  "Changes of a plan": changeControls,
};

/** All controls, by their ids. Their order is that of every evaluation. */
export const CONTROLS: readonly Control[] = Object.values(CONTROLS_BY_SERVICE)
  .flat()
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** The controls that run: those on by default, and those that are asked for by their ids. */
export function selectedControls(alsoOn: readonly string[] = []): readonly Control[] {
  return CONTROLS.filter(({ id, onByDefault = true }) => onByDefault || alsoOn.includes(id));
}
