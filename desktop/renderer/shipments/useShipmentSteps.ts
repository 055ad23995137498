import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Shipment, type ShipmentException } from '../../../api/contract/shipment.ts'
import { shipmentMachine, type ShipmentCommandName } from '../../../api/contract/stateMachines.ts'
import { useRegistered, type Action } from '../actions/useActions.ts'
import { useCommands } from '../commands/useCommands.ts'
import { useStatus } from '../replica/useStatus.ts'
import { shipmentCommandWords } from '../ui/stockWords.ts'
import { shipmentCommandOf, shipmentSteps, stepKeys } from './shipmentSteps.ts'

/** What has to be asked before a step is taken, or a shipment deleted. */
export interface ShipmentQuestion {
  shipment: Shipment
  command: ShipmentCommandName | 'delete'
}

/** Takes a shipment's steps: what the buttons, the palette and the keys all do. */
export const useShipmentStepping = defineStore('shipmentStepping', () => {
  const commands = useCommands()
  const question = shallowRef<ShipmentQuestion>()

  /** Asks first where something has to be said, or cannot be undone. */
  function begin(shipment: Shipment, command: ShipmentQuestion['command']): void {
    if (command === 'delete' || command === 'exception' || command === 'cancelled' || command === 'returned')
      question.value = { shipment, command }
    else send(shipment, command)
  }

  function answer(exception?: ShipmentException): void {
    const asked = question.value
    question.value = undefined
    if (asked) send(asked.shipment, asked.command, exception)
  }

  function send({ id }: Shipment, command: ShipmentQuestion['command'], exception?: ShipmentException): void {
    const sent =
      command === 'delete'
        ? ({ name: 'shipment.delete', target: id, input: {} } as const)
        : shipmentCommandOf(command, id, exception)
    if (sent) void commands.send(sent)
  }

  return { question, begin, answer }
})

/** The steps of the shipment in hand for the keys and the palette. */
export function useShipmentStepActions(current: () => Shipment | undefined): void {
  const stepping = useShipmentStepping()
  const status = useStatus()
  const group = 'Shipment'
  const stepsNow = () => {
    const shipment = status.isTechnician ? undefined : current()
    return shipment ? shipmentSteps(shipment) : []
  }
  const begin = (command: ShipmentQuestion['command'] | undefined): void => {
    const shipment = current()
    if (shipment && command) stepping.begin(shipment, command)
  }

  useRegistered([
    {
      id: 'shipment.next',
      title: 'Take the next step',
      group,
      keys: 'n',
      when: () => stepsNow()[0]?.isForwards === true,
      run: () => begin(stepsNow()[0]?.command),
    },
    ...stepKeys.map(([command, keys]): Action => ({
      id: `shipment.${command}`,
      title: `${shipmentCommandWords[command]}${command === 'exception' ? '…' : ''}`,
      group,
      keys,
      words: `shipment ${shipmentMachine[command].to.replaceAll('_', ' ')}`,
      when: () => stepsNow().some((step) => step.command === command),
      run: () => begin(command),
    })),
    {
      id: 'shipment.delete',
      title: 'Delete the shipment…',
      group,
      when: () => !status.isTechnician && current() !== undefined,
      run: () => begin('delete'),
    },
  ])
}
