import { expect, it } from "vitest";
import { OrielError } from "#server/errors.ts";
import { DeadlineError, errorCode, LibvirtError, LinkError, ProtocolError } from "#server/libvirt/error.ts";
import { hostRefusal, refusal } from "./refusal.ts";

function libvirt(code: number, message = "what libvirt said"): LibvirtError {
  return new LibvirtError({ message, code, domain: 10, level: 2 });
}

it.each([
  ["a domain that is gone", libvirt(errorCode.noDomain), "machine-unknown", "what libvirt said"],
  ["a wrong state", libvirt(errorCode.operationInvalid), "libvirt-failed", "what libvirt said"],
  ["a failed start", libvirt(errorCode.internalError), "libvirt-failed", "what libvirt said"],
  ["polkit's no", libvirt(errorCode.authFailed), "host-refused", "what libvirt said"],
  ["a polkit without an agent", libvirt(errorCode.authUnavailable), "host-refused", "what libvirt said"],
  ["a read-only connection", libvirt(errorCode.operationDenied), "host-refused", "what libvirt said"],
  ["an access rule", libvirt(errorCode.accessDenied), "host-refused", "what libvirt said"],
  ["a socket of others", new LinkError("no socket", { systemCode: "EACCES" }), "host-refused", "no socket"],
  ["no socket", new LinkError("no socket", { systemCode: "ENOENT" }), "host-unreachable", "no socket"],
  ["a lost link", new LinkError("the daemon closed the link"), "host-unreachable", "the daemon closed the link"],
  ["silence", new DeadlineError("not answered"), "host-unreachable", "not answered"],
  ["a whole question's deadline", new DOMException("late", "TimeoutError"), "host-unreachable", "libvirt did not answer in time"],
  ["another protocol", new ProtocolError("not libvirt"), "host-unreachable", "not libvirt"],
  ["a fault of ours", new TypeError("undefined is not a function"), "internal", undefined],
])("names %s", (_, error, code, details) => {
  expect(refusal(error)).toMatchObject({ code, details, cause: error });
});

it("leaves an error of the table as it is", () => {
  const error = new OrielError("busy");
  expect(refusal(error)).toBe(error);
});

it.each([
  ["silence", new DeadlineError("not answered"), "host-unreachable"],
  ["polkit's no", libvirt(errorCode.authFailed), "host-refused"],
  ["a driver it does not have", libvirt(errorCode.noConnect), "host-refused"],
])("names what keeps a whole hypervisor away: %s", (_, error, code) => {
  expect(hostRefusal(error)).toMatchObject({ code, details: error.message });
});
