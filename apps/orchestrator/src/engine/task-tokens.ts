import { createHmac, timingSafeEqual } from 'node:crypto';

const PAYLOAD_BYTES = 20;
const MAC_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{70}$/;

/**
 * Task tokens: who has one may complete that attempt of that task. A token is the execution and the task with a 256-bit
 * HMAC over both, so that none is stored anywhere, nothing can be guessed, and a resend carries the same one. Whether it
 * is still good is what the execution's state says: it is spent when the task has ended.
 */
export class TaskTokens {
  constructor(private readonly secret: Buffer) {}

  mint(executionId: string, taskId: number): string {
    const payload = Buffer.allocUnsafe(PAYLOAD_BYTES);
    payload.write(executionId.replaceAll('-', ''), 0, 16, 'hex');
    payload.writeUInt32BE(taskId, 16);
    return Buffer.concat([payload, this.mac(payload)]).toString('base64url');
  }

  /** Undefined for what we did not mint. */
  read(token: string): { readonly executionId: string; readonly taskId: number } | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== PAYLOAD_BYTES + MAC_BYTES) return undefined;
    const payload = bytes.subarray(0, PAYLOAD_BYTES);
    if (!timingSafeEqual(this.mac(payload), bytes.subarray(PAYLOAD_BYTES))) return undefined;
    const hex = payload.toString('hex', 0, 16);
    const executionId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    return { executionId, taskId: payload.readUInt32BE(16) };
  }

  private mac(payload: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(payload).digest();
  }
}

/** The return token of a Kafka command: where its reply belongs. Participants hand it back unread. */
export const replyToken = (executionId: string, taskId: number): string => `${executionId}.${taskId}`;

export function readReplyToken(token: string): { readonly executionId: string; readonly taskId: number } | undefined {
  const match = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.(\d{1,9})$/.exec(token);
  return match ? { executionId: match[1] as string, taskId: Number(match[2]) } : undefined;
}
