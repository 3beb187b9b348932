import { expect, test } from "vitest";
import { answerChallenge } from "./vnc-auth.ts";

const challenge = Buffer.from([...Array(16).keys()]);

// The expected values are those of noVNC's own DES (core/crypto/des.js).
test("answers a challenge under the password's first eight bytes", () => {
  expect(answerChallenge(challenge, "sesame42").toString("hex")).toBe("6eb3a343b49cf8b70d0ece7df88adc42");
  expect(answerChallenge(challenge, "sesame42 and more").toString("hex")).toBe("6eb3a343b49cf8b70d0ece7df88adc42");
});

test("fills short passwords up with zeros", () => {
  expect(answerChallenge(challenge, "abc").toString("hex")).toBe("9c22b4f2088c3465a1562c4b9d6edb04");
});
