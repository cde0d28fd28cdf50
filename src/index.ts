export { CallchartError, type CallchartErrorOptions } from './errors/callchart-error.ts';
