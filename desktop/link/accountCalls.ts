import { type AuditEntry } from '../../api/contract/audit.ts'
import { type MailState } from '../../api/contract/mail.ts'
import { type PushState, type PushSubscription } from '../../api/contract/push.ts'
import {
  type ChangePassword,
  type RecoveryCodes,
  type SecondFactor,
  type SecondFactorOffer,
  type SessionInfo,
  type SessionUser,
} from '../../api/contract/session.ts'
import {
  type BeginSingleSignOn,
  type FinishSingleSignOn,
  type SignInOptions,
  type SingleSignOnAddress,
} from '../../api/contract/singleSignOn.ts'
import { type SavedView, type SaveView } from '../../api/contract/savedView.ts'
import { type AlarmPolicy } from '../../api/contract/alarm.ts'
import { type SlaPolicy } from '../../api/contract/sla.ts'
import { type CreateToken, type NewToken, type Token } from '../../api/contract/token.ts'

/** How one signs in, with what, from where, what holds for everybody, and who did what: asked when it is looked at, and neither mirrored nor kept (S55). */
export interface AccountCalls {
  signInOptions: { input: void; output: SignInOptions }
  beginSingleSignOn: { input: BeginSingleSignOn; output: SingleSignOnAddress }
  finishSingleSignOn: { input: FinishSingleSignOn; output: SessionUser }
  listSessions: { input: void; output: SessionInfo[] }
  endSession: { input: { id: string }; output: void }
  endOtherSessions: { input: void; output: void }
  changePassword: { input: ChangePassword; output: void }
  secondFactor: { input: void; output: SecondFactor }
  offerSecondFactor: { input: { password: string }; output: SecondFactorOffer }
  confirmSecondFactor: { input: { code: string }; output: RecoveryCodes }
  removeSecondFactor: { input: { password: string }; output: void }
  /** Another password for somebody who has lost what they sign in with. */
  resetSignIn: { input: { userId: string; password: string }; output: void }
  /** One's own; of a manager everyone's. */
  listTokens: { input: void; output: Token[] }
  createToken: { input: CreateToken; output: NewToken }
  revokeToken: { input: { id: string }; output: void }
  /** Where one's mail goes and why it did not; another address for somebody; once more what was not taken. */
  mailState: { input: void; output: MailState }
  changeEmail: { input: { userId: string; email: string }; output: void }
  retryMail: { input: { userId: string }; output: void }
  /** Views of lists: one's own, and those that are shared. */
  savedViews: { input: void; output: SavedView[] }
  saveView: { input: { id: string; view: SaveView }; output: SavedView }
  deleteView: { input: { id: string }; output: void }
  /** Whether this session's device is told by Web Push, with what it has to know to be; told from here on; told no more. */
  pushState: { input: void; output: PushState }
  subscribePush: { input: PushSubscription; output: void }
  unsubscribePush: { input: void; output: void }
  /** What is promised for each priority. */
  slaPolicy: { input: void; output: SlaPolicy }
  saveSlaPolicy: { input: SlaPolicy; output: SlaPolicy }
  alarmPolicy: { input: void; output: AlarmPolicy }
  saveAlarmPolicy: { input: AlarmPolicy; output: AlarmPolicy }
  /** As the contract filters it: `action`, `byId`, `from`, `to`, `q`, `cursor` and others. */
  listAudit: { input: { params: Record<string, string> }; output: { items: AuditEntry[]; nextCursor?: string } }
  exportAudit: { input: { params: Record<string, string> }; output: { bytes: ArrayBuffer; name: string } }
}

const asked = 35_000

/** As `callDeadlines`: each outlasts the server's own. */
export const accountDeadlines: Record<keyof AccountCalls, number> = {
  signInOptions: asked,
  beginSingleSignOn: asked,
  finishSingleSignOn: asked,
  listSessions: asked,
  endSession: asked,
  endOtherSessions: asked,
  changePassword: asked,
  secondFactor: asked,
  offerSecondFactor: asked,
  confirmSecondFactor: asked,
  removeSecondFactor: asked,
  resetSignIn: asked,
  listTokens: asked,
  createToken: asked,
  revokeToken: asked,
  mailState: asked,
  changeEmail: asked,
  retryMail: asked,
  savedViews: asked,
  saveView: asked,
  deleteView: asked,
  pushState: asked,
  subscribePush: asked,
  unsubscribePush: asked,
  slaPolicy: asked,
  saveSlaPolicy: asked,
  alarmPolicy: asked,
  saveAlarmPolicy: asked,
  listAudit: asked,
  exportAudit: 305_000,
}
