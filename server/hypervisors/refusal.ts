import { isOrielError, OrielError } from "#server/errors.ts";
import { DeadlineError, errorCode, LibvirtError, LinkError, ProtocolError } from "#server/libvirt/error.ts";

const NOT_PERMITTED: readonly number[] = [
  errorCode.operationDenied,
  errorCode.authFailed,
  errorCode.authCancelled,
  errorCode.authUnavailable,
  errorCode.accessDenied,
];

/** What went wrong on a hypervisor, as an error of Oriel's table; libvirt's own words become the details. */
export function refusal(error: unknown): OrielError {
  if (isOrielError(error)) return error;
  if (error instanceof LibvirtError) return new OrielError(codeOf(error), error.message, { cause: error });
  if (error instanceof LinkError)
    return new OrielError(isNotPermitted(error) ? "host-refused" : "host-unreachable", error.message, { cause: error });
  if (error instanceof DeadlineError || error instanceof ProtocolError)
    return new OrielError("host-unreachable", error.message, { cause: error });
  if (error instanceof DOMException && error.name === "TimeoutError")
    return new OrielError("host-unreachable", "libvirt did not answer in time", { cause: error });
  return new OrielError("internal", undefined, { cause: error });
}

/** Why a hypervisor cannot be used at all: it does not answer, or it will not have us, whatever words it has for that. */
export function hostRefusal(error: unknown): OrielError {
  const { code, details } = refusal(error);
  return new OrielError(code === "host-unreachable" ? code : "host-refused", details, { cause: error });
}

function codeOf(error: LibvirtError): "machine-unknown" | "host-refused" | "libvirt-failed" {
  if (error.code === errorCode.noDomain) return "machine-unknown";
  return isNotPermitted(error) ? "host-refused" : "libvirt-failed";
}

/** Whether libvirt, polkit or the system says that this process's user may not do it. */
export function isNotPermitted(error: unknown): boolean {
  if (error instanceof LinkError) return error.systemCode === "EACCES" || error.systemCode === "EPERM";
  return error instanceof LibvirtError && NOT_PERMITTED.includes(error.code);
}
