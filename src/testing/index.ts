/** What `callchart/testing` exports: calls in tests, on a clock that is turned by hand. */
export { simulate, type SentCommand, type Simulation, type SimulationOptions } from './simulation.ts';
