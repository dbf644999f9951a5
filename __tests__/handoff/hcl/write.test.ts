import fc from "fast-check";
import type { ProviderBlocks } from "../../../handoff/hcl/blocks";
import { canonicalOf } from "../../../handoff/hcl/canonical";
import { configurationOf } from "../../../handoff/hcl/configuration";
import { readHcl } from "../../../handoff/hcl/read";
import { writeHcl } from "../../../handoff/hcl/write";
import type { JsonObject } from "../../../model";
import { BLOCKS } from "../../support/bundles";

async function hclOf(json: JsonObject, blocks: ProviderBlocks = BLOCKS): Promise<string> {
  const { format } = await import("@cdktf/hcl-tools");
  return format(writeHcl(configurationOf(json, { blocks, strict: false })));
}

async function expectEqual(json: JsonObject): Promise<void> {
  const read = await readHcl([["main.tf", await hclOf(json)]]);
  expect(await canonicalOf(read, BLOCKS, "hcl")).toEqual(await canonicalOf(json, BLOCKS, "json"));
}

it("writes each kind of block, as Terraform knows them", async () => {
  const json = {
    terraform: {
      required_version: ">= 1.11.0",
      backend: { s3: { encrypt: true } },
      required_providers: { aws: { source: "hashicorp/aws", version: "~> 6.25" } },
      provider_meta: { aws: { user_agent: "x" } },
    },
    provider: {
      aws: [{ region: "us-east-1", default_tags: [{ tags: { "a b": "${literal}", for: "x" } }] }, { alias: "other" }],
    },
    variable: {
      size: {
        type: "list(object({ a = string }))",
        default: ["${no template}", "%{nor this}"],
        description: "What ${it} is.",
        validation: [{ condition: "${length(var.size) > 0}", error_message: "size must not be empty." }],
      },
    },
    locals: { greeting: "a\n${var.size[0].a}\n" },
    data: {
      aws_iam_policy_document: {
        p: { statement: [{ actions: ["s3:*"], principals: [{ type: "*", identifiers: ["*"] }] }] },
      },
    },
    ephemeral: { random_password: { p: { length: 8 } } },
    resource: {
      aws_s3_bucket: {
        b: {
          "//": "where things are",
          for_each: "${toset([])}",
          provider: "aws.other",
          bucket: "b-${each.key}",
          tags: { Name: "b" },
          depends_on: ["aws_vpc.v"],
          lifecycle: {
            ignore_changes: ["tags"],
            prevent_destroy: true,
            precondition: [{ condition: "${true}", error_message: "no" }],
            replace_triggered_by: ["${aws_vpc.v.id}"],
          },
        },
      },
      aws_security_group: {
        g: {
          dynamic: {
            ingress: { for_each: "${var.size}", iterator: "i", content: { from_port: 1, to_port: "${i.value}" } },
          },
        },
      },
      aws_default_security_group: { d: { ingress: [], egress: [], vpc_id: "${aws_vpc.v.id}" } },
    },
    check: {
      c: {
        data: { aws_kms_key: { k: { key_id: "x" } } },
        assert: [{ condition: '${data.aws_kms_key.k.key_state == "Enabled"}', error_message: "off" }],
      },
    },
    module: { m: { source: "./${m}", version: "1.0.0", providers: { aws: "aws.other" } } },
    moved: [{ from: "aws_vpc.old", to: "aws_vpc.v" }],
    removed: [{ from: "aws_vpc.gone", lifecycle: { destroy: false } }],
    import: [{ to: "aws_vpc.v", id: "vpc-${1 + 1}" }],
    output: { o: { value: null, description: "nothing", depends_on: ["aws_vpc.v"] } },
  };
  expect(await hclOf(json)).toBe(`terraform {
  required_version = ">= 1.11.0"

  backend "s3" {
    encrypt = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }

  provider_meta "aws" {
    user_agent = "x"
  }
}

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      "a b" = literal
      "for" = "x"
    }
  }
}

provider "aws" {
  alias = "other"
}

variable "size" {
  type        = list(object({ a = string }))
  default     = ["$\${no template}", "%%{nor this}"]
  description = "What $\${it} is."

  validation {
    condition     = length(var.size) > 0
    error_message = "size must not be empty."
  }
}

locals {
  greeting = <<EOT
a
\${var.size[0].a}
EOT
}

data "aws_iam_policy_document" "p" {
  statement {
    actions = ["s3:*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

ephemeral "random_password" "p" {
  length = 8
}

# where things are
resource "aws_s3_bucket" "b" {
  for_each = toset([])
  provider = aws.other

  bucket = "b-\${each.key}"
  tags = {
    Name = "b"
  }

  lifecycle {
    ignore_changes       = [tags]
    prevent_destroy      = true
    replace_triggered_by = [aws_vpc.v.id]

    precondition {
      condition     = true
      error_message = "no"
    }
  }

  depends_on = [aws_vpc.v]
}

resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = var.size

    iterator = i

    content {
      from_port = 1
      to_port   = i.value
    }
  }
}

resource "aws_default_security_group" "d" {
  ingress = []
  egress  = []
  vpc_id  = aws_vpc.v.id
}

check "c" {
  data "aws_kms_key" "k" {
    key_id = "x"
  }

  assert {
    condition     = data.aws_kms_key.k.key_state == "Enabled"
    error_message = "off"
  }
}

module "m" {
  source  = "./$\${m}"
  version = "1.0.0"
  providers = {
    aws = aws.other
  }
}

moved {
  from = aws_vpc.old
  to   = aws_vpc.v
}

removed {
  from = aws_vpc.gone

  lifecycle {
    destroy = false
  }
}

import {
  to = aws_vpc.v
  id = "vpc-\${1 + 1}"
}

output "o" {
  value       = null
  description = "nothing"

  depends_on = [aws_vpc.v]
}
`);
  await expectEqual(json);
});

