import { S3Client } from '@aws-sdk/client-s3';
import { Mistake } from '../../base/errors.ts';
import type { BucketPlace } from '../export.ts';
import { proxyAgents } from './proxy-agents.ts';
import { placeOf } from './s3-trouble.ts';

/**
 * A client with the credentials that the SDK finds: environment, profile, SSO, web identity, container or instance.
 * A bucket in another region is followed to it.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export async function openS3(place: BucketPlace): Promise<S3Client> {
  const client = new S3Client({
    ...(place.region === undefined ? {} : { region: place.region }),
    // Stores that are not Amazon's seldom have a name for each bucket.
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint, forcePathStyle: true }),
    followRegionRedirects: true,
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, ...(await proxyAgents()) },
  });
  try {
    await client.config.region();
  } catch {
    throw new Mistake({
      trouble: 'config',
      message: `No AWS region is set for ${placeOf(place)}.`,
      actions: ['Set source.region in heap.config.yaml to the region of the bucket, or the variable AWS_REGION.'],
      facts: { place: placeOf(place) },
    });
  }
  return client;
}
