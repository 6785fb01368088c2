// A walk over the routes of /v2 by @camunda8/orchestration-cluster-api (Apache-2.0) with strict validation of what it
// sends and of what it gets.
//
//     node walk.mjs PACKAGE REST_ADDRESS OUTCOMES_JSON MODEL_BPMN MODEL_FORM
//
// PACKAGE is the name under which a version is installed. Every step is one method of the client; methods that this
// version lacks are left out.
import fs from 'node:fs'

const [, , name, address, outcomes, bpmn, form] = process.argv
const { createCamundaClient } = await import(name)
const client = createCamundaClient({
  config: { CAMUNDA_REST_ADDRESS: address, CAMUNDA_SDK_VALIDATION: 'req:strict,res:strict' },
})
const now = { consistency: { waitUpToMs: 0 } }
const passed = []
const failed = {}

async function step(method, input = {}, label = '') {
  if (typeof client[method] !== 'function') return undefined
  const title = label ? `${method} (${label})` : method
  try {
    const answer = await client[method](input, now)
    passed.push(title)
    return answer
  } catch (error) {
    failed[title] = `${error.name}: ${error.message}`.slice(0, 500)
    return undefined
  }
}

async function refused(method, status, input, label) {
  if (typeof client[method] !== 'function') return
  const title = `${method} (${label})`
  try {
    await client[method](input, now)
    failed[title] = 'was not refused'
  } catch (error) {
    const found = error.status ?? error.cause?.status ?? error.response?.status
    if (found === status) passed.push(title)
    else failed[title] = `${error.name} ${found}: ${error.message}`.slice(0, 500)
  }
}

const activation = { type: 'walk-job', worker: 'walker', timeout: 60000, maxJobsToActivate: 1, requestTimeout: 5000 }

