// The bridge's copy of a home, edited by the very function that edits the home in the cloud.
import {
  applyEdit,
  type ConfigDesired,
  type EditError,
  type GroupId,
  type Home,
  type HomeEdit,
  ok,
  type Result,
  type SpeakerId,
  ThingName,
  toConfigDesired,
} from "@house-band/contract";

/** No edit looks at it. */
const THIS_BRIDGE = ThingName.parse("hb-0000000000000000");

/** The revision stays as it is: it is the cloud's to count. */
export function editConfig(config: ConfigDesired, edit: HomeEdit): Result<ConfigDesired, EditError> {
  const edited = applyEdit(toHome(config), edit);
  if (!edited.ok) return edited;
  const { lastEdit } = config;
  return ok({ ...toConfigDesired(edited.value), revision: config.revision, ...(lastEdit && { lastEdit }) });
}

/** What holds once all of these hold that can; the others are the cloud's to refuse. */
export const editAll = (config: ConfigDesired, edits: readonly HomeEdit[]): ConfigDesired =>
  edits.reduce((now, edit) => {
    const edited = editConfig(now, edit);
    return edited.ok ? edited.value : now;
  }, config);

/** Records' keys are ids: they were parsed as such with the configuration. */
function toHome({ homeId, revision, speakers, groups }: ConfigDesired): Home {
  return {
    id: homeId,
    revision,
    bridge: THIS_BRIDGE,
    speakers: Object.entries(speakers).map(([id, speaker]) => ({ id: id as SpeakerId, ...speaker })),
    groups: Object.entries(groups).map(([id, group]) => ({ id: id as GroupId, ...group })),
    echos: [],
  };
}
