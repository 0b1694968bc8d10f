import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, LogController } from 'fastify';
