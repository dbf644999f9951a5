/** A set of actions by which whoever has all of them gets more rights than he has. */
export interface Escalation {
  readonly actions: readonly string[];
  /** What it comes to, after the actions: `AttachRolePolicy: attaches any policy to a role`. */
  readonly means: string;
  /** The service that a role is passed to. */
  readonly service?: string;
}

const PASS = "iam:PassRole";

/**
 * The ways to more rights that are known of IAM, without those that need a resource which few accounts have.
 *
 * @see https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
 * @see https://github.com/salesforce/cloudsplaining
 */
export const ESCALATIONS: readonly Escalation[] = [
  { actions: ["iam:CreatePolicyVersion"], means: "rewrites any policy" },
  { actions: ["iam:SetDefaultPolicyVersion"], means: "brings back an old version of any policy" },
  { actions: ["iam:AttachUserPolicy"], means: "attaches any policy to any user" },
  { actions: ["iam:AttachGroupPolicy"], means: "attaches any policy to any group" },
  { actions: ["iam:AttachRolePolicy"], means: "attaches any policy to any role" },
  { actions: ["iam:PutUserPolicy"], means: "writes a policy for any user" },
  { actions: ["iam:PutGroupPolicy"], means: "writes a policy for any group" },
  { actions: ["iam:PutRolePolicy"], means: "writes a policy for any role" },
  { actions: ["iam:AddUserToGroup"], means: "joins any group" },
  { actions: ["iam:UpdateAssumeRolePolicy"], means: "takes on any role" },
  { actions: ["iam:CreateAccessKey"], means: "makes keys of any user" },
  { actions: ["iam:CreateLoginProfile"], means: "makes a password for any user" },
  { actions: ["iam:UpdateLoginProfile"], means: "sets the password of any user" },
  { actions: ["iam:DeleteUserPermissionsBoundary"], means: "takes the boundary off any user" },
  { actions: ["iam:DeleteRolePermissionsBoundary"], means: "takes the boundary off any role" },
  { actions: ["lambda:UpdateFunctionCode"], means: "runs code as any function" },
  { actions: ["glue:UpdateDevEndpoint"], means: "gets into any development endpoint" },
  { actions: ["ssm:SendCommand"], means: "runs commands on any machine" },
  { actions: [PASS, "ec2:RunInstances"], means: "starts a machine with any role", service: "ec2" },
  {
    actions: [PASS, "lambda:CreateFunction", "lambda:InvokeFunction"],
    means: "runs code with any role",
    service: "lambda",
  },
  {
    actions: [PASS, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
    means: "runs code with any role",
    service: "lambda",
  },
  {
    actions: [PASS, "lambda:CreateFunction", "lambda:AddPermission"],
    means: "runs code with any role",
    service: "lambda",
  },
  {
    actions: [PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"],
    means: "runs a task with any role",
    service: "ecs-tasks",
  },
  {
    actions: [PASS, "ecs:RegisterTaskDefinition", "ecs:CreateService"],
    means: "runs a task with any role",
    service: "ecs-tasks",
  },
  { actions: [PASS, "cloudformation:CreateStack"], means: "makes a stack with any role", service: "cloudformation" },
  {
    actions: [PASS, "codebuild:CreateProject", "codebuild:StartBuild"],
    means: "builds with any role",
    service: "codebuild",
  },
  { actions: [PASS, "glue:CreateDevEndpoint"], means: "makes an endpoint with any role", service: "glue" },
  { actions: [PASS, "glue:CreateJob", "glue:StartJobRun"], means: "runs a job with any role", service: "glue" },
  {
    actions: [PASS, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    means: "runs a pipeline with any role",
    service: "datapipeline",
  },
  {
    actions: [PASS, "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"],
    means: "opens a notebook with any role",
    service: "sagemaker",
  },
  {
    actions: [PASS, "states:CreateStateMachine", "states:StartExecution"],
    means: "calls AWS by any role",
    service: "states",
  },
  { actions: [PASS, "scheduler:CreateSchedule"], means: "calls AWS by any role", service: "scheduler" },
];
