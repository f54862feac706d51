import { applyDecorators } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { CommandType, EventType, MessageType } from '@counterpoint/contracts';

/** What the transport learns of a handler beside its pattern: the types, whose schemas and topics it needs. */
export interface HandlerExtras {
  readonly messageTypes?: readonly MessageType[];
}

/**
 * "When one of these happened, do this." The method returns an intent, several, or an empty list for nothing to do.
 * Guards, pipes, interceptors and filters of Nest apply as to any handler.
 */
export function On(...events: readonly [EventType, ...EventType[]]): MethodDecorator {
  const extras: HandlerExtras = { messageTypes: events };
  return applyDecorators(
    EventPattern<string[]>(
      events.map((event) => event.name),
      extras,
    ),
  );
}

/** "Told to do this, do it." The method returns an intent; its outcome goes to the command's return address. */
export function Handle(command: CommandType): MethodDecorator {
  const extras: HandlerExtras = { messageTypes: [command] };
  return MessagePattern<string>(command.name, extras);
}
