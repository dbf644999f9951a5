import { control, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { judgeFlags } from "./s3-public-access-blocked";

const BLOCK = "public_access_block_configuration";

export const s3AccessPointClosed = control({
  kind: "resource",
  id: "s3-access-point-closed",
  title: "Access points block public access, by all four flags",
  severity: "high",
  why: "An access point has a block of its own, which can never be changed once it is made: one that is open stays open.",
  fix: {
    terraform: `Leave \`${BLOCK}\` out of the \`aws_s3_access_point\` (all four flags are then true), or set them to \`true\`.`,
  },
  references: { fsbp: ["S3.19"], nist: ["AC"], checkov: ["CKV_AWS_392"] },
  types: ["aws_s3_access_point"],
  evaluate: (point) => {
    const { items, unknown } = point.blocks(BLOCK);
    const [block] = items;
    return block !== undefined
      ? judgeFlags(block, true)
      : ((unknown === undefined ? undefined : unknownValue(point, BLOCK, unknown)) ??
          pass("all four flags are true unless set", BLOCK));
  },
});