it.each([
  ["ends with a line break", "a\n  b\n"],
  ["ends without one", "SELECT '%Y/%m'\nFROM t"],
  ["has the word that ends it", "EOT\n  EOT_\nx\n"],
  ["has escapes, quotes and sequences", 'echo "$${HOME}" \\n ${local.x}\n\ttab\n'],
  ["ends with several", "a\n\n\n"],
  ["has another line end", "a\r\nb\r\n"],
  ["takes space away", "a\n${~ local.x ~}\nb\n"],
  ["has only one", "\n"],
])("gives back a text of several lines that %s", async (_, text) => {
  await expectEqual({ resource: { aws_instance: { i: { user_data: text } } } });
});

it("writes JSON by jsonencode where the provider compares it as JSON, and only there", async () => {
  const document = '{"b":["${aws_sns_topic.t.arn}",1.50,"$${x}"],"a":{"quote \\"":"é\\u0041"}}';
  const json = {
    resource: {
      aws_cloudwatch_event_rule: { r: { event_pattern: document } },
      aws_ssm_parameter: { p: { insecure_value: document } },
    },
  };
  const hcl = await hclOf(json);
  expect(hcl).toContain("event_pattern = jsonencode({\n    b = [aws_sns_topic.t.arn, 1.5,");
  expect(hcl).toContain('insecure_value = "{\\"b\\":[\\"${aws_sns_topic.t.arn}\\",1.50,');
  await expectEqual(json);
});

it("gives each member of a long call a line, and leaves alone what is no single object", async () => {
  const members =
    '"username" = "app_owner, {", "password" = ephemeral.a.b.c, "list" = [1, 2], "host" = f(var.x, 1), "p" = "q"';
  const json = {
    locals: {
      long: `\${jsonencode({${members}})}`,
      several: `\${merge({${members}}, {${members}})}`,
      short: '${jsonencode({"a" = 1})}',
    },
  };
  expect(await hclOf(json)).toBe(`locals {
  long = jsonencode({
    "username" = "app_owner, {",
    "password" = ephemeral.a.b.c,
    "list"     = [1, 2],
    "host"     = f(var.x, 1),
    "p"        = "q"
  })
  several = merge({ ${members} }, { ${members} })
  short   = jsonencode({ "a" = 1 })
}
`);
  await expectEqual(json);
});

it("leaves JSON alone whose sequences stand outside of its texts", async () => {
  const json = { resource: { aws_cloudwatch_dashboard: { d: { dashboard_body: '{"height":${var.height}}' } } } };
  expect(await hclOf(json)).toContain('dashboard_body = "{\\"height\\":${var.height}}"');
  await expectEqual(json);
});

it("tells what differs, and what was written as an argument though it is a block", async () => {
  const json = { resource: { aws_s3_bucket_versioning: { v: { versioning_configuration: { status: "Enabled" } } } } };
  const canonical = await canonicalOf(json, BLOCKS, "json");
  const read = async (body: string) =>
    canonicalOf(await readHcl([["a.tf", `resource "aws_s3_bucket_versioning" "v" {\n${body}\n}\n`]]), BLOCKS, "hcl");
  expect(await read('versioning_configuration {\nstatus = "Enabled"\n}')).toEqual(canonical);
  expect(await read('versioning_configuration {\nstatus = "Disabled"\n}')).not.toEqual(canonical);
  await expect(read('versioning_configuration = { status = "Enabled" }')).rejects.toThrow(
    "versioning_configuration: it is an argument, but must be a block",
  );
});

it("fails on a type that no provider has", () => {
  expect(() => configurationOf({ resource: { aws_nothing: { n: {} } } }, { blocks: BLOCKS, strict: false })).toThrow(
    "aws_nothing: no provider that is installed has it, so that its blocks are not known",
  );
});

it("fails on a block that is no object", () => {
  const json = { resource: { aws_s3_bucket: "none" } };
  expect(() => configurationOf(json, { blocks: BLOCKS, strict: false })).toThrow(
    "resource.aws_s3_bucket: it must be an object, by the label of each block",
  );
});

it("reads back every value that it writes", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 10 }).map((word) => word.replace(/[$%]\{/g, ""));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[A-Za-z_ .-]{1,6}$/), tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 8 }), async (values) => {
      await expectEqual({ locals: Object.fromEntries(values.map((one, index) => [`v${index}`, one])) as JsonObject });
    }),
    { numRuns: 60 },
  );
});
