import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What is asked for when Prometheus comes; counted where it happens. */
export interface Figures {
  broker: () => Record<string, number>
  relayLag: () => number
  /** Undefined where there is one node alone. */
  cluster: (() => { redis: boolean; nodes: number; leads: boolean }) | undefined
  pool: () => { total: number; idle: number; waiting: number }
}

/** The figures of this process, of the broker, the relay and the database pool. */
export function createMetrics(figures: Figures): () => Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (
    name: string,
    help: string,
    collect: (set: (value: number, label?: string) => void) => void,
    label?: string,
  ) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      labelNames: label === undefined ? [] : [label],
      collect() {
        collect((value, of) =>
          label === undefined || of === undefined ? this.set(value) : this.set({ [label]: of }, value),
        )
      },
    })
  gauge(
    'signalbox_broker',
    'Clients, retained messages and counters of the MQTT broker',
    (set) => {
      for (const [name, value] of Object.entries(figures.broker())) set(value, name)
    },
    'figure',
  )
  gauge('signalbox_relay_lag_milliseconds', 'Time since the relay last looked at the change log', (set) =>
    set(figures.relayLag()),
  )
  gauge(
    'signalbox_database_connections',
    'Connections of the pool, and callers that wait for one',
    (set) => {
      for (const [name, value] of Object.entries(figures.pool())) set(value, name)
    },
    'state',
  )
  const { cluster } = figures
  if (cluster) {
    gauge('signalbox_cluster_nodes', 'Nodes that this one knows of, itself among them', (set) => set(cluster().nodes))
    gauge('signalbox_cluster_redis_up', 'Whether the nodes hear one another', (set) => set(Number(cluster().redis)))
    gauge('signalbox_relay_leads', 'Whether this node numbers the changes', (set) => set(Number(cluster().leads)))
  }
  return () => registry.metrics()
}
