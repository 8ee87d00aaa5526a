/** What a tool is for. */
export type ToolAction = 'read' | 'write' | 'search' | 'shell' | 'web' | 'agent' | 'other';

/**
 * What a name says of a tool. 'edit-commands' are the editors with one tool for viewing and changing; 'harmless' ones talk or plan
 * and leave every file alone; 'status' ones ask how something stands; 'process' ones look at, or write to, a command that is already running.
 */
export type ToolRole = Exclude<ToolAction, 'other'> | 'edit-commands' | 'harmless' | 'process' | 'status';

/** Names in lower case without signs between words: `run_in_terminal`, `runInTerminal` and `RunInTerminal` are one tool. */
const NAMES: Record<ToolRole, string> = {
  read: `read readfile view cat notebookread openfile open memoryget viewimage readmanyfiles readnotebookcelloutput getnotebooksummary`,
  write: `write edit multiedit notebookedit applypatch writefile createfile create insert strreplace patch replace savememory editfile
    replacestringinfile multireplacestringinfile inserteditintofile createdirectory createnewjupyternotebook editnotebookfile deletefile`,
  'edit-commands': 'strreplaceeditor strreplacebasededittool strreplacebasedtool texteditor fileeditor jsonedittool',
  search: `glob grep rg ls list listdir listdirectory find search codebasesearch toolsearch memorysearch searchfilecontent grepsearch
    filesearch semanticsearch codebase listcodeusages usages findfile findtestfiles searchdir searchfile searchtext searchcodebase`,
  shell: `bash exec shell runcommand terminal runterminalcmd runterminalcommand execcommand localshell shellcommand containerexec
    runshellcommand runinterminal executebash executecommand powershell`,
  web: 'webfetch websearch fetch browser googlewebsearch fetchwebpage openbrowserpage',
  agent: 'task agent sessionsspawn spawnagent runsubagent delegatetoagent',
  process: 'process writestdin writebash readbash bashoutput taskoutput agentoutputtool',
  status: 'sessionstatus sessionslist sessionshistory subagents tasklist taskget getterminaloutput terminallastcommand listbash',
  harmless: `lsp todowrite todoread taskcreate taskupdate exitplanmode enterplanmode skill message 
    sessionssend agentslist tts canvas image updateplan writetodos managetodolist updatetodo
    tasktracker reportintent sql think sequentialthinking finish submit taskdone finalanswer requestuserinput askuser 
    geterrors terminalselection`,
};

const ROLES: ReadonlyMap<string, ToolRole> = new Map(
  (Object.entries(NAMES) as [ToolRole, string][]).flatMap(([role, names]) => names.split(/\s+/).map((name) => [name, role] as const)),
);

/** The role of a tool by its name, in whatever agent's spelling. Undefined for tools nobody knows. */
export function toolRole(name: string): ToolRole | undefined {
  const plain = plainName(name);
  // VS Code's own tools stand in some logs with the name of the extension that brought them.
  return ROLES.get(plain) ?? ROLES.get(plain.replace(/^copilot/, ''));
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
