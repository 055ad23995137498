/** What the relay asks of a broker: each call is delivered to every subscriber in the order of the calls. */
export interface Publisher {
  publish(message: { topic: string; payload: string; retain: boolean }): Promise<void>
}
