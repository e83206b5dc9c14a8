import type { Session as SessionResponse } from '@gnar/contract';
import type { SessionRow } from '@gnar/gear/sessions';

/** A session as its owner sees it; `currentSid` is the one that asks. */
export function toSessionResponse(session: SessionRow, currentSid: string): SessionResponse {
  return {
    sid: session.sid,
    device: session.device,
    ip: session.ip,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    current: session.sid === currentSid,
  };
}
