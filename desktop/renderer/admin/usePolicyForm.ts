import { computed, ref, shallowRef, watch } from 'vue'
import { useAsked } from '../account/useAsked.ts'
import { useDoing } from '../account/useDoing.ts'
import { useTitle } from '../frame/useTitle.ts'
import { useViewHead } from '../frame/useViewHead.ts'

export interface PolicyFormOptions<Policy, Form> {
  title: string
  read: () => Promise<Policy>
  /** Gives it as it is kept. */
  save: (policy: Policy) => Promise<Policy>
  /** The policy as it is typed. */
  formOf: (policy: Policy) => Form
  /** Undefined where something typed is wrong. */
  policyIn: (form: Form) => Policy | undefined
}

/** A policy as a page of Administration: read once it opens, typed, and saved as a whole. */
export function usePolicyForm<Policy, Form>({ title, read, save, formOf, policyIn }: PolicyFormOptions<Policy, Form>) {
  useTitle(ref(title))
  useViewHead(() => ({ title }))
  const { value: policy, problem: unread, load } = useAsked(read)
  const { isBusy, problem: refused, run } = useDoing()
  const form = shallowRef<Form>()
  const isSaved = ref(false)
  watch(policy, (is) => (form.value = is && formOf(is)))

  const typed = computed(() => form.value && policyIn(form.value))
  const isChanged = computed(
    () => policy.value !== undefined && JSON.stringify(form.value) !== JSON.stringify(formOf(policy.value)),
  )
  const maySave = computed(() => typed.value !== undefined && isChanged.value && !isBusy.value)

  function type(next: Form): void {
    form.value = next
    isSaved.value = false
  }

  async function saveTyped(): Promise<void> {
    const next = typed.value
    if (!next) return
    isSaved.value = await run(async () => {
      policy.value = await save(next)
    })
  }

  return { form, type, unread, load, refused, maySave, isSaved, save: saveTyped }
}
