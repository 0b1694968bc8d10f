import { setTimeout as wait } from 'node:timers/promises';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isOfNetwork } from './s3-trouble.ts';

/** So often the body of a small object is asked for. */
const tries = 5;

/**
 * Asks for an object, or the start of one, and reads it. The SDK asks again as long as no answer has come; for a line that
 * breaks while the body comes, this does.
 */
export async function readBody<T>(
  client: S3Client,
  object: GetObjectCommandInput,
  read: (body: NonNullable<GetObjectCommandOutput['Body']>) => Promise<T>,
): Promise<T | undefined> {
  for (let left = tries; ; ) {
    const { Body } = await client.send(new GetObjectCommand(object));
    if (Body === undefined) return undefined;
    try {
      return await read(Body);
    } catch (broken) {
      if (!isOfNetwork(broken) || --left === 0) throw broken;
    }
    await wait(100 * 2 ** (tries - left));
  }
}
