import { applyDecorators } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { CommandType, EventType } from '@counterpoint/contracts';

/** "When one of these happened, do this." The method returns an intent (or several, or nothing). */
export function On(...events: readonly [EventType, ...EventType[]]): MethodDecorator {
  return applyDecorators(EventPattern<string[]>(events.map((event) => event.name)));
}

/** "Told to do this, do it." The outcome goes to the command's return address. */
export function Handle(command: CommandType): MethodDecorator {
  return MessagePattern<string>(command.name);
}
