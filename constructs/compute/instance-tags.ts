/** Tags of instances, their volumes and network interfaces, which the provider's default tags do not reach. */
export interface InstanceTags {
  /** The tag `Name`: 1 to 256 characters. */
  readonly instanceName: string;
  /** Further tags: at most 49. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What EC2 takes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** All tags, the name among them. */
export function allTags({ instanceName, tags }: InstanceTags): Record<string, string> {
  return { ...tags, Name: instanceName };
}

/** What EC2 would refuse of tags. */
export function tagProblems({ instanceName, tags }: InstanceTags): string[] {
  const count = Object.keys(tags).length;
  return [
    ...(instanceName.trim() !== "" && instanceName.length <= MAX_VALUE
      ? []
      : [`instanceName must be 1 to ${MAX_VALUE} characters, got ${JSON.stringify(instanceName)}`]),
    ...(count < MAX_TAGS ? [] : [`tags must be at most ${MAX_TAGS - 1} beside Name, got ${count}`]),
    ...Object.entries(tags).flatMap(([key, value]) => [
      ...(key !== "Name" ? [] : ["tags must be without Name, which is instanceName"]),
      ...(!/^aws:/i.test(key) && key !== "" && key.length <= MAX_KEY
        ? []
        : [
            `tags must have keys of 1 to ${MAX_KEY} characters that do not begin with aws:, got ${JSON.stringify(key)}`,
          ]),
      ...(value.length <= MAX_VALUE
        ? []
        : [`tags.${key} must be at most ${MAX_VALUE} characters, got ${value.length}`]),
    ]),
  ];
}
