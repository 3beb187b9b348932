import type { ChangeStep } from "#server/contract/display-change.ts";
import { errorBody, type OrielError } from "#server/errors.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";

export type StepNote = Pick<ChangeStep, "step" | "state"> & { protocol?: ChangeStep["protocol"]; error?: OrielError | undefined };

/** The steps with one more, which takes the place of the same step's earlier try. */
export function noted(steps: readonly ChangeStep[], { step, state, protocol = null, error }: StepNote, at = new Date()): ChangeStep[] {
  const others = steps.filter((other) => other.step !== step || other.protocol !== protocol);
  return [...others, { step, protocol, state, error: error ? errorBody(error).error : null, at: at.toISOString() }];
}

/** An error's words without the secrets of definitions: where libvirt cannot read one it quotes it. */
export function withoutSecrets(text: string, definitions: readonly (string | null)[]): string {
  const quoted = text.replace(/(\bpasswd\s*=\s*)('[^']*'|"[^"]*")/g, "$1'…'");
  const secrets = definitions.flatMap((xml) => (xml === null ? [] : readDomainXml(xml).graphics.map(({ password }) => password ?? "")));
  return secrets.filter((secret) => secret.length > 3).reduce((clean, secret) => clean.replaceAll(secret, "…"), quoted);
}