async function walk() {
  for (const method of ['getTopology', 'getLicense', 'getAuthentication']) await step(method)
  await step('pinClock', { timestamp: 1900000000000 })
  await step('resetClock')

  const deployed = await step('deployResourcesFromFiles', [bpmn, form])
  const processDefinitionKey = deployed.processes[0].processDefinitionKey
  await step('searchProcessDefinitions', { filter: { isLatestVersion: true }, sort: [{ field: 'name' }] })
  for (const method of ['getProcessDefinition', 'getProcessDefinitionXml', 'getStartProcessForm'])
    await step(method, { processDefinitionKey })

  const variables = { nomor: 'K-2', isi: { a: [1, null] } }
  const made = await step('createProcessInstance', { processDefinitionId: 'walk', variables, tags: ['a:b'] }, 'by id')
  const processInstanceKey = made.processInstanceKey
  const other = await step('createProcessInstance', { processDefinitionKey, variables }, 'by key')
  await step('cancelProcessInstance', { processInstanceKey: other.processInstanceKey })

  await step('searchJobs', { filter: { processInstanceKey, state: 'CREATED' } })
  const taken = await step('activateJobs', activation)
  const jobKey = taken.jobs[0].jobKey
  await step('updateJob', { jobKey, changeset: { retries: 5, timeout: 90000 } })
  await step('failJob', { jobKey, retries: 2, errorMessage: 'lagi' })
  await step('activateJobs', activation, 'again')
  await step('completeJob', { jobKey, variables: { hasil: 1 } })

  const open = await step('searchUserTasks', {
    filter: {
      state: { $in: ['CREATED'] },
      candidateGroup: 'staf',
      processInstanceKey,
      processInstanceVariables: [{ name: 'nomor', value: '"K-2"' }],
    },
    sort: [{ field: 'dueDate', order: 'DESC' }],
    page: { limit: 5 },
  })
  const userTaskKey = open.items[0].userTaskKey
  for (const method of ['getUserTask', 'getUserTaskForm', 'searchUserTaskVariables', 'searchUserTaskEffectiveVariables'])
    await step(method, { userTaskKey })
  await step('assignUserTask', { userTaskKey, assignee: 'budi', allowOverride: false })
  await refused('assignUserTask', 409, { userTaskKey, assignee: 'siti', allowOverride: false }, 'taken')
  await step('unassignUserTask', { userTaskKey })
  await step('updateUserTask', { userTaskKey, changeset: { priority: 80, candidateGroups: ['staf'] } })
  await step('completeUserTask', { userTaskKey, variables: { ok: true } })
  await step('searchUserTaskAuditLogs', { userTaskKey })
  const logs = await step('searchAuditLogs', {})
  if (logs) await step('getAuditLog', { auditLogKey: logs.items[0].auditLogKey })

  await step('searchProcessInstances', {
    filter: { state: 'ACTIVE', processInstanceKey, variables: [{ name: 'ok', value: 'true' }] },
    sort: [{ field: 'startDate', order: 'DESC' }],
  })
  for (const method of [
    'getProcessInstance',
    'getProcessInstanceSequenceFlows',
    'getProcessInstanceStatistics',
    'getProcessInstanceCallHierarchy',
  ])
    await step(method, { processInstanceKey })
  const elements = await step('searchElementInstances', { filter: { processInstanceKey } })
  const elementInstanceKey = elements.items.at(-1).elementInstanceKey
  await step('getElementInstance', { elementInstanceKey })
  await step('createElementInstanceVariables', { elementInstanceKey, variables: { lokal: 1 }, local: true })
  await step('searchElementInstanceIncidents', { elementInstanceKey })
  const found = await step('searchVariables', { filter: { processInstanceKey, name: 'isi' } })
  await step('getVariable', { variableKey: found.items[0].variableKey })

  await step('searchMessageSubscriptions', { filter: { processInstanceKey } })
  await step('publishMessage', { name: 'balasan', correlationKey: 'K-2', timeToLive: 0 })
  await step('searchCorrelatedMessageSubscriptions', {})
  const begun = await step('correlateMessage', { name: 'mulai', correlationKey: '' })
  await step('cancelProcessInstance', { processInstanceKey: begun.processInstanceKey }, 'begun by a message')
  await refused('correlateMessage', 404, { name: 'nobody', correlationKey: 'x' }, 'nobody waits')
  await step('broadcastSignal', { signalName: 'sirene' })

  const broken = await step('createProcessInstance', { processDefinitionKey, variables }, 'for an incident')
  const one = (await step('activateJobs', activation, 'for an incident')).jobs[0]
  await step('failJob', { jobKey: one.jobKey, retries: 0, errorMessage: 'habis' }, 'for an incident')
  await step('updateJob', { jobKey: one.jobKey, changeset: { retries: 1 } }, 'retries before a resolution')
  const key = { processInstanceKey: broken.processInstanceKey }
  const incidents = await step('searchIncidents', { filter: { state: 'ACTIVE', ...key } })
  const incidentKey = incidents.items[0].incidentKey
  await step('getIncident', { incidentKey })
  await step('searchProcessInstanceIncidents', key)
  await step('getProcessInstanceStatisticsByError', {})
  await step('resolveIncident', { incidentKey })
  await step('resolveProcessInstanceIncidents', key)
  await step('activateJobs', activation, 'for an error')
  await step('throwJobError', { jobKey: one.jobKey, errorCode: 'salah' })

  const moved = await step('createProcessInstance', { processDefinitionKey, variables }, 'for changes')
  const at = { processInstanceKey: moved.processInstanceKey }
  const active = await step('searchElementInstances', { filter: { ...at, state: 'ACTIVE' } }, 'active')
  await step('modifyProcessInstance', {
    ...at,
    activateInstructions: [{ elementId: 'task' }],
    terminateInstructions: [{ elementInstanceKey: active.items[0].elementInstanceKey }],
  })
  await step('migrateProcessInstance', {
    ...at,
    targetProcessDefinitionKey: processDefinitionKey,
    mappingInstructions: [{ sourceElementId: 'task', targetElementId: 'task' }],
  })
  await step('cancelProcessInstancesBatchOperation', { filter: at })
  const batches = await step('searchBatchOperations', {})
  if (batches?.items.length) await step('getBatchOperation', { batchOperationKey: batches.items[0].batchOperationKey })
  await step('searchBatchOperationItems', {})

  await step('getProcessDefinitionStatistics', { processDefinitionKey })
  await step('getProcessDefinitionInstanceStatistics', {})
  await step('getProcessDefinitionInstanceVersionStatistics', { filter: { processDefinitionId: 'walk' } })
  await step('getProcessDefinitionMessageSubscriptionStatistics', {})
  await step('deleteResource', { resourceKey: processDefinitionKey })
  const unknown = '2251799813999999'
  await refused('getUserTask', 404, { userTaskKey: unknown }, 'unknown')
  await refused('getProcessInstance', 404, { processInstanceKey: unknown }, 'unknown')
  await refused('completeJob', 404, { jobKey: unknown }, 'unknown')
  await refused('createProcessInstance', 404, { processDefinitionId: 'nobody' }, 'unknown process')
}

try {
  await walk()
} catch (error) {
  failed['the walk itself'] = `${error.name}: ${error.message} ${error.stack?.split('\n')[1] ?? ''}`.slice(0, 500)
}
fs.writeFileSync(outcomes, JSON.stringify({ passed, failed }))
process.exit(0)
