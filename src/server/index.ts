/** What `callchart/server` exports: web handlers for a runtime, and Node servers around them. */
export { createHandlers, type Handler, type HandlerOptions, type Handlers, webhookPath } from './handlers.ts';
export { listen, type ListenOptions, type NodeServer } from './node-server.ts';
export { defineConfig, type ServerConfig } from './server-config.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
